//===- Unit.cpp - the stages before and after linking ---------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Unit/Unit.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "escape/Capture/Annotations.h"
#include "escape/Capture/Capture.h"
#include "escape/Capture/LateUses.h"
#include "escape/Capture/LifetimeWarnings.h"
#include "escape/Capture/Outlined.h"
#include "escape/Graph/GraphBuilder.h"
#include "escape/Support/StageTimer.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace llvm;

namespace escape {
namespace {

class Collector {
public:
  Collector(const LoweredUnit &Unit, const UnitOptions &Options)
      : Unit(Unit), Options(Options) {}

  UnitData run();

private:
  const clang::FunctionDecl *function(StringRef Name) const {
    return dyn_cast_or_null<clang::FunctionDecl>(Unit.declaration(Name));
  }
  FunctionTraits traits(const Function &F) const;
  bool isUserFile(const Function &F) const;
  void capture(const ModuleGraph &M);
  void captureFunctions(const ModuleGraph &M);
  bool captureOutlinedFunction(const ModuleGraph &M, const FunctionGraph &G);
  void captureCallees(const ModuleGraph &M);
  void noteCallee(StringRef Key);
  void noteOutlinedCallee(StringRef Key);
  void captureComments();

  const LoweredUnit &Unit;
  const UnitOptions &Options;
  SourceFacts Facts;
  std::optional<OutlinedBodies> Outlined; ///< when it was asked for
};

/// \returns whether \p F, which has no declaration, was made for a file of the user's.
bool Collector::isUserFile(const Function &F) const {
  if (outlinedKind(F.getName()).empty())
    return false;
  // Its own place is where the compiler was when it made it.
  auto HasPlace = [](const Instruction &I) {
    return I.getDebugLoc() && I.getDebugLoc().getLine();
  };
  auto First = find_if(instructions(F), HasPlace);
  if (First == inst_end(F))
    return false;
  const DIFile *Of = First->getDebugLoc()->getFile();
  SmallString<128> Path(Of->getFilename());
  sys::path::make_absolute(Of->getDirectory(), Path);
  const clang::SourceManager &SM = Unit.Context.getSourceManager();
  auto File = SM.getFileManager().getOptionalFileRef(Path);
  if (!File)
    return false;
  clang::FileID Id = SM.translateFile(*File);
  return Id.isValid() && !SM.isInSystemHeader(SM.getLocForStartOfFile(Id));
}

/// \returns whether a value of \p T is, or holds, a union, and C may declare it as well:
/// it is handed over as C does it, whatever else C++ has in it, and not the library's.
static bool holdsUnion(clang::QualType T) {
  const clang::RecordDecl *Record =
      T->getBaseElementTypeUnsafe()->getAsRecordDecl();
  if (!Record || !Record->canPassInRegisters() || Record->isInStdNamespace())
    return false;
  const auto *Class = dyn_cast<clang::CXXRecordDecl>(Record);
  return Record->isUnion() ||
         any_of(Record->fields(),
                [](const clang::FieldDecl *Field) {
                  return holdsUnion(Field->getType());
                }) ||
         (Class && Class->hasDefinition() &&
          any_of(Class->bases(), [](const clang::CXXBaseSpecifier &Base) {
            return holdsUnion(Base.getType());
          }));
}

/// \returns whether the compiler may take \p F for the function that it knows by that
/// name.
static bool isBuiltin(const clang::FunctionDecl &F, const clang::ASTContext &Context) {
  return F.getBuiltinID() && F.getIdentifier() &&
         !Context.getLangOpts().isNoBuiltinFunc(F.getName());
}

/// \returns whether the built-in contract of \p Name is not for \p Target: numbers of
/// requests, an order of arguments, and how many a structure is depend on it.
static bool isOtherHere(StringRef Name, const Triple &Target) {
  bool IsX86 = Target.getArch() == Triple::x86_64 && !Target.isX32();
  if (is_contained({"ioctl", "prctl", "syscall"}, Name))
    return !Target.isOSLinux() || !(IsX86 || Target.isAArch64());
  if (Name == "hsearch_r" || Name.contains("16filesystem_errorC"))
    return !IsX86 || Target.isOSWindows();
  return Name == "qsort_r" && !Target.isOSLinux();
}

FunctionTraits Collector::traits(const Function &F) const {
  FunctionTraits T;
  const clang::FunctionDecl *D = function(F.getName());
  if (!D) {
    T.IsSystem = !isUserFile(F);
    T.PassesUnions = !Unit.Context.getLangOpts().CPlusPlus;
    return T;
  }
  T.IsSystem = isSystem(*D, Unit.Context);
  bool IsOther = isOtherHere(F.getName(), F.getParent()->getTargetTriple());
  T.IsUserDeclared = IsOther || (!T.IsSystem && !isBuiltin(*D, Unit.Context));
  T.IsStandardLibrary = !IsOther && isStandardLibrary(*D, Unit.Context);
  T.PassesUnions =
      holdsUnion(D->getReturnType()) ||
      any_of(D->parameters(), [](const clang::ParmVarDecl *P) {
        return holdsUnion(P->getType());
      });
  T.IsConstructor = isa<clang::CXXConstructorDecl>(D);
  T.IsDestructor = isa<clang::CXXDestructorDecl>(D);
  return T;
}

void Collector::captureFunctions(const ModuleGraph &M) {
  for (const FunctionGraph &G : M.Functions) {
    if (G.IsSystem)
      continue;
    StringRef Name = M.name(G.Name);
    const clang::FunctionDecl *D = function(Name);
    const clang::FunctionDecl *Definition = nullptr;
    if (D && D->hasBody(Definition)) {
      FunctionFact &Fact = Facts.Functions[M.key(G.Name)];
      Fact = captureFunction(*Definition, Unit.Context, Facts);
      if (Options.WantAnnotations)
        captureAnnotations(*Definition, Fact);
      // Pointers that are set once, where they are declared, outlive nothing.
      if (Unit.Context.getLangOpts().CPlusPlus && Fact.MovesPointers)
        findLateUses(*Definition, Unit.Context, Facts.Warnings);
      continue;
    }
    if (captureOutlinedFunction(M, G))
      continue;
    FunctionFact Fact;
    Fact.Name = Name;
    if (G.Loc.File.isValid())
      Fact.Place = {M.Files[G.Loc.File.Value], G.Loc.Line, 1};
    Facts.Functions[M.key(G.Name)] = std::move(Fact);
  }
}

/// \returns whether it is found in the source what \p G was made of.
bool Collector::captureOutlinedFunction(const ModuleGraph &M, const FunctionGraph &G) {
  StringRef Kind = outlinedKind(M.name(G.Name));
  if (Kind.empty())
    return false;
  if (!Outlined)
    Outlined.emplace(Unit.Context);
  std::set<SourcePlace> Places;
  auto Note = [&](Location L) {
    if (L.File.isValid())
      Places.insert({M.Files[L.File.Value], L.Line, L.Column});
  };
  for (const Constraint &C : G.Constraints)
    Note(C.Loc);
  for (const CallSite &C : G.Calls)
    Note(C.Loc);
  const OutlinedBody *Body =
      Outlined->at(std::vector(Places.begin(), Places.end()));
  if (!Body)
    return false;
  Facts.Functions[M.key(G.Name)] = captureOutlined(*Body, Kind, Unit.Context, Facts);
  return true;
}

void Collector::noteOutlinedCallee(StringRef Key) {
  StringRef Kind = outlinedKind(ModuleGraph::nameOfKey(Key));
  if (Kind.empty())
    return;
  CalleeFact &Fact = Facts.Callees[Key];
  Fact.Name = ("a " + Kind).str();
  Fact.Text = (Kind + "(...)").str();
  Fact.Kind = "call";
  Fact.IsUser = true;
}

/// \param Key of the function in the graphs
void Collector::noteCallee(StringRef Key) {
  StringRef Name = ModuleGraph::nameOfKey(Key);
  if (Facts.Callees.contains(Key))
    return;
  const clang::FunctionDecl *D = function(Name);
  if (!D)
    return noteOutlinedCallee(Key);
  CalleeFact &Fact = Facts.Callees[Key];
  Fact = captureCallee(*D, Unit.Context);
  if (!Options.WantAnnotations)
    return;
  Fact.AttributePlaces = attributePlaces(*D);
}

void Collector::captureCallees(const ModuleGraph &M) {
  auto Note = [&](SymbolId S) {
    if (S.isValid())
      noteCallee(M.key(S));
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
  if (!Options.WantAnnotations)
    return;
  for (const clang::FunctionDecl *F : functionsNamed(Unit.Context)) {
    if (F->isDependentContext())
      continue;
    std::string Key = Unit.symbol(*F);
    if (!F->hasExternalFormalLinkage())
      Key = ModuleGraph::localKey(Key, std::nullopt);
    noteCallee(Key);
    Facts.Callees[Key].IsAddressTaken = true;
  }
}

/// Looks into the files in which something can be found.
void Collector::captureComments() {
  std::set<SharedText> Files;
  for (const auto &F : Facts.Functions)
    Files.insert(F.second.Place.File);
  for (const WarningFact &W : Facts.Warnings)
    Files.insert(W.Place.File);
  clang::SourceManager &SM = Unit.Context.getSourceManager();
  for (const SharedText &Path : Files) {
    auto File = SM.getFileManager().getOptionalFileRef(Path);
    if (!File)
      continue; // a #line names what is not there
    if (auto Buffer = SM.getMemoryBufferForFileOrNone(*File))
      captureSuppressions(Buffer->getBuffer(), Path, Facts.Suppressions);
  }
}

void Collector::capture(const ModuleGraph &M) {
  if (Options.Warnings)
    Facts.Warnings = Options.Warnings->warnings().vec();
  captureFunctions(M);
  captureCallees(M);
  captureComments();
}

UnitData Collector::run() {
  double GraphTime = 0, CaptureTime = 0;
  UnitData Data;
  {
    StageTimer Timer("graph", GraphTime);
    Data.Graph = buildModuleGraph(
        Unit.Module, [this](const Function &F) { return traits(F); });
  }
  {
    StageTimer Timer("capture", CaptureTime);
    capture(Data.Graph);
    Data.Facts = std::move(Facts);
  }
  Data.Seconds = {{"graph", GraphTime}, {"capture", CaptureTime}};
  return Data;
}

void dumpStage(const LoweredUnit &Unit, UnitData &Data,
               const UnitOptions &Options) {
  raw_ostream &OS = *Options.DumpTo;
  ModuleGraph &M = Data.Graph;
  switch (Options.TheDump) {
  case Dump::None:
    return;
  case Dump::Facts:
    return print(OS, Data.Facts);
  case Dump::IR:
    return Unit.Module.print(OS, nullptr);
  case Dump::Graph:
    return M.dump(OS);
  case Dump::Summaries: {
    ModuleSolution Solution = solveModule(M, *Options.Known, Options.Overrides);
    for (const FunctionGraph &G : M.Functions)
      print(OS, M, M.name(G.Name), Solution.Summaries[G.Name.Value]);
  }
  }
}

} // namespace

UnitData collectUnit(const LoweredUnit &Unit, const UnitOptions &Options) {
  UnitData Data = Collector(Unit, Options).run();
  if (Options.DumpTo)
    dumpStage(Unit, Data, Options);
  return Data;
}

Decisions analyze(UnitData Program, const UnitOptions &Options) {
  double SolveTime = 0, JoinTime = 0;
  std::vector<AllocatingDecision> Allocating = findAllocating(
      Program.Graph, Program.Facts, *Options.Known, Options.Overrides);
  ModuleSolution Solution;
  SymbolId GraphOf;
  if (Options.Picture)
    GraphOf = findFunction(Program.Graph, Program.Facts, *Options.Picture);
  {
    StageTimer Timer("solve", SolveTime);
    Solution = solveModule(Program.Graph, *Options.Known, Options.Overrides,
                           Options.Threads, Wanted::FatesAlone, GraphOf);
  }
  Decisions Result;
  {
    StageTimer Timer("findings", JoinTime);
    Result = decide(Program.Graph, Solution, Program.Facts, Options.TheLimits);
    addWarnings(Program.Facts, Result);
    if (Solution.Graph)
      Options.Picture->Answer =
          draw(Program.Graph, *Solution.Graph, Program.Facts, Result);
    Result.Suppressions = std::move(Program.Facts.Suppressions);
    Result.Allocating = std::move(Allocating);
  }
  Result.Stats.Units = Program.Units;
  Result.Stats.Cached = Program.Cached;
  Result.Stats.Variants = std::move(Program.Variants);
  Result.Stats.Seconds = std::move(Program.Seconds);
  Result.Stats.Seconds["solve"] += SolveTime;
  Result.Stats.Seconds["findings"] += JoinTime;
  return Result;
}

} // namespace escape
