//===- PointsTo.cpp - inclusion constraints with offsets ------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "PointsTo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace escape {
namespace {

// The bounds. At each the answer gets coarser: a target at any offset, a
// placeholder that stands for all that is behind it, an escape.
constexpr unsigned MaxOffsetsPerTarget = 6;
/// A small bound in widened rounds: sets that saturate in one round and not
/// in the next would keep a recursion from coming to rest.
constexpr unsigned MaxTargetsExact = 128, MaxTargetsWidened = 32;
/// When a function has used up its budget of targets, sets are kept this small.
constexpr unsigned MaxTargetsOverBudget = 16;
constexpr unsigned LinearSearch = 16;
constexpr unsigned MaxCells = 64;
constexpr unsigned MaxRanges = 8;
constexpr unsigned MaxDepth = 3, MaxDepthReduced = 2;
constexpr unsigned MaxContents = 64;
/// Constants that lead to constants are looked through this far.
constexpr unsigned MaxIdleDepth = 8;

/// \returns whether \p Offset is of one member in the elements of an array.
bool isSteps(int32_t Offset) {
  auto S = seriesOf(Offset);
  return S && S->Step > 1 && !S->IsBuffer;
}

uint64_t pack(Target T) {
  return uint64_t(T.Object) << 32 | static_cast<uint32_t>(T.Offset);
}

} // namespace

PointsTo::PointsTo(const ModuleGraph &M, unsigned NumNodes, BoundCounts &Bounds,
                   bool Widen, Detail HowMuch, size_t Budget)
    : M(M), Bounds(Bounds), Widened(Widen), HowMuch(HowMuch), Nodes(NumNodes),
      MaxTargets(Widen ? MaxTargetsWidened : MaxTargetsExact),
      Budget(Budget) {
  Flows.push_back({{Flow::Assign, Location(), SymbolId()}});
  Memories.emplace_back(); // UnknownObject
  for (unsigned S = 0; S < NumSinks; ++S) {
    Sinks[S] = newCollector();
    Nodes[Sinks[S]].Sink = S;
  }
  UnknownNode = newNode();
  addTarget(UnknownNode, {UnknownObject, 0}, ~0u, 0);
}

uint32_t PointsTo::newNode() {
  Nodes.emplace_back();
  return Nodes.size() - 1;
}

uint32_t PointsTo::newCollector() {
  uint32_t N = newNode();
  Nodes[N].Collects = true;
  return N;
}

uint32_t PointsTo::newMemory(Memory Mem) {
  Memories.push_back(std::move(Mem));
  return Memories.size() - 1;
}

uint32_t PointsTo::symbolMemory(SymbolId Symbol) {
  auto [It, New] = SymbolMemories.try_emplace(Symbol.Value);
  if (!New)
    return It->second;
  Memory Mem;
  Mem.TheKind = Memory::Kind::Global;
  Mem.Symbol = Symbol;
  if (const GlobalGraph *G = M.global(Symbol)) {
    Mem.IsConstant = G->IsConstant;
    Mem.IsReadOnly = G->IsReadOnly;
    if (G->IsFunction)
      Mem.TheKind = Memory::Kind::Function;
  }
  Mem.IsIdle = isIdle(Symbol);
  uint32_t Id = newMemory(std::move(Mem));
  SymbolMemories[Symbol.Value] = Id;
  return Id;
}

/// \returns whether \p G is type information of another unit, or the vtable of such,
/// whose functions are the C++ runtime's and keep nothing. The names are the ABI's.
/// \param FromConstant a constant leads there, as only type information does to its
/// vtable; no function names that
static bool isForeignTypeInfo(StringRef Name, const GlobalGraph *G,
                              bool FromConstant) {
  if (G && G->mayBreakPromises())
    return false;
  if (Name.starts_with("_ZTVN10__cxxabiv1"))
    return FromConstant;
  return G && G->IsReadOnly && (Name.starts_with("_ZTI") || Name.starts_with("_ZTS"));
}

