//===- Unit.h - the stages before and after linking ----------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_UNIT_UNIT_H
#define ESCAPE_UNIT_UNIT_H

#include "escape/Findings/Decisions.h"
#include "escape/Findings/Picture.h"
#include "escape/Lower/Lowering.h"
#include "escape/Program/UnitData.h"

namespace escape {

class LifetimeWarnings;

/// The stage whose data --dump prints.
enum class Dump : uint8_t { None, Facts, IR, Graph, Summaries };

struct UnitOptions {
  const Contracts *Known = nullptr; ///< must be set
  const Contracts *Overrides = nullptr; ///< the user's: they win; may be null
  Limits TheLimits;
  unsigned Threads = 1; ///< for a program; a unit is lowered by one
  const LifetimeWarnings *Warnings = nullptr; ///< Clang's, or null
  PictureRequest *Picture = nullptr; ///< of a function, or null
  bool WantAnnotations = false; ///< what declarations could say is captured too
  Dump TheDump = Dump::None;
  llvm::raw_ostream *DumpTo = nullptr;
};

/// Runs Graph and Capture over a lowered unit, and prints what --dump asks for.
UnitData collectUnit(const LoweredUnit &Unit, const UnitOptions &Options);

/// Runs Solve and Findings over a unit, or over a program that was linked.
Decisions analyze(UnitData Program, const UnitOptions &Options);

} // namespace escape

#endif // ESCAPE_UNIT_UNIT_H
