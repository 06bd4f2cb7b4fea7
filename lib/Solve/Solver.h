//===- Solver.h - one function, its calls and what it tells --------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_SOLVE_SOLVER_H
#define ESCAPE_LIB_SOLVE_SOLVER_H

#include "PointsTo.h"
#include "escape/Solve/FunctionSolver.h"
#include <set>
#include <tuple>

namespace escape {

/// An object that a callee makes: the call, the callee's symbol, and the number of the
/// object in its summary.
using CloneSite = std::tuple<const CallSite *, uint32_t, uint32_t>;
using CloneSites = std::set<CloneSite>;

/// \returns whether \p S is the vtable of a class, by the name that the ABI gives it.
inline bool isVtable(const ModuleGraph &M, SymbolId S) {
  return S.isValid() && M.name(S).starts_with("_ZTV");
}

/// Solves one function; see FunctionSolver.h for the ideas.
class Solver {
public:
  /// \param Merge what shares one object
  Solver(const ModuleGraph &M, const FunctionGraph &G,
         SummaryOf SummaryOf, InComponent InComponent, BoundCounts &Bounds,
         SolveOptions Options, PointsTo::Detail HowMuch, const CloneSites &Merge);

  /// \returns whether it got through: in full it gives up where that is too much.
  bool solve();
  Summary summary();
  FunctionFate fate();
  LifetimeGraph lifetimeGraph(const FunctionFate &Fate);
  size_t numNodes() const { return P.numNodes(); }
  /// \returns whether SolveOptions::CloseCalls would make a difference.
  bool leavesClosedCalls() const {
    return llvm::any_of(Calls, [this](const Call &C) {
      return isPending(C) && (C.Closed.isValid() || C.OnVtable);
    });
  }
  std::vector<SymbolId> unanswered() { return std::move(Unanswered); }
  /// \returns what callees make and, as far as it is known, callers get hold of.
  CloneSites handedOn() const;

private:
  /// A call of this function, or one that a callee left pending.
  struct Call {
    uint32_t Pointer = ~0u;
    uint32_t Result;
    std::vector<uint32_t> Args;
    std::vector<IntExpr> Ints;
    const CallSite *Site;      ///< where in this function it happens
    bool Own = true;           ///< Site's own call, not one from a summary
    bool IsVirtual = false;
    bool OnVtable = false;     ///< SummaryCall::OnVtable
    SymbolId Closed;           ///< CallSite::Closed
    bool Many = false;         ///< a callee makes it more than once
    bool InDestructor = false; ///< of the library's, or called by one
    bool InSystem = true;      ///< no user's function handed it on
    unsigned Depth = 0;        ///< summaries that it was passed on through
    uint32_t CallResult = ~0u; ///< the placeholder, once it is pending
    bool IsJoined = false;     ///< another pending call stands for this one
    llvm::SmallVector<uint32_t, 0> Joined; ///< those that this one stands for
    bool IsUnknown = false;
    bool MakesUnknown = false; ///< Summary::MakesUnknown of one of the functions
    SymbolId UnknownCallee;    ///< the one that made it so, if it has a name
    llvm::SmallVector<uint32_t, 2> Resolved; ///< symbols put in place
  };

  struct ContainedCall {
    const CallSite *Site;
    ContainedAllocation What;
    SymbolId Callee;
    SymbolId ToldAs; ///< as of toldAs()
  };

  void parameters();
  void constraints();
  void addCall(const CallSite &C);
  bool isInNoVtable(const Memory &Mem) const;
  void resolve(uint32_t CallId, Target T);
  void resolveVtable(uint32_t CallId, const Memory &Vtable);
  void apply(uint32_t CallId, SymbolId Callee, bool Direct);
  void instantiate(uint32_t CallId, SymbolId Callee, const Summary &S);
  void instantiateStores(const Summary &S, llvm::ArrayRef<uint32_t> Node,
                         llvm::ArrayRef<int32_t> Overwritten, bool Widen,
                         uint32_t Flow);
  void attributes(uint32_t CallId, SymbolId Callee);
  void libraryDefault(uint32_t CallId);
  void unknownTarget(uint32_t CallId);
  void unknownCall(uint32_t CallId, Flow Why, SymbolId Callee);
  void pendingCall(uint32_t CallId);
  static SymbolId toldAs(const Call &C, SymbolId Callee);
  void addContained(const Call &C, SymbolId Callee, const Summary &S);
  uint32_t cloneFresh(uint32_t CallId, SymbolId Callee, uint32_t Object,
                      const Summary &S);
  bool isPossible(const Memory &Mem) const;
  uint32_t merge(Memory Mem);
  uint32_t varargArea(const Call &C, unsigned From);
  static IntExpr substitute(const IntExpr &E, llvm::ArrayRef<IntExpr> Args);
  bool isReached(uint64_t Cases) const {
    return !Options.Switch || (Cases >> G.caseOf(*Options.Switch) & 1);
  }
  bool isPending(const Call &C) const {
    return C.CallResult != ~0u && !C.IsUnknown && !C.IsJoined;
  }
  bool limitPendingCalls();
  bool joinPendingCalls();
  void join(uint32_t From, uint32_t Into);
  bool forgeAddresses();
  bool releaseThreads();
  bool isJoinedHere(uint32_t Object) const;
  bool isJoinedWithHolder(uint32_t Object,
                          llvm::SmallVectorImpl<uint32_t> &Asked) const;
  bool reachesItself(uint32_t Object) const;

  // SummaryBuilder.cpp
  friend class SummaryBuilder;
  // Fates.cpp
  friend class FateBuilder;
  // LifetimeGraph.cpp
  friend class LifetimeGraphBuilder;

  const ModuleGraph &M;
  const FunctionGraph &G;
  SummaryOf Lookup;
  InComponent IsInComponent;
  BoundCounts &Bounds;
  SolveOptions Options;
  PointsTo P;
  uint32_t FreedHere, FreedElsewhere;
  uint32_t FreedByOwner; ///< of FreedHere, what a user's destructor frees
  std::vector<uint32_t> Freed; ///< what is in FreedHere, by the line that frees it
  uint32_t Reallocated; ///< of FreedHere, what only memory of malloc's may be
  /// Not only while an exception passes. What is in neither of the first two is freed by
  /// whoever makes it, or returns what holds it.
  uint32_t FreedInTime;
  uint32_t Started; ///< what other threads run
  uint32_t StartedShared; ///< of these, Summary::SharedThreads
  uint32_t JoinedHere; ///< what a thread runs with that a call joins
  uint32_t Parked;  ///< what is held by something that nobody destroys
  std::vector<uint32_t> ParameterMemory;
  std::vector<uint32_t> ObjectMemory;
  std::vector<Call> Calls;
  std::vector<ContainedCall> Contained;
  llvm::DenseSet<const CallSite *> Freeing; ///< a callee frees something
  /// Nodes of pointers that are made of integers, here or in a callee, and the
  /// flow by which they get unknown memory when nothing else comes.
  std::vector<std::pair<uint32_t, uint32_t>> Forged;
  std::vector<SymbolId> Unanswered; ///< callees, once for each call
  uint32_t RecursiveFresh = ~0u;
  const CloneSites &Merge;
  uint32_t Merged = ~0u;         ///< the object that they share
  std::vector<Memory> MergedFrom; ///< each of them, as it would be alone
  std::vector<std::pair<uint32_t, CloneSite>> Clones; ///< by object, not merged
};

} // namespace escape

#endif // ESCAPE_LIB_SOLVE_SOLVER_H
