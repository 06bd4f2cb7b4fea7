//===- Reports.cpp - the reports of a run ---------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Reports.h"
#include "escape/Report/Report.h"
#include "escape/Support/OutputFile.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace escape {
namespace {

class Reports {
public:
  Reports(const CommandLine &CL, const RunReport &R) : CL(CL), R(R) {}

  Error write(const Output &O) const {
    return writeOutput(O.File, [&](raw_ostream &OS) { print(O, OS); });
  }

  Error writeFixes(StringRef File) const {
    return writeOutput(File,
                       [&](raw_ostream &OS) { reportFixes(OS, R.Findings); });
  }

private:
  void print(const Output &O, raw_ostream &OS) const {
    const Decisions &D = R.Answer;
    ArrayRef<Finding> Findings = R.Findings;
    const ArrayRef<VerdictChange> Changes =
        R.Changes.value_or(ArrayRef<VerdictChange>());
    bool Colours =
        O.TheFormat == Format::Text && hasColours(CL.WhenColours, OS);
    switch (O.TheFormat) {
    case Format::Text:
      if (!CL.Graph.empty()) {
        OS << R.Picture;
        return;
      }
      if (CL.Why)
        return reportStory(OS, R.Told, R.Judged, Colours);
      if (CL.DecisionLevel)
        return reportDecisions(OS, R.OnChangedLines ? *R.OnChangedLines : D,
                               CL.DecisionLevel);
      reportFindings(OS, Findings, Colours, R.Changes);
      if (!CL.Quiet)
        reportSummary(OS, Findings, D, R.Changes);
      return;
    case Format::Json:
      return reportJson(OS, Findings, D, R.Changes);
    case Format::Sarif:
      return reportSarif(OS, Findings, R.ExitStatus, Changes);
    case Format::GitHub:
      return reportGitHub(OS, Findings, Changes);
    case Format::Checkstyle:
      return reportCheckstyle(OS, Findings, Changes);
    case Format::JUnit:
      return reportJUnit(OS, Findings, R.ExitStatus, Changes);
    case Format::Html:
      return reportHtml(OS, Findings, D, R.ExitStatus, Changes);
    }
  }

  const CommandLine &CL;
  const RunReport &R;
};

} // namespace

Error writeReports(const CommandLine &CL, const RunReport &R) {
  Reports All(CL, R);
  Error Result = Error::success();
  auto Add = [&](StringRef File, Error E) {
    if (E)
      Result = joinErrors(std::move(Result),
                          createStringError("cannot write " + File + ": " +
                                            toString(std::move(E))));
  };
  for (const Output &O : CL.Outputs)
    Add(O.File == "-" ? "standard output" : O.File, All.write(O));
  if (!CL.ExportFixes.empty())
    Add(CL.ExportFixes, All.writeFixes(CL.ExportFixes));
  return Result;
}

} // namespace escape