/// \returns whether \p Global is a constant that leads to no function and to no memory
/// that anything can be stored into: a string, a table of strings, type information.
/// What points there makes no difference to any object's life.
bool PointsTo::isIdle(SymbolId Global, unsigned Depth) {
  const GlobalGraph *G = M.global(Global);
  if (isForeignTypeInfo(M.name(Global), G, Depth > 0))
    return true;
  if (!G || !G->IsConstant || G->Pointers.size() > MaxTargets || Depth > MaxIdleDepth)
    return false;
  auto [It, New] = Idle.try_emplace(Global.Value, false);
  if (!New)
    return It->second;
  bool Answer = all_of(G->Pointers, [&](const InitialPointer &P) {
    return isIdle(P.Target, Depth + 1);
  });
  return Idle[Global.Value] = Answer;
}

uint32_t PointsTo::flow(Flow Step, Location Loc, SymbolId Label) {
  Flows.push_back({{Step, Loc, Label}});
  return Flows.size() - 1;
}

/// \returns the place of \p Object among the targets of \p N, or -1.
int64_t PointsTo::find(uint32_t N, uint32_t Object) const {
  const Node &At = Nodes[N];
  if (At.Collects && At.Targets.size() > LinearSearch) {
    auto It = BigSets.find({N, pack({Object, 0})});
    return It == BigSets.end() ? -1 : int64_t(It->second);
  }
  const auto *It =
      find_if(At.Targets, [&](Target T) { return T.Object == Object; });
  return It == At.Targets.end() ? -1 : It - At.Targets.begin();
}

bool PointsTo::contains(uint32_t N, Target T) {
  const auto &Set = Nodes[N].Targets;
  if (Set.size() <= LinearSearch)
    return is_contained(Set, T);
  return BigSets.contains({N, pack(T)});
}

/// Begins to remember what is offered to \p N, if it is worth it.
bool PointsTo::remembersOffers(uint32_t N) {
  Node &To = Nodes[N];
  if (To.Targets.size() <= LinearSearch)
    return false;
  for (const Origin &O : To.Origins)
    if (O.Id < MaxOffered) {
      if (O.Id / 64 >= To.Offered.size())
        To.Offered.resize(O.Id / 64 + 1);
      To.Offered[O.Id / 64] |= uint64_t(1) << O.Id % 64;
    }
  return !To.Offered.empty();
}

/// Makes \p T all that \p N has of its object, when that is too much to be told
/// apart. \returns whether anything of it is new.
bool PointsTo::widen(uint32_t N, Target &T) const {
  SmallVector<int32_t, MaxOffsetsPerTarget + 1> Offsets;
  for (Target Old : Nodes[N].Targets) {
    if (Old.Object != T.Object)
      continue;
    if (coversOffset(Old.Offset, T.Offset))
      return false;
    Offsets.push_back(Old.Offset);
  }
  if (T.Offset != AnyOffset && Offsets.size() >= MaxOffsetsPerTarget) {
    Offsets.push_back(T.Offset);
    T.Offset = Widened ? AnyOffset : joinOffsets(Offsets);
  }
  return true;
}

void PointsTo::addTarget(uint32_t N, Target T, uint32_t From, uint32_t F) {
  const Memory &Mem = Memories[T.Object];
  if (Mem.IsIdle)
    return;
  if (Mem.isPublic() || Mem.TheKind == Memory::Kind::Function ||
      Nodes[N].Collects)
    T.Offset = 0;
  else if (Mem.Cyclic || (Widened && !isExact(T.Offset)))
    T.Offset = AnyOffset;
  else if (Mem.isOwned())
    T.Offset = withinObject(T.Offset);
  if (contains(N, T))
    return;
  if (!Nodes[N].Collects && !widen(N, T))
    return;
  if (Nodes[N].Saturated) {
    if (find(sink(Sink::Escaped), T.Object) < 0)
      addTarget(sink(Sink::Escaped), T, From,
                flow(Flow::Bound, Flows[F].Step.Loc));
    return;
  }
  Node &TheNode = Nodes[N];
  TheNode.Targets.push_back(T);
  uint32_t Id = TargetIds.try_emplace(pack(T), TargetIds.size()).first->second;
  TheNode.Origins.push_back({From, F, Id});
  if (TheNode.Targets.size() > LinearSearch) {
    uint32_t First = TheNode.Targets.size() == LinearSearch + 1
                         ? 0 : TheNode.Targets.size() - 1;
    for (uint32_t I = First; I < TheNode.Targets.size(); ++I)
      BigSets[{N, pack(TheNode.Targets[I])}] = I;
  }
  if (!TheNode.Queued) {
    TheNode.Queued = true;
    Worklist.push_back(N);
  }
  if (Budget)
    --Budget;
  unsigned Limit = Budget ? MaxTargets : MaxTargetsOverBudget;
  if (TheNode.Targets.size() > Limit && !TheNode.Collects)
    saturate(N);
}

