//===- FunctionSolver.cpp - constraints and calls of one function ---------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Solve/FunctionSolver.h"
#include "Solver.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace llvm;

namespace escape {

/// Beyond this many a function's calls through its caller's pointers are
/// joined, and then unknown: each of them is tried again in every caller.
static constexpr unsigned MaxPendingCalls = 32;
/// A call that is passed on through more summaries than this is unknown: a
/// function that is given to itself would be passed on for ever.
static constexpr unsigned MaxCallDepth = 6;
/// Calls that summaries may add to one function's own, for each of these.
static constexpr unsigned MaxAddedCalls = 512, MaxAddedPerCall = 8;

/// \returns how many targets the sets of \p G may get at leisure. The system's templates
/// have few nodes and many callers: there it pays to go on. In large functions of the
/// user's it does not, five times as much proves as many less as more.
static size_t budget(const FunctionGraph &G, PointsTo::Detail HowMuch) {
  constexpr size_t PerNode = 16, Usual = 4000, OfSystem = 30000;
  bool IsGenerous = G.IsSystem && HowMuch == PointsTo::Detail::Reduced;
  return (IsGenerous ? OfSystem : Usual) + PerNode * G.NumNodes;
}

Solver::Solver(const ModuleGraph &M, const FunctionGraph &G,
               SummaryOf SummaryOf, InComponent InComponent,
               BoundCounts &Bounds, SolveOptions Options,
               PointsTo::Detail HowMuch, const CloneSites &Merge)
    : M(M), G(G), Lookup(SummaryOf), IsInComponent(InComponent),
      Bounds(Bounds), Options(Options),
      P(M, G.NumNodes, Bounds, Options.Widen, HowMuch, budget(G, HowMuch)),
      Merge(Merge) {
  FreedHere = P.newCollector();
  FreedElsewhere = P.newCollector();
  FreedByOwner = P.newCollector();
  Reallocated = P.newCollector();
  FreedInTime = P.newCollector();
  Started = P.newCollector();
  StartedShared = P.newCollector();
  Parked = P.newCollector();
  JoinedHere = P.newCollector();
  P.ResultParameter = G.ResultParameter;
}

bool Solver::solve() {
  parameters();
  constraints();
  for (const CallSite &C : G.Calls)
    if (isReached(C.Cases))
      addCall(C);
  for (auto [Node, Loc] : G.FromIntegers)
    Forged.push_back({Node.Value, P.flow(Flow::IntCast, Loc)});
  auto Resolve = [this](uint32_t CallId, Target T) { resolve(CallId, T); };
  P.solve(Resolve);
  while (!P.gaveUp() &&
         (limitPendingCalls() || forgeAddresses() || releaseThreads()))
    P.solve(Resolve);
  // A pointer that is never set is called in no execution that is defined,
  // so a call without any target needs no answer.
  return !P.gaveUp();
}

void Solver::parameters() {
  for (unsigned I = 0; I < G.NumParams; ++I) {
    Memory Mem;
    Mem.TheKind = Memory::Kind::Parameter;
    Mem.Index = Mem.Root = I;
    ParameterMemory.push_back(P.newMemory(std::move(Mem)));
    P.addTarget(I, {ParameterMemory.back(), 0}, ~0u, 0);
  }
  P.addCopy(G.result().Value, P.sink(Sink::Returned), 0,
            P.flow(Flow::Return, Location()));
}

void Solver::constraints() {
  for (const Object &O : G.Objects) {
    if (O.TheKind == Object::Kind::Global ||
        O.TheKind == Object::Kind::Function) {
      ObjectMemory.push_back(O.Symbol.isValid() ? P.symbolMemory(O.Symbol)
                                                : PointsTo::UnknownObject);
      continue;
    }
    Memory Mem;
    Mem.TheKind = O.TheKind == Object::Kind::Local ? Memory::Kind::Local
                                                   : Memory::Kind::Fresh;
    Mem.Symbol = O.Symbol;
    Mem.Size = O.Size;
    Mem.Cycle = O.Cycle;
    Mem.InAnyCycle = O.InAnyCycle;
    Mem.Many = O.InAnyCycle;
    Mem.Destroys = O.Destroys;
    Mem.HoldsThreads = O.HoldsThreads;
    Mem.Loc = O.Loc;
    Mem.Origin = ObjectId(ObjectMemory.size());
    ObjectMemory.push_back(P.newMemory(std::move(Mem)));
  }
  std::vector<bool> IsMade(G.Objects.size());
  for (const Constraint &C : G.Constraints) {
    if (!isReached(C.Cases))
      continue;
    uint32_t F = P.flow(C.Step, C.Loc, C.Label);
    switch (C.TheKind) {
    case Constraint::Kind::AddressOf:
      P.addTarget(C.Dst.Value, {ObjectMemory[C.Obj.Value], C.Offset}, ~0u, F);
      IsMade[C.Obj.Value] = true;
      break;
    case Constraint::Kind::Copy:
      P.addCopy(C.Src.Value, C.Dst.Value, C.Offset, F);
      break;
    case Constraint::Kind::Load:
      P.addLoad(C.Src.Value, C.Dst.Value, C.Offset, C.Size, F);
      break;
    case Constraint::Kind::Store:
      P.addStore(C.Dst.Value, C.Src.Value, C.Offset, C.Size, F);
      break;
    case Constraint::Kind::Escape:
      P.addCopy(C.Src.Value, P.sink(Sink::Escaped), 0, F);
      break;
    case Constraint::Kind::Free:
      P.addCopy(C.Src.Value, FreedHere, 0, F);
      Freed.push_back(C.Src.Value);
      if (C.Step == Flow::Reallocated)
        P.addCopy(C.Src.Value, Reallocated, 0, F);
      if (C.Step != Flow::Exception)
        P.addCopy(C.Src.Value, FreedInTime, 0, F);
      break;
    }
  }
  for (auto [Id, Made] : zip(ObjectMemory, IsMade))
    if (!Made)
      P.memory(Id).Reported = false;
}

void Solver::addCall(const CallSite &C) {
  auto Known = [&](const IntExpr &E) {
    // Only the parameter itself: arithmetic on it may wrap around.
    return Options.Switch && E == IntExpr::parameter(G.SwitchParam)
               ? IntExpr::constant(*Options.Switch)
               : E;
  };
  uint32_t Id = Calls.size();
  Call &New = Calls.emplace_back();
  New.Site = &C;
  New.Result = C.Result == G.null() ? P.newNode() : C.Result.Value;
  if (!C.ResultParts.empty()) {
    // What is said of the whole result is said of each part of it.
    uint32_t F = P.flow(Flow::Assign, C.Loc);
    uint32_t Whole = std::exchange(New.Result, P.newNode());
    for (NodeId Part : C.ResultParts) {
      P.addCopy(New.Result, Part.Value, 0, F);
      P.addCopy(Part.Value, Whole, 0, F);
    }
  }
  New.IsVirtual = C.IsVirtual;
  New.Closed = C.Closed;
  for (const Argument &A : C.Args) {
    New.Args.push_back(A.Value.Value);
    New.Ints.push_back(Known(A.Int));
  }
  if (C.Callee.isValid())
    return apply(Id, C.Callee, /*Direct=*/true);
  New.Pointer = C.Pointer.Value;
  P.noteCalled(New.Pointer);
  P.watch(C.Pointer.Value, Id);
}

/// \returns whether no virtual call can call \p Mem: a vtable leads to functions, and
/// to type information in front of them.
bool Solver::isInNoVtable(const Memory &Mem) const {
  StringRef Name = M.name(Mem.Symbol);
  return Mem.isOwned() ||
         (Mem.TheKind == Memory::Kind::Global && Name.consume_front("_ZT") &&
          !Name.empty() && StringRef("VTC").contains(Name.front()));
}

void Solver::resolve(uint32_t CallId, Target T) {
  const Memory &Mem = P.memory(T.Object);
  if (Calls[CallId].OnVtable)
    return resolveVtable(CallId, Mem);
  if (Mem.TheKind == Memory::Kind::Function)
    return apply(CallId, Mem.Symbol, /*Direct=*/false);
  if (Calls[CallId].IsVirtual && isInNoVtable(Mem))
    return;
  if (Mem.TheKind == Memory::Kind::Global && Mem.IsConstant)
    return; // a table that is read at no known offset has data beside code
  // What a virtual call may call is told best by its class.
  bool Close = Calls[CallId].Closed.isValid() &&
               (Calls[CallId].IsVirtual || Options.CloseCalls);
  if (Mem.isPlaceholder() && !Close)
    return pendingCall(CallId);
  unknownTarget(CallId);
}

/// \returns whether \p Name is of a class that libstdc++ itself has compiled, its vtable
/// or a function: no type of the user's is an argument of its template, and nothing is
/// kept but what the class is for.
static bool isOfLibrary(StringRef Name) {
  if (!Name.consume_front("_ZTV") && !Name.consume_front("_Z"))
    return false;
  if (Name.consume_front("N"))
    Name.consume_front("K");
  if (!Name.starts_with("St") && !Name.starts_with("9__gnu_cxx"))
    return false;
  for (StringRef Traits : {"IcSt11char_traitsIcE", "IwSt11char_traitsIwE"})
    if (size_t At = Name.find(Traits); At != StringRef::npos) {
      StringRef Rest = Name.drop_front(At + Traits.size());
      return Rest.starts_with("E") || Rest.starts_with("SaIcEE") ||
             Rest.starts_with("SaIwEE");
    }
  return Name.starts_with("St3pmr");
}

/// A library calls virtual functions of an object of the user's, with arguments that
/// it makes: what they put into the object is what counts.
void Solver::resolveVtable(uint32_t CallId, const Memory &Vtable) {
  if (Vtable.isPlaceholder()) {
    if (!Options.CloseCalls)
      return pendingCall(CallId);
    // Where nobody tells which functions, the object may then lead to itself.
    uint32_t Object = Calls[CallId].Args.front();
    uint32_t F = P.flow(Flow::VirtualCall, Calls[CallId].Site->Loc);
    return P.addStore(Object, Object, AnyOffset, 0, F);
  }
  if (Vtable.TheKind != Memory::Kind::Global)
    return;
  const GlobalGraph *G = M.global(Vtable.Symbol);
  auto IsCalled = [&](SymbolId Function) {
    if (isOfLibrary(M.name(Function)))
      return false;
    if (const Summary *S = Lookup(Function, Calls[CallId].Ints))
      return !S->IsDestructor;
    const GlobalGraph *Known = M.global(Function); // it may be type information
    return Known && Known->IsFunction && Known->IsUserDeclared;
  };
  if (G && G->IsConstant)
    for (const InitialPointer &Function : G->Pointers) {
      if (IsCalled(Function.Target))
        apply(CallId, Function.Target, /*Direct=*/false);
    }
  else if (!isOfLibrary(M.name(Vtable.Symbol)))
    unknownCall(CallId, Flow::VirtualCall, SymbolId());
}

/// Lets a call call what in a closed world it may, else anything.
void Solver::unknownTarget(uint32_t CallId) {
  const Call &C = Calls[CallId];
  if (C.Closed.isValid())
    return apply(CallId, C.Closed, /*Direct=*/false);
  unknownCall(CallId, C.IsVirtual ? Flow::VirtualCall : Flow::IndirectCall,
              SymbolId());
}

/// The order of design.md: a body or contract, the library's default, what the
/// declaration promises, else unknown. A body that cannot be followed may break
/// what its declaration promises: nothing is believed of such a function.
void Solver::apply(uint32_t CallId, SymbolId Callee, bool Direct) {
  if (is_contained(Calls[CallId].Resolved, Callee.Value))
    return;
  Calls[CallId].Resolved.push_back(Callee.Value);
  if (const Summary *S = Lookup(Callee, Calls[CallId].Ints)) {
    bool TooDeep = Calls[CallId].Depth >= MaxCallDepth ||
                   Calls.size() > MaxAddedCalls + MaxAddedPerCall * G.Calls.size();
    if (S->Calls.empty() || !TooDeep)
      return instantiate(CallId, Callee, *S);
    ++Bounds.Recursion;
    return unknownCall(CallId, Flow::Recursion, Callee);
  }
  Unanswered.push_back(Callee);
  if (Direct && Calls[CallId].Own) {
    const GlobalGraph *Known = M.global(Callee);
    if (Known && Known->IsStandardLibrary)
      return libraryDefault(CallId);
    if (!Known || !Known->mayBreakPromises())
      return attributes(CallId, Callee);
  }
  unknownCall(CallId, Direct ? Flow::UnknownCall : Flow::IndirectCall, Callee);
}

void Solver::unknownCall(uint32_t CallId, Flow Why, SymbolId Callee) {
  Call &C = Calls[CallId];
  if (std::exchange(C.IsUnknown, true))
    return;
  C.UnknownCallee = Callee;
  uint32_t F = P.flow(Why, C.Site->Loc, Callee);
  uint32_t Result = C.Result;
  for (uint32_t A : std::vector<uint32_t>(C.Args))
    P.addCopy(A, P.sink(Sink::Escaped), 0, F);
  P.addTarget(Result, {PointsTo::UnknownObject, 0}, ~0u, F);
  for (uint32_t Joined : Calls[CallId].Joined)
    unknownCall(Joined, Why, Callee);
}

void Solver::pendingCall(uint32_t CallId) {
  Call &C = Calls[CallId];
  if (C.CallResult != ~0u || C.IsUnknown)
    return;
  Memory Mem;
  Mem.TheKind = Memory::Kind::CallResult;
  Mem.Index = CallId;
  C.CallResult = P.newMemory(std::move(Mem));
  uint32_t F = P.flow(C.IsVirtual ? Flow::VirtualCall : Flow::IndirectCall,
                      C.Site->Loc);
  P.addTarget(C.Result, {C.CallResult, 0}, ~0u, F);
  if (C.OnVtable)
    return; // whoever made the object knows what it does
  for (uint32_t A : std::vector<uint32_t>(C.Args))
    P.addCopy(A, P.sink(Sink::Passed), 0, F);
}

/// Lets the pending call \p Into stand for \p From too: it is given what either
/// is given.
void Solver::join(uint32_t FromId, uint32_t IntoId) {
  Call &From = Calls[FromId], &Into = Calls[IntoId];
  uint32_t F = P.flow(Flow::Assign, From.Site->Loc);
  auto Both = [&](uint32_t &Node, uint32_t Other) {
    // The node may be a value of the function's own.
    uint32_t Own = std::exchange(Node, P.newNode());
    P.addCopy(Own, Node, 0, F);
    P.addCopy(Other, Node, 0, F);
  };
  for (auto [Arg, Other] : zip(Into.Args, From.Args))
    Both(Arg, Other);
  for (auto [Int, Other] : zip(Into.Ints, From.Ints))
    if (Int != Other)
      Int = IntExpr();
  P.addCopy(From.Pointer, Into.Pointer, 0, F);
  Into.Many = true;
  Into.IsVirtual &= From.IsVirtual;
  if (Into.Closed != From.Closed)
    Into.Closed = SymbolId();
  Into.Joined.push_back(FromId);
  Into.Joined.append(From.Joined);
  From.Joined.clear();
  From.IsJoined = true;
}

/// Joins the pending calls that go through the same pointer.
/// \returns whether there were any.
bool Solver::joinPendingCalls() {
  bool Changed = false;
  std::map<std::vector<Target>, uint32_t> First;
  for (uint32_t Id = 0; Id < Calls.size(); ++Id) {
    if (!isPending(Calls[Id]))
      continue;
    const auto &Targets = P.targets(Calls[Id].Pointer);
    std::vector<Target> Pointer(Targets.begin(), Targets.end());
    llvm::sort(Pointer);
    auto [It, New] = First.try_emplace(std::move(Pointer), Id);
    const Call &Into = Calls[It->second];
    if (New || Into.Args.size() != Calls[Id].Args.size() ||
        Into.OnVtable != Calls[Id].OnVtable)
      continue;
    join(Id, It->second);
    Changed = true;
  }
  return Changed;
}

/// \returns whether there were too many, and fewer are left now.
bool Solver::limitPendingCalls() {
  auto Count = [&] {
    return count_if(Calls, [&](const Call &C) { return isPending(C); });
  };
  bool TooMany = Count() > MaxPendingCalls;
  Bounds.SummarySize += TooMany;
  if ((TooMany || Options.Widen) && joinPendingCalls())
    return true;
  if (!TooMany)
    return false;
  unsigned Pending = 0;
  for (uint32_t Id = 0; Id < Calls.size(); ++Id)
    if (isPending(Calls[Id]) && ++Pending > MaxPendingCalls)
      unknownCall(Id,
                  Calls[Id].IsVirtual ? Flow::VirtualCall : Flow::IndirectCall,
                  SymbolId());
  return true;
}

/// \returns whether all that holds what a thread runs is destroyed with this
/// function, which for a std::thread means that it was joined: unless it was,
/// or was detached, its destructor ends the program ([thread.thread.destr]).
/// The state of std::async is waited for by the last of its holders.
/// What the caller holds is for the caller to say. A container's memory is
/// destroyed by the containers that hold it.
/// \param Object what a thread runs, or such memory
/// \param Asked what is asked already: memory that holds itself outlives us
bool Solver::isJoinedWithHolder(uint32_t Object,
                                SmallVectorImpl<uint32_t> &Asked) const {
  if (P.find(Parked, Object) >= 0 || is_contained(Asked, Object))
    return false;
  Asked.push_back(Object);
  bool Joined = true, Held = false;
  for (uint32_t Id = 0; Id < P.numMemories() && Joined; ++Id) {
    const Memory &Holder = P.memory(Id);
    if (Id == Object)
      continue;
    P.forEachCell(Id, [&](int32_t Offset, uint32_t Cell) {
      if (!Joined || P.find(Cell, Object) < 0)
        return;
      Held = true;
      Joined = Holder.isPlaceholder() || Holder.destroys(Offset) ||
               (Holder.HoldsThreads && isJoinedWithHolder(Id, Asked));
    });
  }
  Asked.pop_back();
  return Joined && (Held || !P.memory(Object).HoldsThreads);
}

/// \returns whether what \p Object holds, or what that holds, leads back to it.
bool Solver::reachesItself(uint32_t Object) const {
  return P.heldBy({Object}).contains(Object);
}

/// Lets addresses that were made from numbers alone lead to unknown memory.
/// \returns whether there was any.
bool Solver::forgeAddresses() {
  bool Changed = false;
  for (auto [Node, Flow] : Forged)
    if (P.targets(Node).empty()) {
      P.addTarget(Node, {PointsTo::UnknownObject, 0}, ~0u, Flow);
      Changed = true;
    }
  return Changed;
}

/// \returns whether the thread that runs \p Object has ended when this function
/// does. One that may have its own future is not waited for by the others.
bool Solver::isJoinedHere(uint32_t Object) const {
  SmallVector<uint32_t, 4> Asked;
  bool IsShared = P.find(StartedShared, Object) >= 0;
  return isJoinedWithHolder(Object, Asked) &&
         !(IsShared && reachesItself(Object));
}

/// Lets what runs in threads that nobody joins escape.
/// \returns whether there was any.
bool Solver::releaseThreads() {
  bool Changed = false;
  for (size_t I = 0; I < P.targets(Started).size(); ++I) {
    uint32_t Object = P.targets(Started)[I].Object;
    const Memory &Mem = P.memory(Object);
    if (!Mem.isOwned() || Mem.in(Sink::Escaped) || isJoinedHere(Object))
      continue;
    P.addTarget(P.sink(Sink::Escaped), {Object, 0}, Started,
                P.flow(Flow::Thread, Location()));
    Changed = true;
  }
  return Changed;
}

/// A declaration that says something: captures(none), memory(argmem),
/// lifetimebound, …
void Solver::attributes(uint32_t CallId, SymbolId Callee) {
  const CallSite &Site = *Calls[CallId].Site;
  std::vector<uint32_t> Args = Calls[CallId].Args;
  uint32_t F = P.flow(Flow::UnknownCall, Site.Loc, Callee);
  // What the arguments hold may be read and put into any of them.
  uint32_t Contents = P.newNode();
  for (auto [A, Arg] : zip(Args, Site.Args)) {
    if (!Arg.NoCapture && Arg.HeldBy.empty()) {
      P.addCopy(A, P.sink(Sink::Escaped), 0, F);
      continue;
    }
    for (uint32_t Holder : Arg.HeldBy)
      if (Holder == Argument::Result)
        P.addCopy(A, Calls[CallId].Result, 0, F);
      else if (Holder < Args.size())
        P.addStore(Args[Holder], A, AnyOffset, 0, F);
    if (!Arg.NoAccess)
      P.addLoad(A, Contents, AnyOffset, 0, F);
  }
  P.addTarget(Contents, {PointsTo::UnknownObject, 0}, ~0u, F);
  if (!Site.ArgMemOnly)
    P.addCopy(Contents, P.sink(Sink::Escaped), 0, F);
  for (auto [A, Arg] : zip(Args, Site.Args))
    if (!Arg.NoAccess)
      P.addStore(A, Contents, AnyOffset, 0, F);
  P.addCopy(Contents, Calls[CallId].Result, 0, F);
}

/// Functions of the standard library keep no argument unless they say so
/// ([res.on.arguments]); the result may be any of them.
void Solver::libraryDefault(uint32_t CallId) {
  const Call &C = Calls[CallId];
  uint32_t F = P.flow(Flow::Argument, C.Site->Loc, C.Site->Callee);
  uint32_t Result = C.Result;
  P.addTarget(Result, {PointsTo::UnknownObject, 0}, ~0u, F);
  for (uint32_t A : std::vector<uint32_t>(C.Args)) {
    P.addCopy(A, Result, AnyOffset, F);
    P.addStore(A, P.unknownNode(), AnyOffset, 0, F);
  }
}

uint32_t Solver::varargArea(const Call &C, unsigned From) {
  Memory Area;
  Area.TheKind = Memory::Kind::Local;
  Area.Reported = false;
  Area.Cycle = C.Site->Cycle;
  uint32_t Id = P.newMemory(std::move(Area));
  uint32_t N = P.newNode();
  uint32_t F = P.flow(Flow::Vararg, C.Site->Loc, C.Site->Callee);
  P.addTarget(N, {Id, 0}, ~0u, F);
  for (unsigned I = From; I < C.Args.size(); ++I)
    P.addStore(N, C.Args[I], AnyOffset, 0, F);
  return N;
}

/// \returns \p E, which speaks of a callee's parameters, in terms of ours.
IntExpr Solver::substitute(const IntExpr &E, ArrayRef<IntExpr> Args) {
  if (!E.Known || E.Parameter < 0)
    return E;
  if (unsigned(E.Parameter) >= Args.size())
    return {};
  IntExpr A = Args[E.Parameter];
  if (!A.Known)
    return {};
  int64_t Constant, Scaled;
  if (__builtin_mul_overflow(A.Constant, E.Factor, &Scaled) ||
      __builtin_add_overflow(Scaled, E.Constant, &Constant) ||
      __builtin_mul_overflow(A.Factor, E.Factor, &Scaled))
    return {};
  A.Factor = A.Parameter < 0 ? 0 : Scaled;
  A.Constant = Constant;
  A.Computed |= E.Computed;
  return A;
}

CloneSites Solver::handedOn() const {
  SmallVector<uint32_t> Out;
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id)
    if (P.memory(Id).isPlaceholder() || P.memory(Id).Sinks)
      Out.push_back(Id);
  DenseSet<uint32_t> Held = P.heldBy(std::move(Out)); // not all has come to the sinks yet
  CloneSites Found;
  for (auto [Id, Site] : Clones)
    if (P.memory(Id).Sinks || Held.contains(Id))
      Found.insert(Site);
  return Found;
}

