//===- StableIds.h - names for what moves in a file ----------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_REPORT_STABLEIDS_H
#define ESCAPE_LIB_REPORT_STABLEIDS_H

#include "escape/Findings/StableText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/xxhash.h"

namespace escape {

/// Makes ids that do not change when lines move: from the file, the function
/// and the text, and a number where these are the same.
class StableIds {
public:
  std::string make(llvm::StringRef File, llvm::StringRef Mangled,
                   llvm::StringRef Text) {
    std::string Key =
        (File + "\n" + Mangled + "\n" + withoutPlaces(Text)).str();
    unsigned Number = Seen[Key]++;
    return llvm::utohexstr(llvm::xxh3_64bits(Key + "\n" + llvm::utostr(Number)),
                           true, 16);
  }

private:
  llvm::StringMap<unsigned> Seen;
};

} // namespace escape

#endif // ESCAPE_LIB_REPORT_STABLEIDS_H