void PointsTo::saturate(uint32_t N) {
  ++Bounds.PointsTo;
  Nodes[N].Saturated = true;
  uint32_t F = flow(Flow::Bound, Location());
  // All of them have escaped: Unknown stands for them from here on.
  for (uint32_t I = 0; I < Nodes[N].Targets.size(); ++I)
    addTarget(sink(Sink::Escaped), Target(Nodes[N].Targets[I]),
              Nodes[N].Origins[I].From, F);
  if (Nodes[N].Targets.size() > LinearSearch)
    for (Target Old : Nodes[N].Targets)
      BigSets.erase({N, pack(Old)});
  Nodes[N].Targets.clear();
  Nodes[N].Origins.clear();
  Nodes[N].Done = 0;
  Nodes[N].Saturated = false;
  addTarget(N, {UnknownObject, 0}, ~0u, F);
  Nodes[N].Saturated = true;
}

void PointsTo::addCopy(uint32_t Src, uint32_t Dst, int32_t Offset,
                       uint32_t F) {
  if (Src == Dst && Offset == 0)
    return;
  auto &Copies = Nodes[Src].Copies;
  auto Key = [Src](const Edge &E) {
    return std::make_pair(uint64_t(Src) << 32 | E.Other, E.Offset);
  };
  Edge New{Dst, Offset, F};
  if (Copies.size() < LinearSearch) {
    if (any_of(Copies, [&](const Edge &E) { return Key(E) == Key(New); }))
      return;
  } else {
    if (Copies.size() == LinearSearch)
      for (const Edge &E : Copies)
        ManyEdges.insert(Key(E));
    if (!ManyEdges.insert(Key(New)).second)
      return;
  }
  Copies.push_back(New);
  for (uint32_t I = 0; I < Nodes[Src].Done; ++I)
    copyTarget(Src, I, New);
}

void PointsTo::addLoad(uint32_t Pointer, uint32_t Dst, int32_t Offset,
                       uint32_t Size, uint32_t F) {
  Edge E{Dst, Offset, F, Size};
  Nodes[Pointer].Loads.push_back(E);
  for (uint32_t I = 0; I < Nodes[Pointer].Done; ++I)
    load(Target(Nodes[Pointer].Targets[I]), E);
}

void PointsTo::addStore(uint32_t Pointer, uint32_t Src, int32_t Offset,
                        uint32_t Size, uint32_t F) {
  Edge E{Src, Offset, F, Size};
  Nodes[Pointer].Stores.push_back(E);
  for (uint32_t I = 0; I < Nodes[Pointer].Done; ++I)
    store(Target(Nodes[Pointer].Targets[I]), E);
}

void PointsTo::watch(uint32_t N, uint32_t Id) {
  Nodes[N].Watchers.push_back(Id);
  // A node that is done already is looked at once more; adding again is
  // harmless everywhere.
  Nodes[N].Done = 0;
  if (!Nodes[N].Queued && !Nodes[N].Targets.empty()) {
    Nodes[N].Queued = true;
    Worklist.push_back(N);
  }
}

/// \returns the series of all cells from \p Offset on.
int32_t PointsTo::onward(int32_t Offset) const {
  auto S = seriesOf(Offset);
  int64_t Lo = S ? S->HasStart ? S->Lo : -1 : Offset;
  int64_t Size = M.PointerSize;
  return Lo < 0 ? AnyOffset : seriesOffset(Lo / Size * Size, 1, true);
}

