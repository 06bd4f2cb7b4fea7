//===- ModuleSolver.cpp - callees first -----------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Solve/ModuleSolver.h"
#include "escape/Solve/FunctionSolver.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace llvm;

namespace escape {
namespace {

/// Rounds over a component before its calls of itself count as unknown, and
/// before they are widened.
constexpr unsigned MaxRounds = 12, WidenFrom = 5;
/// Components larger than this are not iterated: a few rounds over each of
/// many thousand functions would cost more than all the rest.
constexpr size_t MaxComponent = 512;
/// What solving a component may cost, in nodes of constraint graphs.
constexpr size_t WorkPerComponent = 300'000, WorkPerMember = 500;

class ModuleSolver {
public:
  ModuleSolver(ModuleGraph &M, const Contracts &Known,
               const Contracts *Overrides)
      : M(M), Known(Known), Overrides(Overrides) {
    for (auto [I, G] : enumerate(M.Functions))
      if (G.IsReplaceable)
        Replaceable.insert(G.Name.Value);
      else
        Bodies[G.Name.Value] = I;
    Unanswered.resize(M.Functions.size());
  }

  ModuleSolution solve() {
    HasThreads = startsThreads();
    order();
    components();
    countUnknownCalls();
    return std::move(Out);
  }

private:
  using Edges = SmallVector<uint32_t, 8>;

  /// \returns the function that \p S names, when its body is here.
  std::optional<uint32_t> bodyOf(SymbolId S) const {
    if (!S.isValid())
      return std::nullopt;
    auto It = Bodies.find(S.Value);
    return It == Bodies.end() ? std::nullopt : std::optional(It->second);
  }
  void order();
  void collectReferences(SymbolId S, Edges &Into);
  void components();
  /// A function of the component that is being solved.
  struct Member {
    uint32_t Function;
    std::string Form = {};           ///< of its summary as it is now
    DenseSet<uint32_t> DependsOn = {}; ///< members whose summaries it used
    bool IsOutdated = true;
  };
  void solveComponent(ArrayRef<uint32_t> Component);
  enum class Outcome { Exact, Widened, Unknown };
  Outcome iterate(MutableArrayRef<Member> Members);
  void finish(ArrayRef<uint32_t> Functions, bool WantSummaries);
  bool callsItself(uint32_t Function) const;
  const Summary *summaryOf(SymbolId Callee, ArrayRef<IntExpr> Args);
  const Summary *ofBody(SymbolId Callee, ArrayRef<IntExpr> Args);
  const Summary *specialised(SymbolId Callee, ArrayRef<IntExpr> Args);
  static Summary worst(const FunctionGraph &G);
  void countUnknownCalls();
  bool startsThreads();
  SolveResult solveOne(uint32_t Function, SolveOptions Options);

