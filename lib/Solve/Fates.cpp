//===- Fates.cpp - how long each object of a function lives ---------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Solver.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace llvm;

namespace escape {

class FateBuilder {
public:
  FateBuilder(const Solver &S) : S(S), P(S.P), G(S.G) {}
  FunctionFate build();

private:
  void findRoundCrossers();
  bool insideCycle(CycleId Inner, CycleId Outer) const;
  ObjectFate object(uint32_t Id) const { return object(Id, P.memory(Id)); }
  ObjectFate object(uint32_t Id, const Memory &Made) const;
  ObjectFate mergedObject(const Memory &Made) const;
  bool isMovedString(uint32_t Id) const;
  std::vector<FlowStep> whyItStays(uint32_t Id, bool IsFreed) const;
  void findUsedByThreads();
  const LeakPath *leakPath(uint32_t Id, const Memory &Made, bool IsFreed) const;
  std::vector<FlowStep> pathInto(Sink S, uint32_t Id) const;
  std::vector<uint32_t> findOwners() const;
  void parameters();
  void leak(Target T, uint32_t SinkNode);
  void toResult(Target T);
  void keep(Target T, uint32_t Root);
  /// What a parameter's object holds of itself.
  struct KeptContent {
    Target Held;
    uint32_t Node;
    int32_t Cell;
  };
  void releaseKept(ArrayRef<KeptContent> Kept);
  void giveContent(const Memory &Mem);
  int32_t firstCell(const Memory &Mem) const;
  void contained();
  void findFreedWithOthers();
  ObjectFate unknownTarget(const Solver::Call &C) const;
  void unknownTargets();

  static constexpr uint32_t NoRoot = ~0u, ManyRoots = ~0u - 1;

  const Solver &S;
  const PointsTo &P;
  const FunctionGraph &G;
  DenseSet<uint32_t> Crossing;
  DenseSet<uint32_t> FreedWithOthers;
  std::vector<SmallVector<int32_t, 2>> Given; ///< by parameter: giveContent
  size_t NumGiven = 0;
  DenseMap<uint32_t, Location> UsedByThread; ///< by object
  FunctionFate Out;
};

/// \returns whether \p Inner is \p Outer or nested in it.
bool FateBuilder::insideCycle(CycleId Inner, CycleId Outer) const {
  for (; Inner.isValid(); Inner = G.CycleParents[Inner.Value])
    if (Inner == Outer)
      return true;
  return false;
}

/// Finds the objects that can be alive when the next one of the same site is
/// made: carried by a header's phi, or held by something that lives longer
/// than a round.
void FateBuilder::findRoundCrossers() {
  SmallVector<std::pair<uint32_t, uint32_t>> HeldBy; // held, holder
  SmallVector<uint32_t> Work;
  auto Cross = [&](uint32_t Id) {
    if (Crossing.insert(Id).second)
      Work.push_back(Id);
  };
  for (auto [N, Cycle] : G.HeaderPhis)
    for (Target T : P.targets(N.Value)) {
      const Memory &Mem = P.memory(T.Object);
      if (Mem.isOwned() && insideCycle(Mem.Cycle, Cycle))
        Cross(T.Object);
    }
  auto Hold = [&](uint32_t Holder, uint32_t Node) {
    const Memory &H = P.memory(Holder);
    for (Target T : P.targets(Node)) {
      const Memory &Mem = P.memory(T.Object);
      if (!Mem.isOwned() || !Mem.Cycle.isValid() || T.Object == Holder)
        continue;
      if (!H.isOwned() || !insideCycle(H.Cycle, Mem.Cycle))
        Cross(T.Object);
      else if (H.TheKind == Memory::Kind::Fresh)
        HeldBy.push_back({T.Object, Holder});
    }
  };
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id) {
    P.forEachCell(Id, [&](int32_t, uint32_t Node) { Hold(Id, Node); });
  }
  sort(HeldBy, [](auto A, auto B) { return A.second < B.second; });
  while (!Work.empty()) {
    uint32_t Holder = Work.pop_back_val();
    auto *It = lower_bound(HeldBy, Holder,
                           [](auto A, uint32_t B) { return A.second < B; });
    for (; It != HeldBy.end() && It->second == Holder; ++It)
      Cross(It->first);
  }
}