/// Calls \p C with each cell, or series of cells, that an access through \p T
/// touches, or with AnyOffset when the cells are not known.
template <typename Callback>
void PointsTo::cells(Target T, const Edge &E, Callback &&C) {
  int32_t Size = static_cast<int32_t>(M.PointerSize);
  int32_t At = addOffsets(T.Offset, E.Offset == OnwardOffset ? 0 : E.Offset);
  if (auto S = seriesOf(At); S && S->IsBuffer && !Widened) {
    for (int32_t Lo = S->Lo / Size * Size; Lo < S->Lo + BufferSize; Lo += Size)
      C(S->Step ? seriesOffset(Lo, S->Step, S->HasStart) : Lo);
    return;
  }
  if (E.Offset == OnwardOffset)
    return C(onward(At));
  if (At == AnyOffset || E.Size == 0 || E.Size > 64 || (Widened && !isExact(At)))
    return C(AnyOffset);
  if (auto S = seriesOf(At)) {
    if (S->Step % Size || S->Step < static_cast<int32_t>(E.Size))
      return C(onward(At));
    for (int32_t Lo = S->Lo / Size * Size;
         Lo < S->Lo + static_cast<int32_t>(E.Size); Lo += Size)
      C(seriesOffset(Lo, S->Step, S->HasStart));
    return;
  }
  auto Floor = [&](int32_t V) {
    return V >= 0 ? V / Size * Size : -((-V + Size - 1) / Size * Size);
  };
  for (int32_t Cell = Floor(At), End = At + static_cast<int32_t>(E.Size);
       Cell < End; Cell += Size)
    C(Cell);
}

void PointsTo::load(Target T, const Edge &E) {
  const Memory &Mem = Memories[T.Object];
  if (Mem.isPublic())
    return addTarget(E.Other, {UnknownObject, 0}, ~0u, E.Flow);
  if (Mem.TheKind == Memory::Kind::Function)
    return;
  cells(T, E, [&](int32_t Cell) {
    if (isExact(Cell))
      readCell(T.Object, Cell, E.Other, E.Flow);
    else
      readWide(T.Object, Cell, E.Other, E.Flow);
  });
}

void PointsTo::store(Target T, const Edge &E) {
  const Memory &Mem = Memories[T.Object];
  if (Mem.TheKind == Memory::Kind::Function || Mem.IsReadOnly)
    return;
  if (Mem.isPublic() || Mem.TheKind == Memory::Kind::Global) {
    FlowStep Step = Flows[E.Flow].Step;
    addCopy(E.Other, sink(Sink::Escaped), 0,
            flow(Flow::Global, Step.Loc, Mem.Symbol));
    return;
  }
  if (Mem.isPlaceholder() || Mem.isOwned())
    Memories[T.Object].StoredFrom.push_back(E.Other);
  cells(T, E, [&](int32_t Cell) {
    addCopy(E.Other, cellsAt(T.Object, Cell), 0, E.Flow);
  });
}

void PointsTo::initialise(uint32_t Object) {
  if (Memories[Object].Initialised)
    return;
  Memories[Object].Initialised = true;
  if (Memories[Object].TheKind != Memory::Kind::Global)
    return;
  const GlobalGraph *G = M.global(Memories[Object].Symbol);
  if (!G)
    return;
  if (G->Pointers.size() > MaxTargets) {
    // A large table: all that it leads to is public already, as every
    // function here is, so Unknown stands for it.
    addTarget(anyCell(Object), {UnknownObject, 0}, ~0u, 0);
    return;
  }
  for (const InitialPointer &P : G->Pointers) {
    uint32_t Id = symbolMemory(P.Target);
    // In a packed struct it may lie across two cells.
    Edge Access{0, 0, 0, M.PointerSize};
    cells({Object, P.Offset}, Access, [&](int32_t Cell) {
      addTarget(cellsAt(Object, Cell), {Id, P.TargetOffset}, ~0u, 0);
    });
  }
}

void PointsTo::connectCell(uint32_t Object, uint32_t N) {
  for (unsigned S = 0; S < NumSinks; ++S)
    if (Memories[Object].in(static_cast<Sink>(S))) {
      Flows.push_back({{Flow::Store, Location(), SymbolId()}, Object});
      addCopy(N, Sinks[S], 0, Flows.size() - 1);
    }
  if (Memories[Object].isPlaceholder()) {
    bool IsResult = ResultParameter >= 0 &&
                    Memories[Object].TheKind == Memory::Kind::Parameter &&
                    Memories[Object].Index == unsigned(ResultParameter);
    uint32_t F = flow(IsResult ? Flow::Return : Flow::OutParameter, Location());
    addCopy(N, sink(IsResult ? Sink::Returned : Sink::Exposed), 0, F);
    if (IsResult)
      addCopy(N, sink(Sink::Exposed), 0, F);
  }
}