/// \returns the object that stands for \p Mem and others.
uint32_t Solver::merge(Memory Mem) {
  if (Merged == ~0u) {
    Memory All;
    All.TheKind = Memory::Kind::Fresh;
    All.Many = All.ManyPerCall = All.Cloned = true;
    All.Reported = false;
    Merged = P.newMemory(std::move(All));
  }
  MergedFrom.push_back(std::move(Mem));
  return Merged;
}

/// \returns whether \p Mem is not made if the call that makes it calls another of the
/// functions that it may call.
bool Solver::isPossible(const Memory &Mem) const {
  if (Mem.IsPossible || Mem.MadeBy == ~0u)
    return Mem.IsPossible;
  const Call &C = Calls[Mem.MadeBy];
  return C.IsUnknown || C.CallResult != ~0u || C.Resolved.size() > 1 ||
         C.Resolved.front() == C.Closed.Value;
}

/// \returns whose call is told to make what \p Callee makes: it is the call that this
/// function makes, not one further down.
SymbolId Solver::toldAs(const Call &C, SymbolId Callee) {
  if (!C.Own && C.Site->Callee.isValid())
    return C.Site->Callee;
  return Callee == C.Closed ? SymbolId() : Callee;
}

uint32_t Solver::cloneFresh(uint32_t CallId, SymbolId Callee, uint32_t Object,
                            const Summary &S) {
  const Call &C = Calls[CallId];
  const SummaryObject &O = S.Objects[Object];
  // In recursion each round would bring more: they share one object.
  bool Recursive = IsInComponent(Callee);
  if (Recursive && RecursiveFresh != ~0u)
    return RecursiveFresh;
  Memory Mem;
  Mem.TheKind = O.TheKind;
  Mem.Cloned = true;
  Mem.Reported = O.TheKind == Memory::Kind::Fresh && !C.InDestructor;
  Mem.Symbol = toldAs(C, Callee);
  Mem.Size = Recursive ? IntExpr() : substitute(O.Size, C.Ints);
  Mem.Cycle = C.Site->Cycle;
  Mem.InAnyCycle = C.Site->InAnyCycle;
  Mem.Many = O.Many || C.Many || C.Site->InAnyCycle || Recursive;
  Mem.ManyPerCall = O.Many || C.Many || Recursive;
  Mem.HoldsThreads = O.HoldsThreads && !Recursive;
  Mem.IsPossible = O.IsPossible;
  Mem.MadeBy = CallId;
  Mem.Loc = C.Site->Loc;
  CloneSite Site(C.Site, Callee.Value, Object);
  if (Merge.contains(Site))
    return merge(std::move(Mem));
  uint32_t Id = P.newMemory(std::move(Mem));
  bool HasThreads = O.HoldsThreads || !S.Threads.empty();
  if (Recursive)
    RecursiveFresh = Id;
  else if (O.TheKind == Memory::Kind::Fresh && !HasThreads)
    Clones.push_back({Id, Site});
  return Id;
}