std::vector<FlowStep> FateBuilder::pathInto(Sink Sk, uint32_t Id) const {
  std::vector<FlowStep> Path = P.path(P.sink(Sk), Id);
  std::vector<FlowStep> Result;
  for (FlowStep Step : Path) {
    if (!Step.Loc.isValid() && !Result.empty()) {
      if (Result.back().Step == Step.Step)
        continue;
      Step.Loc = Result.back().Loc;
    }
    if (Result.empty() || Result.back() != Step)
      Result.push_back(Step);
  }
  return Result;
}

/// \returns \p Path, unless it leads through memory or a call: of what has
/// escaped it is not known what is there.
static std::vector<FlowStep> directPath(std::vector<FlowStep> Path) {
  bool IsDirect = !Path.empty() && Path.front().Step == Flow::AddressOf &&
                  all_of(drop_begin(Path), [](const FlowStep &Step) {
                    return Step.Step == Flow::Assign || Step.Step == Flow::Return;
                  });
  return IsDirect ? std::move(Path) : std::vector<FlowStep>();
}

/// \returns whether outside all that holds \p Id may as well point to characters in
/// itself, as a short string does: then so did \p Id, and these were copied instead of
/// the pointer. Which of the two it is at a time is not followed.
bool FateBuilder::isMovedString(uint32_t Id) const {
  if (P.find(G.result().Value, Id) >= 0)
    return false;
  bool IsHeld = false, IsString = true;
  for (uint32_t Holder = 0; Holder < P.numMemories() && IsString; ++Holder) {
    const Memory &H = P.memory(Holder);
    if (Holder == Id || (!H.Sinks && !H.isPlaceholder()))
      continue;
    P.forEachCell(Holder, [&](int32_t, uint32_t Cell) {
      if (P.find(Cell, Id) < 0)
        return;
      IsHeld = true;
      IsString &= any_of(P.targets(Cell), [&](Target T) {
        auto Series = seriesOf(T.Offset);
        return T.Object == Holder && Series && Series->IsBuffer;
      });
    });
  }
  return IsHeld && IsString;
}

/// \param Made what it is, and where it is made: one of those that \p Id stands for
ObjectFate FateBuilder::object(uint32_t Id, const Memory &Made) const {
  const Memory &Mem = P.memory(Id);
  ObjectFate F;
  F.IsLocal = Mem.TheKind == Memory::Kind::Local;
  F.IsCall = Mem.Cloned;
  F.Memory = Id;
  F.Loc = Made.Loc;
  F.Callee = Made.Symbol;
  F.Size = Made.Size.value();
  if (F.Size && *F.Size < 0) // it would be a huge one
    F.Size = std::nullopt;
  F.Dynamic = !F.Size;
  if (F.IsLocal) {
    F.Name = G.Objects[Mem.Origin.Value].Name;
    auto Left = find_if(G.LeftAddresses, [&](const LeftAddress &A) {
      return A.Obj == Mem.Origin;
    });
    F.Left = Left == G.LeftAddresses.end() ? nullptr : &*Left;
  }
  // A loop that is not in the control flow carries everything over.
  bool Crosses = Crossing.contains(Id) || !Mem.Cycle.isValid();
  F.Many = Made.ManyPerCall || (Made.InAnyCycle && Crosses);
  F.TheRegion = Mem.Cycle.isValid() && !Crosses ? Region::Iteration
                                                : Region::Frame;
  if (Mem.in(Sink::Escaped) || Mem.in(Sink::Passed)) {
    F.TheRegion = Region::Program;
    F.Path = pathInto(Mem.in(Sink::Escaped) ? Sink::Escaped : Sink::Passed, Id);
    if (F.IsLocal && Mem.in(Sink::Returned))
      F.ReturnPath = directPath(pathInto(Sink::Returned, Id));
  } else if (Mem.in(Sink::Returned) || Mem.in(Sink::Exposed)) {
    F.TheRegion = Region::Caller;
    F.Path =
        pathInto(Mem.in(Sink::Returned) ? Sink::Returned : Sink::Exposed, Id);
    F.IsMovedString = F.IsLocal && isMovedString(Id);
  }
  auto IsIn = [&](uint32_t Node) {
    return P.find(Node, Id) >= 0;
  };
  F.FreedHere = IsIn(S.FreedHere);
  F.FreedElsewhere = IsIn(S.FreedElsewhere) ||
                     (!F.IsCall && !F.FreedHere && IsIn(S.FreedInTime));
  F.FreeStays = IsIn(S.FreedByOwner) || FreedWithOthers.contains(Id);
  F.HoldsItself = F.TheRegion == Region::Caller && S.reachesItself(Id);
  if (F.Path.empty())
    F.Stays = whyItStays(Id, F.FreedHere);
  if (!G.LeakPaths.empty() && !F.IsLocal && Mem.Sinks == 0 && !S.isPossible(Made)) {
    F.IsFreedInTime = IsIn(S.FreedInTime);
    F.Leak = leakPath(Id, Made, F.IsFreedInTime);
  }
  return F;
}

