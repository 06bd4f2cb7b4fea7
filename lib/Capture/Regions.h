//===- Regions.h - which of OpenMP's regions are outlined --------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_CAPTURE_REGIONS_H
#define ESCAPE_LIB_CAPTURE_REGIONS_H

#include "llvm/ADT/DenseSet.h"

namespace clang {
class CapturedStmt;
class OMPExecutableDirective;
} // namespace clang

namespace escape {

/// \param Into gets the regions of \p D that are a part of the function around them, as
/// the body of a `for` without `parallel`; others are functions of their own.
void collectInlined(const clang::OMPExecutableDirective &D,
                    llvm::DenseSet<const clang::CapturedStmt *> &Into);

} // namespace escape

#endif // ESCAPE_LIB_CAPTURE_REGIONS_H
