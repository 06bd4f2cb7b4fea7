//===- StageTimer.h - how long a stage takes ----------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SUPPORT_STAGETIMER_H
#define ESCAPE_SUPPORT_STAGETIMER_H

#include <chrono>

namespace escape {

/// Adds the time between its construction and its end to a stage's
/// seconds.
class StageTimer {
public:
  StageTimer(double &Seconds)
      : Seconds(Seconds), Begin(std::chrono::steady_clock::now()) {}
  ~StageTimer() {
    Seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                             Begin)
                   .count();
  }

private:
  double &Seconds;
  std::chrono::steady_clock::time_point Begin;
};

} // namespace escape

#endif // ESCAPE_SUPPORT_STAGETIMER_H
