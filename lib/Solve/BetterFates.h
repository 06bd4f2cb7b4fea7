//===- BetterFates.h - of two proofs, the better one ---------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_SOLVE_BETTERFATES_H
#define ESCAPE_LIB_SOLVE_BETTERFATES_H

#include "escape/Solve/Fate.h"

namespace escape {

/// Puts into \p Fates what \p Others, another sound answer about the same functions,
/// proves more of: objects that die sooner, parameters that leak less. What one of
/// them does not tell from something else at its place stays as it is.
void takeBetter(std::vector<FunctionFate> &Fates, std::vector<FunctionFate> Others);

} // namespace escape

#endif // ESCAPE_LIB_SOLVE_BETTERFATES_H
