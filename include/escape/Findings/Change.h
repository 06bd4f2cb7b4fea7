//===- Change.h - what a change of the source did ------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// A place on a line that a change left alone is the same before and after it,
// under another number. So what was decided there can be compared.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_FINDINGS_CHANGE_H
#define ESCAPE_FINDINGS_CHANGE_H

#include "escape/Findings/Checks.h"
#include "llvm/ADT/StringMap.h"

namespace escape {

/// Which lines of which files are changed, and where the others were before.
class ChangedLines {
public:
  /// Lines that were replaced by others; either may be none.
  struct Edit {
    unsigned OldBegin, NumOld; ///< the first line that is not as before
    unsigned NewBegin, NumNew;
  };
  /// \param File its absolute path, and \p OldFile that before the change.
  /// \param Edits sorted; a file that is new is one that has only new lines.
  void add(llvm::StringRef File, llvm::StringRef OldFile,
           std::vector<Edit> Edits);

  bool isChanged(const SourcePlace &P) const { return !before(P); }
  /// \returns where \p P, a place after the change, was before it; nothing for
  /// one on a changed line.
  std::optional<SourcePlace> before(const SourcePlace &P) const;
  /// \returns \p P, a place before the change, with the old name of its file,
  /// which is there under its new name as well.
  SourcePlace withOldName(SourcePlace P) const;

private:
  struct File {
    SharedText OldFile;
    std::vector<Edit> Edits;
  };
  llvm::StringMap<File> Files;
};

/// What a change did to a verdict.
enum class Turn : uint8_t {
  Worse,
  Better,
  Unsure ///< before, the analysis gave up: nobody knows what was true
};
llvm::StringRef turnName(Turn T);

/// A verdict on an unchanged line that is not the one that it was.
struct VerdictChange {
  const Decision *Of = nullptr; ///< as it is now
  Turn TheTurn = Turn::Worse;
  std::string Message;
  llvm::StringRef Kind; ///< allocation, variable or parameter
  std::string Subject;  ///< the expression or name
  std::string Was, Now; ///< verdicts, as JSON has them
  std::vector<WhyStep> Why; ///< of what got worse: the way, as notes
};

/// \returns what is another from \p Before to \p After on unchanged lines, sorted
/// by place.
std::vector<VerdictChange> compare(const Decisions &Before,
                                   const Decisions &After,
                                   const ChangedLines &Lines);

/// Removes from \p Findings what is neither on a changed line nor missing in
/// \p Before, the findings before the change.
/// \param Before null when they are not known: then only changed lines count.
void keepOfChange(std::vector<Finding> &Findings,
                  const std::vector<Finding> *Before, const ChangedLines &Lines);

} // namespace escape

#endif // ESCAPE_FINDINGS_CHANGE_H
