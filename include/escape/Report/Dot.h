//===- Dot.h - pictures for graphviz -------------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_REPORT_DOT_H
#define ESCAPE_REPORT_DOT_H

#include "escape/Findings/Picture.h"

namespace llvm {
class raw_ostream;
}

namespace escape {

/// Prints \p P in the language of graphviz: regions are boxes with objects in
/// them, an arrow leads from what holds an address to what it is the address of.
void reportDot(llvm::raw_ostream &OS, const Picture &P);

} // namespace escape

#endif // ESCAPE_REPORT_DOT_H