  ModuleGraph &M;
  const Contracts &Known;
  const Contracts *Overrides;
  ModuleSolution Out;
  DenseMap<uint32_t, uint32_t> Bodies; // symbol -> function
  DenseSet<uint32_t> Replaceable;      // symbols, which have no body for callers
  std::vector<std::vector<SymbolId>> Unanswered; // by function, as solved last
  std::vector<uint32_t> Order;
  DenseSet<uint32_t> ReferencesSeen;
  DenseSet<uint32_t> Component; // symbols
  DenseSet<uint32_t> Used;      // those of them that were looked up
  bool IsSpecialising = false;
  bool HasThreads = false;
  std::map<std::tuple<const Contract *, uint32_t, size_t>,
           std::unique_ptr<Summary>>
      ContractSummaries;
  std::map<std::pair<uint32_t, int64_t>, std::unique_ptr<Summary>> Specialised;
};

/// Adds the functions that a symbol's initialiser leads to.
void ModuleSolver::collectReferences(SymbolId S, Edges &Into) {
  if (std::optional<uint32_t> Body = bodyOf(S)) {
    Into.push_back(*Body);
    return;
  }
  if (!ReferencesSeen.insert(S.Value).second)
    return;
  auto It = M.Globals.find(S.Value);
  if (It == M.Globals.end())
    return;
  for (const InitialPointer &P : It->second.Pointers)
    collectReferences(P.Target, Into);
}

/// Functions whose address is taken come before those that take it, as far
/// as that goes: an indirect call can be followed only into what is solved.
void ModuleSolver::order() {
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
      if (O.Symbol.isValid() && (O.TheKind == Object::Kind::Function ||
                                 O.TheKind == Object::Kind::Global))
        collectReferences(O.Symbol, New.Next);
    for (const CallSite &C : M.Functions[F].Calls)
      if (std::optional<uint32_t> Callee = bodyOf(C.Callee))
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

/// Tarjan's algorithm over the direct calls, without recursion.
void ModuleSolver::components() {
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
        std::optional<uint32_t> Callee = bodyOf(Calls[Next++].Callee);
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
      do
        OnStack[Open[--First]] = 0;
      while (Open[First] != Done);
      solveComponent(ArrayRef(Open).drop_front(First));
      Open.resize(First);
    }
  }
}

bool ModuleSolver::callsItself(uint32_t F) const {
  const FunctionGraph &G = M.Functions[F];
  return any_of(G.Calls,
                [&](const CallSite &C) { return C.Callee == G.Name; });
}

/// \returns the summary of \p Callee for the case that \p Args choose, or null
/// when it has no cases or they choose none.
const Summary *ModuleSolver::specialised(SymbolId Callee,
                                         ArrayRef<IntExpr> Args) {
  std::optional<uint32_t> Body = bodyOf(Callee);
  if (!Body)
    return nullptr;
  const FunctionGraph &G = M.Functions[*Body];
  if (G.SwitchParam < 0 || unsigned(G.SwitchParam) >= Args.size())
    return nullptr;
  std::optional<int64_t> Value = Args[G.SwitchParam].value();
  if (!Value || Args[G.SwitchParam].Computed)
    return nullptr;
  auto Key = std::make_pair(Callee.Value, *Value);
  auto [It, New] = Specialised.try_emplace(Key);
  if (New) {
    // Calls of itself meanwhile find null here and take the general summary.
    bool Outer = std::exchange(IsSpecialising, true);
    auto S = std::make_unique<Summary>(
        solveOne(*Body, {.Switch = Value}).TheSummary);
    IsSpecialising = Outer;
    It = Specialised.find(Key);
    It->second = std::move(S);
  }
  return It->second.get();
}

/// \returns what is known of \p Callee's body so far, or null.
const Summary *ModuleSolver::ofBody(SymbolId Callee, ArrayRef<IntExpr> Args) {
  if (Component.contains(Callee.Value)) {
    // What is kept must not rest on a summary that still grows.
    if (IsSpecialising)
      return nullptr;
    Used.insert(Callee.Value);
  } else if (Out.Summaries.contains(Callee.Value)) {
    if (const Summary *S = specialised(Callee, Args))
      return S;
  }
  auto It = Out.Summaries.find(Callee.Value);
  return It == Out.Summaries.end() ? nullptr : &It->second;
}

const Summary *ModuleSolver::summaryOf(SymbolId Callee,
                                       ArrayRef<IntExpr> Args) {
  if (!Replaceable.contains(Callee.Value))
    if (const Summary *S = ofBody(Callee, Args))
      return S;
  if (Bodies.contains(Callee.Value))
    return nullptr; // not solved yet
  std::string Name = M.name(Callee).str();
  const Contract *C = Overrides ? Overrides->find(Name, Args) : nullptr;
  // A function of the user's may have the name of a library's.
  auto G = M.Globals.find(Callee.Value);
  bool UserDeclared = G != M.Globals.end() && G->second.IsUserDeclared;
  if (!C && !UserDeclared)
    C = Known.find(Name, Args);
  if (!C)
    return nullptr;
  auto [It, New] = ContractSummaries.try_emplace({C, Callee.Value, Args.size()});
  if (New)
    It->second = std::make_unique<Summary>(
        Contracts::summary(*C, Name, Args.size(), M));
  return It->second.get();
}

SolveResult ModuleSolver::solveOne(uint32_t F, SolveOptions Options) {
  const FunctionGraph &G = M.Functions[F];
  Options.WantFate &= !G.IsSystem;
  Options.HasThreads = HasThreads;
  SolveResult R = solveFunction(
      M, G,
      [this](SymbolId S, ArrayRef<IntExpr> Args) { return summaryOf(S, Args); },
      [this](SymbolId S) { return Component.contains(S.Value); }, Out.Bounds,
      Options);
  if (!Options.Switch)
    Unanswered[F] = std::move(R.Unanswered);
  return R;
}

Summary ModuleSolver::worst(const FunctionGraph &G) {
  Summary S;
  S.NumParams = G.NumParams;
  S.IsVariadic = G.IsVariadic;
  S.IsSystem = G.IsSystem;
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
ModuleSolver::Outcome
ModuleSolver::iterate(MutableArrayRef<Member> Members) {
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
      uint32_t Name = M.Functions[This.Function].Name.Value;
      Out.Summaries[Name] = std::move(R.TheSummary);
      for (Member &Other : Members)
        Other.IsOutdated |= Other.DependsOn.contains(Name);
    }
    if (none_of(Members, [](const Member &This) { return This.IsOutdated; }))
      return Widen ? Outcome::Widened : Outcome::Exact;
  }
  return Outcome::Unknown;
}

