//===- PointsTo.h - inclusion constraints with offsets -------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The engine of FunctionSolver: nodes, objects, cells, edges and the worklist.
// It knows of placeholders and sinks but nothing of summaries.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_SOLVE_POINTSTO_H
#define ESCAPE_LIB_SOLVE_POINTSTO_H

#include "escape/Graph/FunctionGraph.h"
#include "escape/Solve/Fate.h"
#include "escape/Solve/Summary.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include <utility>

namespace escape {

/// The four ways out of a function (FunctionSolver.h).
enum class Sink : uint8_t { Escaped, Exposed, Returned, Passed };
inline constexpr unsigned NumSinks = 4;

struct Target {
  uint32_t Object;
  int32_t Offset;
  auto operator<=>(const Target &) const = default;
};

/// A piece of memory as the solver sees it.
struct Memory {
  using Kind = SummaryObject::Kind;
  struct Cell {
    int32_t Offset;
    uint32_t Node;
    bool Read = false;
  };

  Kind TheKind = Kind::Unknown;
  bool Many = false;        ///< several may be made by one call of ours
  bool ManyPerCall = false; ///< a clone: the callee's one call makes several
  bool Cyclic = false;
  bool Cloned = false;    ///< made by a callee
  bool HoldsThreads = false; ///< Object::HoldsThreads
  bool IsPossible = false;  ///< SummaryObject::IsPossible
  bool Reported = true;   ///< a Local that the user wrote
  bool IsConstant = false;  ///< a Global whose initialiser is all it holds
  bool IsReadOnly = false;  ///< a Global that nothing can be stored into
  bool IsIdle = false;      ///< a Global that no pointer to needs to be followed
  uint8_t Sinks = 0;
  uint8_t Depth = 0;      ///< of a Content, dereferences from the parameter
  bool Initialised = false;
  uint32_t Index = 0;
  uint32_t Parent = 0;
  int32_t Offset = 0;
  uint32_t Root = ~0u;    ///< the parameter or pending call it is found from
  uint32_t MadeBy = ~0u;  ///< the call that a clone comes from
  SymbolId Symbol;
  IntExpr Size;
  CycleId Cycle;
  bool InAnyCycle = false;
  Location Loc;
  ObjectId Origin;        ///< in the graph, when it is not cloned
  uint32_t AnyNode = ~0u; ///< what is stored at no known offset
  llvm::SmallVector<Cell, 2> Cells;
  /// What is stored in each cell of a series of offsets.
  struct Range {
    int32_t Offsets;
    uint32_t Node;
  };
  llvm::SmallVector<Range, 0> Ranges;
  /// A node that reads every cell of a series of offsets, or all cells.
  struct Reader {
    uint32_t Node;
    uint32_t Flow;
    int32_t Offsets;
  };
  using Readers = llvm::SmallVector<Reader, 1>;
  Readers WideReads;
  /// The series of offsets with a content.
  llvm::SmallVector<int32_t, 0> SeriesContents;
  /// The nodes that are stored into it.
  llvm::SmallVector<uint32_t, 0> StoredFrom;
  /// Where it destroys what it holds, when it ends: Object::Destroys.
  llvm::ArrayRef<std::pair<int32_t, int32_t>> Destroys;

  /// \returns whether what is held at \p Offset, or anywhere for AnyOffset and
  /// OnwardOffset, is destroyed when the object ends.
  bool destroys(int32_t Offset) const;
  bool in(Sink S) const { return Sinks & (1u << static_cast<unsigned>(S)); }
  bool isPlaceholder() const {
    return TheKind == Kind::Parameter || TheKind == Kind::Content ||
           TheKind == Kind::CallResult;
  }
  bool isOwned() const { return TheKind == Kind::Fresh || TheKind == Kind::Local; }
  /// Memory that everybody may read and write at any time.
  bool isPublic() const {
    return TheKind == Kind::Unknown || (TheKind == Kind::Global && !IsConstant);
  }
};

class PointsTo {
public:
  /// A step with what an edge between a holder and a sink means.
  struct FlowInfo {
    FlowStep Step;
    uint32_t Holder = ~0u; ///< the object whose escape takes the target along
  };

  /// How much is told apart: all, or less of what is behind parameters and of what
  /// others put into objects of ours, which is tried when all is too much.
  enum class Detail : uint8_t { Full, Reduced };

  /// \param Budget how many targets may be added before sets are kept small
  PointsTo(const ModuleGraph &M, unsigned NumNodes, BoundCounts &Bounds,
           bool Widen, Detail HowMuch, size_t Budget);

  uint32_t newNode();
  /// \returns a node that only collects objects: it has no bound, and nothing
  /// may flow out of it.
  uint32_t newCollector();
  uint32_t newMemory(Memory Mem);
  /// The memory of a global or function, one for each symbol.
  uint32_t symbolMemory(SymbolId Symbol);
  uint32_t flow(Flow Step, Location Loc, SymbolId Label = {});

