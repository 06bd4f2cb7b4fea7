//===- Explain.h - the pages of the checks ----------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_TOOLS_EXPLAIN_H
#define ESCAPE_TOOLS_EXPLAIN_H

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace escape {

/// Prints the page that docs/checks has of \p Check, as it is; with \p Colours
/// with what is emphasised in bold.
/// \returns an error for a check that is not known.
llvm::Error explain(llvm::StringRef Check, bool Colours, llvm::raw_ostream &OS);

} // namespace escape

#endif // ESCAPE_TOOLS_EXPLAIN_H
