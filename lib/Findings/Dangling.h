//===- Dangling.h - addresses that are ground for a warning -----*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_FINDINGS_DANGLING_H
#define ESCAPE_LIB_FINDINGS_DANGLING_H

#include "escape/Capture/SourceFacts.h"
#include "escape/Solve/Fate.h"

namespace escape {

/// How the address of a local is still there when the local is gone.
struct DanglingWay {
  std::string How; ///< it is returned, it stays in …
  std::vector<FlowStep> Path;
};

/// Most objects that do not provably stay do stay: only what looks certain is
/// ground for a warning.
class DanglingWays {
public:
  DanglingWays(const ModuleGraph &M, const SourceFacts &Facts)
      : M(M), Facts(Facts) {}

  /// \param Class the class of \p Local, qualified, or empty.
  std::optional<DanglingWay> find(const ObjectFate &Local, llvm::StringRef Class,
                                  const FunctionGraph &G) const;

  /// \returns whether something else may have been made of the object on the
  /// way: by a library, or by a function that returns another object.
  bool leadsThroughMaker(llvm::ArrayRef<FlowStep> Path) const;

private:
  const CalleeFact *callee(const FlowStep &Step) const {
    return Facts.callee(M.name(Step.Label));
  }
  bool leadsThroughCopy(llvm::ArrayRef<FlowStep> Path,
                        llvm::StringRef Class) const;

  const ModuleGraph &M;
  const SourceFacts &Facts;
};

/// \returns what a local without a declaration is, going by its name in the IR:
/// a temporary, a compound literal; empty when that is nobody's business.
llvm::StringRef kindOfTemporary(llvm::StringRef Alloca);

} // namespace escape

#endif // ESCAPE_LIB_FINDINGS_DANGLING_H
