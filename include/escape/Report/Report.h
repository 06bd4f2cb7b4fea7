//===- Report.h - what is printed ----------------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_REPORT_REPORT_H
#define ESCAPE_REPORT_REPORT_H

#include "escape/Findings/Change.h"

namespace llvm {
class raw_ostream;
}

namespace escape {

/// The name under which other programs get to see a VerdictChange: no check has
/// it, and none is about it.
constexpr const char *VerdictChangeId = "verdict-change";
constexpr const char *VerdictChangeSummary = "a verdict that is another by a change";

/// Go's lines, one for each decision. \p Level 2 adds the flow to each.
void reportDecisions(llvm::raw_ostream &OS, const Decisions &D, unsigned Level);

/// The default view: findings with a caret and the path as notes.
/// \param Colours whether to use terminal colours.
/// \param Changes when the findings are those of a change: what else it did.
void reportFindings(
    llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings, bool Colours,
    std::optional<llvm::ArrayRef<VerdictChange>> Changes = std::nullopt);

/// The line below it: how many findings and decisions there are.
void reportSummary(
    llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings, const Decisions &D,
    std::optional<llvm::ArrayRef<VerdictChange>> Changes = std::nullopt);

/// JSON, version 1 of docs/design.md.
/// \param Changes as for reportFindings; their decisions are in \p D.
void reportJson(
    llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings, const Decisions &D,
    std::optional<llvm::ArrayRef<VerdictChange>> Changes = std::nullopt);

/// The formats of other programs, as docs/formats.md has them.
/// \param ExitStatus of the run: from 2 on something was not analysed.
/// \param Changes what else the change did of which the findings are, if any.
void reportSarif(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
                 int ExitStatus, llvm::ArrayRef<VerdictChange> Changes = {});
void reportGitHub(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
                  llvm::ArrayRef<VerdictChange> Changes = {});
void reportCheckstyle(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
                      llvm::ArrayRef<VerdictChange> Changes = {});
void reportJUnit(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
                 int ExitStatus, llvm::ArrayRef<VerdictChange> Changes = {});

/// The YAML of clang-tidy's --export-fixes, which clang-apply-replacements reads.
void reportFixes(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings);

/// A page for a browser, with all decisions and the sources that they are in.
/// \param Changes as for reportSarif; their decisions are in \p D.
void reportHtml(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
                const Decisions &D, int ExitStatus,
                llvm::ArrayRef<VerdictChange> Changes = {});

/// The counts of --stats, as text.
void reportStatistics(llvm::raw_ostream &OS, const Decisions &D);

} // namespace escape

#endif // ESCAPE_REPORT_REPORT_H
