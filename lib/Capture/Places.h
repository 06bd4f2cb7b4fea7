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

/// \returns where \p Loc is as debug locations tell it, after #line: what comes
/// out of a macro is where that is used, unless it is written there as an
/// argument, which is where it is written.
SourcePlace place(clang::SourceLocation Loc, const clang::SourceManager &SM);

} // namespace escape

#endif // ESCAPE_LIB_CAPTURE_PLACES_H