/// What is merged has one way out, which may begin at another's place: only how it ends
/// is true of each. Where one is freed says nothing of the others.
ObjectFate FateBuilder::mergedObject(const Memory &Made) const {
  ObjectFate F = object(S.Merged, Made);
  F.Stays.clear();
  if (!F.Path.empty()) {
    FlowStep Last = F.Path.back();
    if (Last.Step == Flow::OutParameter) // it has no place of its own
      Last.Loc = Made.Loc;
    F.Path = {{Flow::CallResult, Made.Loc, Made.Symbol}};
    if (Last.Step != Flow::CallResult)
      F.Path.push_back(Last);
  }
  return F;
}

/// Finds what a thread can reach that is joined in this function, and where the
/// thread is started.
void FateBuilder::findUsedByThreads() {
  SmallVector<uint32_t> Work;
  for (uint32_t Threads : {S.Started, S.JoinedHere})
    for (Target T : P.targets(Threads)) {
      std::vector<FlowStep> Path = P.path(Threads, T.Object);
      if (!Path.empty() &&
          UsedByThread.try_emplace(T.Object, Path.back().Loc).second)
        Work.push_back(T.Object);
    }
  while (!Work.empty()) {
    uint32_t Holder = Work.pop_back_val();
    Location Start = UsedByThread.lookup(Holder);
    P.forEachCell(Holder, [&](int32_t, uint32_t Node) {
      for (Target T : P.targets(Node))
        if (UsedByThread.try_emplace(T.Object, Start).second)
          Work.push_back(T.Object);
    });
  }
}

std::vector<FlowStep> FateBuilder::whyItStays(uint32_t Id, bool IsFreed) const {
  std::vector<FlowStep> Steps;
  if (auto It = UsedByThread.find(Id); It != UsedByThread.end())
    Steps.push_back({Flow::Joined, It->second, SymbolId()});
  auto AddEnd = [&](Flow Word, uint32_t Collector) {
    std::vector<FlowStep> Path = P.path(Collector, Id);
    if (!Path.empty() && (Steps.empty() || Steps.back().Loc != Path.back().Loc ||
                          Steps.back().Step != Flow::Reallocated))
      Steps.push_back({Word, Path.back().Loc, SymbolId()});
  };
  AddEnd(Flow::Reallocated, S.Reallocated);
  if (IsFreed) // rather where it is freed than where only an exception would be
    AddEnd(Flow::Freed, P.find(S.FreedInTime, Id) >= 0 ? S.FreedInTime : S.FreedHere);
  return Steps;
}

