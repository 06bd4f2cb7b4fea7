//===- Demangled.h - symbols as people read them -------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SUPPORT_DEMANGLED_H
#define ESCAPE_SUPPORT_DEMANGLED_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Demangle/Demangle.h"
#include <string>

namespace escape {

/// \returns \p Name without the ABI tags that the demangler writes behind names:
/// no source has them.
inline std::string withoutAbiTags(std::string Name) {
  for (size_t At; (At = Name.find("[abi:")) != std::string::npos;) {
    size_t End = Name.find(']', At);
    Name.erase(At, End == std::string::npos ? End : End + 1 - At);
  }
  return Name;
}

/// \returns the name that the linkage name \p Symbol stands for, without tags.
inline std::string demangled(llvm::StringRef Symbol) {
  return withoutAbiTags(llvm::demangle(Symbol));
}

} // namespace escape

#endif // ESCAPE_SUPPORT_DEMANGLED_H
