//===- ModuleSolver.h - callees first ------------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SOLVE_MODULESOLVER_H
#define ESCAPE_SOLVE_MODULESOLVER_H

#include "escape/Solve/Contracts.h"
#include "escape/Solve/Fate.h"
#include "escape/Solve/Summary.h"
#include <map>

namespace escape {

struct ModuleSolution {
  llvm::DenseMap<uint32_t, Summary> Summaries; ///< by symbol
  std::vector<FunctionFate> Fates;             ///< of the user's functions
  std::map<std::string, unsigned> UnknownCalls; ///< calls without an answer
  BoundCounts Bounds;
};

/// Solves every function of \p M over the strongly connected components of
/// its call graph, callees first.
/// \param M gets symbols for what the contracts name, and changes no more.
/// \param Overrides contracts that are looked up first, or null.
/// \param Threads that solve at the same time; the solution is the same for any
/// number.
ModuleSolution solveModule(ModuleGraph &M, const Contracts &Known,
                           const Contracts *Overrides = nullptr,
                           unsigned Threads = 1);

} // namespace escape

#endif // ESCAPE_SOLVE_MODULESOLVER_H