/// \returns a way on which nobody frees the object, which stays in the function.
/// What somebody frees must not be held by anything, which could be how it is
/// reached on this way.
/// \param Made as for object()
const LeakPath *FateBuilder::leakPath(uint32_t Id, const Memory &Made,
                                      bool IsFreed) const {
  auto IsOf = [&](const LeakPath &L) {
    if (!L.Call)
      return L.Obj == Made.Origin && !Made.Cloned;
    const CallSite &C = G.Calls[*L.Call];
    return Made.Cloned && Made.Loc == C.Loc && P.find(C.Result.Value, Id) >= 0;
  };
  auto Leak = find_if(G.LeakPaths, IsOf);
  if (Leak == G.LeakPaths.end())
    return nullptr;
  if (!IsFreed)
    return &*Leak;
  bool MayBeFreed = Leak->IsStored || any_of(Leak->Through, [&](uint32_t Call) {
    return S.Freeing.contains(&G.Calls[Call]);
  });
  for (uint32_t Holder = 0; Holder < P.numMemories() && !MayBeFreed; ++Holder)
    P.forEachCell(Holder, [&](int32_t, uint32_t Node) {
      MayBeFreed |= P.find(Node, Id) >= 0;
    });
  return MayBeFreed ? nullptr : &*Leak;
}

void FateBuilder::leak(Target T, uint32_t SinkNode) {
  const Memory &Mem = P.memory(T.Object);
  if (Mem.Root >= Out.Parameters.size())
    return;
  giveContent(Mem);
  ParameterFate &F = Out.Parameters[Mem.Root];
  if (F.Leaks)
    return;
  bool Itself = Mem.TheKind == Memory::Kind::Parameter;
  if (!Itself && F.LeaksContent && F.LeakLevel <= Mem.Depth)
    return;
  (Itself ? F.Leaks : F.LeaksContent) = true;
  F.LeakLevel = Mem.Depth;
  F.Path = P.path(SinkNode, T.Object);
}

/// Notes who keeps a parameter.
/// \param Root the parameter whose memory does, if it is one
void FateBuilder::keep(Target T, uint32_t Root) {
  const Memory &Mem = P.memory(T.Object);
  if (Mem.TheKind != Memory::Kind::Parameter || Mem.Root == Root)
    return;
  ParameterFate &F = Out.Parameters[Mem.Root];
  if (Root >= G.NumParams)
    F.HeldElsewhere = true;
  else if (!is_contained(F.HeldBy, Root))
    F.HeldBy.push_back(Root);
}

void FateBuilder::toResult(Target T) {
  const Memory &Mem = P.memory(T.Object);
  if (Mem.Root >= Out.Parameters.size() || Mem.TheKind == Memory::Kind::CallResult)
    return;
  giveContent(Mem);
  int &Level = Out.Parameters[Mem.Root].ResultLevel;
  if (Level < 0 || Level > Mem.Depth)
    Level = Mem.Depth;
}

/// For each object that this function made: the one parameter whose own memory
/// it hangs on, or ManyRoots when it can be reached in another way as well.
std::vector<uint32_t> FateBuilder::findOwners() const {
  std::vector<uint32_t> Owner(P.numMemories(), NoRoot);
  bool Changed = true;
  auto Join = [&](uint32_t Id, uint32_t Root) {
    if (Root == NoRoot || Owner[Id] == Root || Owner[Id] == ManyRoots)
      return;
    Owner[Id] = Owner[Id] == NoRoot ? Root : ManyRoots;
    Changed = true;
  };
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id) {
    const Memory &Mem = P.memory(Id);
    if (Mem.in(Sink::Escaped) || Mem.in(Sink::Returned) || Mem.in(Sink::Passed))
      Join(Id, ManyRoots);
  }
  while (std::exchange(Changed, false))
    for (uint32_t Id = 0; Id < P.numMemories(); ++Id) {
      const Memory &H = P.memory(Id);
      uint32_t Root = H.isOwned()                                 ? Owner[Id]
                      : H.TheKind == Memory::Kind::Parameter ? H.Index
                                                             : ManyRoots;
      if (H.isOwned() || H.isPlaceholder())
        P.forEachCell(Id, [&](int32_t, uint32_t Node) {
          for (Target T : P.targets(Node))
            if (P.memory(T.Object).isOwned())
              Join(T.Object, Root);
        });
    }
  return Owner;
}

