//===- Ids.h - typed indices --------------------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Nodes, objects, symbols and files are named by small integers. A distinct
// type for each keeps an object from being used where a node is meant.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SUPPORT_IDS_H
#define ESCAPE_SUPPORT_IDS_H

#include <compare>
#include <cstdint>

namespace escape {

/// An index into the table that \p Tag names. A default-made id is invalid.
template <typename Tag> struct Id {
  uint32_t Value = ~0u;

  constexpr Id() = default;
  constexpr explicit Id(uint32_t V) : Value(V) {}
  constexpr bool isValid() const { return Value != ~0u; }
  constexpr auto operator<=>(const Id &) const = default;
};

using NodeId = Id<struct NodeTag>;     ///< an SSA value of one function
using ObjectId = Id<struct ObjectTag>; ///< a piece of memory of one function
using SymbolId = Id<struct SymbolTag>; ///< a linkage name of one module
using FileId = Id<struct FileTag>;     ///< a source file of one module
using CycleId = Id<struct CycleTag>;   ///< a cycle of one function's CFG

/// A place in the source: line and column count from 1, 0 means unknown.
struct Location {
  FileId File;
  uint32_t Line = 0;
  uint32_t Column = 0;

  bool isValid() const { return Line != 0; }
  auto operator<=>(const Location &) const = default;
};

} // namespace escape

#endif // ESCAPE_SUPPORT_IDS_H
