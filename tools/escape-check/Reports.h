//===- Reports.h - the reports of a run ----------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_TOOLS_REPORTS_H
#define ESCAPE_TOOLS_REPORTS_H

#include "CommandLine.h"
#include "escape/Findings/Change.h"

namespace escape {

/// What a run has to tell.
struct RunReport {
  const Decisions &Answer;
  llvm::ArrayRef<Finding> Findings = {};
  int ExitStatus = 0;
  /// With --why, what is at the place, and all findings.
  llvm::ArrayRef<AnyDecision> Told = {};
  llvm::ArrayRef<JudgedFinding> Judged = {};
  /// With --diff, what the change did to other lines, and the decisions that are
  /// on changed ones.
  std::optional<llvm::ArrayRef<VerdictChange>> Changes = std::nullopt;
  const Decisions *OnChangedLines = nullptr;
  /// With --graph, a text or a picture that is ready.
  llvm::StringRef Picture = {};
};

/// Writes \p R in the forms, and to the places, that \p CL names.
/// All are tried. \returns what went wrong, one error for each place.
llvm::Error writeReports(const CommandLine &CL, const RunReport &R);

} // namespace escape

#endif // ESCAPE_TOOLS_REPORTS_H
