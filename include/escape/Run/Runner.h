//===- Runner.h - many translation units ----------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_RUN_RUNNER_H
#define ESCAPE_RUN_RUNNER_H

#include "escape/Run/CompileJobs.h"
#include "escape/Unit/Unit.h"

namespace escape {

/// What became of one job.
struct JobResult {
  bool Analysed = false;
  bool NotSource = false;  ///< nothing to analyse in it: assembly
  std::string Diagnostics; ///< Clang's messages, as it prints them
  std::string Failure;     ///< why it was not analysed, one line
  std::string Dump;        ///< of --dump
};

struct RunOptions {
  UnitOptions Unit;
  unsigned Threads = 1;
  /// Called, from one thread at a time, when a job begins: its number from 1,
  /// of how many, and its file.
  std::function<void(size_t, size_t, llvm::StringRef)> Progress;
};

struct RunResult {
  std::vector<JobResult> Jobs;    ///< in the order of the jobs
  std::vector<UnitData> Programs; ///< what they make: one for each size of a pointer
};

/// Runs \p Jobs in parallel and links what they give. A job that crashes the
/// front end is reported as failed, the others still run. The result does not
/// depend on the number of threads.
RunResult runJobs(llvm::ArrayRef<CompileJob> Jobs, const RunOptions &Options);

/// Decides on all that \p Programs have. \p Programs are used up.
/// \returns an error when the analysis crashes.
llvm::Expected<Decisions> analyzePrograms(std::vector<UnitData> Programs,
                                          const UnitOptions &Options);

} // namespace escape

#endif // ESCAPE_RUN_RUNNER_H
