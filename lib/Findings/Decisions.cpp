//===- Decisions.cpp - verdicts joined with the source --------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Decisions.h"
#include "Dangling.h"
#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include <map>
#include <set>
#include <tuple>

using namespace llvm;

namespace escape {

StringRef verdictName(Verdict V) {
  switch (V) {
  case Verdict::Stack: return "stack";
  case Verdict::Arena: return "arena";
  case Verdict::Caller: return "caller";
  case Verdict::Heap: return "heap";
  case Verdict::Oversized: return "oversized";
  case Verdict::MovedToHeap: return "moved-to-heap";
  }
  llvm_unreachable("a verdict without a name");
}

StringRef leakName(const ParameterDecision &P) {
  if (P.Leaks)
    return "heap";
  if (P.LeaksContent)
    return "content";
  return P.ResultLevel >= 0 ? "result" : "none";
}

namespace {

class ArgumentNames;

class Joiner {
public:
  Joiner(const ModuleGraph &M, const ModuleSolution &Solution,
         const SourceFacts &Facts, const Limits &Limits)
      : M(M), Solution(Solution), Facts(Facts), Dangling(M, Facts),
        Limit(Limits) {
    for (const FunctionGraph &G : M.Functions)
      Graphs[G.Name.Value] = &G;
    for (const auto &F : Facts.Functions)
      UserFiles.insert(F.second.Place.File);
    for (const std::string &Path : M.Files)
      Files.emplace_back(Path);
  }

  Decisions join();

private:
  SourcePlace place(Location L) const {
    if (!L.isValid() || !L.File.isValid())
      return {};
    return {Files[L.File.Value], L.Line, std::max(L.Column, 1u)};
  }
  bool isAt(Location L, const SourcePlace &Place) const {
    return L.Line && L.Line == Place.Line && L.Column == Place.Column &&
           place(L) == Place;
  }
  const CalleeFact *callee(SymbolId S) const {
    return Facts.callee(M.key(S));
  }
  std::string nameOf(SymbolId S) const { return escape::nameOf(M, Facts, S); }
  std::string message(const FlowStep &Step) const;
  void explain(ArrayRef<FlowStep> Path, Decision &Into) const;
  void addReason(Decision &Into, StringRef Code) const {
    if (!Code.empty() && !is_contained(Into.Reasons, Code))
      Into.Reasons.push_back(Code.str());
  }
  void start(Decision &D, const FunctionFact &Fact, SymbolId Symbol) const {
    D.Function = Fact.Name;
    D.Mangled = M.name(Symbol);
  }

  void addMacros(const FunctionFact &Fact, ArrayRef<MacroUse::Of> Kinds,
                 Decision &Into) const;

  void allocations(const FunctionFact &Fact, const FunctionFate &Fate);
  void allocation(const FunctionFact &Fact, SymbolId Function,
                  const ObjectFate &Fate, bool OneOfMany);
  void nameAllocation(const FunctionFact &Fact, const ObjectFate &Fate,
                      AllocationDecision &D) const;
  void judge(const ObjectFate &Fate, bool IsMany, AllocationDecision &D) const;
  std::vector<WhyStep> wayOut(const LeakPath &Leak) const;
  /// \param First the function's first allocation in Out
  void variables(const FunctionFact &Fact, const FunctionFate &Fate,
                 size_t First);
  void frame(const FunctionFact &Fact, const FunctionFate &Fate);
  const ParameterFate *callersCopy(const VariableFact &V,
                                   const FunctionFate &Fate,
                                   const FunctionGraph *G) const;
  void dangling(const ObjectFate &Local, StringRef Class,
                const FunctionGraph &G, VariableDecision &D) const;
  void temporaries(const FunctionFact &Fact, const FunctionFate &Fate);
  void parameters(const FunctionFact &Fact, const FunctionFate &Fate);
  void addPiece(const ParameterFact &P, const ParameterFate &F,
                StringRef IRName, ParameterDecision &D) const;
  void addHolders(const ParameterFate &F, const FunctionFact &Fact,
                  const ArgumentNames &Names, ParameterDecision &D) const;
  void addAttributes(const ParameterFact &P, const FunctionFact &Fact,
                     SymbolId Function, ParameterDecision &D) const;

