//===- ModuleSolver.cpp - callees first -----------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Solve/ModuleSolver.h"
#include "BetterFates.h"
#include "escape/Solve/FunctionSolver.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/thread.h"
#include <atomic>
#include <barrier>
#include <mutex>

using namespace llvm;

namespace escape {
namespace {

/// Rounds over a component before its calls of itself count as unknown, and
/// before they are widened.
constexpr unsigned MaxRounds = 12, WidenFrom = 5;
/// Components larger than this are not iterated: a few rounds over each of
/// many thousand functions would cost more than all the rest.
constexpr size_t MaxComponent = 512;
/// Functions that call each other through pointers of which nothing is known are a
/// component when they are not more than that.
constexpr size_t MaxPointerComponent = 32;
/// What solving a component may cost, in nodes of constraint graphs.
constexpr size_t WorkPerComponent = 100'000, WorkPerMember = 500;

/// Functions that call each other.
struct Component {
  std::vector<uint32_t> Functions;
  unsigned Level = 0; ///< more than that of all that it calls or refers to
};

/// What all threads share. While they run, each component is written by one of
/// them, and read by others when its level is done.
struct Shared {
  Shared(ModuleGraph &M, const Contracts &Known, const Contracts *Overrides,
         Wanted What);

  /// \returns the function that \p S names, when its body is here.
  std::optional<uint32_t> bodyOf(SymbolId S) const {
    if (!S.isValid())
      return std::nullopt;
    auto It = Bodies.find(S.Value);
    return It == Bodies.end() ? std::nullopt : std::optional(It->second);
  }

  /// Gives back the memory of what only solving \p F needs, when it is done
  /// and nobody wants it: a case of a switch may still be asked for.
  void release(uint32_t F) {
    FunctionGraph &G = Graph.Functions[F];
    if (What == Wanted::All || G.SwitchParam >= 0)
      return;
    G.Constraints = {};
    G.Calls = {};
    G.FromIntegers = {};
  }

  ModuleGraph &Graph;
  const ModuleGraph &M;
  const Contracts &Known;
  const Contracts *Overrides;
  const Wanted What;
  DenseMap<uint32_t, uint32_t> Bodies; // symbol -> function
  bool HasThreads = false;
  SymbolId GraphOf;                   // a function whose graph is wanted
  std::optional<LifetimeGraph> Lifetimes; // of it

  std::vector<Component> Components;
  std::vector<uint32_t> ComponentOf; // by function
  std::vector<Summary> Summaries;    // by function
  std::vector<std::vector<SymbolId>> Unanswered; // by function, as solved last
  std::vector<std::vector<FunctionFate>> Fates;  // by component

  /// Summaries for one value of the switch parameter, by function and value.
  std::mutex SpecialisedMutex;
  std::map<std::pair<uint32_t, int64_t>, std::unique_ptr<Summary>> Specialised;
};

/// Finds the components of the call graph and the order to solve them in.
class Scheduler {
public:
  explicit Scheduler(Shared &S) : S(S), M(S.M) {}

  void run() {
    order();
    components();
    levels();
  }

private:
  using Edges = SmallVector<uint32_t, 8>;

  void order();
  void collectReferences(SymbolId Symbol, Edges &Into);
  void components();
  void findComponents();
  bool splitComponents();
  SymbolId followed(uint32_t F, const CallSite &C) const {
    bool IsDropped = !C.IsVirtual && !C.Callee.isValid() && DropsPointers[F];
    return IsDropped ? SymbolId() : C.target();
  }
  void levels();
  unsigned after(uint32_t Function, uint32_t Number) const;
  unsigned afterGlobal(SymbolId Symbol, uint32_t Number);
  static bool isReference(const Object &O) {
    return O.Symbol.isValid() && (O.TheKind == Object::Kind::Function ||
                                  O.TheKind == Object::Kind::Global);
  }

  Shared &S;
  const ModuleGraph &M;
  std::vector<uint32_t> Order;
  std::vector<uint8_t> DropsPointers; // by function
  DenseSet<uint32_t> ReferencesSeen;
  struct GlobalLevel {
    unsigned Level = 0;
    uint64_t Until = 0; ///< the number of a component that looks again
  };
  DenseMap<uint32_t, GlobalLevel> GlobalLevels; // by symbol
};

/// Solves components, one at a time.
class Worker {
public:
  explicit Worker(Shared &S) : S(S), M(S.M) {}

