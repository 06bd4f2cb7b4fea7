//===- Linker.h - one program out of many units -------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_PROGRAM_LINKER_H
#define ESCAPE_PROGRAM_LINKER_H

#include "escape/Program/UnitData.h"
#include "escape/Support/Digest.h"
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

  /// \returns a digest of the body of each function that other units may have
  /// too. This is most of the work, and can be done in any thread.
  static std::vector<Digest> digests(ModuleGraph &M);

  /// Adds a unit, whose pointers have the size that they have in all others.
  /// The result depends on the order of the calls only in what number a function,
  /// a symbol or a file gets.
  /// \param Bodies digests() of its graph.
  void add(UnitData Unit, llvm::ArrayRef<Digest> Bodies);
  void add(UnitData Unit) {
    std::vector<Digest> Bodies = digests(Unit.Graph);
    add(std::move(Unit), Bodies);
  }

  /// \returns all that was added.
  UnitData take();

private:
  class Impl;
  std::unique_ptr<Impl> TheImpl;
};

} // namespace escape

#endif // ESCAPE_PROGRAM_LINKER_H
