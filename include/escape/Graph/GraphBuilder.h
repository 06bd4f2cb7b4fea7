//===- GraphBuilder.h - from LLVM IR to FunctionGraphs ------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_GRAPH_GRAPHBUILDER_H
#define ESCAPE_GRAPH_GRAPHBUILDER_H

#include "escape/Graph/FunctionGraph.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace escape {

/// What the builder cannot see in the IR.
struct FunctionTraits {
  bool IsSystem = false;          ///< defined in a system header
  bool IsUserDeclared = false;    ///< declared by the user, not by the system
  bool IsStandardLibrary = false; ///< a system header's, in namespace std
  bool IsDestructor = false;
};
using TraitsOf = llvm::function_ref<FunctionTraits(const llvm::Function &)>;

/// Builds the graphs of every function of \p M that has a body which cannot
/// be replaced at link time. \p M must be in SSA form as far as SROA brings
/// it; debug locations become the locations of constraints.
ModuleGraph buildModuleGraph(const llvm::Module &M, TraitsOf Traits);

} // namespace escape

#endif // ESCAPE_GRAPH_GRAPHBUILDER_H