  void solve(uint32_t Number);
  /// \returns whether any call starts a thread that is held by an object.
  bool startsThreads();

  BoundCounts Bounds;

private:
  /// A function of the component that is being solved.
  struct Member {
    uint32_t Function;
    std::string Form = {};           ///< of its summary as it is now
    DenseSet<uint32_t> DependsOn = {}; ///< members whose summaries it used
    bool IsOutdated = true;
  };
  enum class Outcome { Exact, Widened, Unknown };
  Outcome iterate(MutableArrayRef<Member> Members);
  void finish(ArrayRef<uint32_t> Functions, bool WantSummaries);
  bool callsItself(uint32_t Function) const;
  const Summary *summaryOf(SymbolId Callee, ArrayRef<IntExpr> Args);
  const Summary *ofBody(uint32_t Function, ArrayRef<IntExpr> Args);
  const Summary *specialised(uint32_t Function, ArrayRef<IntExpr> Args);
  static Summary worst(const FunctionGraph &G);
  SolveResult solveOne(uint32_t Function, SolveOptions Options);
  bool isOfCurrent(SymbolId Callee) const {
    std::optional<uint32_t> Body = S.bodyOf(Callee);
    return IsRecursive && !IsSpecialising && Body &&
           S.ComponentOf[*Body] == Current;
  }

