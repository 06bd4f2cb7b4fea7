//===- SummaryBuilder.cpp - what callers need of a solved function --------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Solver.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace llvm;

namespace escape {

namespace {
/// More facts than this are merged into few coarse ones.
constexpr size_t MaxFacts = 160;
/// More fresh objects than this share one, and so do more locals.
constexpr unsigned MaxFresh = 8;
} // namespace

template <typename T> static void sortUnique(std::vector<T> &V) {
  llvm::sort(V);
  V.erase(llvm::unique(V), V.end());
}

/// Maps the solver's memory to the objects of a summary and collects facts.
/// Of a root, a parameter or what a pending call returns, what is behind it may be
/// told apart less and less: Level. In coarse mode that is so of all roots, offsets do
/// not count, and one object stands for all fresh ones and one for all locals, much as
/// in unification-based analyses.
class SummaryBuilder {
public:
  /// What is told apart of what is reached from a root: of one that has no level
  /// everything.
  enum class Level : uint8_t {
    Pointees, ///< what it points to; one object stands for all behind each of them
    Members,  ///< by the member that leads there: a pointee and all behind it are one
    Nothing,  ///< one object stands for all
  };
  /// By root: one that is not there is fine.
  using Levels = std::map<uint32_t, Level>;
  /// Stands for what the function makes, as if that were reached from one root, of
  /// which there is only Level::Nothing.
  static constexpr uint32_t FreshRoot = ~0u - 1;

  SummaryBuilder(const Solver &S, const Levels &Roots)
      : S(S), P(S.P), Roots(Roots) {}
  SummaryBuilder(const Solver &S, bool Coarse) : S(S), P(S.P), Coarse(Coarse) {}

  Summary build();
  /// \returns the root of which most is said that can get coarser, unless that is
  /// little.
  std::optional<uint32_t> heaviestRoot() const;

private:
  uint32_t index(uint32_t Mem);
  SummaryTarget target(Target T);
  uint32_t add(SummaryObject O);
  uint32_t freshIndex(const Memory &Mem, uint32_t Id);
  uint32_t allBehind(uint32_t Parent);
  bool leaves(const Memory &Mem) const;
  void pendingCalls();
  void joinEqualCalls();
  std::vector<SmallVector<uint32_t, 2>> widerContents() const;
  void dropCovered();
  void stores();
  void escapes();
  void frees();
  void forged();
  void threads();
  void parked();
  void contained();
  void cell(uint32_t Holder, int32_t Offset, uint32_t Node);
  std::optional<Level> levelOf(uint32_t Root) const {
    auto It = Roots.find(Root);
    return Coarse               ? std::optional(Level::Nothing)
           : It == Roots.end() ? std::nullopt
                                : std::optional(It->second);
  }
  void count(const Memory &Mem) {
    uint32_t Root = Mem.isOwned() ? FreshRoot : Mem.Root;
    if ((Mem.isOwned() || Mem.TheKind == Memory::Kind::Content) &&
        levelOf(Root) != Level::Nothing)
      ++FactsOf[Root];
  }