  const ModuleGraph &M;
  const ModuleSolution &Solution;
  const SourceFacts &Facts;
  const DanglingWays Dangling;
  const Limits &Limit;
  DenseMap<uint32_t, const FunctionGraph *> Graphs;
  StringSet<> UserFiles;
  std::vector<SharedText> Files; // of M
  std::multimap<std::pair<unsigned, unsigned>, const NewFact *> News;
  Decisions Out;
};

std::string Joiner::message(const FlowStep &Step) const {
  std::string Name = nameOf(Step.Label);
  std::string Word = flowWord(Step.Step).str();
  if (Name.empty())
    return Word;
  switch (Step.Step) {
  case Flow::Argument:
    return "passed to " + Name;
  case Flow::CallResult:
    return "made by " + Name;
  case Flow::Global:
    return "stored in global " + Name;
  case Flow::UnknownCall:
    return "passed to " + Name + ", whose body is not known";
  case Flow::Recursion:
    return "passed to " + Name + ", whose recursion is too deep to follow";
  default:
    return Word + " (" + Name + ")";
  }
}

/// Turns a path into places and reason codes. Steps inside system headers are
/// folded into the call that entered them.
void Joiner::explain(ArrayRef<FlowStep> Path, Decision &Into) const {
  const FlowStep *Last = nullptr;
  for (const FlowStep &Step : Path) {
    WhyStep W;
    W.Place = place(Step.Loc);
    W.Message = message(Step);
    if (!UserFiles.contains(W.Place.File))
      W.Place = Into.Why.empty() ? Into.Place : Into.Why.back().Place;
    // A callee that made it was passed it; and a path that comes to a step
    // again goes in a circle.
    bool IsMaker = Step.Step == Flow::Argument && !Into.Why.empty() &&
                   Into.Why.back().Place == W.Place && Last &&
                   Last->Step == Flow::CallResult && Last->Label == Step.Label;
    if (!IsMaker && !is_contained(Into.Why, W))
      Into.Why.push_back(std::move(W));
    Last = &Step;
    const CalleeFact *C = callee(Step.Label);
    if (C && Step.Step == Flow::Argument) {
      if (C->Boxes)
        addReason(Into, "boxing");
      if (C->Sends)
        addReason(Into, "channel");
      if (C->Threads)
        addReason(Into, "thread");
      if (C->Contains)
        addReason(Into, "container");
    }
    addReason(Into, reasonCode(Step.Step));
    if (!reasonCode(Step.Step).empty() && Step.Label.isValid())
      Into.EndsIn = M.name(Step.Label);
  }
}

/// Adds the macros that what stands at the place of \p Into comes out of.
/// \param Kinds what it may be; the first that is there counts
void Joiner::addMacros(const FunctionFact &Fact, ArrayRef<MacroUse::Of> Kinds,
                       Decision &Into) const {
  for (MacroUse::Of Kind : Kinds)
    for (const MacroUse &M : Fact.Macros)
      if (M.TheOf == Kind && M.Place == Into.Place) {
        for (const MacroUse::Step &S : M.Steps)
          Into.Macros.push_back(
              {S.Place, SharedText("expanded from macro '" + S.Macro + "'")});
        return;
      }
}

void Joiner::nameAllocation(const FunctionFact &Fact, const ObjectFate &Fate,
                            AllocationDecision &D) const {
  if (!Fate.IsCall)
    for (auto [It, End] = News.equal_range({D.Place.Line, D.Place.Column});
         It != End; ++It)
      if (const NewFact &N = *It->second;
          N.Place == D.Place && !N.IsPlacement) {
        D.Direct = true;
        D.Kind = N.IsArray ? "new[]" : "new";
        D.Type = N.Type;
        D.Text = "new " + N.Type + (N.IsArray ? "[]" : "");
        D.Extent = N.Extent;
        D.CannotBeLocal = N.CannotBeLocal;
        D.CannotBeValue |= N.CannotBeMoved;
        if (N.ToBase && Fate.TheRegion >= Region::Caller)
          addReason(D, "boxing");
        return;
      }
  if (const CalleeFact *C = callee(Fate.Callee)) {
    D.Kind = C->Kind;
    D.Text = C->Text;
    D.Type = C->Type;
    D.CannotBeLocal = C->CannotBeLocal;
    D.CannotBeValue |= C->CannotBeMoved;
    D.Direct = !Fate.IsCall || C->Kind == "make_unique" ||
               C->Kind == "make_shared";
    return;
  }
  D.Kind = Fate.IsCall ? "call" : "new";
  D.Direct = !Fate.IsCall;
  D.Text = nameOf(Fate.Callee);
  if (D.Text.empty())
    D.Text = Fate.IsCall ? "(*function)" : "allocation";
  D.Text += "(...)";
}

void Joiner::judge(const ObjectFate &Fate, bool IsMany,
                   AllocationDecision &D) const {
  D.Lives = Fate.TheRegion;
  if (Fate.TheRegion == Region::Program || Fate.TheRegion == Region::Caller) {
    D.TheVerdict = Fate.TheRegion == Region::Program ? Verdict::Heap
                                                     : Verdict::Caller;
    D.Escapes = true;
    explain(Fate.Path, D);
    return;
  }
  if (Fate.Size && *Fate.Size > Limit.Allocation) {
    D.TheVerdict = Verdict::Heap;
    D.Escapes = true;
    addReason(D, "oversized");
    return;
  }
  if (Fate.FreedElsewhere && !Fate.IsCall) {
    // Whoever deletes it needs it from the heap.
    D.TheVerdict = Verdict::Heap;
    D.Escapes = true;
    addReason(D, "freed-elsewhere");
    return;
  }
  explain(Fate.Stays, D);
  if (Fate.Dynamic || IsMany) {
    D.TheVerdict = Verdict::Arena;
    if (Fate.Dynamic)
      addReason(D, "dynamic-size");
    if (IsMany)
      addReason(D, "loop");
  }
}

std::vector<WhyStep> Joiner::wayOut(const LeakPath &Leak) const {
  std::vector<WhyStep> Steps;
  auto Step = [&](Location Loc, StringRef Message) {
    WhyStep W{place(Loc), SharedText(Message)};
    if (UserFiles.contains(W.Place.File) && !is_contained(Steps, W))
      Steps.push_back(std::move(W));
  };
  for (const LeakPath::Branch &B : Leak.Branches)
    if (B.To.isValid())
      Step(B.Loc, ("from here to line " + Twine(B.To.Line)).str());
  Step(Leak.Exit, "left here");
  return Steps;
}

void Joiner::allocations(const FunctionFact &Fact, const FunctionFate &Fate) {
  // One call may make several objects, which are alive at once, and one new-expression
  // may be lowered several times, as that in a default member initialiser.
  std::map<std::tuple<unsigned, unsigned, bool, uint32_t>, unsigned> From;
  auto Site = [](const ObjectFate &O) {
    return std::make_tuple(O.Loc.Line, O.Loc.Column, O.IsCall, O.Callee.Value);
  };
  for (const ObjectFate &O : Fate.Objects)
    if (!O.IsLocal)
      ++From[Site(O)];
  for (const ObjectFate &O : Fate.Objects)
    if (!O.IsLocal)
      allocation(Fact, Fate.Name, O, From[Site(O)] > 1);
}

void Joiner::allocation(const FunctionFact &Fact, SymbolId Function,
                        const ObjectFate &Fate, bool OneOfMany) {
  // A constructor's complete form only calls its base form.
  if (auto It = Facts.Functions.find(M.key(Fate.Callee));
      Fate.IsCall && It != Facts.Functions.end() &&
      Fate.Callee != Function && It->second.Place == Fact.Place &&
      It->second.Name == Fact.Name)
    return;
  AllocationDecision D;
  start(D, Fact, Function);
  D.Place = place(Fate.Loc);
  if (!D.Place.Line)
    D.Place = Fact.Place;
  D.Size = Fate.Size;
  D.Freed = Fate.FreedHere;
  D.FreedElsewhere = Fate.FreedElsewhere;
  D.Reallocated = is_contained(
      map_range(Fate.Stays, [](const FlowStep &S) { return S.Step; }),
      Flow::Reallocated);
  const FunctionGraph *G = Graphs.lookup(Function.Value);
  D.FreeStays = Fate.FreeStays;
  D.CannotBeValue = Fate.HoldsItself || (G && G->ReturnsOthers);
  D.Callee = M.name(Fate.Callee);
  D.MustStay = any_of(Fact.StackSpans, [&](const SourceSpan &S) {
    return S.contains(D.Place);
  });
  nameAllocation(Fact, Fate, D);
  using Of = MacroUse::Of;
  addMacros(Fact,
            StringRef(D.Kind).starts_with("new") ? ArrayRef({Of::New, Of::Call})
                                                 : ArrayRef({Of::Call}),
            D);
  judge(Fate, Fate.Many || OneOfMany, D);
  if (Fate.Leak) {
    D.Leaks = Fate.IsFreedInTime ? Leak::OnOneWay : Leak::Always;
    D.WhyLeaks = wayOut(*Fate.Leak);
  }
  Out.Allocations.push_back(std::move(D));
}

/// \returns whether the IR name \p Alloca can be variable \p Name's: LLVM
/// appends a number where a name is taken.
bool mayBeNamed(StringRef Alloca, StringRef Name) {
  if (!Alloca.consume_front(Name))
    return false;
  return all_of(Alloca, [](char C) { return isDigit(C); });
}

static void ofCallersCopy(const ParameterFate &P, VariableDecision &D) {
  if (P.ResultLevel != 0 || D.TheVerdict == Verdict::MovedToHeap)
    return;
  D.TheVerdict = Verdict::MovedToHeap;
  D.Reasons.push_back("return");
  D.Dangles = "it is returned";
}

/// \returns what \p V has no use for, when that is why one of \p Allocations is
/// made and there is nothing better to say of that.
static Wrapper unusedWrapper(const VariableFact &V,
                             ArrayRef<AllocationDecision> Allocations) {
  ArrayRef<StringRef> Kinds;
  static constexpr StringRef Counted[] = {"make_shared", "allocate_shared",
                                          "smart_pointer"};
  static constexpr StringRef Erased[] = {"function", "any"};
  Kinds = V.Unused == Wrapper::Counted ? ArrayRef(Counted) : ArrayRef(Erased);
  bool Costs = false;
  for (const AllocationDecision &A : Allocations)
    if (V.Init.contains(A.Place)) {
      if (A.Direct && A.TheVerdict == Verdict::Stack)
        return Wrapper::None;
      Costs |= is_contained(Kinds, A.Kind);
    }
  return Costs ? V.Unused : Wrapper::None;
}

void Joiner::variables(const FunctionFact &Fact, const FunctionFate &Fate,
                       size_t First) {
  const FunctionGraph *G = Graphs.lookup(Fate.Name.Value);
  // LLVM appends digits: each alloca under all names that it may stand for. Names of
  // more than 1024 characters are cut by as many digits.
  constexpr size_t Compared = 1000;
  StringMap<SmallVector<const ObjectFate *, 1>> Allocas;
  for (const ObjectFate &O : Fate.Objects) {
    if (!O.IsLocal)
      continue;
    StringRef Name = StringRef(O.Name).take_front(Compared);
    Allocas[Name].push_back(&O);
    while (!Name.empty() && isDigit(Name.back()))
      Allocas[Name = Name.drop_back()].push_back(&O);
  }
  std::set<SourcePlace> BoundAt;
  for (const VariableFact &V : Fact.Variables)
    if (V.IsBound)
      BoundAt.insert(V.Statement);
  for (const VariableFact &V : Fact.Variables) {
    bool Oversized = V.Size && *V.Size > Limit.Variable;
    // The variable's own alloca, or all that may be it. One that is gone was
    // promoted to registers: its address went nowhere.
    SmallVector<const ObjectFate *> Exact, Possible;
    // Of those without a name only the place tells whose they are.
    auto IsOfOther = [&](const ObjectFate &O) {
      return V.IsBound && !isAt(O.Loc, V.Statement) &&
             BoundAt.contains(place(O.Loc));
    };
    auto Consider = [&](StringRef Name) {
      auto It = Allocas.find(Name.take_front(Compared));
      if (It == Allocas.end())
        return;
      for (const ObjectFate *O : make_filter_range(
               It->second, [&](auto *O) { return !IsOfOther(*O); }))
        // What a jump may bypass has no lifetime markers, and so no place.
        (isAt(O->Loc, V.Statement) || !O->Loc.isValid() ? Exact : Possible)
            .push_back(O);
    };
    Consider(V.IsBound ? StringRef() : V.Name);
    if (V.IsParameter) // spilled, or a copy of the caller's object
      Consider(V.Name + ".addr");
    if (V.IsVariableLength)
      Consider("vla");
    SmallVector<const ObjectFate *> &Its = Exact.empty() ? Possible : Exact;
    if (V.MayBeResult) // built where the result is, or not
      append_range(Its, Allocas.lookup("retval"));
    const ObjectFate *Worst = nullptr;
    for (const ObjectFate *O : Its)
      if (!Worst || O->TheRegion > Worst->TheRegion)
        Worst = O;
    bool Escapes = Worst && Worst->TheRegion >= Region::Caller;
    // Only its constructor and its destructor see its address, and keep quiet.
    if (!V.AddressTaken && !Oversized && (!Escapes || V.IsParameter))
      continue;
    VariableDecision D;
    start(D, Fact, Fate.Name);
    D.Place = V.Place;
    D.Name = V.Name;
    D.Type = V.Type;
    D.Size = V.Size;
    D.MustStay = V.MustStay;
    addMacros(Fact, MacroUse::Of::Variable, D);
    if (V.Unused != Wrapper::None)
      D.Unused = unusedWrapper(V, ArrayRef(Out.Allocations).drop_front(First));
    if (Oversized) {
      D.TheVerdict = Verdict::Oversized;
      addReason(D, "oversized");
    }
    if (Worst)
      D.Lives = Worst->TheRegion;
    if (Escapes) {
      D.TheVerdict = Verdict::MovedToHeap;
      if (V.CapturedByReference && !V.OtherwiseTaken)
        addReason(D, "closure");
      explain(Worst->Path, D);
      dangling(*Worst, V.Class, *G, D);
      if (V.CapturedByReference && Fact.ReturnsClosure)
        addReason(D, "closure");
    } else if (Worst) {
      explain(Worst->Stays, D);
    }
    if (V.MayBeResult && D.TheVerdict != Verdict::MovedToHeap && G &&
        G->ResultParameter >= 0 &&
        Fate.Parameters[G->ResultParameter].Leaks) {
      D.TheVerdict = Verdict::MovedToHeap;
      D.Why.clear();
      explain(Fate.Parameters[G->ResultParameter].Path, D);
      if (is_contained(D.Reasons, "return"))
        D.Dangles = "it is returned";
    }
    if (V.MayBeResult && V.IsCopiedAsBytes && Fate.ResultHoldsItself &&
        D.TheVerdict == Verdict::Stack) {
      // Not every compiler builds it where the result is, and not every option.
      D.TheVerdict = Verdict::MovedToHeap;
      addReason(D, "return");
    }
    if (const ParameterFate *P = callersCopy(V, Fate, G))
      ofCallersCopy(*P, D);
    if (V.TakenOutlined && D.TheVerdict == Verdict::Stack) {
      D.TheVerdict = Verdict::MovedToHeap;
      D.Why.push_back({V.Place,
                       "address taken in a part that runs as a function of its own"});
      addReason(D, "thread");
    }
    // A parameter has a line of its own; only a dangling one gets another.
    if (!V.IsParameter || D.TheVerdict == Verdict::MovedToHeap)
      Out.Variables.push_back(std::move(D));
  }
}

/// \returns what becomes of parameter \p V when it is a class that is passed by
/// the address of a copy, which the caller makes and destroys after the call.
const ParameterFate *Joiner::callersCopy(const VariableFact &V,
                                         const FunctionFate &Fate,
                                         const FunctionGraph *G) const {
  if (!G || !V.IsParameter || V.Class.empty() || G->ResultParameter >= 0)
    return nullptr; // an object that is returned may be made of it
  auto It = find(G->ParamNames, V.Name);
  if (It == G->ParamNames.end())
    return nullptr;
  return &Fate.Parameters[It - G->ParamNames.begin()];
}

/// Says how the address of \p Local dangles, if that is ground for a warning.
void Joiner::dangling(const ObjectFate &Local, StringRef Class,
                      const FunctionGraph &G, VariableDecision &D) const {
  std::optional<DanglingWay> Way = Dangling.find(Local, Class, G);
  if (!Way)
    return;
  D.Dangles = Way->How;
  Decision Told;
  Told.Place = D.Place;
  explain(Way->Path, Told);
  D.WhyDangles = std::move(Told.Why);
}

void Joiner::temporaries(const FunctionFact &Fact, const FunctionFate &Fate) {
  const FunctionGraph *G = Graphs.lookup(Fate.Name.Value);
  for (const ObjectFate &O : Fate.Objects) {
    StringRef Kind = kindOfTemporary(O.Name);
    if (!G || !O.IsLocal || O.TheRegion < Region::Caller || Kind.empty())
      continue;
    std::optional<DanglingWay> Way = Dangling.find(O, "", *G);
    // That is what most temporaries are for.
    if (!Way || Dangling.leadsThroughMaker(Way->Path))
      continue;
    TemporaryDecision D;
    start(D, Fact, Fate.Name);
    D.What = Kind;
    D.Dangles = Way->How;
    D.Place = place(O.Loc);
    explain(Way->Path, D);
    if (!D.Place.Line) // compound literals are made at the function's begin
      D.Place = D.Why.empty() ? Fact.Place : D.Why.back().Place;
    Out.Temporaries.push_back(std::move(D));
  }
}

void Joiner::frame(const FunctionFact &Fact, const FunctionFate &Fate) {
  FrameDecision D;
  int64_t Others = 0; // than those that are too large alone
  for (const ObjectFate &O : Fate.Objects)
    if (O.IsLocal && O.Size) {
      D.Size += *O.Size;
      Others += *O.Size <= Limit.Variable ? *O.Size : 0;
      bool IsTemporary = O.Name.empty() || StringRef(O.Name).contains('.');
      D.Largest.push_back({IsTemporary ? "(temporary)" : O.Name, *O.Size});
    }
  if (Others <= Limit.Variable)
    return;
  start(D, Fact, Fate.Name);
  D.Place = Fact.Place;
  stable_sort(D.Largest,
              [](const auto &A, const auto &B) { return A.second > B.second; });
  D.Largest.resize(std::min<size_t>(D.Largest.size(), 3));
  Out.Frames.push_back(std::move(D));
}

/// Which arguments of the IR are whose. A parameter may be passed in pieces,
/// NAME.coerce0 and the like, and LLVM appends a number where a name is taken:
/// where that may have happened, each argument counts for all whose it may be.
class ArgumentNames {
public:
  ArgumentNames(ArrayRef<std::string> Names, ArrayRef<ParameterFact> Declared)
      : Names(Names) {
    StringSet<> Known;
    for (const ParameterFact &P : Declared)
      Known.insert(P.Name);
    AreExact = none_of(Names, [&](StringRef Name) {
      return !Known.contains(base(Name)) &&
             any_of(Declared, [&](const ParameterFact &P) {
               return mayBeNamed(base(Name), P.Name);
             });
    });
  }
  /// \returns the parameter that \p Argument is, or null when that is not certain.
  const ParameterFact *find(size_t Argument,
                            ArrayRef<ParameterFact> Declared) const {
    const auto *It = find_if(Declared, [&](const ParameterFact &P) {
      return mayBe(Argument, P);
    });
    return AreExact && It != Declared.end() ? It : nullptr;
  }
  bool mayBe(size_t Argument, const ParameterFact &P) const {
    StringRef Base = base(Names[Argument]);
    return AreExact ? Base == P.Name : mayBeNamed(Base, P.Name);
  }

private:
  static StringRef base(StringRef Name) { return Name.split('.').first; }

