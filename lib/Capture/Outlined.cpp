//===- Outlined.cpp - functions that have no declaration ------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Capture/Outlined.h"
#include "Places.h"
#include "Regions.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/OpenMPKinds.h"
#include "clang/Basic/SourceManager.h"
#include <map>

using namespace clang;
using llvm::StringRef;

namespace escape {
namespace {

class BodyFinder : public RecursiveASTVisitor<BodyFinder> {
public:
  explicit BodyFinder(const ASTContext &Context)
      : SM(Context.getSourceManager()),
        IsInFunctions(Context.getLangOpts().OpenMP || Context.getLangOpts().Blocks) {}

  bool shouldVisitTemplateInstantiations() const { return true; }

  bool TraverseDecl(Decl *D) {
    if (!D || SM.isInSystemHeader(D->getLocation()))
      return true;
    auto *Function = dyn_cast<FunctionDecl>(D);
    auto *Variable = Of ? nullptr : dyn_cast<VarDecl>(D);
    if (!Function && !Variable)
      return RecursiveASTVisitor::TraverseDecl(D);
    // Only instances have code.
    if (D->getDeclContext()->isDependentContext() || D->isTemplated() ||
        (Function && !IsInFunctions))
      return true;
    const NamedDecl *Outer = std::exchange(Of, cast<NamedDecl>(D));
    if (Variable && Variable->hasInit())
      add(*Variable->getInit());
    bool Result = RecursiveASTVisitor::TraverseDecl(D);
    Of = Outer;
    return Result;
  }

  bool VisitOMPExecutableDirective(OMPExecutableDirective *D) {
    collectInlined(*D, Inlined);
    if (D->hasClausesOfKind<OMPUntiedClause>() && D->hasAssociatedStmt())
      Untied.insert(D->getAssociatedStmt());
    return true;
  }
  bool VisitCapturedStmt(CapturedStmt *S) {
    if (!Inlined.contains(S))
      add(*S->getCapturedStmt(), Untied.contains(S));
    return true;
  }
  bool VisitBlockDecl(BlockDecl *B) {
    if (B->getBody())
      add(*B->getBody());
    return true;
  }

  std::vector<OutlinedBody> Found;

private:
  void add(const Stmt &Body, bool IsUntied = false) {
    SourceSpan Span = {place(Body.getBeginLoc(), SM), place(Body.getEndLoc(), SM)};
    Found.push_back({&Body, Of, Span, IsUntied});
  }

  const SourceManager &SM;
  const bool IsInFunctions;      ///< else initialisers are all there is
  const NamedDecl *Of = nullptr; ///< what is being traversed
  llvm::DenseSet<const CapturedStmt *> Inlined;
  llvm::DenseSet<const Stmt *> Untied;
};

} // namespace

void collectInlined(const OMPExecutableDirective &D,
                    llvm::DenseSet<const CapturedStmt *> &Into) {
  if (!D.hasAssociatedStmt() || !isOpenMPCapturingDirective(D.getDirectiveKind()))
    return;
  llvm::SmallVector<OpenMPDirectiveKind, 4> Regions;
  getOpenMPCaptureRegions(Regions, D.getDirectiveKind());
  const Stmt *S = D.getAssociatedStmt();
  for (OpenMPDirectiveKind Region : Regions) {
    const auto *Captured = dyn_cast<CapturedStmt>(S);
    if (!Captured)
      return;
    // What runs on a device is a task where it is asked for only.
    if (Region == llvm::omp::OMPD_unknown ||
        (Region == llvm::omp::OMPD_task &&
         isOpenMPTargetExecutionDirective(D.getDirectiveKind())))
      Into.insert(Captured);
    S = Captured->getCapturedStmt();
  }
}

StringRef outlinedKind(StringRef Name) {
  if (Name.starts_with("__kmpc_reduce") || Name.starts_with(".omp_combiner."))
    return "reduction";
  if (Name.starts_with("__cxx_global_var_init"))
    return "initialiser";
  if (Name.starts_with("__omp_offloading_"))
    return "target region";
  // With a number at the end from the second on.
  Name = Name.rtrim("0123456789");
  if (Name.ends_with("_block_invoke") || Name.ends_with("_block_invoke_"))
    return "block";
  if (Name.starts_with(".omp_outlined."))
    return "task";
  Name.consume_back(".");
  return Name.ends_with(".omp_outlined") ? "parallel region" : "";
}

OutlinedBodies::OutlinedBodies(const ASTContext &Context) {
  BodyFinder Finder(Context);
  Finder.TraverseDecl(Context.getTranslationUnitDecl());
  Bodies = std::move(Finder.Found);
  llvm::stable_sort(Bodies, [](const OutlinedBody &A, const OutlinedBody &B) {
    return std::tie(A.Span.First, B.Span.Last) < std::tie(B.Span.First, A.Span.Last);
  });
  for (const OutlinedBody &Body : Bodies)
    Ends.push_back(Ends.empty() ? Body.Span.Last
                                : std::max(Ends.back(), Body.Span.Last));
}

const OutlinedBody *OutlinedBodies::innermost(const SourcePlace &Place) const {
  auto After = llvm::upper_bound(Bodies, Place,
                                 [](const SourcePlace &P, const OutlinedBody &B) {
                                   return P < B.Span.First;
                                 });
  for (size_t I = After - Bodies.begin(); I-- > 0 && Ends[I] >= Place;)
    if (Bodies[I].Span.contains(Place))
      return &Bodies[I];
  return nullptr;
}

const OutlinedBody *OutlinedBodies::at(llvm::ArrayRef<SourcePlace> Places) const {
  std::map<const OutlinedBody *, unsigned> Count; // outer ones first
  for (const SourcePlace &Place : Places)
    if (const OutlinedBody *Body = innermost(Place))
      ++Count[Body];
  auto Most = std::max_element(
      Count.begin(), Count.end(),
      [](const auto &A, const auto &B) { return A.second < B.second; });
  return Most == Count.end() ? nullptr : Most->first;
}

} // namespace escape
