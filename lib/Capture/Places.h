//===- Places.h - where something is in the source ---------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_CAPTURE_PLACES_H
#define ESCAPE_LIB_CAPTURE_PLACES_H

#include "escape/Capture/SourceFacts.h"

namespace clang {
class SourceLocation;
class SourceManager;
} // namespace clang

namespace escape {

/// \returns where \p Loc is as debug locations tell it: the place of the
/// expansion, after #line.
SourcePlace place(clang::SourceLocation Loc, const clang::SourceManager &SM);

} // namespace escape

#endif // ESCAPE_LIB_CAPTURE_PLACES_H
