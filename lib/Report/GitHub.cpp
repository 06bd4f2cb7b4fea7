//===- GitHub.cpp - workflow commands of GitHub Actions -------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Sources.h"
#include "escape/Report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace escape {
namespace {

/// How many annotations of one kind GitHub takes from a step.
constexpr size_t Limit = 10;

constexpr StringLiteral Words[] = {"notice", "warning", "error"};

/// \param Also what has a meaning where the text stands
std::string escaped(StringRef Text, StringRef Also = "") {
  std::string Result;
  for (char C : Text)
    if (StringRef("%\r\n").contains(C) || Also.contains(C))
      Result += "%" + toHex(StringRef(&C, 1));
    else
      Result += C;
  return Result;
}

std::string property(StringRef Text) { return escaped(Text, ":,"); }

struct Annotation {
  Severity Level;
  SourcePlace Place;
  StringRef Title, Message;
};

void annotate(raw_ostream &OS, const Annotation &A, const Paths &Show) {
  OS << "::" << Words[unsigned(A.Level)] << " ";
  if (!A.Place.File.empty())
    OS << "file=" << property(Show.show(StringRef(A.Place.File)))
       << ",line=" << A.Place.Line << ",col=" << A.Place.Column << ",";
  OS << "title=" << property(A.Title) << "::" << escaped(A.Message) << "\n";
}

/// \returns all, most valuable first: what got worse elsewhere comes behind the
/// findings, and what did not last.
std::vector<Annotation> annotations(ArrayRef<Finding> Findings,
                                    ArrayRef<VerdictChange> Changes) {
  std::vector<const Finding *> Sorted = mostValuableFirst(Findings);
  stable_sort(Sorted, [](const Finding *A, const Finding *B) {
    return isWorthMore(*A, *B);
  });
  std::vector<Annotation> Result;
  for (const Finding *F : Sorted)
    Result.push_back({F->TheSeverity, F->Place, F->Check->Name, F->Message});
  for (Turn T : {Turn::Worse, Turn::Better, Turn::Unsure})
    for (const VerdictChange &C : Changes)
      if (C.TheTurn == T)
        Result.push_back(
            {Severity::Remark, C.Of->Place, VerdictChangeId, C.Message});
  return Result;
}

/// GitHub's paths begin where the repository does, which a step may have left.
Paths workspace() {
  std::optional<std::string> Directory =
      sys::Process::GetEnv("GITHUB_WORKSPACE");
  return Directory && !Directory->empty() ? Paths(*Directory) : Paths();
}

} // namespace

void reportGitHub(raw_ostream &OS, ArrayRef<Finding> Findings,
                  ArrayRef<VerdictChange> Changes) {
  Paths Show = workspace();
  const std::vector<Annotation> All = annotations(Findings, Changes);
  std::string Rest;
  size_t RestCount = 0;
  for (Severity S : {Severity::Error, Severity::Warning, Severity::Remark}) {
    size_t N = 0;
    for (const Annotation &A : All)
      if (A.Level == S && N++ < Limit)
        annotate(OS, A, Show);
    if (N <= Limit)
      continue;
    RestCount += N - Limit;
    Rest += (Rest.empty() ? "" : ", ") + utostr(N - Limit) + " " +
            Words[unsigned(S)].str() + (N - Limit == 1 ? "" : "s");
  }
  if (RestCount)
    OS << RestCount << " more not shown (" << Rest << "): GitHub takes "
       << Limit << " of each kind from a step\n";
}

} // namespace escape
