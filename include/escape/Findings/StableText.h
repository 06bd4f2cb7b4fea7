//===- StableText.h - text that stays when lines move --------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_FINDINGS_STABLETEXT_H
#define ESCAPE_FINDINGS_STABLETEXT_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace escape {

/// \returns \p Text without the places by which Clang tells types that have no
/// name: (lambda) for (lambda at a.cpp:1:2).
std::string withoutPlaces(llvm::StringRef Text);

} // namespace escape

#endif // ESCAPE_FINDINGS_STABLETEXT_H