/// Connects what is stored at \p At (or anywhere) with those who read it.
void PointsTo::connectReaders(uint32_t Object, uint32_t N, int32_t At) {
  for (Memory::Reader R : Memory::Readers(Memories[Object].WideReads))
    if (offsetsMeet(At, R.Offsets))
      addCopy(N, R.Node, 0, R.Flow);
}

uint32_t PointsTo::anyCell(uint32_t Object) {
  if (Memories[Object].AnyNode != ~0u)
    return Memories[Object].AnyNode;
  uint32_t N = newNode();
  Memories[Object].AnyNode = N;
  connectCell(Object, N);
  connectReaders(Object, N, AnyOffset);
  return N;
}

uint32_t PointsTo::range(uint32_t Object, int32_t Offsets) {
  for (Memory::Range R : Memories[Object].Ranges)
    if (R.Offsets == Offsets)
      return R.Node;
  if (Memories[Object].Ranges.size() >= MaxRanges)
    return anyCell(Object);
  uint32_t N = newNode();
  Memories[Object].Ranges.push_back({Offsets, N});
  connectCell(Object, N);
  connectReaders(Object, N, Offsets);
  uint32_t F = flow(Flow::Store, Location());
  for (size_t I = 0; I < Memories[Object].Cells.size(); ++I)
    if (coversOffset(Offsets, Memories[Object].Cells[I].Offset))
      addCopy(N, Memories[Object].Cells[I].Node, 0, F);
  return N;
}

uint32_t PointsTo::cellsAt(uint32_t Object, int32_t Offset) {
  if (Offset == AnyOffset)
    return anyCell(Object);
  return isExact(Offset) ? cell(Object, Offset) : range(Object, Offset);
}

uint32_t PointsTo::cell(uint32_t Object, int32_t Offset) {
  for (const Memory::Cell &C : Memories[Object].Cells)
    if (C.Offset == Offset)
      return C.Node;
  if (Memories[Object].Cells.size() >= MaxCells) {
    // From now on offsets do not count: what the ranges hold is anywhere.
    uint32_t Any = anyCell(Object);
    for (size_t I = 0; I < Memories[Object].Ranges.size(); ++I)
      addCopy(Memories[Object].Ranges[I].Node, Any, 0, 0);
    return Any;
  }
  uint32_t N = newNode();
  Memories[Object].Cells.push_back({Offset, N});
  connectCell(Object, N);
  connectReaders(Object, N, Offset);
  for (size_t I = 0; I < Memories[Object].Ranges.size(); ++I)
    if (coversOffset(Memories[Object].Ranges[I].Offsets, Offset))
      addCopy(Memories[Object].Ranges[I].Node, N, 0, 0);
  return N;
}

/// \returns the offsets of \p Object that have one content which \p Offset's is part
/// of: a series whose start is not further on, for walks along an array begin at many
/// places.
int32_t PointsTo::contentOffset(uint32_t Object, int32_t Offset) const {
  if (hasOneContent(Memories[Object]))
    return AnyOffset;
  if (!isSteps(Offset))
    return Offset;
  for (int32_t Wide : Memories[Object].SeriesContents)
    if (coversOffset(Wide, Offset))
      return Wide;
  return Offset;
}

uint32_t PointsTo::content(uint32_t Object, int32_t Offset, bool IsCalled) {
  if (Memories[Object].Cyclic)
    return Object;
  Offset = contentOffset(Object, Offset);
  auto Key = std::make_pair(Object, static_cast<uint32_t>(Offset));
  if (auto It = Contents.find(Key); It != Contents.end())
    return It->second;
  const Memory &Parent = Memories[Object];
  unsigned Depth = HowMuch == Detail::Full ? MaxDepth : MaxDepthReduced;
  if (Parent.isPlaceholder() &&
      (Parent.Depth >= Depth + IsCalled || NumContents >= MaxContents)) {
    // From here on one object stands for the whole chain.
    Memories[Object].Cyclic = true;
    return Object;
  }
  Memory Mem;
  Mem.TheKind = Memory::Kind::Content;
  Mem.Parent = Object;
  Mem.Offset = Offset;
  Mem.Depth = Parent.Depth + 1;
  Mem.Root = Parent.isPlaceholder() ? Parent.Root : ~0u;
  Mem.Cyclic = hasOneContent(Parent) || NumContents >= MaxContents;
  ++NumContents;
  uint32_t Id = newMemory(std::move(Mem));
  Contents[Key] = Id;
  if (isSteps(Offset))
    Memories[Object].SeriesContents.push_back(Offset);
  return Id;
}

