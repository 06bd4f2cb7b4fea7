//===- Linker.h - one program out of many units -------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_PROGRAM_LINKER_H
#define ESCAPE_PROGRAM_LINKER_H

#include "escape/Program/UnitData.h"
#include <memory>

namespace escape {

/// Puts the graphs of many translation units together, as a linker does their
/// code, so that they can be solved as one module:
///
///   - What has internal linkage stays its unit's own.
///   - Equal bodies of one function, as inline functions have, are kept once.
///   - When units have different bodies of one function, any of them may be
///     the one that runs: a database often has several programs, each with its
///     own. The function becomes one that calls each of them. A body that another
///     file may replace is one of them, but alone it is none.
///   - What a constant holds is taken from the unit that defines it.
class Linker {
public:
  Linker();
  ~Linker();

  /// Adds a unit, whose pointers have the size that they have in all others.
  /// The result depends on the order of the calls only in what number a function,
  /// a symbol or a file gets.
  void add(UnitData Unit);

  /// \returns all that was added.
  UnitData take();

private:
  class Impl;
  std::unique_ptr<Impl> TheImpl;
};

} // namespace escape

#endif // ESCAPE_PROGRAM_LINKER_H