void Solver::addContained(const Call &C, SymbolId Callee, const Summary &S) {
  for (ContainedAllocation A : S.Contained) {
    A.Many |= C.Many || C.Site->InAnyCycle;
    Contained.push_back({C.Site, A, Callee, toldAs(C, Callee)});
  }
}

/// \returns the size of an access by a summary at \p Offset: 0 when it is not of
/// cells.
static unsigned accessSize(int32_t Offset, unsigned PointerSize) {
  return Offset == AnyOffset || Offset == OnwardOffset ? 0 : PointerSize;
}

/// Applies what the cells in \p S hold at exit. Many hold the same: where pointers lead
/// around, each holds all. They share a node for it, so that what comes from several of
/// the callee's objects is told each of them once.
/// \param Node for each object of \p S what it is here
/// \param Overwritten where this function puts vtables of its own afterwards
void Solver::instantiateStores(const Summary &S, ArrayRef<uint32_t> Node,
                               ArrayRef<int32_t> Overwritten, bool Widen,
                               uint32_t F) {
  std::map<std::vector<SummaryTarget>, uint32_t> Values;
  std::vector<SummaryTarget> Held;
  for (size_t I = 0; I < S.Stores.size();) {
    const SummaryStore &Cell = S.Stores[I];
    Held.clear();
    for (; I < S.Stores.size() && S.Stores[I].Holder == Cell.Holder &&
           S.Stores[I].Offset == Cell.Offset;
         ++I)
      Held.push_back(S.Stores[I].Held);
    const SummaryObject &Holder = S.Objects[Cell.Holder];
    if (Holder.TheKind == Memory::Kind::Parameter && Holder.Index == 0 &&
        is_contained(Overwritten, Cell.Offset))
      erase_if(Held, [&](SummaryTarget T) {
        return isVtable(M, S.Objects[T.Object].Symbol);
      });
    if (Held.empty())
      continue;
    bool IsNode = Held.size() == 1 && Held[0].Offset == 0;
    auto [It, IsNew] =
        Values.try_emplace(Held, IsNode ? Node[Held[0].Object] : ~0u);
    if (IsNew && !IsNode) {
      It->second = P.newNode();
      for (SummaryTarget T : Held)
        P.addCopy(Node[T.Object], It->second,
                  T.Offset && Widen ? AnyOffset : T.Offset, 0);
    }
    P.addStore(Node[Cell.Holder], It->second, Cell.Offset,
               accessSize(Cell.Offset, M.PointerSize), F);
  }
}