bool Memory::destroys(int32_t Offset) const {
  if (isExact(Offset))
    return llvm::any_of(Destroys, [&](auto Range) {
      return Range.first <= Offset && Offset < Range.second;
    });
  std::optional<int64_t> Whole = Size.value();
  return Whole && Destroys.size() == 1 && Destroys[0].first == 0 &&
         Destroys[0].second >= *Whole;
}

DenseSet<uint32_t> PointsTo::heldBy(SmallVector<uint32_t> Holders) const {
  DenseSet<uint32_t> Held;
  while (!Holders.empty())
    forEachCell(Holders.pop_back_val(), [&](int32_t, uint32_t Cell) {
      for (Target T : targets(Cell))
        if (Held.insert(T.Object).second)
          Holders.push_back(T.Object);
    });
  return Held;
}

bool PointsTo::isOwnContent(uint32_t Object, int32_t Offset, Target T) const {
  auto IsStored = [&] {
    return any_of(Memories[Object].StoredFrom, [&](uint32_t From) {
      return find(From, T.Object) >= 0;
    });
  };
  if (T.Object == Object && Memories[Object].Cyclic)
    return !IsStored();
  auto It = Contents.find(
      {Object, static_cast<uint32_t>(contentOffset(Object, Offset))});
  if (It == Contents.end() || It->second != T.Object)
    return false;
  if (!IsStored())
    return T.Offset == 0 || Memories[T.Object].Cyclic;
  // It was put back. Of the many that a placeholder may stand for one after
  // another, one's may have been put into another, and so may that of an array's
  // elements; what a parameter points to is one object, and one of our own is one on
  // both sides of a call.
  bool IsOne = isExact(Offset) &&
               (Memories[Object].TheKind == Memory::Kind::Parameter ||
                Memories[Object].isOwned());
  return IsOne && T.Offset == 0 && !Memories[T.Object].Cyclic;
}

/// \returns whether reading \p Mem yields a placeholder: for what was there at
/// entry, or for what was put there through another name of the object. What
/// has escaped holds Unknown instead, and all that it held has escaped too.
static bool mayBeChangedByOthers(const Memory &Mem) {
  if (Mem.in(Sink::Escaped))
    return false;
  return Mem.isPlaceholder() ||
         (Mem.isOwned() && (Mem.in(Sink::Exposed) || Mem.in(Sink::Passed)));
}

void PointsTo::readCell(uint32_t Object, int32_t Offset, uint32_t Dst,
                        uint32_t F) {
  initialise(Object);
  uint32_t N = cell(Object, Offset);
  if (N == Memories[Object].AnyNode) // out of cells
    return readWide(Object, AnyOffset, Dst, F);
  for (Memory::Cell &C : Memories[Object].Cells)
    if (C.Offset == Offset && !C.Read) {
      C.Read = true;
      if (mayBeChangedByOthers(Memories[Object])) {
        uint32_t Content =
            content(Object, Offset, Nodes[Dst].IsCalled);
        addTarget(N, {Content, 0}, ~0u, F);
      }
      break;
    }
  addCopy(N, Dst, 0, F);
  addCopy(anyCell(Object), Dst, 0, F);
}

/// What a wide read finds. A pointer is read whole where the cells are told apart. Of
/// what others put into an object of ours one placeholder is enough.
Target PointsTo::wideContent(uint32_t Object, int32_t Offsets) {
  if (Memories[Object].isOwned())
    return {content(Object, AnyOffset), AnyOffset};
  auto S = seriesOf(Offsets);
  return {content(Object, Offsets), S && S->Step > 1 ? 0 : AnyOffset};
}

