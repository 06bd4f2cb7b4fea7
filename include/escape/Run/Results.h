//===- Results.h - what became of a run ----------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_RUN_RESULTS_H
#define ESCAPE_RUN_RESULTS_H

#include "escape/Findings/Decisions.h"

namespace escape {

/// What became of one job.
struct JobResult {
  bool Analysed = false;
  bool NotSource = false;  ///< nothing to analyse in it: assembly
  std::string Diagnostics; ///< Clang's messages, as it prints them
  std::string Failure;     ///< why it was not analysed, one line
  std::string Dump;        ///< of --dump
};

/// What became of all jobs.
struct RunResult {
  std::vector<JobResult> Jobs; ///< in the order of the jobs
  Decisions Answer;
  std::string Failure; ///< why there is no answer: the analysis crashed
  std::string Warning; ///< why an option had no effect, or empty
};

} // namespace escape

#endif // ESCAPE_RUN_RESULTS_H