  const Solver &S;
  const bool LeavesCalls =
      any_of(S.Calls, [this](const Solver::Call &C) { return S.isPending(C); });
  const PointsTo &P;
  bool Coarse = false;
  const Levels Roots;
  std::map<uint32_t, size_t> FactsOf; ///< by root: those on what is reached from it
  Summary Out;
  DenseMap<uint32_t, uint32_t> Indices;
  DenseMap<uint32_t, uint32_t> PendingIndex; // Solver's call -> ours
  DenseMap<uint32_t, uint32_t> Behind; // a summary's object -> what it leads to
  uint32_t AllFresh = ~0u, AllLocals = ~0u;
  unsigned NumFresh = 0;
};

/// \returns whether the caller gets hold of \p Mem, which the callee made.
bool SummaryBuilder::leaves(const Memory &Mem) const {
  return !Mem.in(Sink::Escaped) &&
         (Mem.in(Sink::Exposed) || Mem.in(Sink::Returned) ||
          Mem.in(Sink::Passed));
}

uint32_t SummaryBuilder::add(SummaryObject O) {
  Out.Objects.push_back(std::move(O));
  return Out.Objects.size() - 1;
}

uint32_t SummaryBuilder::freshIndex(const Memory &Mem, uint32_t Id) {
  bool Share = levelOf(FreshRoot) || NumFresh >= MaxFresh;
  uint32_t &All = Mem.TheKind == SummaryObject::Kind::Local ? AllLocals : AllFresh;
  if (Share && All != ~0u)
    return All;
  SummaryObject O;
  O.TheKind = Mem.TheKind;
  O.Symbol = Mem.Symbol;
  O.Size = Mem.Size;
  O.Many = Mem.Many;
  O.HoldsThreads = Mem.HoldsThreads;
  O.IsPossible = S.isPossible(Mem);
  O.Loc = Mem.Loc;
  ++NumFresh;
  if (Share) {
    O.Symbol = SymbolId();
    O.Loc = Location();
    O.Size = IntExpr();
    O.Many = true;
    O.Cyclic = Coarse;
    O.HoldsThreads = false;
    return All = add(O);
  }
  return add(O);
}

/// \returns the object that stands for all that is reached from \p Parent, but not
/// for \p Parent itself.
uint32_t SummaryBuilder::allBehind(uint32_t Parent) {
  auto [It, New] = Behind.try_emplace(Parent);
  if (New) {
    SummaryObject O;
    O.TheKind = SummaryObject::Kind::Content;
    O.Parent = Parent;
    O.Offset = AnyOffset;
    O.Cyclic = true;
    It->second = add(O);
  }
  return It->second;
}

uint32_t SummaryBuilder::index(uint32_t Id) {
  if (auto It = Indices.find(Id); It != Indices.end())
    return It->second;
  const Memory &Mem = P.memory(Id);
  using Kind = Memory::Kind;
  uint32_t Result = 0; // Unknown
  SummaryObject O;
  O.TheKind = Mem.TheKind;
  O.Cyclic = Mem.Cyclic;
  switch (Mem.TheKind) {
  case Kind::Unknown:
    break;
  case Kind::Global:
  case Kind::Function:
    O.Symbol = Mem.Symbol;
    if (Mem.Symbol.isValid())
      Result = add(O);
    break;
  case Kind::Parameter:
    O.Index = Mem.Index;
    Result = add(O);
    break;
  case Kind::CallResult: {
    auto It = PendingIndex.find(Mem.Index);
    if (It == PendingIndex.end())
      break; // its call became unknown
    O.Index = It->second;
    Result = add(O);
    break;
  }
  case Kind::Content: {
    uint32_t Parent = index(Mem.Parent);
    const SummaryObject &Up = Out.Objects[Parent];
    std::optional<Level> L = levelOf(Mem.Root);
    if (Up.TheKind == Kind::Unknown || (L && Up.Cyclic)) {
      Result = Parent;
      break;
    }
    if (L == Level::Nothing || (L == Level::Pointees && Mem.Depth > 1)) {
      Result = allBehind(Parent);
      break;
    }
    O.Cyclic |= L == Level::Members;
    O.Parent = Parent;
    O.Offset = Mem.Offset;
    Result = add(O);
    break;
  }
  case Kind::Fresh:
  case Kind::Local:
    if (!Mem.in(Sink::Escaped))
      Result = freshIndex(Mem, Id);
    break;
  }
  return Indices[Id] = Result;
}

SummaryTarget SummaryBuilder::target(Target T) {
  uint32_t I = index(T.Object);
  const SummaryObject &O = Out.Objects[I];
  bool NoOffset = O.TheKind == SummaryObject::Kind::Unknown ||
                  O.TheKind == SummaryObject::Kind::Function;
  return {I, NoOffset ? 0 : O.Cyclic || Coarse ? AnyOffset : T.Offset};
}

void SummaryBuilder::cell(uint32_t Holder, int32_t Offset, uint32_t Node) {
  const Memory &Mem = P.memory(Holder);
  // What is left of an object has no class. Calls that are left to the caller are made
  // before that.
  bool IsDestroyed = S.G.IsDestructor && !LeavesCalls &&
                     Mem.TheKind == Memory::Kind::Parameter && Mem.Index == 0;
  for (Target T : P.targets(Node)) {
    if (P.isOwnContent(Holder, Offset, T))
      continue;
    if (IsDestroyed && isVtable(S.M, P.memory(T.Object).Symbol))
      continue;
    // An exposed object's content is read again in the caller.
    uint32_t H = index(Holder);
    SummaryTarget Held = target(T);
    if (Out.Objects[H].TheKind == SummaryObject::Kind::Unknown)
      return;
    count(P.memory(Holder));
    count(P.memory(T.Object));
    Out.Stores.push_back(
        {H, Out.Objects[H].Cyclic || Coarse ? AnyOffset : Offset, Held,
         Flow::Store});
  }
}

void SummaryBuilder::stores() {
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id) {
    const Memory &Mem = P.memory(Id);
    if (!Mem.isPlaceholder() && !(Mem.isOwned() && leaves(Mem)))
      continue;
    P.forEachCell(Id, [&](int32_t Offset, uint32_t Node) {
      cell(Id, Offset, Node);
    });
  }
}

