//===- Checks.h - what a person should act on ----------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_FINDINGS_CHECKS_H
#define ESCAPE_FINDINGS_CHECKS_H

#include "escape/Findings/CheckGlobs.h"
#include "escape/Findings/Decisions.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace escape {

enum class Severity : uint8_t { Remark, Warning, Error };
/// \returns the word that diagnostics begin with.
llvm::StringRef severityName(Severity S);

/// \returns \p Way as notes below a line about \p At: what begins there is told by
/// that line, and a single word is made a sentence.
std::vector<WhyStep> asNotes(std::vector<WhyStep> Way, const SourcePlace &At);

/// One entry of the table of checks.
struct CheckInfo {
  llvm::StringLiteral Name;
  Severity TheSeverity;
  llvm::StringLiteral Summary; ///< one sentence
};
llvm::ArrayRef<CheckInfo> allChecks();

/// \returns what to say behind a name that no check has: "; did you mean
/// 'leak'?", or nothing when none is at most \p MaxDistance edits away.
std::string nearestCheck(llvm::StringRef Name, unsigned MaxDistance = 3);

/// The checks that are on unless a user says otherwise, whose list is put behind.
inline constexpr llvm::StringLiteral DefaultChecks = "*,-annotate-*,-unused-suppression";

/// A change of a source file.
struct Replacement {
  SourcePlace Place;   ///< where it begins
  uint32_t Offset = 0; ///< the same, in bytes from the beginning of the file
  uint32_t Length = 0; ///< of what is taken away, in bytes
  std::string Text;    ///< what comes in its place
};

struct Finding {
  const CheckInfo *Check;
  Severity TheSeverity;
  SourcePlace Place;
  std::string Function;
  std::string Mangled;
  std::string Subject; ///< what of the function it is about, without numbers
  std::string Message;
  std::vector<WhyStep> Why;
  bool IsWay = true; ///< whether one of Why follows on the other
  std::vector<std::string> Reasons;
  std::vector<Replacement> Fix; ///< what mends it, all together; often nothing
  // What it is about, in the Decisions: null for a comment in the source.
  const Decision *Of = nullptr;
  const AllocationDecision *Allocation = nullptr; ///< the same, if it is one
  const VariableDecision *Variable = nullptr;     ///< the same, if it is one
};

/// What the user asked for.
struct FindingOptions {
  CheckGlobs Checks = CheckGlobs::parseComment(DefaultChecks); ///< to report on
  CheckGlobs Remarks;  ///< those whose findings are only remarks
  CheckGlobs Warnings; ///< those whose findings are warnings, whatever they were
  CheckGlobs Errors; ///< those whose findings are errors
  /// Whether the decisions are of one file of many: then only what no other file
  /// can settle is a broken contract, and no suppression is known to be unused.
  bool OneFile = false;
};

/// What of \p D a person should act on, sorted by place, without what a comment
/// suppresses. The findings refer to \p D.
std::vector<Finding> findings(const Decisions &D,
                              const FindingOptions &Options = {});
/// The same, with options for each file, of which OneFile does not count.
std::vector<Finding>
findings(const Decisions &D,
         llvm::function_ref<const FindingOptions &(llvm::StringRef File)>
             OptionsFor,
         bool OneFile = false);

/// \returns whether \p A is worth more to a person than \p B, wherever they are:
/// errors come first, and bugs before what could be better.
bool isWorthMore(const Finding &A, const Finding &B);
/// \returns \p Findings, which are sorted by place, with those of each file in
/// the order of their worth.
std::vector<const Finding *>
mostValuableFirst(llvm::ArrayRef<Finding> Findings);

/// \returns the comment that suppresses \p F, or null.
const SuppressionFact *suppressionOf(const Finding &F, const Decisions &D);

/// \returns a finding of \p Check on \p D, with the reasons and the path of that,
/// and no message yet.
Finding startFinding(llvm::StringRef Check, const Decision &D);

/// Adds what the declarations of functions could say to their callers, where the
/// decisions have what is needed for it.
void findAnnotations(const Decisions &D, std::vector<Finding> &Into);

/// What a fix would make of the allocation: stack, arena, value or none.
llvm::StringRef fixFor(const AllocationDecision &A);

} // namespace escape

#endif // ESCAPE_FINDINGS_CHECKS_H