void FateBuilder::parameters() {
  Out.Parameters.resize(G.NumParams);
  Given.resize(G.NumParams);
  std::vector<uint32_t> Owner = findOwners();
  for (Sink Sk : {Sink::Escaped, Sink::Passed})
    for (Target T : P.targets(P.sink(Sk))) {
      leak(T, P.sink(Sk));
      keep(T, ManyRoots);
    }
  for (Target T : P.targets(G.result().Value))
    toResult(T);
  SmallVector<KeptContent> Kept;
  auto Hold = [&](uint32_t Holder, int32_t Offset, uint32_t Node) {
    const Memory &H = P.memory(Holder);
    bool IsResult = H.TheKind == Memory::Kind::Parameter &&
                    static_cast<int32_t>(H.Index) == G.ResultParameter;
    for (Target T : P.targets(Node)) {
      const Memory &Mem = P.memory(T.Object);
      if (!Mem.isPlaceholder() || P.isOwnContent(Holder, Offset, T))
        continue;
      if (IsResult && T.Object == Holder)
        Out.ResultHoldsItself = true;
      // An object may hold itself and what it held before, and
      // so may what hangs on nothing else.
      // What was reached through it only is another matter: s->keep =
      // s->tmp->p keeps what nothing but *s->tmp held.
      bool HangsOnRoot = H.TheKind == Memory::Kind::Parameter
                             ? Mem.Root == H.Index
                             : H.isOwned() && Mem.Root == Owner[Holder];
      if (HangsOnRoot && Mem.Depth <= 1 && !H.Cyclic && !Mem.Cyclic) {
        if (Mem.TheKind == Memory::Kind::Parameter)
          Out.Parameters[Mem.Root].KeptInItself = true;
        Kept.push_back({T, Node, H.isOwned() ? AnyOffset : Offset});
        continue;
      }
      if (IsResult) {
        toResult(T);
        continue;
      }
      leak(T, Node);
      keep(T, H.isOwned() ? Owner[Holder] : H.Root);
    }
  };
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id) {
    const Memory &Mem = P.memory(Id);
    bool Outside = Mem.isPlaceholder() ||
                   (Mem.isOwned() && Mem.Sinks != 0);
    if (!Outside)
      continue;
    P.forEachCell(Id, [&](int32_t Offset, uint32_t Node) {
      Hold(Id, Offset, Node);
    });
  }
  releaseKept(Kept);
}

/// \returns the cell of the parameter's object that \p Mem was found through.
int32_t FateBuilder::firstCell(const Memory &Mem) const {
  const Memory *At = &Mem;
  while (At->TheKind == Memory::Kind::Content && !At->Cyclic &&
         P.memory(At->Parent).TheKind != Memory::Kind::Parameter)
    At = &P.memory(At->Parent);
  return At->TheKind != Memory::Kind::Content || At->Cyclic ? AnyOffset
                                                            : At->Offset;
}

/// Notes that content of a parameter's object leaves the function.
void FateBuilder::giveContent(const Memory &Mem) {
  if (Mem.TheKind == Memory::Kind::Parameter && !Mem.Cyclic)
    return;
  if (int32_t Cell = firstCell(Mem); !is_contained(Given[Mem.Root], Cell)) {
    Given[Mem.Root].push_back(Cell);
    ++NumGiven;
  }
}

/// What was put into a parameter's own object is read back through another
/// parameter, when both are one object and the other gives content of that cell
/// away.
void FateBuilder::releaseKept(ArrayRef<KeptContent> Kept) {
  auto GivesCell = [&](ArrayRef<int32_t> Cells, int32_t Cell) {
    return any_of(Cells, [&](int32_t C) { return offsetsMeet(C, Cell); });
  };
  for (size_t Before = NumGiven + 1; Before != NumGiven;) {
    Before = NumGiven;
    for (const KeptContent &K : Kept) {
      uint32_t Root = P.memory(K.Held.Object).Root;
      for (auto [Other, Cells] : enumerate(Given))
        if (Other != Root && GivesCell(Cells, K.Cell)) {
          leak(K.Held, K.Node);
          keep(K.Held, ManyRoots);
        }
    }
  }
}

