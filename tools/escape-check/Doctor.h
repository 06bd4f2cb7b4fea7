//===- Doctor.h - is all in place that a run needs --------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_TOOLS_DOCTOR_H
#define ESCAPE_TOOLS_DOCTOR_H

#include "OptionTable.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/raw_ostream.h"

namespace escape {

/// Looks at all that a run with \p Args needs, and prints a line for each: ok,
/// warning or error, what was found, and what to do. Changes nothing.
/// \param Program the path of this program
/// \returns whether there was no error.
bool examine(const OptionTable &Table, const llvm::opt::InputArgList &Args,
             llvm::StringRef Program, llvm::raw_ostream &OS);

} // namespace escape

#endif // ESCAPE_TOOLS_DOCTOR_H
