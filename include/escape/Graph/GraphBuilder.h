//===- GraphBuilder.h - from LLVM IR to FunctionGraphs ------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_GRAPH_GRAPHBUILDER_H
#define ESCAPE_GRAPH_GRAPHBUILDER_H

#include "escape/Graph/FunctionGraph.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace escape {

/// What the builder cannot see in the IR.
struct FunctionTraits {
  bool IsSystem = false;          ///< defined in a system header
  /// Declared by the user, not by the system, or another function than the built-in
  /// contract of that name is for.
  bool IsUserDeclared = false;
  bool IsStandardLibrary = false; ///< a system header's, in namespace std
  bool IsConstructor = false;
  bool IsDestructor = false;
  bool PassesUnions = false; ///< of C, in parameters or the result, by value, or may
};
using TraitsOf = llvm::function_ref<FunctionTraits(const llvm::Function &)>;

/// The kind of metadata on loads and casts to pointers that stand in the source:
/// what they load, when it is too small for an address, or cast, unless it is made
/// from an address beside, is a number. Loads without it may have been
/// made by cutting the copy of an object into pieces, which may be parts of an
/// address.
inline constexpr llvm::StringLiteral NumberMetadata = "escape.number";

/// The attribute of functions whose body need not be the one that a call runs,
/// though their linkage promises it: inline definitions of C and GNU.
inline constexpr llvm::StringLiteral ReplaceableAttribute =
    "escape-replaceable";

/// The attribute of functions whose body runs only where the source calls them by
/// their name, and of these calls. Their address is that of another function
/// (always_inline with gnu_inline, or in C).
inline constexpr llvm::StringLiteral InlineOnlyAttribute = "escape-inline-only";

/// The attribute of a parameter that says who alone holds it after a call:
/// numbers of parameters, with commas, or HeldByResult.
inline constexpr llvm::StringLiteral HeldByAttribute = "escape-held-by";
inline constexpr llvm::StringLiteral HeldByResult = "result";

/// The metadata of a virtual call: the name of the class's type information, by
/// which vtables are for it (!type), or nothing for a class of internal linkage, and
/// the offset of the slot from there.
inline constexpr llvm::StringLiteral VirtualMetadata = "escape.virtual";

/// The attribute of a vtable that is defined here, of a class that is in no
/// system header.
inline constexpr llvm::StringLiteral UserAttribute = "escape-user";

/// Builds the graphs of every function of \p M that has a body. \p M must be in
/// SSA form as far as SROA brings it; debug locations become the locations of
/// constraints.
ModuleGraph buildModuleGraph(const llvm::Module &M, TraitsOf Traits);

} // namespace escape

#endif // ESCAPE_GRAPH_GRAPHBUILDER_H