  void addTarget(uint32_t Node, Target T, uint32_t From, uint32_t Flow);
  void addCopy(uint32_t Src, uint32_t Dst, int32_t Offset, uint32_t Flow);
  void addLoad(uint32_t Pointer, uint32_t Dst, int32_t Offset, uint32_t Size,
               uint32_t Flow);
  void addStore(uint32_t Pointer, uint32_t Src, int32_t Offset, uint32_t Size,
                uint32_t Flow);
  /// Tells that what \p Node gets is only called, before it gets anything.
  void noteCalled(uint32_t Node) { Nodes[Node].IsCalled = true; }
  /// Calls Watch(id, target) for every target that \p Node ever gets.
  void watch(uint32_t Node, uint32_t Id);
  /// Runs until nothing changes, or it gives up.
  template <typename Callback> void solve(Callback &&Watch);

  /// \returns whether it was too much to be told in full: nothing here is complete.
  bool gaveUp() const { return HowMuch == Detail::Full && Budget == 0; }

  /// \returns the place of \p Object among the targets of \p Node, or -1.
  int64_t find(uint32_t Node, uint32_t Object) const;
  uint32_t sink(Sink S) const { return Sinks[static_cast<unsigned>(S)]; }
  const llvm::SmallVectorImpl<Target> &targets(uint32_t Node) const {
    return Nodes[Node].Targets;
  }
  Memory &memory(uint32_t Id) { return Memories[Id]; }
  const Memory &memory(uint32_t Id) const { return Memories[Id]; }
  size_t numMemories() const { return Memories.size(); }
  size_t numNodes() const { return Nodes.size(); }
  uint32_t unknownNode() const { return UnknownNode; }
  static constexpr uint32_t UnknownObject = 0;

  /// Calls \p C with the offset and node of everything \p Object holds.
  template <typename Callback>
  void forEachCell(uint32_t Object, Callback &&C) const {
    const Memory &Mem = Memories[Object];
    for (const Memory::Cell &Cell : Mem.Cells)
      C(Cell.Offset, Cell.Node);
    for (const Memory::Range &R : Mem.Ranges)
      C(R.Offsets, R.Node);
    if (Mem.AnyNode != ~0u)
      C(AnyOffset, Mem.AnyNode);
  }

  /// \returns what \p Holders hold, and what that holds, as far as it is known.
  llvm::DenseSet<uint32_t> heldBy(llvm::SmallVector<uint32_t> Holders) const;

  /// What the cell at \p Offset of \p Object held at entry.
  /// \param IsCalled it is a function: one step more is remembered
  uint32_t content(uint32_t Object, int32_t Offset, bool IsCalled = false);
  bool isOwnContent(uint32_t Object, int32_t Offset, Target T) const;

  /// The step that took \p Object into \p S, and the object that was taken
  /// there first and brought it along (itself, when it went alone).
  std::pair<FlowStep, uint32_t> entry(Sink S, uint32_t Object) const;

  /// The way of \p Object into \p Node, from its origin on.
  std::vector<FlowStep> path(uint32_t Node, uint32_t Object) const;

  /// The parameter whose memory counts as the result, or -1.
  int32_t ResultParameter = -1;

private:
  struct Edge {
    uint32_t Other;
    int32_t Offset;
    uint32_t Flow;
    uint32_t Size = 0;
  };
  struct Origin {
    uint32_t From;
    uint32_t Flow;
    uint32_t Id; ///< of the target: the same number at every node
  };
  struct Node {
    llvm::SmallVector<Target, 2> Targets;
    llvm::SmallVector<Origin, 2> Origins;
    llvm::SmallVector<Edge, 2> Copies;
    llvm::SmallVector<Edge, 1> Loads;
    llvm::SmallVector<Edge, 1> Stores;
    llvm::SmallVector<uint32_t, 0> Watchers;
    /// A bit for each of the first targets that were copied here, once there are many.
    llvm::SmallVector<uint64_t, 0> Offered;
    uint32_t Done = 0;
    bool Queued = false;
    bool Saturated = false;
    bool Collects = false;
    bool IsCalled = false;
    int8_t Sink = -1;
  };

