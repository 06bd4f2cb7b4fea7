//===- Unit.cpp - all stages over one translation unit --------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Unit/Unit.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "escape/Capture/Capture.h"
#include "escape/Capture/LateUses.h"
#include "escape/Capture/LifetimeWarnings.h"
#include "escape/Graph/GraphBuilder.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>

using namespace llvm;

namespace escape {
namespace {

/// Adds the time between its construction and its end to a stage.
class StageTimer {
public:
  StageTimer(double &Seconds)
      : Seconds(Seconds), Begin(std::chrono::steady_clock::now()) {}
  ~StageTimer() {
    Seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                             Begin)
                   .count();
  }

private:
  double &Seconds;
  std::chrono::steady_clock::time_point Begin;
};

class Analysis {
public:
  Analysis(const LoweredUnit &Unit, const UnitOptions &Options)
      : Unit(Unit), Options(Options) {}

  Decisions run();

private:
  const clang::FunctionDecl *function(StringRef Name) const {
    return dyn_cast_or_null<clang::FunctionDecl>(Unit.declaration(Name));
  }
  FunctionTraits traits(const Function &F) const;
  bool isUserFile(const Function &F) const;
  void capture(const ModuleGraph &M);
  void captureFunctions(const ModuleGraph &M);
  void captureCallees(const ModuleGraph &M);

  const LoweredUnit &Unit;
  const UnitOptions &Options;
  SourceFacts Facts;
};

/// What the compiler made on its own (initialisers of globals) belongs to the
/// file that it was made for.
bool Analysis::isUserFile(const Function &F) const {
  const DISubprogram *SP = F.getSubprogram();
  if (!SP || !SP->getFile() || !F.getName().starts_with("__cxx_global_var_init"))
    return false;
  const clang::SourceManager &SM = Unit.Context.getSourceManager();
  auto File = SM.getFileManager().getOptionalFileRef(SP->getFile()->getFilename());
  if (!File)
    return false;
  clang::FileID Id = SM.translateFile(*File);
  return Id.isValid() && !SM.isInSystemHeader(SM.getLocForStartOfFile(Id));
}

FunctionTraits Analysis::traits(const Function &F) const {
  FunctionTraits T;
  const clang::FunctionDecl *D = function(F.getName());
  if (!D) {
    T.IsSystem = !isUserFile(F);
    return T;
  }
  T.IsSystem = isSystem(*D, Unit.Context);
  T.IsUserDeclared = !D->getBuiltinID() && !T.IsSystem;
  T.IsStandardLibrary = isStandardLibrary(*D, Unit.Context);
  T.IsDestructor = isa<clang::CXXDestructorDecl>(D);
  return T;
}

void Analysis::captureFunctions(const ModuleGraph &M) {
  for (const FunctionGraph &G : M.Functions) {
    if (G.IsSystem)
      continue;
    StringRef Name = M.name(G.Name);
    const clang::FunctionDecl *D = function(Name);
    const clang::FunctionDecl *Definition = nullptr;
    if (D && D->hasBody(Definition)) {
      FunctionFact &Fact = Facts.Functions[Name];
      Fact = captureFunction(*Definition, Unit.Context);
      // Pointers that are set once, where they are declared, outlive nothing.
      if (Unit.Context.getLangOpts().CPlusPlus && Fact.MovesPointers)
        findLateUses(*Definition, Unit.Context, Facts.Warnings);
      continue;
    }
    FunctionFact Fact;
    Fact.Name = Name;
    if (G.Loc.File.isValid())
      Fact.Place = {M.Files[G.Loc.File.Value], G.Loc.Line, 1};
    Facts.Functions[Name] = std::move(Fact);
  }
}

void Analysis::captureCallees(const ModuleGraph &M) {
  auto Note = [&](SymbolId S) {
    if (!S.isValid() || Facts.Callees.contains(M.name(S)))
      return;
    if (const clang::FunctionDecl *D = function(M.name(S)))
      Facts.Callees[M.name(S)] = captureCallee(*D, Unit.Context);
  };
  for (const FunctionGraph &G : M.Functions) {
    if (G.IsSystem)
      continue;
    Note(G.Name); // it may be called through a pointer
    for (const CallSite &C : G.Calls)
      Note(C.Callee);
    for (const Object &O : G.Objects)
      if (O.TheKind == Object::Kind::Heap || O.TheKind == Object::Kind::Function)
        Note(O.Symbol);
  }
}

void Analysis::capture(const ModuleGraph &M) {
  if (Options.Warnings)
    Facts.Warnings = Options.Warnings->warnings().vec();
  captureFunctions(M);
  captureCallees(M);
}

Decisions Analysis::run() {
  double GraphTime = 0, SolveTime = 0, CaptureTime = 0, JoinTime = 0;
  ModuleGraph M;
  {
    StageTimer Timer(GraphTime);
    M = buildModuleGraph(Unit.Module,
                         [this](const Function &F) { return traits(F); });
  }
  {
    StageTimer Timer(CaptureTime);
    capture(M);
  }
  ModuleSolution Solution;
  {
    StageTimer Timer(SolveTime);
    Solution = solveModule(M, *Options.Known, Options.Overrides);
  }
  if (Options.DumpTo) {
    raw_ostream &OS = *Options.DumpTo;
    if (Options.TheDump == Dump::Facts)
      print(OS, Facts);
    else if (Options.TheDump == Dump::IR)
      Unit.Module.print(OS, nullptr);
    else if (Options.TheDump == Dump::Graph)
      M.dump(OS);
    else if (Options.TheDump == Dump::Summaries)
      for (const FunctionGraph &G : M.Functions)
        print(OS, M, M.name(G.Name), Solution.Summaries[G.Name.Value]);
  }
  Decisions Result;
  {
    StageTimer Timer(JoinTime);
    Result = decide(M, Solution, Facts, Options.TheLimits);
    addWarnings(Facts, Result);
  }
  Result.Stats.Seconds = {{"graph", GraphTime},
                          {"capture", CaptureTime},
                          {"solve", SolveTime},
                          {"findings", JoinTime}};
  return Result;
}

} // namespace

Decisions analyzeUnit(const LoweredUnit &Unit, const UnitOptions &Options) {
  return Analysis(Unit, Options).run();
}

} // namespace escape
