//===- FunctionSolver.h - points-to and escape of one function ----*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Solves the inclusion constraints of one FunctionGraph, with the summaries
// of its callees put in place, and tells what outlives the function.
//
// Memory that the function does not own is stood for by placeholders: what a
// parameter points to, and what a cell of a placeholder held before. A
// placeholder is made when it is read. Four sinks collect what gets out:
//
//   Escaped   reachable from anywhere, for good
//   Exposed   held by a placeholder: the caller decides
//   Returned  reachable from the result: the caller decides
//   Passed    argument of a pending call: the caller decides, and as long as
//             no caller is looked at it counts as escaped
//
// Each sink is closed under reachability: what an object in it holds is in it
// too. What an exposed object's cell holds when it is read may have been put
// there through another name of it, so reading it yields a placeholder as
// well as what is known; reading an escaped object yields Unknown as well.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SOLVE_FUNCTIONSOLVER_H
#define ESCAPE_SOLVE_FUNCTIONSOLVER_H

#include "escape/Solve/Fate.h"
#include "escape/Solve/LifetimeGraph.h"
#include "escape/Solve/Summary.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace escape {

/// \returns the summary of a function, or null when nothing is known of it.
/// The second argument has an entry for each argument of the call: what is
/// known of it as an integer.
using SummaryOf =
    llvm::function_ref<const Summary *(SymbolId, llvm::ArrayRef<IntExpr>)>;
/// \returns whether the symbol is in the component that is being solved.
using InComponent = llvm::function_ref<bool(SymbolId)>;

struct SolveResult {
  Summary TheSummary;
  FunctionFate Fate;    ///< when it is wanted
  std::optional<LifetimeGraph> Graph; ///< when it is wanted
  size_t NumNodes = 0;  ///< of the constraint graph: what it has cost
  /// What is called, also through pointers, without a summary: once for each
  /// call.
  std::vector<SymbolId> Unanswered;
};

struct SolveOptions {
  bool WantFate = false; ///< the fates are wanted too, not the summary only
  bool WantGraph = false; ///< and the graph that they are told by
  /// The value of the graph's switch parameter, when it is known: only what
  /// that value reaches counts then.
  std::optional<int64_t> Switch = std::nullopt;
  /// Calls within the component lose what may grow from round to round:
  /// offsets, and integers that are passed on.
  bool Widen = false;
  bool HasThreads = false; ///< the program starts threads
  /// No call is left for callers to tell what it calls, when CallSite::Closed does.
  bool CloseCalls = false;
};

SolveResult solveFunction(const ModuleGraph &M, const FunctionGraph &G,
                          SummaryOf SummaryOf, InComponent InComponent,
                          BoundCounts &Bounds, SolveOptions Options);

} // namespace escape

#endif // ESCAPE_SOLVE_FUNCTIONSOLVER_H
