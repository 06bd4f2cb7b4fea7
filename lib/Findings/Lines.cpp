//===- Lines.cpp - decisions in Go's words --------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Lines.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace escape {
namespace {

std::string parameterText(const ParameterDecision &P,
                          SmallVectorImpl<std::string> &More) {
  if (P.Leaks)
    return "leaking param: " + P.Name;
  std::string Result;
  if (P.ResultLevel >= 0)
    More.push_back("leaking param: " + P.Name +
                   " to result ~r0 level=" + itostr(P.ResultLevel));
  if (P.LeaksContent)
    More.push_back("leaking param content: " + P.Name);
  if (More.empty())
    return P.Name + " does not escape";
  Result = More.front();
  More.erase(More.begin());
  return Result;
}

} // namespace

std::vector<DecisionLine> lines(const Decisions &D) {
  std::vector<DecisionLine> Result;
  for (const AllocationDecision &A : D.Allocations)
    Result.push_back({&A,
                      A.Text + (A.Escapes ? " escapes to heap"
                                          : " does not escape"),
                      A.Text,
                      !A.Escapes                          ? ""
                      : A.TheVerdict == Verdict::Caller ? "caller"
                                                          : "heap"});
  for (const VariableDecision &V : D.Variables) {
    std::string Text;
    if (V.TheVerdict == Verdict::MovedToHeap)
      Text = "moved to heap: " + V.Name;
    else if (V.TheVerdict == Verdict::Oversized)
      Text = V.Name + " is too large for the stack (" +
             (V.Size ? itostr(*V.Size) : "?") + " bytes)";
    else
      Text = V.Name + " does not escape";
    Result.push_back({&V, Text, "&" + V.Name,
                      V.TheVerdict == Verdict::Stack ? "" : "heap"});
  }
  for (const ParameterDecision &P : D.Parameters) {
    SmallVector<std::string, 2> More;
    std::string Text = parameterText(P, More);
    bool Stays = !P.Leaks && !P.LeaksContent && P.ResultLevel < 0;
    Result.push_back({&P, Text, P.Name, Stays ? "" : "heap"});
    for (std::string &Extra : More)
      Result.push_back({&P, std::move(Extra), P.Name, "heap"});
  }
  stable_sort(Result, [](const DecisionLine &A, const DecisionLine &B) {
    return A.Of->Place < B.Of->Place;
  });
  return Result;
}

} // namespace escape
