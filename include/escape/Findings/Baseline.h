//===- Baseline.h - findings that are known ------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_FINDINGS_BASELINE_H
#define ESCAPE_FINDINGS_BASELINE_H

#include "escape/Findings/Checks.h"
#include <map>

namespace escape {

/// The findings that a project lives with. Its file has a line for each, sorted:
/// the check, the file, the function, and what it is about, with tabs between
/// them. Lines of the source do not count, so that they may move; of findings
/// that are told apart by nothing else there are as many lines.
class Baseline {
public:
  /// Reads the file at \p Path. Names of files in it are relative to where it is.
  /// Lines of a check that there is not are left out: warning() tells of them.
  static llvm::Expected<Baseline> read(llvm::StringRef Path);
  /// The same, when the file has \p Text, with a null byte behind it.
  static llvm::Expected<Baseline> parse(llvm::StringRef Text, llvm::StringRef Path);

  /// \returns what is odd, but no error, in what was read; or nothing.
  llvm::StringRef warning() const { return Warning; }

  /// \returns the text of a file at \p Path that has \p Findings.
  static std::string text(llvm::ArrayRef<Finding> Findings, llvm::StringRef Path);

  /// Takes what is known out of \p Findings. \returns how many that were.
  size_t subtract(std::vector<Finding> &Findings);

  /// What was never subtracted.
  struct Left {
    size_t Fixed = 0;     ///< was looked for, and is not there
    size_t NotSought = 0; ///< may be there
  };
  /// \param Files that were analysed, absolute paths
  /// \param IsSought whether all findings of a check in one of them are known
  Left left(llvm::ArrayRef<llvm::StringRef> Files,
            llvm::function_ref<bool(llvm::StringRef Check, llvm::StringRef File)>
                IsSought) const;

private:
  std::string Path, Warning;
  std::map<std::string, size_t> Entries; ///< how often each is left
};

} // namespace escape

#endif // ESCAPE_FINDINGS_BASELINE_H