void SummaryBuilder::escapes() {
  for (Target T : P.targets(P.sink(Sink::Escaped))) {
    const Memory &Mem = P.memory(T.Object);
    if (!Mem.isPlaceholder())
      continue;
    auto [Step, First] = P.entry(Sink::Escaped, T.Object);
    // What a placeholder brings along, it brings along in the caller too.
    if (First != T.Object && P.memory(First).isPlaceholder() &&
        Mem.TheKind == Memory::Kind::Content && Mem.Parent == First)
      continue;
    uint32_t I = index(T.Object);
    if (Out.Objects[I].TheKind != SummaryObject::Kind::Unknown)
      Out.Escapes.push_back({I, Step.Step, Step.Loc, Step.Label});
  }
}

void SummaryBuilder::frees() {
  auto Add = [&](Target T, bool Elsewhere) {
    const Memory &Mem = P.memory(T.Object);
    if (!Mem.isPlaceholder() && !(Mem.isOwned() && leaves(Mem)))
      return;
    uint32_t I = index(T.Object);
    if (Out.Objects[I].TheKind != SummaryObject::Kind::Unknown)
      Out.Frees.push_back(
          {I, Elsewhere, !S.G.IsSystem || P.find(S.FreedByOwner, T.Object) >= 0,
           Mem.isPlaceholder() && int64_t(Mem.Root) == S.G.ResultParameter});
  };
  for (Target T : P.targets(S.FreedHere))
    Add(T, /*Elsewhere=*/false);
  for (Target T : P.targets(S.FreedElsewhere))
    Add(T, /*Elsewhere=*/true);
  for (Target T : P.targets(S.FreedInTime))
    if (!P.memory(T.Object).Cloned && P.find(S.FreedHere, T.Object) < 0 &&
        P.find(S.FreedElsewhere, T.Object) < 0)
      Add(T, /*Elsewhere=*/true);
}

void SummaryBuilder::forged() {
  for (auto [Node, Flow] : S.Forged)
    for (Target T : P.targets(Node))
      if (P.memory(T.Object).isPlaceholder())
        if (uint32_t I = index(T.Object))
          Out.Forged.push_back(I);
}

void SummaryBuilder::threads() {
  for (Target T : P.targets(S.Started)) {
    const Memory &Mem = P.memory(T.Object);
    if (Mem.isPlaceholder() || (Mem.isOwned() && leaves(Mem)))
      if (uint32_t I = index(T.Object)) {
        Out.Threads.push_back(I);
        if (P.find(S.StartedShared, T.Object) >= 0)
          Out.SharedThreads.push_back(I);
      }
  }
}

void SummaryBuilder::parked() {
  if (!S.Options.HasThreads)
    return;
  auto Add = [&](Target T) {
    if (P.memory(T.Object).isPlaceholder())
      if (uint32_t I = index(T.Object))
        Out.Parked.push_back(I);
  };
  for (Target T : P.targets(S.Parked))
    Add(T);
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id) {
    const Memory &Mem = P.memory(Id);
    if (Mem.isOwned() && !leaves(Mem))
      P.forEachCell(Id, [&](int32_t Offset, uint32_t Node) {
        if (!Mem.destroys(Offset))
          llvm::for_each(P.targets(Node), Add);
      });
  }
}

void SummaryBuilder::pendingCalls() {
  uint32_t NumPending = 0;
  for (auto [Id, C] : enumerate(S.Calls)) {
    if (!S.isPending(C))
      continue;
    PendingIndex[Id] = NumPending;
    for (uint32_t Joined : C.Joined)
      PendingIndex[Joined] = NumPending;
    ++NumPending;
  }
  for (auto [Id, C] : enumerate(S.Calls)) {
    if (!S.isPending(C))
      continue;
    SummaryCall &New = Out.Calls.emplace_back();
    New.IsVirtual = C.IsVirtual;
    New.OnVtable = C.OnVtable;
    New.Closed = C.Closed;
    New.Ints = C.Ints;
    New.Many = C.Many || C.Site->InAnyCycle;
    for (Target T : P.targets(C.Pointer))
      if (P.memory(T.Object).isPlaceholder())
        New.Pointer.push_back(target(T));
    sortUnique(New.Pointer);
    for (uint32_t A : C.Args) {
      auto &Arg = New.Args.emplace_back();
      for (Target T : P.targets(A))
        Arg.push_back(target(T));
      sortUnique(Arg);
    }
  }
  joinEqualCalls();
}

