//===- Reports.h - the reports of a run ----------------------------*- C++
//-*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_TOOLS_REPORTS_H
#define ESCAPE_TOOLS_REPORTS_H

#include "CommandLine.h"

namespace escape {

/// Writes what a run found in the forms, and to the places, that \p CL names.
/// All are tried. \returns what went wrong, one error for each place.
llvm::Error writeReports(const CommandLine &CL, const Decisions &D,
                         llvm::ArrayRef<Finding> Findings, int ExitStatus);

} // namespace escape

#endif // ESCAPE_TOOLS_REPORTS_H
