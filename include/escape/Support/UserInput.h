//===- UserInput.h - what users give, and are told -----------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SUPPORT_USERINPUT_H
#define ESCAPE_SUPPORT_USERINPUT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace escape {

/// Reads a text file. The error is a sentence that names it.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
readTextFile(llvm::StringRef Path);

/// \returns what to say behind a name that is not known: "; did you mean 'x'?",
/// or nothing when no known one is at most \p MaxDistance edits away.
std::string didYouMean(llvm::StringRef Given, llvm::ArrayRef<llvm::StringRef> Known,
                       unsigned MaxDistance);

/// \returns "3 files" or "1 file" for the word "file".
std::string counted(size_t N, llvm::StringRef What);

} // namespace escape

#endif // ESCAPE_SUPPORT_USERINPUT_H
