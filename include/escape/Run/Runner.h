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
  Decisions TheDecisions;
};

struct RunOptions {
  UnitOptions Unit;
  unsigned Threads = 1;
  /// Called, from one thread at a time, when a job begins: its number from 1,
  /// of how many, and its file.
  std::function<void(size_t, size_t, llvm::StringRef)> Progress;
};

/// Runs \p Jobs in parallel. The results are in the order of the jobs. A job
/// that crashes the front end is reported as failed, the others still run.
std::vector<JobResult> runJobs(llvm::ArrayRef<CompileJob> Jobs,
                               const RunOptions &Options);

} // namespace escape

#endif // ESCAPE_RUN_RUNNER_H
