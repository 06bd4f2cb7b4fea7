//===- StableIds.h - names for what moves in a file ----------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_REPORT_STABLEIDS_H
#define ESCAPE_LIB_REPORT_STABLEIDS_H

#include "escape/Findings/Change.h"
#include "escape/Findings/StableText.h"
#include "llvm/ADT/STLExtras.h"
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

/// Ids of findings, which do not depend on where the sources are checked out
/// either, if the names of files do not: SARIF's fingerprints.
class FindingIds {
public:
  std::string make(const Finding &F, llvm::StringRef File) {
    std::string Of;
    if (F.Allocation)
      Of = F.Allocation->Kind + F.Allocation->Text;
    else if (F.Variable)
      Of = "var " + F.Variable->Name;
    else // digits are sizes and lines
      llvm::copy_if(F.Message, std::back_inserter(Of),
                    [](char C) { return !llvm::isDigit(C); });
    return TheIds.make(File, F.Mangled, (F.Check->Name + "\n" + Of).str());
  }

private:
  StableIds TheIds;
};

/// The same of what a change did to verdicts.
class ChangeIds {
public:
  std::string make(const VerdictChange &C, llvm::StringRef File) {
    return TheIds.make(File, C.Of->Mangled,
                       (C.Kind + "\n" + C.Subject + "\n" + C.Now).str());
  }

private:
  StableIds TheIds;
};

} // namespace escape

#endif // ESCAPE_LIB_REPORT_STABLEIDS_H