void Solver::instantiate(uint32_t CallId, SymbolId Callee, const Summary &S) {
  // A library's destructor only calls what also serves to copy: what that
  // may make is made elsewhere.
  Calls[CallId].InDestructor |= S.IsDestructor && S.IsSystem;
  Calls[CallId].MakesUnknown |= S.MakesUnknown;
  // Calls grows when the summary has pending calls: no reference into it.
  Call C = Calls[CallId];
  if (!C.InDestructor)
    addContained(C, Callee, S);
  if (S.Objects.empty())
    return;
  uint32_t F = P.flow(Flow::Argument, C.Site->Loc, Callee);
  std::vector<uint32_t> Node(S.Objects.size());
  unsigned Fixed = S.IsVariadic ? S.NumParams - 1 : S.NumParams;
  bool Widen = Options.Widen && IsInComponent(Callee);
  std::vector<uint32_t> PendingResults;
  BitVector Called(S.Objects.size());
  for (const SummaryCall &Pending : S.Calls) {
    PendingResults.push_back(P.newNode());
    for (SummaryTarget T : Pending.Pointer)
      Called.set(T.Object);
  }

  for (auto [I, O] : enumerate(S.Objects)) {
    using Kind = SummaryObject::Kind;
    uint32_t &N = Node[I];
    switch (O.TheKind) {
    case Kind::Unknown:
      N = P.unknownNode();
      break;
    case Kind::Parameter:
      if (O.Index < Fixed)
        N = O.Index < C.Args.size() ? C.Args[O.Index] : P.newNode();
      else
        N = varargArea(C, Fixed);
      if (O.Cyclic || Widen) {
        uint32_t All = P.newNode();
        P.addCopy(N, All, AnyOffset, F);
        N = All;
      }
      break;
    case Kind::Content:
      N = P.newNode();
      if (Called.test(I))
        P.noteCalled(N);
      P.addLoad(Node[O.Parent], N, O.Offset,
                accessSize(O.Offset, M.PointerSize), F);
      break;
    case Kind::CallResult:
      N = PendingResults[O.Index];
      break;
    case Kind::Fresh:
    case Kind::Local:
      N = P.newNode();
      P.addTarget(N, {cloneFresh(CallId, Callee, I, S), 0}, ~0u,
                  P.flow(Flow::CallResult, C.Site->Loc, Callee));
      break;
    case Kind::Global:
    case Kind::Function:
      N = P.newNode();
      P.addTarget(N, {P.symbolMemory(O.Symbol), 0}, ~0u, F);
      break;
    }
    if (O.Cyclic)
      P.addLoad(N, N, AnyOffset, 0, F);
    if (is_contained(S.Forged, I)) {
      // A constant's node is that of all others too.
      uint32_t Own = P.newNode();
      P.addCopy(N, Own, 0, F);
      N = Own;
      Forged.push_back({N, P.flow(Flow::IntCast, C.Site->Loc, Callee)});
    }
  }

  auto Value = [&](SummaryTarget T) {
    if (T.Offset == 0)
      return Node[T.Object];
    uint32_t N = P.newNode();
    P.addCopy(Node[T.Object], N, Widen ? AnyOffset : T.Offset, F);
    return N;
  };
  // What the callee still calls, it calls while the object is of its class.
  ArrayRef<int32_t> Overwritten;
  if (C.Own && S.Calls.empty())
    Overwritten = C.Site->Overwritten;
  instantiateStores(S, Node, Overwritten, Widen, F);
  for (SummaryReturn T : S.Returns) {
    ArrayRef<NodeId> Parts = C.Site->ResultParts;
    bool IsPart = C.Own && T.Part >= 0 && size_t(T.Part) < Parts.size();
    P.addCopy(Value(T), IsPart ? Parts[T.Part].Value : C.Result, 0, F);
  }
  for (const SummaryEscape &E : S.Escapes) {
    // The path goes into the call, then to the place that lets it escape.
    if (C.Site->IsJoined && C.Own && S.IsSystem && E.Why == Flow::Thread &&
        S.Objects[E.Object].TheKind == SummaryObject::Kind::Parameter) {
      P.addCopy(Node[E.Object], JoinedHere, 0, F);
      continue;
    }
    uint32_t Inside = P.newNode();
    P.addCopy(Node[E.Object], Inside, 0, F);
    P.addCopy(Inside, P.sink(Sink::Escaped), 0, P.flow(E.Why, E.Loc, E.Label));
  }
  if (!S.Frees.empty())
    Freeing.insert(C.Site);
  for (const SummaryFree &Fr : S.Frees) {
    bool Here = !Fr.Elsewhere && C.InSystem && (S.IsSystem || S.IsDestructor);
    // Whoever makes an object may free it on some path, and hand it out on others.
    bool ByMaker = !Fr.Elsewhere && S.Objects[Fr.Object].TheKind == Memory::Kind::Fresh;
    if (Here) {
      P.addCopy(Node[Fr.Object], FreedHere, 0, F);
      Freed.push_back(Node[Fr.Object]);
    }
    if (!Here && !ByMaker && !Fr.InResult)
      P.addCopy(Node[Fr.Object], FreedElsewhere, 0, F);
    if (Here && Fr.ByUser)
      P.addCopy(Node[Fr.Object], FreedByOwner, 0, F);
    P.addCopy(Node[Fr.Object], FreedInTime, 0, F);
  }
  for (uint32_t Object : S.Threads)
    P.addCopy(Node[Object], Started, 0, F);
  for (uint32_t Object : S.SharedThreads)
    P.addCopy(Node[Object], StartedShared, 0, F);
  for (uint32_t Object : S.Parked)
    P.addCopy(Node[Object], Parked, 0, F);
  for (auto [I, Pending] : enumerate(S.Calls)) {
    Call New;
    New.Site = C.Site;
    New.Own = false;
    New.Depth = C.Depth + 1;
    New.InDestructor = C.InDestructor;
    New.InSystem = C.InSystem && (S.IsSystem || S.IsDestructor);
    New.Many = C.Many || Pending.Many;
    New.IsVirtual = Pending.IsVirtual;
    New.OnVtable = Pending.OnVtable;
    New.Closed = Pending.Closed;
    New.Result = PendingResults[I];
    New.Pointer = P.newNode();
    for (SummaryTarget T : Pending.Pointer)
      P.addCopy(Node[T.Object], New.Pointer, T.Offset, F);
    for (const auto &Arg : Pending.Args) {
      uint32_t N = P.newNode();
      for (SummaryTarget T : Arg)
        P.addCopy(Node[T.Object], N, Widen ? AnyOffset : T.Offset, F);
      New.Args.push_back(N);
    }
    for (const IntExpr &E : Pending.Ints)
      New.Ints.push_back(Widen ? IntExpr() : substitute(E, C.Ints));
    New.Ints.resize(New.Args.size());
    uint32_t Pointer = New.Pointer;
    Calls.push_back(std::move(New));
    P.watch(Pointer, Calls.size() - 1);
  }
}

