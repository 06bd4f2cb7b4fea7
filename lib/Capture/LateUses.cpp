//===- LateUses.cpp - objects that are used after their scope -------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Capture/LateUses.h"
#include "Places.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/Analysis/Analyses/LifetimeSafety/LifetimeSafety.h"
#include "clang/Analysis/AnalysisDeclContext.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/DiagnosticSema.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace escape {
namespace {

/// Blocks times statements of a control flow graph: beyond this the analysis
/// takes more than a tenth of a second.
constexpr size_t MaxWork = 10'000'000;

class Reporter : public lifetimes::LifetimeSafetyReporter {
public:
  Reporter(const ASTContext &Context, std::vector<WarningFact> &Into)
      : Context(Context), Into(Into) {}

  void reportUseAfterFree(const Expr *Address, const Expr *Use,
                          SourceLocation End,
                          lifetimes::Confidence Confidence) override {
    add(Address, " is used after its scope", Confidence,
        {{End, "gone here"}, {Use->getExprLoc(), "used here"}});
  }
  void reportUseAfterReturn(const Expr *Address, const Expr *Way,
                            SourceLocation,
                            lifetimes::Confidence Confidence) override {
    add(Address, " is returned", Confidence, {{Way->getExprLoc(), "returned here"}});
  }

private:
  static std::string nameOf(const Expr *Address) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Address->IgnoreParenImpCasts()))
      return "'" + Ref->getDecl()->getNameAsString() + "'";
    return "a temporary";
  }
  void add(const Expr *Address, llvm::StringRef What,
           lifetimes::Confidence Confidence,
           llvm::ArrayRef<std::pair<SourceLocation, llvm::StringRef>> Notes) {
    SourceLocation At = Address->getExprLoc();
    if (Confidence != lifetimes::Confidence::Definite ||
        Context.getDiagnostics().isIgnored(
            diag::warn_lifetime_safety_loan_expires_permissive, At))
      return;
    const SourceManager &SM = Context.getSourceManager();
    WarningFact W{place(At, SM), "the address of " + nameOf(Address) + What.str(), {}};
    for (const auto &[Loc, Text] : Notes)
      W.Notes.push_back({place(Loc, SM), Text.str()});
    Into.push_back(std::move(W));
  }

  const ASTContext &Context;
  std::vector<WarningFact> &Into;
};

/// \returns the control flow of \p F as the analysis wants it.
const CFG *controlFlow(AnalysisDeclContext &AC) {
  CFG::BuildOptions &Options = AC.getCFGBuildOptions();
  Options.PruneTriviallyFalseEdges = true;
  Options.AddInitializers = true;
  Options.AddImplicitDtors = true;
  Options.AddTemporaryDtors = true;
  Options.AddCXXDefaultInitExprInCtors = true;
  Options.AddLifetime = true;
  Options.setAllAlwaysAdd();
  return AC.getCFG();
}

} // namespace

void findLateUses(const FunctionDecl &F, const ASTContext &Context,
                  std::vector<WarningFact> &Into) {
  AnalysisDeclContext AC(/*Mgr=*/nullptr, &F);
  const CFG *Flow = controlFlow(AC);
  if (!Flow)
    return;
  size_t Elements = 0;
  for (const CFGBlock *B : *Flow)
    Elements += B->size();
  if (Elements * Flow->size() > MaxWork)
    return;
  Reporter Report(Context, Into);
  lifetimes::LifetimeSafetyStats Stats;
  lifetimes::runLifetimeSafetyAnalysis(AC, &Report, Stats, /*CollectStats=*/false);
}

} // namespace escape