void ModuleSolver::solveComponent(ArrayRef<uint32_t> Functions) {
  Component.clear();
  if (Functions.size() == 1 && !callsItself(Functions[0]))
    return finish(Functions, /*WantSummaries=*/true);

  // Tarjan's algorithm finds callers first.
  std::vector<Member> Members;
  for (uint32_t F : reverse(Functions)) {
    const FunctionGraph &G = M.Functions[F];
    Members.push_back({F});
    Component.insert(G.Name.Value);
    Summary &Bottom = Out.Summaries[G.Name.Value];
    Bottom.NumParams = G.NumParams;
    Bottom.IsVariadic = G.IsVariadic;
    Bottom.IsSystem = G.IsSystem;
    Bottom.IsDestructor = G.IsDestructor;
  }
  Outcome How = iterate(Members);
  if (How == Outcome::Unknown) {
    ++Out.Bounds.Recursion;
    for (uint32_t F : Functions)
      Out.Summaries[M.Functions[F].Name.Value] = worst(M.Functions[F]);
  }
  // The last time without widening gives some of the loss back.
  finish(Functions, /*WantSummaries=*/How != Outcome::Exact);
}

/// Solves each of \p Functions for the last time: for the fates, and for what
/// callers outside see.
void ModuleSolver::finish(ArrayRef<uint32_t> Functions, bool WantSummaries) {
  std::vector<std::pair<uint32_t, Summary>> Final;
  for (uint32_t F : Functions) {
    const FunctionGraph &G = M.Functions[F];
    if (G.IsSystem && !WantSummaries)
      continue;
    SolveResult R = solveOne(F, {.WantFate = true});
    if (!G.IsSystem)
      Out.Fates.push_back(std::move(R.Fate));
    if (WantSummaries)
      Final.push_back({G.Name.Value, std::move(R.TheSummary)});
  }
  for (auto &[Name, S] : Final)
    Out.Summaries[Name] = std::move(S);
}

/// \returns whether any call starts a thread that is held by an object.
bool ModuleSolver::startsThreads() {
  for (const FunctionGraph &G : M.Functions)
    for (const CallSite &C : G.Calls) {
      if (!C.Callee.isValid() || Bodies.contains(C.Callee.Value))
        continue;
      std::vector<IntExpr> Args;
      for (const Argument &A : C.Args)
        Args.push_back(A.Int);
      if (const Summary *S = summaryOf(C.Callee, Args);
          S && !S->Threads.empty())
        return true;
    }
  return false;
}

/// Calls of functions that have neither a body nor a contract, whatever was
/// then believed of them.
void ModuleSolver::countUnknownCalls() {
  for (const std::vector<SymbolId> &Callees : Unanswered)
    for (SymbolId S : Callees)
      if (!Bodies.contains(S.Value)) // else it was not solved yet
        ++Out.UnknownCalls[M.name(S).str()];
}

} // namespace

ModuleSolution solveModule(ModuleGraph &M, const Contracts &Known,
                           const Contracts *Overrides) {
  return ModuleSolver(M, Known, Overrides).solve();
}

} // namespace escape
