//===- CheckPages.h - the pages of the checks ----------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_REPORT_CHECKPAGES_H
#define ESCAPE_REPORT_CHECKPAGES_H

#include "llvm/ADT/StringRef.h"

namespace escape {

/// \returns the page that docs/checks has of \p Check, in Markdown; empty when
/// there is no such check.
llvm::StringRef pageOf(llvm::StringRef Check);

} // namespace escape

#endif // ESCAPE_REPORT_CHECKPAGES_H
