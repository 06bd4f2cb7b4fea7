//===- Lines.h - decisions in Go's words ---------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_FINDINGS_LINES_H
#define ESCAPE_FINDINGS_LINES_H

#include "escape/Findings/Decisions.h"

namespace escape {

/// One line of -m.
struct DecisionLine {
  const Decision *Of; ///< into the Decisions
  std::string Text;
  std::string Subject; ///< what flows, for -m=2
  std::string Sink;    ///< where to: heap or caller; empty when it stays
};

/// \returns the lines for all allocations, variables and parameters of \p D,
/// sorted by place.
std::vector<DecisionLine> lines(const Decisions &D);

/// \returns what was decided, in words: "escapes to heap".
std::string verdictInWords(const AllocationDecision &A);
std::string verdictInWords(const VariableDecision &V);
std::string verdictInWords(const ParameterDecision &P);

} // namespace escape

#endif // ESCAPE_FINDINGS_LINES_H
