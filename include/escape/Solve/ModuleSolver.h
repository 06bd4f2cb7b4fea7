//===- ModuleSolver.h - callees first ------------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SOLVE_MODULESOLVER_H
#define ESCAPE_SOLVE_MODULESOLVER_H

#include "escape/Solve/Contracts.h"
#include "escape/Solve/Fate.h"
#include "escape/Solve/LifetimeGraph.h"
#include "escape/Solve/Summary.h"
#include <map>

namespace escape {

struct ModuleSolution {
  /// By symbol; when only the fates were asked for, none.
  llvm::DenseMap<uint32_t, Summary> Summaries;
  std::vector<FunctionFate> Fates;             ///< of the user's functions
  std::map<std::string, unsigned> UnknownCalls; ///< calls without an answer
  BoundCounts Bounds;
  std::optional<LifetimeGraph> Graph; ///< of the function that it was asked for
};

/// What somebody wants of a solution. Large programs are solved for the fates
/// alone: then a graph loses its constraints and calls once they are solved.
enum class Wanted { All, FatesAlone };

/// Solves every function of \p M over the strongly connected components of
/// its call graph, callees first.
/// \param M gets symbols for what the contracts name, and changes no more when
///        all is wanted.
/// \param Overrides contracts that are looked up first, or null.
/// \param Threads that solve at the same time; the solution is the same for any
/// number.
/// \param GraphOf the user's function whose lifetime graph is wanted, if any
ModuleSolution solveModule(ModuleGraph &M, const Contracts &Known,
                           const Contracts *Overrides = nullptr,
                           unsigned Threads = 1, Wanted What = Wanted::All,
                           SymbolId GraphOf = SymbolId());

} // namespace escape

#endif // ESCAPE_SOLVE_MODULESOLVER_H
