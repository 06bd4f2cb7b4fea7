//===- Lines.cpp - decisions in Go's words --------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Lines.h"
#include "escape/Findings/Checks.h"
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

std::string verdictInWords(const AllocationDecision &A) {
  switch (A.TheVerdict) {
  case Verdict::Stack:
    return fixFor(A) == "stack" ? "does not escape: it can live on the stack"
                                : "does not escape";
  case Verdict::Arena:
    return std::string("does not escape, but ") +
           (is_contained(A.Reasons, "loop") ? "several can be alive at once"
                                            : "its size is not fixed") +
           ": an arena could hold it";
  case Verdict::Caller:
    return "handed to the caller, and decided again at each call";
  default:
    if (A.Lives < Region::Caller && is_contained(A.Reasons, "oversized"))
      return "too large for the stack";
    if (is_contained(A.Reasons, "freed-elsewhere"))
      return "escapes to heap: who frees it needs it from there";
    return "escapes to heap";
  }
}

std::string verdictInWords(const VariableDecision &V) {
  if (V.TheVerdict == Verdict::Oversized)
    return "too large for the stack";
  if (V.TheVerdict != Verdict::MovedToHeap)
    return "does not escape: no copy of its address survives the call";
  return "moved to heap: its address outlives the function" +
         (V.Dangles.empty() ? "" : ", and dangles: " + V.Dangles);
}

std::string verdictInWords(const ParameterDecision &P) {
  std::vector<std::string> All;
  if (P.Leaks)
    All.push_back("the pointer outlives the call");
  if (P.LeaksContent && !P.Leaks)
    All.push_back("a pointer found behind it outlives the call, not itself");
  if (P.ResultLevel == 0)
    All.push_back("the result may be it");
  if (P.ResultLevel > 0)
    All.push_back("the result may be it, dereferenced " + itostr(P.ResultLevel) +
                  " time" + (P.ResultLevel == 1 ? "" : "s"));
  return All.empty() ? "does not escape: nothing keeps the pointer"
                     : join(All, "; ");
}

} // namespace escape