void PointsTo::readWide(uint32_t Object, int32_t Offsets, uint32_t Dst,
                        uint32_t F) {
  initialise(Object);
  if (!WideReads.insert({uint64_t(Object) << 32 | Dst, Offsets}).second)
    return;
  Memories[Object].WideReads.push_back({Dst, F, Offsets});
  if (mayBeChangedByOthers(Memories[Object]))
    addTarget(Dst, wideContent(Object, Offsets), ~0u, F);
  addCopy(anyCell(Object), Dst, 0, F);
  for (size_t I = 0; I < Memories[Object].Cells.size(); ++I)
    if (coversOffset(Offsets, Memories[Object].Cells[I].Offset))
      addCopy(Memories[Object].Cells[I].Node, Dst, 0, F);
  for (size_t I = 0; I < Memories[Object].Ranges.size(); ++I)
    if (offsetsMeet(Offsets, Memories[Object].Ranges[I].Offsets))
      addCopy(Memories[Object].Ranges[I].Node, Dst, 0, F);
}

void PointsTo::enterSink(uint32_t Object, Sink S) {
  Memory &Mem = Memories[Object];
  if (Mem.in(S) || Mem.isPublic() || Mem.TheKind == Memory::Kind::Function)
    return;
  bool Before = mayBeChangedByOthers(Mem);
  Mem.Sinks |= 1u << static_cast<unsigned>(S);
  uint32_t Dst = sink(S);
  Flows.push_back({{Flow::Store, Location(), SymbolId()}, Object});
  uint32_t F = Flows.size() - 1;
  if (S == Sink::Escaped)
    addTarget(anyCell(Object), {UnknownObject, 0}, ~0u, F);
  if (Memories[Object].AnyNode != ~0u)
    addCopy(Memories[Object].AnyNode, Dst, 0, F);
  for (size_t I = 0; I < Memories[Object].Ranges.size(); ++I)
    addCopy(Memories[Object].Ranges[I].Node, Dst, 0, F);
  for (size_t I = 0; I < Memories[Object].Cells.size(); ++I)
    addCopy(Memories[Object].Cells[I].Node, Dst, 0, F);
  if (S == Sink::Escaped || Before || !mayBeChangedByOthers(Memories[Object]))
    return;
  for (size_t I = 0; I < Memories[Object].Cells.size(); ++I) {
    Memory::Cell C = Memories[Object].Cells[I];
    if (C.Read) {
      uint32_t Content = content(Object, C.Offset);
      addTarget(C.Node, {Content, 0}, ~0u, F);
    }
  }
  for (Memory::Reader R : Memory::Readers(Memories[Object].WideReads))
    addTarget(R.Node, wideContent(Object, R.Offsets), ~0u, R.Flow);
}

std::pair<FlowStep, uint32_t> PointsTo::entry(Sink S, uint32_t Object) const {
  const Node &At = Nodes[sink(S)];
  DenseSet<uint32_t> Seen;
  while (Seen.insert(Object).second) {
    int64_t I = find(sink(S), Object);
    if (I < 0)
      break;
    const FlowInfo &F = Flows[At.Origins[I].Flow];
    if (F.Holder == ~0u)
      return {F.Step, Object};
    Object = F.Holder;
  }
  return {{Flow::UnknownCall, Location(), SymbolId()}, Object};
}

std::vector<FlowStep> PointsTo::path(uint32_t N, uint32_t Object) const {
  std::vector<FlowStep> Steps;
  trace(N, Object, 0, Steps);
  return Steps;
}

void PointsTo::trace(uint32_t N, uint32_t Object, unsigned Depth,
                     std::vector<FlowStep> &Into) const {
  constexpr unsigned MaxPath = 64, MaxHolders = 6;
  SmallVector<FlowStep, 8> Backwards;
  std::optional<std::pair<uint32_t, uint32_t>> Holder;
  DenseSet<uint32_t> Seen;
  while (N != ~0u && Seen.insert(N).second && Backwards.size() < MaxPath) {
    const Node &At = Nodes[N];
    int64_t I = find(N, Object);
    if (I < 0)
      break;
    Origin O = At.Origins[I];
    const FlowInfo &F = Flows[O.Flow];
    if (F.Holder != ~0u && At.Sink >= 0)
      Holder = {N, F.Holder};
    else if (F.Step.Loc.isValid() || !reasonCode(F.Step.Step).empty())
      Backwards.push_back(F.Step);
    N = O.From;
  }
  Into.insert(Into.end(), Backwards.rbegin(), Backwards.rend());
  if (Holder && Depth < MaxHolders)
    trace(Holder->first, Holder->second, Depth + 1, Into);
}

} // namespace escape
