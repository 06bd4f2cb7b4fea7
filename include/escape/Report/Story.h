//===- Story.h - all that is known of one place --------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_REPORT_STORY_H
#define ESCAPE_REPORT_STORY_H

#include "escape/Findings/Checks.h"
#include <variant>

namespace llvm {
class raw_ostream;
}

namespace escape {

/// A place as a user names it: FILE:LINE or FILE:LINE:COLUMN.
struct PlaceName {
  std::string File; ///< as it was given
  unsigned Line = 0;
  unsigned Column = 0; ///< 0 means the whole line

  /// \returns an error for a text that has another form.
  static llvm::Expected<PlaceName> read(llvm::StringRef Text);
};

/// One decision of any kind, into the Decisions.
using AnyDecision =
    std::variant<const AllocationDecision *, const VariableDecision *,
                 const ParameterDecision *, const FrameDecision *,
                 const TemporaryDecision *, const WarningDecision *,
                 const AllocatingDecision *>;

/// Finds what is decided at \p Place.
/// \param Files that were analysed, as absolute paths: \p Place may name one by
///        the end of its path, when no other ends so.
/// \returns an error that says what is there instead when there is nothing.
llvm::Expected<std::vector<AnyDecision>>
decisionsAt(const PlaceName &Place, const Decisions &D,
            llvm::ArrayRef<llvm::StringRef> Files);

/// A finding, and whether the user gets to see it.
struct JudgedFinding {
  Finding TheFinding;
  std::string Status; ///< reported, or why it is not
};

/// Prints all that is known of \p Told: verdict, lifetime, the path with its
/// lines of the source, what would have to change, and the findings on it.
/// \param Findings all of the run, also those that are not reported.
void reportStory(llvm::raw_ostream &OS, llvm::ArrayRef<AnyDecision> Told,
                 llvm::ArrayRef<JudgedFinding> Findings, bool Colours);

} // namespace escape

#endif // ESCAPE_REPORT_STORY_H
