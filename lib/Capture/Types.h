//===- Types.h - what values of a type can hold --------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_CAPTURE_TYPES_H
#define ESCAPE_LIB_CAPTURE_TYPES_H

namespace clang {
class ASTContext;
class QualType;
} // namespace clang

namespace escape {

/// \returns whether \p T is a pointer or reference, or a class that is one, a
/// view or an iterator.
bool isPointer(clang::QualType T);

/// \returns whether a value of \p T can hold an address.
bool holdsPointer(clang::QualType T, const clang::ASTContext &Context,
                  unsigned Depth = 0);

} // namespace escape

#endif // ESCAPE_LIB_CAPTURE_TYPES_H
