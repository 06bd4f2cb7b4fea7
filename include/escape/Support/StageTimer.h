//===- StageTimer.h - how long a stage takes ----------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SUPPORT_STAGETIMER_H
#define ESCAPE_SUPPORT_STAGETIMER_H

#include "llvm/Support/TimeProfiler.h"
#include <chrono>

namespace escape {

/// Adds the time between its construction and its end to a stage's seconds,
/// and shows it in the profile of clang's -ftime-trace.
class StageTimer {
public:
  StageTimer(llvm::StringRef Stage, double &Seconds)
      : Scope("escape-check " + Stage.str()), Seconds(Seconds),
        Begin(std::chrono::steady_clock::now()) {}
  ~StageTimer() {
    Seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                             Begin)
                   .count();
  }

private:
  llvm::TimeTraceScope Scope;
  double &Seconds;
  std::chrono::steady_clock::time_point Begin;
};

} // namespace escape

#endif // ESCAPE_SUPPORT_STAGETIMER_H