/// One call stands for all that are given the same: a recursion that hands on
/// a callback makes one more each round.
void SummaryBuilder::joinEqualCalls() {
  std::vector<SummaryCall> Kept;
  std::vector<uint32_t> NewIndex;
  for (SummaryCall &C : Out.Calls) {
    auto Same = find_if(Kept, [&](const SummaryCall &Old) {
      return Old.Pointer == C.Pointer && Old.Args == C.Args &&
             Old.Ints == C.Ints && Old.IsVirtual == C.IsVirtual &&
             Old.OnVtable == C.OnVtable && Old.Closed == C.Closed;
    });
    NewIndex.push_back(Same - Kept.begin());
    if (Same == Kept.end())
      Kept.push_back(std::move(C));
    else
      Same->Many = true;
  }
  Out.Calls = std::move(Kept);
  for (auto &[Id, Index] : PendingIndex)
    Index = NewIndex[Index];
  for (SummaryObject &O : Out.Objects)
    if (O.TheKind == SummaryObject::Kind::CallResult)
      O.Index = NewIndex[O.Index];
}

void SummaryBuilder::contained() {
  for (const Solver::ContainedCall &C : S.Contained)
    Out.Contained.push_back(C.What);
  auto Add = [&](uint32_t Id, const Memory &Made) {
    const Memory &Mem = P.memory(Id);
    if (Mem.TheKind != Memory::Kind::Fresh || !Made.Reported || leaves(Mem))
      return;
    ContainedAllocation A;
    A.Dynamic = !Made.Size.isConstant();
    A.Many = Made.Many;
    if (Mem.in(Sink::Escaped)) {
      FlowStep Step = P.entry(Sink::Escaped, Id).first;
      A.Why = Step.Step;
      A.Loc = Step.Loc;
      A.Label = Step.Label;
    }
    Out.Contained.push_back(A);
  };
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id)
    Add(Id, P.memory(Id));
  for (const Memory &Made : S.MergedFrom)
    Add(S.Merged, Made);
  sortUnique(Out.Contained);
  // One of each way out is enough to tell the user's line.
  constexpr size_t MaxContained = 8;
  if (Out.Contained.size() > MaxContained)
    Out.Contained.erase(
        llvm::unique(Out.Contained,
                     [](const auto &A, const auto &B) {
                       return A.Why == B.Why && A.Dynamic == B.Dynamic &&
                              A.Many == B.Many;
                     }),
        Out.Contained.end());
}

static bool covers(int32_t Wide, int32_t Narrow) {
  return Wide != Narrow && coversOffset(Wide, Narrow);
}

/// \returns for each object those that are what is read from more cells of the same
/// object, so that they hold all that it does.
std::vector<SmallVector<uint32_t, 2>> SummaryBuilder::widerContents() const {
  using Kind = SummaryObject::Kind;
  std::vector<SmallVector<uint32_t, 2>> Wider(Out.Objects.size());
  std::map<uint32_t, std::vector<uint32_t>> ContentsOf; // by parent
  for (auto [I, O] : enumerate(Out.Objects))
    if (O.TheKind == Kind::Content)
      ContentsOf[O.Parent].push_back(I);
  for (const auto &Entry : ContentsOf)
    for (uint32_t W : Entry.second)
      for (uint32_t N : Entry.second)
        if (covers(Out.Objects[W].Offset, Out.Objects[N].Offset) &&
            (Out.Objects[W].Cyclic || !Out.Objects[N].Cyclic))
          Wider[N].push_back(W);
  return Wider;
}

