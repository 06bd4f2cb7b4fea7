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

void annotate(raw_ostream &OS, const Finding &F, const Paths &Show) {
  OS << "::" << Words[unsigned(F.TheSeverity)] << " ";
  if (!F.Place.File.empty())
    OS << "file=" << property(Show.show(StringRef(F.Place.File)))
       << ",line=" << F.Place.Line << ",col=" << F.Place.Column << ",";
  OS << "title=" << property(F.Check->Name) << "::" << escaped(F.Message)
     << "\n";
}

/// GitHub's paths begin where the repository does, which a step may have left.
Paths workspace() {
  std::optional<std::string> Directory =
      sys::Process::GetEnv("GITHUB_WORKSPACE");
  return Directory && !Directory->empty() ? Paths(*Directory) : Paths();
}

} // namespace

void reportGitHub(raw_ostream &OS, ArrayRef<Finding> Findings) {
  Paths Show = workspace();
  std::vector<const Finding *> Sorted = mostValuableFirst(Findings);
  stable_sort(Sorted, [](const Finding *A, const Finding *B) {
    return isWorthMore(*A, *B);
  });
  std::string Rest;
  size_t RestCount = 0;
  for (Severity S : {Severity::Error, Severity::Warning, Severity::Remark}) {
    size_t N = 0;
    for (const Finding *F : Sorted)
      if (F->TheSeverity == S && N++ < Limit)
        annotate(OS, *F, Show);
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