/// As solveFunction, with \p HowMuch detail and what \p Merge names as one object, or
/// less where that is too much.
static SolveResult solveWith(PointsTo::Detail HowMuch, const CloneSites &Merge,
                             const ModuleGraph &M, const FunctionGraph &G,
                             SummaryOf SummaryOf, InComponent InComponent,
                             BoundCounts &Bounds, SolveOptions Options) {
  BoundCounts Hit = Bounds;
  auto S = std::make_unique<Solver>(M, G, SummaryOf, InComponent, Hit, Options, HowMuch,
                                    Merge);
  if (!S->solve()) {
    CloneSites HandedOn = S->handedOn();
    S.reset();
    return solveWith(PointsTo::Detail::Reduced, HandedOn, M, G, SummaryOf, InComponent,
                     Bounds, Options);
  }
  SolveResult R;
  R.TheSummary = S->summary();
  R.NumNodes = S->numNodes();
  R.Unanswered = S->unanswered();
  Bounds = Hit;
  if (Options.WantFate && S->leavesClosedCalls() && !Options.CloseCalls) {
    // Callers choose what is called, fates go by all that they may choose.
    S.reset();
    Options.CloseCalls = true;
    SolveResult Closed =
        solveWith(HowMuch, Merge, M, G, SummaryOf, InComponent, Bounds, Options);
    R.Fate = std::move(Closed.Fate);
    R.Graph = std::move(Closed.Graph);
    return R;
  }
  if (Options.WantFate)
    R.Fate = S->fate();
  if (Options.WantFate && Options.WantGraph)
    R.Graph = S->lifetimeGraph(R.Fate);
  return R;
}

SolveResult solveFunction(const ModuleGraph &M, const FunctionGraph &G,
                          SummaryOf SummaryOf, InComponent InComponent,
                          BoundCounts &Bounds, SolveOptions Options) {
  return solveWith(PointsTo::Detail::Full, {}, M, G, SummaryOf, InComponent, Bounds,
                   Options);
}

} // namespace escape