/// Adds to \p Kept those of \p Group, the stores of one holder in order, that no wider one
/// makes superfluous: of the same to more cells, or of what is read from more cells.
static void keepUncovered(ArrayRef<SummaryStore> Group,
                          ArrayRef<SmallVector<uint32_t, 2>> WiderContents,
                          std::vector<SummaryStore> &Kept) {
  SmallVector<int32_t> Cells;
  for (const SummaryStore &St : Group)
    if (Cells.empty() || Cells.back() != St.Offset)
      Cells.push_back(St.Offset);
  auto Holds = [&](int32_t Cell, SummaryTarget T) {
    return binary_search(Group, SummaryStore{Group.front().Holder, Cell, T});
  };
  auto HoldsWider = [&](int32_t Cell, SummaryTarget T) {
    return any_of(WiderContents[T.Object], [&](uint32_t W) {
      return Holds(Cell, {W, AnyOffset}) || Holds(Cell, {W, T.Offset});
    });
  };
  ArrayRef<SummaryStore> Rest = Group;
  for (int32_t Cell : Cells) {
    SmallVector<int32_t> WiderCells;
    copy_if(Cells, std::back_inserter(WiderCells),
            [&](int32_t Other) { return covers(Other, Cell); });
    ArrayRef<SummaryStore> InCell = Rest.take_while(
        [&](const SummaryStore &St) { return St.Offset == Cell; });
    Rest = Rest.drop_front(InCell.size());
    copy_if(InCell, std::back_inserter(Kept), [&](const SummaryStore &St) {
      return !HoldsWider(Cell, St.Held) && none_of(WiderCells, [&](int32_t Wider) {
        return Holds(Wider, St.Held) || HoldsWider(Wider, St.Held);
      });
    });
  }
}

void SummaryBuilder::dropCovered() {
  std::vector<SmallVector<uint32_t, 2>> Wider = widerContents();
  std::vector<SummaryStore> Kept;
  for (ArrayRef<SummaryStore> All = Out.Stores; !All.empty();) {
    ArrayRef Group = All.take_while([&](const SummaryStore &St) {
      return St.Holder == All.front().Holder;
    });
    keepUncovered(Group, Wider, Kept);
    All = All.drop_front(Group.size());
  }
  Out.Stores = std::move(Kept);
}

Summary SummaryBuilder::build() {
  Out.NumParams = S.G.NumParams;
  Out.IsVariadic = S.G.IsVariadic;
  Out.IsSystem = S.G.IsSystem;
  Out.IsDestructor = S.G.IsDestructor;
  add(SummaryObject()); // Unknown
  pendingCalls();
  stores();
  for (auto [Member, Part] : enumerate(S.G.ResultParts))
    for (Target T : P.targets(Part.Value))
      Out.Returns.push_back({target(T), int32_t(Member)});
  if (S.G.ResultParts.empty())
    for (Target T : P.targets(S.G.result().Value))
      Out.Returns.push_back(target(T));
  escapes();
  frees();
  forged();
  threads();
  parked();
  sortUnique(Out.Stores);
  dropCovered();
  sortUnique(Out.Returns);
  sortUnique(Out.Escapes);
  sortUnique(Out.Frees);
  sortUnique(Out.Forged);
  sortUnique(Out.Threads);
  sortUnique(Out.SharedThreads);
  sortUnique(Out.Parked);
  if (Out.IsSystem || S.G.IsDispatcher) {
    contained();
    bool All = S.G.IsDispatcher;
    Out.MakesUnknown = (All && !S.Unanswered.empty()) ||
                       any_of(S.Calls, [All](const Solver::Call &C) {
                         return C.MakesUnknown || (All && C.IsUnknown);
                       });
  }
  if (Out.Stores.empty() && Out.Returns.empty() && Out.Escapes.empty() &&
      Out.Frees.empty() && Out.Forged.empty() && Out.Calls.empty() &&
      Out.Threads.empty() &&
      Out.Parked.empty())
    Out.Objects.clear();
  return std::move(Out);
}

std::optional<uint32_t> SummaryBuilder::heaviestRoot() const {
  auto It = llvm::max_element(FactsOf, less_second());
  if (It == FactsOf.end() || It->second < MaxFacts / 8)
    return std::nullopt;
  return It->first;
}

/// Lets less be told apart of what is behind \p Root.
static void coarsen(SummaryBuilder::Levels &Roots, uint32_t Root) {
  using Level = SummaryBuilder::Level;
  bool IsFresh = Root == SummaryBuilder::FreshRoot;
  auto [It, New] =
      Roots.try_emplace(Root, IsFresh ? Level::Nothing : Level::Pointees);
  if (!New)
    It->second = Level(uint8_t(It->second) + 1);
}

Summary Solver::summary() {
  if (Options.Widen)
    return SummaryBuilder(*this, /*Coarse=*/true).build();
  SummaryBuilder::Levels Roots;
  while (true) {
    SummaryBuilder Builder(*this, Roots);
    Summary Result = Builder.build();
    if (Result.Stores.size() + Result.Escapes.size() <= MaxFacts)
      return Result;
    std::optional<uint32_t> Next = Builder.heaviestRoot();
    if (!Next) {
      ++Bounds.SummarySize;
      return SummaryBuilder(*this, /*Coarse=*/true).build();
    }
    coarsen(Roots, *Next);
  }
}

} // namespace escape
