//===- CheckGlobs.h - which checks a user means --------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_FINDINGS_CHECKGLOBS_H
#define ESCAPE_FINDINGS_CHECKGLOBS_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"
#include <memory>
#include <string>
#include <vector>

namespace escape {

/// A list of names and globs between commas, as clang-tidy's -checks= takes it:
/// one that begins with a minus takes away, and the last that matches counts.
class CheckGlobs {
public:
  /// Becomes what a user gave to select checks: each part has to match one.
  llvm::Error read(llvm::StringRef List);
  /// Reads what stands in a comment, where other tools are spoken to as well:
  /// what is no glob matches nothing.
  static CheckGlobs parseComment(llvm::StringRef List);

  bool match(llvm::StringRef Check) const;

  /// \returns whether no check matches although -* does not say so: a list that
  /// only takes away, which does nothing where there was nothing.
  bool isEmptyByMistake() const;

  /// \returns the parts of a list that are not empty, each with its minus.
  static llvm::SmallVector<llvm::StringRef> parts(llvm::StringRef List);

private:
  struct Glob {
    bool IsPositive;
    std::shared_ptr<const std::string> Text; ///< which the pattern refers to
    llvm::GlobPattern Pattern;
  };
  llvm::Error add(llvm::StringRef Part);

  std::vector<Glob> Globs;
};

/// What of the findings makes a run fail, beside errors.
struct Gate {
  bool OnKnown = false; ///< also those that the baseline has
  CheckGlobs Checks;

  /// Reads globs, among which new and any mean all checks, any also OnKnown.
  /// \returns an error for a list without any, and for one that leaves no check
  /// and does not say -*.
  llvm::Error read(llvm::StringRef List);
};

} // namespace escape

#endif // ESCAPE_FINDINGS_CHECKGLOBS_H
