//===- LateUses.h - objects that are used after their scope --------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The analysis of Clang 22 that -Wexperimental-lifetime-safety is made of, run
// over one function at a time: which addresses a pointer may hold at a use, and
// whether the objects are still there. Only what it is certain of is taken.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CAPTURE_LATEUSES_H
#define ESCAPE_CAPTURE_LATEUSES_H

#include "escape/Capture/SourceFacts.h"

namespace clang {
class ASTContext;
class FunctionDecl;
} // namespace clang

namespace escape {

/// Adds to \p Into what \p F, which is C++ and has a body, uses too late. A
/// function that would cost the analysis, which takes time and memory that grow
/// with the square of its size, too much is left out.
void findLateUses(const clang::FunctionDecl &F,
                  const clang::ASTContext &Context,
                  std::vector<WarningFact> &Into);

} // namespace escape

#endif // ESCAPE_CAPTURE_LATEUSES_H
