//===- StableIds.h - names for what moves in a file ----------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_REPORT_STABLEIDS_H
#define ESCAPE_LIB_REPORT_STABLEIDS_H

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Regex.h"
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
  /// Types without a name are told by where they are: (lambda at a.cpp:1:2).
  std::string withoutPlaces(llvm::StringRef Text) {
    std::string Result;
    for (size_t At; (At = Text.find(" at ")) != llvm::StringRef::npos;) {
      llvm::SmallVector<llvm::StringRef, 1> Match;
      llvm::StringRef Rest = Text.drop_front(At);
      bool IsPlace = Place.match(Rest, &Match);
      Result += Text.take_front(IsPlace ? At : At + 1);
      Text = Rest.drop_front(IsPlace ? Match[0].size() - 1 : 1);
    }
    return Result + Text.str();
  }

  llvm::Regex Place{"^ at [^()]*:[0-9]+:[0-9]+\\)"};
  llvm::StringMap<unsigned> Seen;
};

} // namespace escape

#endif // ESCAPE_LIB_REPORT_STABLEIDS_H
