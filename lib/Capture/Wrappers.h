//===- Wrappers.h - what holds an object for another reason --------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_CAPTURE_WRAPPERS_H
#define ESCAPE_LIB_CAPTURE_WRAPPERS_H

#include "escape/Capture/SourceFacts.h"

namespace clang {
class VarDecl;
}

namespace escape {

/// \returns what \p V, which has an initialiser, does not need if it is only used in
/// place: as its name, and never copied, assigned or handed on. Nothing when the
/// program means something else without it: when it destroys the object as another
/// type than it shows, in a way of its own, or converts what a call passes.
Wrapper wrapperOf(const clang::VarDecl &V);

} // namespace escape

#endif // ESCAPE_LIB_CAPTURE_WRAPPERS_H
