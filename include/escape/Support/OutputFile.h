//===- OutputFile.h - files that are written for users -------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SUPPORT_OUTPUTFILE_H
#define ESCAPE_SUPPORT_OUTPUTFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace llvm {
class raw_ostream;
}

namespace escape {

/// Writes what \p Print prints to the file at \p Path; "-" is standard output.
/// A regular file is written under another name first, so that it is either the
/// old one or the whole new one. A link is followed and stays. A pipe or a device
/// is written to as it is.
llvm::Error writeOutput(llvm::StringRef Path,
                        llvm::function_ref<void(llvm::raw_ostream &)> Print);

/// Writes what \p Print prints to \p Path, a regular file or none, as writeOutput.
llvm::Error replaceFile(llvm::StringRef Path,
                        llvm::function_ref<void(llvm::raw_ostream &)> Print);

/// \returns why writeOutput could not write to \p Path, as far as can be told
/// before.
std::error_code whyNotWritable(llvm::StringRef Path);

} // namespace escape

#endif // ESCAPE_SUPPORT_OUTPUTFILE_H
