//===- Unit.h - all stages over one translation unit ---------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_UNIT_UNIT_H
#define ESCAPE_UNIT_UNIT_H

#include "escape/Findings/Decisions.h"
#include "escape/Lower/Lowering.h"

namespace escape {

class LifetimeWarnings;

/// The stage whose data --dump prints.
enum class Dump : uint8_t { None, Facts, IR, Graph, Summaries };

struct UnitOptions {
  const Contracts *Known = nullptr;
  const Contracts *Overrides = nullptr; ///< the user's: they win; may be null
  Limits TheLimits;
  const LifetimeWarnings *Warnings = nullptr; ///< Clang's, or null
  Dump TheDump = Dump::None;
  llvm::raw_ostream *DumpTo = nullptr;
};

/// Runs Capture, Graph, Solve and Findings over a lowered unit.
Decisions analyzeUnit(const LoweredUnit &Unit, const UnitOptions &Options);

} // namespace escape

#endif // ESCAPE_UNIT_UNIT_H
