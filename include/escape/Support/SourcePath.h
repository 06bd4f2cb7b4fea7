//===- SourcePath.h - one name for a file ---------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SUPPORT_SOURCEPATH_H
#define ESCAPE_SUPPORT_SOURCEPATH_H

#include "llvm/ADT/SmallVector.h"

namespace escape {

/// Takes `.` and `..` out of \p Path, which is absolute. Where a `..` follows a symbolic
/// link, so that leaving both out would lead elsewhere, it becomes the path that the
/// system takes.
void removeDots(llvm::SmallVectorImpl<char> &Path);

} // namespace escape

#endif // ESCAPE_SUPPORT_SOURCEPATH_H