  ArrayRef<std::string> Names;
  bool AreExact;
};

void Joiner::parameters(const FunctionFact &Fact, const FunctionFate &Fate) {
  const FunctionGraph *G = Graphs.lookup(Fate.Name.Value);
  if (!G)
    return;
  ArgumentNames Names(G->ParamNames, Fact.Parameters);
  for (const ParameterFact &P : Fact.Parameters) {
    if (!P.HasAddress)
      continue;
    ParameterDecision D;
    start(D, Fact, Fate.Name);
    D.Place = P.Place;
    D.Name = P.Name;
    D.Type = P.Type;
    D.MustStay = P.MustStay;
    bool Found = false;
    for (size_t I = 0; I < G->ParamNames.size(); ++I)
      if (Names.mayBe(I, P)) {
        addPiece(P, Fate.Parameters[I], G->ParamNames[I], D);
        if (!Fact.AttributePlaces.empty())
          addHolders(Fate.Parameters[I], Fact, Names, D);
        Found = true;
      }
    if (!Fact.AttributePlaces.empty())
      addAttributes(P, Fact, Fate.Name, D);
    if (!Found) {
      // Passed in a way that is not understood.
      D.Leaks = true;
      addReason(D, "unknown-call");
    }
    Out.Parameters.push_back(std::move(D));
  }
}

/// Adds what becomes of one piece of parameter \p P to \p D.
void Joiner::addPiece(const ParameterFact &P, const ParameterFate &F,
                      StringRef IRName, ParameterDecision &D) const {
  // Passed by invisible reference: what is reached through it is the copy.
  bool Indirect = P.ByValue && !IRName.contains('.');
  bool Leaks =
      Indirect ? F.Leaks || (F.LeaksContent && F.LeakLevel <= 1) : F.Leaks;
  if ((Leaks && !D.Leaks) ||
      (F.LeaksContent && !D.Leaks && !D.LeaksContent)) {
    D.Why.clear();
    D.Reasons.clear();
    D.EndsIn = {};
    explain(F.Path, D);
  }
  D.Leaks |= Leaks;
  D.LeaksContent |= F.LeaksContent && !Leaks;
  D.KeptInItself |= F.KeptInItself && !Indirect;
  int Level = F.ResultLevel;
  if (Indirect && Level > 0)
    --Level;
  if (Level >= 0 && (D.ResultLevel < 0 || Level < D.ResultLevel))
    D.ResultLevel = Level;
}

static uint32_t attributeNumber(const ParameterFact &P) {
  return P.IsThis ? AttributePlace::This : P.Number;
}

/// \returns the name of \p P in the first declaration of its function.
static std::string nameForCallers(const ParameterFact &P,
                                  const FunctionFact &Fact) {
  for (const AttributePlace &Place : Fact.AttributePlaces)
    if (Place.IsFirst && Place.Parameter == attributeNumber(P) &&
        Place.Name != "global" && Place.Name != "unknown") // words of Clang's
      return Place.Name;
  return "";
}

/// Adds who keeps what a piece of a parameter points to.
void Joiner::addHolders(const ParameterFate &F, const FunctionFact &Fact,
                        const ArgumentNames &Names, ParameterDecision &D) const {
  D.HeldElsewhere |= F.HeldElsewhere;
  for (uint32_t Holder : F.HeldBy) {
    const ParameterFact *P = Names.find(Holder, Fact.Parameters);
    std::string Name = P ? nameForCallers(*P, Fact) : "";
    if (Name.empty())
      D.HeldElsewhere = true;
    else if (!is_contained(D.HeldBy, Name))
      D.HeldBy.push_back(std::move(Name));
  }
}

/// Adds what the declarations of a function could say of a parameter. Who takes
/// the address of a function sees its type, of which noescape is a part.
void Joiner::addAttributes(const ParameterFact &P, const FunctionFact &Fact,
                           SymbolId Function, ParameterDecision &D) const {
  D.CanHave = P.CanHave;
  const CalleeFact *C = callee(Function);
  D.CanHave.NoEscape &= !C || !C->IsAddressTaken;
  for (const AttributePlace &Place : Fact.AttributePlaces)
    if (Place.Parameter == attributeNumber(P))
      D.AttributePlaces.push_back(Place);
}

Decisions Joiner::join() {
  for (const FunctionFate &Fate : Solution.Fates) {
    auto It = Facts.Functions.find(M.key(Fate.Name));
    if (It == Facts.Functions.end())
      continue;
    const FunctionFact &Fact = It->second;
    News.clear();
    for (const NewFact &N : Fact.News)
      News.insert({{N.Place.Line, N.Place.Column}, &N});
    size_t First = Out.Allocations.size();
    allocations(Fact, Fate);
    variables(Fact, Fate, First);
    frame(Fact, Fate);
    temporaries(Fact, Fate);
    parameters(Fact, Fate);
  }
  Out.Stats.Functions = M.Functions.size();
  Out.Stats.UserFunctions = Facts.Functions.size();
  Out.Stats.UnknownInstructions = M.UnknownInstructions;
  Out.Stats.Bounds = Solution.Bounds;
  Out.Stats.UnknownCalls = Solution.UnknownCalls;
  return std::move(Out);
}

bool absorb(AllocationDecision &A, AllocationDecision &B) {
  // A new-expression of a template makes another type in each instance.
  bool SameNew = A.Direct && B.Direct && StringRef(A.Kind).starts_with("new");
  if (std::tie(A.Place, A.Kind) != std::tie(B.Place, B.Kind) ||
      (A.Text != B.Text && !SameNew))
    return false;
  bool Worse = std::tie(B.Escapes, B.TheVerdict) > std::tie(A.Escapes, A.TheVerdict);
  if (A.Size != B.Size)
    A.Size = B.Size = std::nullopt;
  A.Lives = B.Lives = std::max(A.Lives, B.Lives);
  A.Freed = B.Freed = A.Freed && B.Freed;
  A.FreedElsewhere = B.FreedElsewhere = A.FreedElsewhere || B.FreedElsewhere;
  A.Reallocated = B.Reallocated = A.Reallocated || B.Reallocated;
  A.FreeStays = B.FreeStays = A.FreeStays || B.FreeStays;
  A.CannotBeLocal = B.CannotBeLocal = A.CannotBeLocal || B.CannotBeLocal;
  A.CannotBeValue = B.CannotBeValue = A.CannotBeValue || B.CannotBeValue;
  A.MustStay = B.MustStay = A.MustStay || B.MustStay;
  if (Worse)
    std::swap(A, B);
  if (B.Leaks > A.Leaks) {
    A.Leaks = B.Leaks;
    A.WhyLeaks = std::move(B.WhyLeaks);
  }
  return true;
}

bool absorb(VariableDecision &A, VariableDecision &B) {
  if (std::tie(A.Place, A.Name) != std::tie(B.Place, B.Name))
    return false;
  A.Lives = B.Lives = std::max(A.Lives, B.Lives);
  if (A.Unused != B.Unused)
    A.Unused = B.Unused = Wrapper::None;
  A.MustStay = B.MustStay = A.MustStay || B.MustStay;
  if (B.TheVerdict > A.TheVerdict)
    std::swap(A, B);
  if (A.Dangles.empty()) {
    A.Dangles = std::move(B.Dangles);
    A.WhyDangles = std::move(B.WhyDangles);
  }
  return true;
}

bool absorb(ParameterDecision &A, ParameterDecision &B) {
  if (std::tie(A.Place, A.Name) != std::tie(B.Place, B.Name))
    return false;
  A.HeldElsewhere |= B.HeldElsewhere;
  for (std::string &Holder : B.HeldBy)
    if (!is_contained(A.HeldBy, Holder))
      A.HeldBy.push_back(std::move(Holder));
  if (std::tie(B.Leaks, B.LeaksContent) > std::tie(A.Leaks, A.LeaksContent)) {
    A.Why = B.Why;
    A.Reasons = B.Reasons;
    A.EndsIn = B.EndsIn;
  }
  A.MustStay |= B.MustStay;
  A.Leaks |= B.Leaks;
  A.LeaksContent |= B.LeaksContent;
  A.KeptInItself |= B.KeptInItself;
  if (B.ResultLevel >= 0 &&
      (A.ResultLevel < 0 || B.ResultLevel < A.ResultLevel))
    A.ResultLevel = B.ResultLevel;
  return true;
}

bool absorb(TemporaryDecision &A, TemporaryDecision &B) {
  return std::tie(A.Place, A.What) == std::tie(B.Place, B.What);
}

bool absorb(FrameDecision &A, FrameDecision &B) {
  if (A.Place != B.Place)
    return false;
  if (B.Size > A.Size)
    std::swap(A, B);
  return true;
}

bool absorb(WarningDecision &A, WarningDecision &B) {
  return A.Place == B.Place; // two of Clang's analyses may see one thing
}

bool absorb(AllocatingDecision &A, AllocatingDecision &B) {
  if (A.Place != B.Place)
    return false;
  if (A.isKnown() < B.isKnown())
    std::swap(A, B);
  return true;
}

auto sortKey(const AllocatingDecision &D) {
  return std::tie(D.Place, D.Mangled, D.Reasons, D.Why);
}
auto sortKey(const WarningDecision &D) {
  return std::tie(D.Place, D.Message, D.Why);
}
auto sortKey(const TemporaryDecision &D) {
  return std::tie(D.Place, D.What, D.Mangled, D.Dangles, D.Why);
}
auto sortKey(const FrameDecision &D) {
  return std::tie(D.Place, D.Mangled, D.Size, D.Largest);
}
auto sortKey(const AllocationDecision &D) {
  return std::tie(D.Place, D.Kind, D.Text, D.Mangled, D.TheVerdict, D.Reasons,
                  D.Why);
}
auto sortKey(const VariableDecision &D) {
  return std::tie(D.Place, D.Name, D.Mangled, D.TheVerdict, D.Reasons,
                  D.Why);
}
auto sortKey(const ParameterDecision &D) {
  return std::tie(D.Place, D.Name, D.Mangled, D.Leaks, D.LeaksContent,
                  D.ResultLevel, D.Reasons, D.Why);
}

template <typename T> void sortAndMerge(std::vector<T> &Items) {
  stable_sort(Items, [](const T &A, const T &B) { return sortKey(A) < sortKey(B); });
  std::vector<T> Result;
  StringSet<> Functions; // that the last result is told of
  for (T &Item : Items) {
    std::string Function = Item.Mangled;
    if (Result.empty() || !absorb(Result.back(), Item)) {
      Functions = {};
      Result.push_back(std::move(Item));
    }
    Functions.insert(Function);
    Result.back().Instances = Functions.size();
  }
  Items = std::move(Result);
}

template <typename T> void append(std::vector<T> &To, std::vector<T> &From) {
  To.insert(To.end(), std::make_move_iterator(From.begin()),
            std::make_move_iterator(From.end()));
}

} // namespace

void Statistics::add(const Statistics &Other) {
  Units += Other.Units;
  Cached += Other.Cached;
  Functions += Other.Functions;
  UserFunctions += Other.UserFunctions;
  UnknownInstructions += Other.UnknownInstructions;
  Bounds.PointsTo += Other.Bounds.PointsTo;
  Bounds.SummarySize += Other.Bounds.SummarySize;
  Bounds.Recursion += Other.Bounds.Recursion;
  for (const auto &[Name, Count] : Other.UnknownCalls)
    UnknownCalls[Name] += Count;
  Variants.insert(Other.Variants.begin(), Other.Variants.end());
  for (const auto &[Stage, Time] : Other.Seconds)
    Seconds[Stage] += Time;
}

Decisions decide(const ModuleGraph &M, const ModuleSolution &Solution,
                 const SourceFacts &Facts, const Limits &Limits) {
  return Joiner(M, Solution, Facts, Limits).join();
}

void addWarnings(const SourceFacts &Facts, Decisions &Into) {
  using Function = StringMap<FunctionFact>::const_iterator;
  std::map<SharedText, std::vector<Function>> InFile;
  if (!Facts.Warnings.empty())
    for (Function F = Facts.Functions.begin(); F != Facts.Functions.end(); ++F)
      InFile[F->second.Place.File].push_back(F);
  for (const WarningFact &W : Facts.Warnings) {
    WarningDecision D;
    D.Place = W.Place;
    unsigned First = 0; // the innermost function begins last
    for (Function F : InFile[W.Place.File]) {
      const FunctionFact &Fact = F->second;
      if (Fact.Place.Line > W.Place.Line || Fact.LastLine < W.Place.Line ||
          Fact.Place.Line < First)
        continue;
      First = Fact.Place.Line;
      D.Function = Fact.Name;
      D.Mangled = ModuleGraph::nameOfKey(F->first());
    }
    D.Message = W.Message;
    D.IsMisplacedDemand = W.IsMisplacedDemand;
    for (const auto &[Place, Message] : W.Notes)
      D.Why.push_back({Place, SharedText(Message)});
    Into.Warnings.push_back(std::move(D));
  }
}

Decisions merge(std::vector<Decisions> Units) {
  Decisions All;
  for (Decisions &Unit : Units) {
    forEachList([](auto &To, auto &From) { append(To, From); }, All, Unit);
    append(All.Suppressions, Unit.Suppressions);
    All.Stats.add(Unit.Stats);
  }
  forEachList([](auto &Items) { sortAndMerge(Items); }, All);
  sort(All.Suppressions);
  All.Suppressions.erase(llvm::unique(All.Suppressions), All.Suppressions.end());
  return All;
}

} // namespace escape