void FateBuilder::contained() {
  for (const Solver::ContainedCall &C : S.Contained) {
    const ContainedAllocation &A = C.What;
    ObjectFate F;
    F.IsCall = F.IsContained = true;
    F.Loc = C.Site->Loc;
    F.Callee = C.ToldAs;
    F.Dynamic = A.Dynamic;
    F.Many = A.Many;
    if (A.Why != Flow::AddressOf) {
      F.TheRegion = Region::Program;
      F.Path = {{Flow::Argument, F.Loc, C.Callee},
                {A.Why, A.Loc, A.Label}};
    }
    Out.Objects.push_back(std::move(F));
  }
}

ObjectFate FateBuilder::unknownTarget(const Solver::Call &C) const {
  ObjectFate F;
  F.IsCall = F.MayBeMore = F.Dynamic = F.Many = true;
  F.TheRegion = Region::Program;
  F.Loc = C.Site->Loc;
  F.Callee = S.toldAs(C, C.UnknownCallee);
  F.Path = {{C.IsVirtual ? Flow::VirtualCall : Flow::IndirectCall, F.Loc,
             C.UnknownCallee}};
  return F;
}

/// Finds the objects whose `delete` would still be needed if they were no longer on the
/// heap: it frees what outlives the function, or was there before, too. Nothing was in
/// the result before.
void FateBuilder::findFreedWithOthers() {
  auto IsOther = [&](Target T) {
    const Memory &Mem = P.memory(T.Object);
    bool IsOfResult = Mem.isPlaceholder() && int64_t(Mem.Root) == G.ResultParameter;
    return Mem.isOwned() ? Mem.Sinks != 0 : !IsOfResult;
  };
  for (uint32_t Node : S.Freed) {
    auto Others = make_filter_range(P.targets(Node), IsOther);
    if (Others.empty())
      continue;
    uint32_t First = (*Others.begin()).Object;
    bool IsOne = all_of(Others, [&](Target T) { return T.Object == First; });
    for (Target T : P.targets(Node))
      if (!IsOne || T.Object != First)
        FreedWithOthers.insert(T.Object);
  }
}

/// A call may have targets that are known beside others: through a pointer of this
/// function's or of a callee's. What the others make is nobody's claim, and must not
/// pass for what those make: where no line of a user's stands between, it is told of.
void FateBuilder::unknownTargets() {
  DenseSet<uint32_t> Making;
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id)
    if (const Memory &Mem = P.memory(Id); Mem.isOwned() && Mem.Reported)
      Making.insert(Mem.MadeBy);
  std::map<Location, SmallVector<size_t, 1>> Told;
  for (auto [I, F] : enumerate(Out.Objects))
    if (F.IsCall)
      Told[F.Loc].push_back(I);
  for (auto [CallId, C] : enumerate(S.Calls)) {
    bool IsOfPointer = !C.Own || !C.Site->Callee.isValid();
    bool IsPending = C.CallResult != ~0u;
    if (!C.MakesUnknown && !(IsOfPointer && (C.IsUnknown || IsPending)))
      continue;
    bool IsTold = false;
    SymbolId Name = C.Site->Callee; // a macro makes several calls at one place
    if (auto At = Told.find(C.Site->Loc); At != Told.end())
      for (size_t I : At->second)
        if (ObjectFate &F = Out.Objects[I]; !Name.isValid() || F.Callee == Name)
          IsTold = F.MayBeMore = true;
    bool IsOne = C.InSystem && !IsPending && Making.contains(CallId);
    if (IsTold && (C.Own || IsOne || C.MakesUnknown))
      Out.Objects.push_back(unknownTarget(C));
  }
}

FunctionFate FateBuilder::build() {
  Out.Name = G.Name;
  if (!G.CycleParents.empty())
    findRoundCrossers();
  findUsedByThreads();
  findFreedWithOthers();
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id) {
    const Memory &Mem = P.memory(Id);
    if (Mem.isOwned() && Mem.Reported)
      Out.Objects.push_back(object(Id));
  }
  for (const Memory &Made : S.MergedFrom)
    if (Made.Reported)
      Out.Objects.push_back(mergedObject(Made));
  contained();
  unknownTargets();
  parameters();
  return std::move(Out);
}

FunctionFate Solver::fate() { return FateBuilder(*this).build(); }

} // namespace escape
