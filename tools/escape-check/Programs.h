//===- Programs.h - other programs that are run --------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_TOOLS_PROGRAMS_H
#define ESCAPE_TOOLS_PROGRAMS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace escape {

/// Runs \p Name, which is looked for on the PATH.
/// \param Input what it reads from standard input
/// \param Seconds that it may take; 0 means any number
/// \returns what it prints, or the first line of what it complains of.
llvm::Expected<std::string> runProgram(llvm::StringRef Name,
                                       llvm::ArrayRef<llvm::StringRef> Arguments,
                                       llvm::StringRef Input = "",
                                       unsigned Seconds = 0);

} // namespace escape

#endif // ESCAPE_TOOLS_PROGRAMS_H
