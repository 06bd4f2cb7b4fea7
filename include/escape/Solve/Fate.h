//===- Fate.h - how long objects live and why ---------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// What solving one function tells of its objects and parameters. Names and
// ranges of the source are joined to it later, in Findings.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SOLVE_FATE_H
#define ESCAPE_SOLVE_FATE_H

#include "escape/Graph/FunctionGraph.h"

namespace escape {

/// The shortest region that an object is proven to die in.
enum class Region : uint8_t { Iteration, Frame, Caller, Program };

/// One step of the way that a pointer takes, in the order of the flow.
struct FlowStep {
  Flow Step;
  Location Loc;
  SymbolId Label; ///< the function or global that the step names
  bool operator==(const FlowStep &) const = default;
};

/// The fate of a local variable or of what an allocation or call made.
struct ObjectFate {
  bool IsLocal = false;
  bool IsCall = false;       ///< made by a callee, not by an allocator here
  bool IsContained = false;  ///< made inside a library call and not handed out
  bool MayBeMore = false;    ///< the call may make objects that are not told of
  bool Dynamic = false;      ///< no constant size
  bool Many = false;         ///< several may live at once
  bool FreedHere = false;
  bool FreedElsewhere = false;
  bool FreeStays = false; ///< freed by a user's destructor, or with what is none of its own
  bool HoldsItself = false;  ///< its own address can be found in it
  bool IsMovedString = false; ///< of a local: only strings hold its address
  bool IsFreedInTime = false; ///< otherwise than while an exception passes
  Region TheRegion = Region::Frame;
  std::optional<int64_t> Size; ///< in bytes
  Location Loc;
  uint32_t Memory = ~0u; ///< its number in the solver, if it is one object
  SymbolId Callee;  ///< the allocator or callee that made it
  std::string Name; ///< of a local
  std::vector<FlowStep> Path; ///< empty when it stays
  std::vector<FlowStep> Stays; ///< why, of what stays; empty for no reason
  std::vector<FlowStep> ReturnPath; ///< to the result, when Path leads elsewhere
  const LeftAddress *Left = nullptr; ///< of a local, in the function's graph
  const LeakPath *Leak = nullptr;    ///< in the function's graph
};

struct ParameterFate {
  bool Leaks = false;        ///< the pointer itself outlives the call
  bool LeaksContent = false; ///< only what it points to does
  bool KeptInItself = false; ///< the object holds its own address after the call
  int ResultLevel = -1;      ///< dereferences on the way to the result, or -1
  int LeakLevel = 0;         ///< dereferences on the way of LeaksContent
  std::vector<FlowStep> Path;
  /// The parameters whose memory keeps the pointer itself. HeldElsewhere: they
  /// are not all that do.
  std::vector<uint32_t> HeldBy;
  bool HeldElsewhere = false;
};

struct FunctionFate {
  SymbolId Name;
  std::vector<ObjectFate> Objects;
  std::vector<ParameterFate> Parameters;
  /// The result, which the caller has memory for, holds its own address.
  bool ResultHoldsItself = false;
};

/// How often an answer was made coarser to stay within a bound.
struct BoundCounts {
  unsigned PointsTo = 0;
  unsigned SummarySize = 0;
  unsigned Recursion = 0;
};

} // namespace escape

#endif // ESCAPE_SOLVE_FATE_H