  Shared &S;
  const ModuleGraph &M;
  uint32_t Current = 0;      // the component that is being solved
  bool IsRecursive = false;  // its members call each other
  DenseSet<uint32_t> Used;   // its members that were looked up
  bool IsSpecialising = false;
  std::map<std::tuple<const Contract *, uint32_t, size_t>,
           std::unique_ptr<Summary>>
      ContractSummaries;
};

Shared::Shared(ModuleGraph &M, const Contracts &Known,
               const Contracts *Overrides, Wanted What)
    : Graph(M), M(M), Known(Known), Overrides(Overrides), What(What) {
  auto HasContractBeforeBody = [&](StringRef Name) {
    return Known.replacesBody(Name) ||
           (Overrides && Overrides->replacesBody(Name));
  };
  // From here on the tables only grow by names that they have.
  Known.enterSymbols(M);
  if (Overrides)
    Overrides->enterSymbols(M);
  for (auto [I, G] : enumerate(M.Functions))
    if (!G.IsReplaceable && // else it has no body for callers
        !(G.IsSystem && HasContractBeforeBody(M.name(G.Name))))
      Bodies[G.Name.Value] = I;
  Unanswered.resize(M.Functions.size());
  Summaries.resize(M.Functions.size());
  ComponentOf.resize(M.Functions.size());
}

/// Adds the functions that a symbol's initialiser leads to.
void Scheduler::collectReferences(SymbolId Symbol, Edges &Into) {
  if (std::optional<uint32_t> Body = S.bodyOf(Symbol)) {
    Into.push_back(*Body);
    return;
  }
  if (!ReferencesSeen.insert(Symbol.Value).second)
    return;
  auto It = M.Globals.find(Symbol.Value);
  if (It == M.Globals.end())
    return;
  for (const InitialPointer &P : It->second.Pointers)
    collectReferences(P.Target, Into);
}

/// Functions whose address is taken come before those that take it, as far
/// as that goes: an indirect call can be followed only into what is solved.
void Scheduler::order() {
  std::vector<uint8_t> Seen(M.Functions.size());
  struct Frame {
    uint32_t Function;
    Edges Next;
  };
  SmallVector<Frame, 16> Stack;
  auto Push = [&](uint32_t F) {
    Seen[F] = 1;
    Frame &New = Stack.emplace_back();
    New.Function = F;
    for (const Object &O : M.Functions[F].Objects)
      if (isReference(O))
        collectReferences(O.Symbol, New.Next);
    for (const CallSite &C : M.Functions[F].Calls)
      if (std::optional<uint32_t> Callee = S.bodyOf(C.target()))
        New.Next.push_back(*Callee);
  };
  for (uint32_t Root = 0; Root < M.Functions.size(); ++Root) {
    if (Seen[Root])
      continue;
    Push(Root);
    while (!Stack.empty()) {
      if (Stack.back().Next.empty()) {
        Order.push_back(Stack.back().Function);
        Stack.pop_back();
        continue;
      }
      uint32_t F = Stack.back().Next.pop_back_val();
      if (!Seen[F])
        Push(F);
    }
  }
}

/// Calls through pointers of which nothing is known, in a closed world, are followed
/// into what is solved, and around small components only: by them most of a program
/// might call each other.
void Scheduler::components() {
  DropsPointers.resize(M.Functions.size());
  findComponents();
  if (splitComponents())
    findComponents();
}

/// \returns whether there are components that are too large.
bool Scheduler::splitComponents() {
  bool Any = false;
  for (const Component &C : S.Components)
    if (C.Functions.size() > MaxPointerComponent)
      for (uint32_t F : C.Functions)
        for (const CallSite &Call : M.Functions[F].Calls)
          Any |= DropsPointers[F] |= !Call.IsVirtual && Call.Closed.isValid();
  return Any;
}

/// Tarjan's algorithm, without recursion.
void Scheduler::findComponents() {
  S.Components.clear();
  constexpr uint32_t None = ~0u;
  std::vector<uint32_t> Number(M.Functions.size(), None), Low(Number);
  std::vector<uint8_t> OnStack(M.Functions.size());
  std::vector<uint32_t> Open;
  struct Frame {
    uint32_t Function;
    size_t Next;
  };
  std::vector<Frame> Stack;
  uint32_t Count = 0;
  auto Push = [&](uint32_t F) {
    Number[F] = Low[F] = Count++;
    Open.push_back(F);
    OnStack[F] = 1;
    Stack.push_back({F, 0});
  };
  for (uint32_t Root : Order) {
    if (Number[Root] != None)
      continue;
    Push(Root);
    while (!Stack.empty()) {
      auto &[F, Next] = Stack.back();
      const auto &Calls = M.Functions[F].Calls;
      if (Next < Calls.size()) {
        std::optional<uint32_t> Callee = S.bodyOf(followed(F, Calls[Next++]));
        if (!Callee)
          continue;
        uint32_t G = *Callee;
        if (Number[G] == None)
          Push(G);
        else if (OnStack[G])
          Low[F] = std::min(Low[F], Number[G]);
        continue;
      }
      uint32_t Done = F;
      Stack.pop_back();
      if (!Stack.empty()) {
        uint32_t Caller = Stack.back().Function;
        Low[Caller] = std::min(Low[Caller], Low[Done]);
      }
      if (Low[Done] != Number[Done])
        continue;
      size_t First = Open.size();
      do {
        OnStack[Open[--First]] = 0;
        S.ComponentOf[Open[First]] = S.Components.size();
      } while (Open[First] != Done);
      S.Components.push_back({{Open.begin() + First, Open.end()}});
      Open.resize(First);
    }
  }
}

/// \returns one more than the level of \p F, or 0 when it is in component
/// \p Number or in one that comes later: then nobody waits for it.
unsigned Scheduler::after(uint32_t F, uint32_t Number) const {
  uint32_t Other = S.ComponentOf[F];
  return Other < Number ? S.Components[Other].Level + 1 : 0;
}

/// \returns the level that comes after all functions that the initialiser of
/// \p Symbol leads to. Those of a large table may refer to it themselves: what
/// was found for one is taken for some more, and a few are not waited for.
unsigned Scheduler::afterGlobal(SymbolId Symbol, uint32_t Number) {
  if (GlobalLevel Known = GlobalLevels.lookup(Symbol.Value); Number < Known.Until)
    return Known.Level;
  unsigned Level = 0;
  bool IsFinal = true;
  SmallVector<SymbolId> Work = {Symbol};
  DenseSet<uint32_t> Seen = {Symbol.Value};
  while (!Work.empty()) {
    SymbolId Next = Work.pop_back_val();
    if (std::optional<uint32_t> Body = S.bodyOf(Next)) {
      Level = std::max(Level, after(*Body, Number));
      IsFinal &= S.ComponentOf[*Body] < Number;
    } else if (auto It = M.Globals.find(Next.Value); It != M.Globals.end()) {
      for (const InitialPointer &P : It->second.Pointers)
        if (Seen.insert(P.Target.Value).second)
          Work.push_back(P.Target);
    }
  }
  uint64_t Until = IsFinal ? std::numeric_limits<uint64_t>::max()
                           : Number + std::max<uint64_t>(Number / 8, 1);
  GlobalLevels[Symbol.Value] = {Level, Until};
  return Level;
}

void Scheduler::levels() {
  for (auto [Number, C] : enumerate(S.Components))
    for (uint32_t F : C.Functions) {
      for (const CallSite &Call : M.Functions[F].Calls)
        if (std::optional<uint32_t> Callee = S.bodyOf(Call.target()))
          C.Level = std::max(C.Level, after(*Callee, Number));
      for (const Object &O : M.Functions[F].Objects)
        if (isReference(O))
          C.Level = std::max(C.Level, afterGlobal(O.Symbol, Number));
    }
}

bool Worker::callsItself(uint32_t F) const {
  const FunctionGraph &G = M.Functions[F];
  return any_of(G.Calls,
                [&](const CallSite &C) { return C.target() == G.Name; });
}

/// \returns the summary of \p F for the case that \p Args choose, or null when
/// it has no cases or they choose none.
const Summary *Worker::specialised(uint32_t F, ArrayRef<IntExpr> Args) {
  const FunctionGraph &G = M.Functions[F];
  if (G.SwitchParam < 0 || unsigned(G.SwitchParam) >= Args.size())
    return nullptr;
  std::optional<int64_t> Value = Args[G.SwitchParam].value();
  if (!Value || Args[G.SwitchParam].Computed)
    return nullptr;
  {
    std::lock_guard Lock(S.SpecialisedMutex);
    if (auto It = S.Specialised.find({F, *Value}); It != S.Specialised.end())
      return It->second.get();
  }
  // It must not depend on who asks first: only what F itself may see is seen.
  uint32_t Outer = std::exchange(Current, S.ComponentOf[F]);
  bool WasSpecialising = std::exchange(IsSpecialising, true);
  auto New = std::make_unique<Summary>(solveOne(F, {.Switch = Value}).TheSummary);
  IsSpecialising = WasSpecialising;
  Current = Outer;
  std::lock_guard Lock(S.SpecialisedMutex);
  return S.Specialised.try_emplace({F, *Value}, std::move(New)).first->second.get();
}

/// \returns what is known of \p F's body so far, or null.
const Summary *Worker::ofBody(uint32_t F, ArrayRef<IntExpr> Args) {
  uint32_t Number = S.ComponentOf[F];
  if (Number == Current) {
    // What calls itself through a pointer only is not iterated.
    if (!IsSpecialising && !IsRecursive)
      return nullptr;
    if (!IsSpecialising)
      Used.insert(F);
    return &S.Summaries[F];
  }
  // What has a lower level is done, whatever the other threads do.
  if (S.Components[Number].Level >= S.Components[Current].Level)
    return nullptr;
  const Summary *Special = specialised(F, Args);
  return Special ? Special : &S.Summaries[F];
}

const Summary *Worker::summaryOf(SymbolId Callee, ArrayRef<IntExpr> Args) {
  if (std::optional<uint32_t> Body = S.bodyOf(Callee))
    return ofBody(*Body, Args);
  StringRef Name = M.name(Callee);
  const Contract *C = S.Overrides ? S.Overrides->find(Name, Args) : nullptr;
  // A function of the user's may have the name of a library's.
  const GlobalGraph *G = M.global(Callee);
  bool UserDeclared = G && G->IsUserDeclared;
  if (!C && !UserDeclared)
    C = S.Known.find(Name, Args);
  if (!C)
    return nullptr;
  auto [It, New] = ContractSummaries.try_emplace({C, Callee.Value, Args.size()});
  if (New)
    It->second = std::make_unique<Summary>(
        Contracts::summary(*C, Callee, Args.size(), M));
  return It->second.get();
}

SolveResult Worker::solveOne(uint32_t F, SolveOptions Options) {
  const FunctionGraph &G = M.Functions[F];
  Options.WantFate &= !G.IsSystem;
  Options.HasThreads = S.HasThreads;
  Options.CloseCalls = G.ClosesCalls;
  SolveResult R = solveFunction(
      M, G,
      [this](SymbolId Callee, ArrayRef<IntExpr> Args) {
        return summaryOf(Callee, Args);
      },
      [this](SymbolId Callee) { return isOfCurrent(Callee); }, Bounds, Options);
  if (!Options.Switch)
    S.Unanswered[F] = std::move(R.Unanswered);
  return R;
}

Summary Worker::worst(const FunctionGraph &G) {
  Summary S;
  S.NumParams = G.NumParams;
  S.IsVariadic = G.IsVariadic;
  S.IsSystem = G.IsSystem;
  S.MakesUnknown = true;
  S.Objects.emplace_back();
  S.Returns.push_back({0, 0});
  for (unsigned I = 0; I < G.NumParams; ++I) {
    SummaryObject O;
    O.TheKind = SummaryObject::Kind::Parameter;
    O.Index = I;
    S.Objects.push_back(O);
    S.Escapes.push_back({I + 1, Flow::Recursion, G.Loc, G.Name});
  }
  return S;
}

/// Solves \p Members again and again, each when a summary that it used has
/// changed.
Worker::Outcome Worker::iterate(MutableArrayRef<Member> Members) {
  if (Members.size() > MaxComponent)
    return Outcome::Unknown;
  size_t Work = WorkPerComponent + WorkPerMember * Members.size();
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    bool Widen = Round >= WidenFrom;
    for (Member &This : Members) {
      if (!std::exchange(This.IsOutdated, false))
        continue;
      Used.clear();
      SolveResult R = solveOne(This.Function, {.Widen = Widen});
      if (R.NumNodes > Work)
        return Outcome::Unknown;
      Work -= R.NumNodes;
      This.DependsOn = std::move(Used);
      std::string Form = canonicalForm(R.TheSummary);
      if (Form == This.Form)
        continue;
      This.Form = std::move(Form);
      S.Summaries[This.Function] = std::move(R.TheSummary);
      for (Member &Other : Members)
        Other.IsOutdated |= Other.DependsOn.contains(This.Function);
    }
    if (none_of(Members, [](const Member &This) { return This.IsOutdated; }))
      return Widen ? Outcome::Widened : Outcome::Exact;
  }
  return Outcome::Unknown;
}

void Worker::solve(uint32_t Number) {
  Current = Number;
  ArrayRef<uint32_t> Functions = S.Components[Number].Functions;
  IsRecursive = Functions.size() > 1 || callsItself(Functions[0]);
  if (!IsRecursive)
    return finish(Functions, /*WantSummaries=*/true);

  // Tarjan's algorithm finds callers first.
  std::vector<Member> Members;
  for (uint32_t F : reverse(Functions)) {
    const FunctionGraph &G = M.Functions[F];
    Members.push_back({F});
    Summary &Bottom = S.Summaries[F];
    Bottom.NumParams = G.NumParams;
    Bottom.IsVariadic = G.IsVariadic;
    Bottom.IsSystem = G.IsSystem;
    Bottom.IsDestructor = G.IsDestructor;
  }
  Outcome How = iterate(Members);
  if (How == Outcome::Unknown) {
    ++Bounds.Recursion;
    for (uint32_t F : Functions)
      S.Summaries[F] = worst(M.Functions[F]);
  }
  // The last time without widening gives some of the loss back.
  finish(Functions, /*WantSummaries=*/How != Outcome::Exact);
}

/// Solves each of \p Functions for the last time: for the fates, and for what
/// callers outside see.
void Worker::finish(ArrayRef<uint32_t> Functions, bool WantSummaries) {
  std::vector<std::pair<uint32_t, Summary>> Final;
  for (uint32_t F : Functions) {
    const FunctionGraph &G = M.Functions[F];
    if (G.IsSystem && !WantSummaries)
      continue;
    bool WantGraph = S.GraphOf.isValid() && G.Name == S.GraphOf;
    SolveResult R = solveOne(F, {.WantFate = true, .WantGraph = WantGraph});
    if (WantGraph)
      S.Lifetimes = std::move(R.Graph);
    if (!G.IsSystem)
      S.Fates[Current].push_back(std::move(R.Fate));
    if (WantSummaries)
      Final.push_back({F, std::move(R.TheSummary)});
  }
  for (auto &[F, New] : Final)
    S.Summaries[F] = std::move(New);
  for (uint32_t F : Functions)
    S.release(F);
}

bool Worker::startsThreads() {
  for (const FunctionGraph &G : M.Functions)
    for (const CallSite &C : G.Calls) {
      if (!C.Callee.isValid() || S.bodyOf(C.Callee))
        continue;
      std::vector<IntExpr> Args;
      for (const Argument &A : C.Args)
        Args.push_back(A.Int);
      if (const Summary *Callee = summaryOf(C.Callee, Args);
          Callee && !Callee->Threads.empty())
        return true;
    }
  return false;
}

/// Solves all components, those of one level at the same time.
/// \returns the bounds that were hit.
BoundCounts solveLevels(Shared &S, unsigned NumThreads) {
  std::vector<std::vector<uint32_t>> Levels;
  for (auto [Number, C] : enumerate(S.Components)) {
    if (C.Level >= Levels.size())
      Levels.resize(C.Level + 1);
    Levels[C.Level].push_back(Number);
  }
  std::deque<std::atomic<size_t>> Next(Levels.size());
  std::barrier Done(NumThreads);
  std::vector<BoundCounts> Bounds(NumThreads);
  auto Work = [&](unsigned Thread) {
    Worker W(S);
    for (auto [Level, Numbers] : enumerate(Levels)) {
      for (size_t I; (I = Next[Level]++) < Numbers.size();)
        W.solve(Numbers[I]);
      Done.arrive_and_wait();
    }
    Bounds[Thread] = W.Bounds;
  };
  constexpr unsigned StackSize = 16u << 20;
  std::vector<llvm::thread> Threads;
  for (unsigned I = 1; I < NumThreads; ++I)
    Threads.emplace_back(std::optional<unsigned>(StackSize), Work, I);
  Work(0);
  for (llvm::thread &T : Threads)
    T.join();
  BoundCounts All;
  for (const BoundCounts &B : Bounds) {
    All.PointsTo += B.PointsTo;
    All.SummarySize += B.SummarySize;
    All.Recursion += B.Recursion;
  }
  return All;
}

ModuleSolution solveOnce(ModuleGraph &M, const Contracts &Known,
                         const Contracts *Overrides, unsigned Threads, Wanted What,
                         SymbolId GraphOf) {
  Shared S(M, Known, Overrides, What);
  S.GraphOf = GraphOf;
  Scheduler(S).run();
  S.Fates.resize(S.Components.size());
  S.HasThreads = Worker(S).startsThreads();
  ModuleSolution Out;
  Out.Bounds = solveLevels(S, std::max(Threads, 1u));
  Out.Graph = std::move(S.Lifetimes);
  if (What == Wanted::All)
    for (auto [F, G] : enumerate(M.Functions))
      if (!G.IsReplaceable)
        Out.Summaries[G.Name.Value] = std::move(S.Summaries[F]);
  for (std::vector<FunctionFate> &Fates : S.Fates)
    std::move(Fates.begin(), Fates.end(), std::back_inserter(Out.Fates));
  // Neither a body nor a contract, whatever was then believed of them.
  for (const std::vector<SymbolId> &Callees : S.Unanswered)
    for (SymbolId Callee : Callees)
      if (!S.bodyOf(Callee)) // else it was not solved yet
        ++Out.UnknownCalls[M.name(Callee).str()];
  return Out;
}

/// As solveModule, for the fates in an open world, which hold in a closed one too.
std::vector<FunctionFate> fatesInOpenWorld(ModuleGraph &M, const Contracts &Known,
                                           const Contracts *Overrides,
                                           unsigned Threads) {
  std::vector<std::pair<CallSite *, SymbolId>> Closed;
  for (FunctionGraph &G : M.Functions)
    for (CallSite &C : G.Calls)
      if (C.Closed.isValid())
        Closed.push_back({&C, std::exchange(C.Closed, {})});
  std::vector<FunctionFate> Fates;
  if (!Closed.empty()) // all of the graph is still needed
    Fates = solveOnce(M, Known, Overrides, Threads, Wanted::All, SymbolId()).Fates;
  for (auto [Call, What] : Closed)
    Call->Closed = What;
  return Fates;
}

} // namespace

ModuleSolution solveModule(ModuleGraph &M, const Contracts &Known,
                           const Contracts *Overrides, unsigned Threads,
                           Wanted What, SymbolId GraphOf) {
  // Following more calls is mostly better, and sometimes more than can be told apart.
  std::vector<FunctionFate> InOpenWorld = fatesInOpenWorld(M, Known, Overrides, Threads);
  ModuleSolution Solution = solveOnce(M, Known, Overrides, Threads, What, GraphOf);
  takeBetter(Solution.Fates, std::move(InOpenWorld));
  return Solution;
}

} // namespace escape