  bool isIdle(SymbolId Global, unsigned Depth = 0);
  bool contains(uint32_t Node, Target T);
  /// Copies what \p Src has at \p At along \p E, which may move both.
  void copyTarget(uint32_t Src, uint32_t At, Edge E) {
    Target T = Nodes[Src].Targets[At];
    if (E.Offset)
      T.Offset = addOffsets(T.Offset, E.Offset);
    else if (!offer(E.Other, Nodes[Src].Origins[At].Id))
      return;
    addTarget(E.Other, T, Src, E.Flow);
  }
  /// \returns whether target \p Id was not offered to \p Node before, as far as that
  /// is remembered: most of what is copied is there already.
  bool offer(uint32_t Node, uint32_t Id) {
    auto &Bits = Nodes[Node].Offered;
    if (Id >= MaxOffered || (Bits.empty() && !remembersOffers(Node)))
      return true;
    if (Id / 64 >= Bits.size())
      Bits.resize(Id / 64 + 1);
    uint64_t Bit = uint64_t(1) << Id % 64;
    return !(std::exchange(Bits[Id / 64], Bits[Id / 64] | Bit) & Bit);
  }
  bool remembersOffers(uint32_t Node);
  void load(Target T, const Edge &E);
  void store(Target T, const Edge &E);
  /// \returns whether one placeholder stands for all that others put into \p Mem, and
  /// for all behind that.
  bool hasOneContent(const Memory &Mem) const {
    return HowMuch == Detail::Reduced && Mem.isOwned();
  }
  int32_t contentOffset(uint32_t Object, int32_t Offset) const;
  void readCell(uint32_t Object, int32_t Offset, uint32_t Dst, uint32_t Flow);
  /// \param Offsets a series, or AnyOffset
  void readWide(uint32_t Object, int32_t Offsets, uint32_t Dst, uint32_t Flow);
  uint32_t range(uint32_t Object, int32_t Offsets);
  Target wideContent(uint32_t Object, int32_t Offsets);
  int32_t onward(int32_t Offset) const;
  void connectReaders(uint32_t Object, uint32_t Node, int32_t At);
  uint32_t cell(uint32_t Object, int32_t Offset);
  /// \returns the node for what is stored at \p Offset, of whatever kind it is.
  uint32_t cellsAt(uint32_t Object, int32_t Offset);
  bool widen(uint32_t Node, Target &T) const;
  uint32_t anyCell(uint32_t Object);
  void connectCell(uint32_t Object, uint32_t Node);
  void enterSink(uint32_t Object, Sink S);
  void saturate(uint32_t Node);
  void initialise(uint32_t Object);
  void trace(uint32_t Node, uint32_t Object, unsigned Depth,
             std::vector<FlowStep> &Into) const;
  template <typename Callback> void cells(Target T, const Edge &E, Callback &&C);

  const ModuleGraph &M;
  BoundCounts &Bounds;
  bool Widened; ///< series do not count: a recursion must come to rest
  Detail HowMuch;
  std::vector<Node> Nodes;
  std::vector<Memory> Memories;
  std::vector<FlowInfo> Flows;
  llvm::SmallVector<uint32_t, 32> Worklist;
  llvm::DenseMap<std::pair<uint32_t, uint64_t>, uint32_t> BigSets;
  llvm::DenseMap<uint64_t, uint32_t> TargetIds;
  llvm::DenseSet<std::pair<uint64_t, int32_t>> ManyEdges;
  llvm::DenseSet<std::pair<uint64_t, int32_t>> WideReads; ///< object and node
  llvm::DenseMap<uint32_t, uint32_t> SymbolMemories;
  llvm::DenseMap<uint32_t, bool> Idle; ///< isIdle's answers, of constants by symbol
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, uint32_t> Contents;
  /// Bounds what is remembered of each node.
  static constexpr uint32_t MaxOffered = 4096;
  uint32_t Sinks[NumSinks];
  uint32_t UnknownNode;
  uint32_t NumContents = 0;
  unsigned MaxTargets;
  size_t Budget; ///< how many more targets may be added at leisure
};

template <typename Callback> void PointsTo::solve(Callback &&Watch) {
  while (!Worklist.empty() && !gaveUp()) {
    uint32_t N = Worklist.pop_back_val();
    Nodes[N].Queued = false;
    // Nodes move in memory while targets are added, and a set that saturates begins
    // anew: index, never refer.
    while (Nodes[N].Done < Nodes[N].Targets.size()) {
      uint32_t At = Nodes[N].Done++;
      Target T = Nodes[N].Targets[At];
      for (size_t I = 0; I < Nodes[N].Copies.size() && At < Nodes[N].Targets.size();
           ++I)
        copyTarget(N, At, Nodes[N].Copies[I]);
      for (size_t I = 0; I < Nodes[N].Loads.size(); ++I)
        load(T, Edge(Nodes[N].Loads[I]));
      for (size_t I = 0; I < Nodes[N].Stores.size(); ++I)
        store(T, Edge(Nodes[N].Stores[I]));
      if (Nodes[N].Sink >= 0)
        enterSink(T.Object, static_cast<Sink>(Nodes[N].Sink));
      for (size_t I = 0; I < Nodes[N].Watchers.size(); ++I)
        Watch(Nodes[N].Watchers[I], T);
    }
  }
}

} // namespace escape

#endif // ESCAPE_LIB_SOLVE_POINTSTO_H
