//===- ChangeTest.cpp - what a change did to verdicts ----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Change.h"
#include <gtest/gtest.h>

using namespace escape;

namespace {

ChangedLines someLines() {
  ChangedLines Lines;
  // Line 3 became 3 and 4; lines 10 and 11 are gone; 21 is new.
  Lines.add("/a.cpp", "/old.cpp", {{3, 1, 3, 2}, {10, 2, 11, 0}, {21, 0, 20, 1}});
  return Lines;
}

unsigned before(unsigned Line) {
  auto P = someLines().before({"/a.cpp", Line, 5});
  if (!P)
    return 0;
  EXPECT_EQ(P->File.str(), "/old.cpp");
  EXPECT_EQ(P->Column, 5u);
  return P->Line;
}

// Catches a line that is taken for another one, one off at the end of an edit.
TEST(ChangedLines, LineBefore) {
  EXPECT_EQ(before(2), 2u);
  EXPECT_EQ(before(3), 0u);
  EXPECT_EQ(before(4), 0u);
  EXPECT_EQ(before(5), 4u);
  EXPECT_EQ(before(10), 9u);
  EXPECT_EQ(before(11), 12u);
  EXPECT_EQ(before(19), 20u);
  EXPECT_EQ(before(20), 0u);
  EXPECT_EQ(before(21), 21u);
}

// Catches a change that touches files that it does not name.
TEST(ChangedLines, OtherFilesStay) {
  EXPECT_EQ(someLines().before({"/b.cpp", 3, 1}), SourcePlace("/b.cpp", 3, 1));
}

VariableDecision variable(unsigned Line, Verdict V) {
  VariableDecision D;
  D.Place = {"/a.cpp", Line, 7};
  D.Name = "x";
  D.Function = "f";
  D.TheVerdict = V;
  return D;
}

// Catches a verdict that is compared with that of another line, and a file that
// is not found again under its new name.
TEST(Change, WorseAndBetter) {
  Decisions Old, New;
  Old.Variables = {variable(4, Verdict::Stack), variable(9, Verdict::MovedToHeap),
                   variable(12, Verdict::Stack)};
  New.Variables = {variable(4, Verdict::MovedToHeap), // on a changed line
                   variable(5, Verdict::MovedToHeap), variable(10, Verdict::Stack),
                   variable(11, Verdict::Stack)};
  std::vector<VerdictChange> Changes = compare(Old, New, someLines());
  ASSERT_EQ(Changes.size(), 2u);
  EXPECT_EQ(Changes[0].Of, &New.Variables[1]);
  EXPECT_EQ(Changes[0].TheTurn, Turn::Worse);
  EXPECT_EQ(Changes[0].Was, "stack");
  EXPECT_EQ(Changes[0].Now, "moved-to-heap");
  EXPECT_EQ(Changes[0].Kind, "variable");
  EXPECT_EQ(Changes[0].Message,
            "'x' of 'f': worse by the change: was: does not escape: no copy of its "
            "address survives the call; now: moved to heap: its address outlives "
            "the function");
  EXPECT_EQ(Changes[1].Of, &New.Variables[2]);
  EXPECT_EQ(Changes[1].TheTurn, Turn::Better);
}

// Catches a verdict that is called better though it was bad only because the
// analysis gave up.
TEST(Change, NotBetterThanUnknown) {
  for (const char *Reason : {"bound", "recursion"}) {
    Decisions Old, New;
    Old.Variables = {variable(9, Verdict::MovedToHeap),
                     variable(12, Verdict::Stack)};
    Old.Variables[0].Reasons = {"global", Reason};
    New.Variables = {variable(10, Verdict::Stack),
                     variable(11, Verdict::MovedToHeap)};
    New.Variables[1].Reasons = {Reason};
    std::vector<VerdictChange> Changes = compare(Old, New, someLines());
    ASSERT_EQ(Changes.size(), 2u);
    EXPECT_EQ(Changes[0].TheTurn, Turn::Unsure);
    EXPECT_EQ(Changes[0].Message,
              "'x' of 'f': another answer, for the analysis gave up on it before "
              "the change: was: moved to heap: its address outlives the function; "
              "now: does not escape: no copy of its address survives the call");
    EXPECT_EQ(Changes[1].TheTurn, Turn::Worse); // what was proven is not now
  }
}

// Catches a parameter whose leak got worse in a way that is no longer seen.
TEST(Change, Parameters) {
  ParameterDecision P;
  P.Place = {"/b.cpp", 1, 1};
  P.Name = "p";
  auto Compare = [&](ParameterDecision A, ParameterDecision B) {
    Decisions Old, New;
    Old.Parameters = {A};
    New.Parameters = {B};
    auto Changes = compare(Old, New, ChangedLines());
    return Changes.empty() ? 0 : Changes[0].TheTurn == Turn::Worse ? 1 : -1;
  };
  ParameterDecision Result0 = P, Result1 = P, Content = P, Leaks = P, Both = P;
  Result0.ResultLevel = 0;
  Result1.ResultLevel = 1;
  Content.LeaksContent = Both.LeaksContent = true;
  Both.ResultLevel = 2;
  Leaks.Leaks = true;
  EXPECT_EQ(Compare(P, P), 0);
  EXPECT_EQ(Compare(P, Result1), 1);
  EXPECT_EQ(Compare(Result1, Result0), 1);
  EXPECT_EQ(Compare(Result0, Content), 1);
  EXPECT_EQ(Compare(Content, Both), 1);
  EXPECT_EQ(Compare(Leaks, Both), -1);
  Decisions Old, New;
  Old.Parameters = {Leaks, P, Result1};
  New.Parameters = {Both, Result0, P};
  for (unsigned I = 0; I < 3; ++I)
    Old.Parameters[I].Place.Line = New.Parameters[I].Place.Line = I + 1;
  auto Changes = compare(Old, New, ChangedLines());
  ASSERT_EQ(Changes.size(), 3u);
  EXPECT_EQ(Changes[0].Was + "; " + Changes[0].Now, "heap; content, result level=2");
  EXPECT_EQ(Changes[1].Was + "; " + Changes[1].Now, "none; result level=0");
  EXPECT_EQ(Changes[2].Was + "; " + Changes[2].Now, "result level=1; none");
}

Finding finding(unsigned Line) {
  Finding F;
  F.Check = &allChecks().front();
  F.Place = {"/a.cpp", Line, 1};
  F.Subject = "x";
  return F;
}

// Catches a finding that only moved and is told of, and one that is new on a line
// that did not change and is not.
TEST(Change, Findings) {
  std::vector<Finding> Old = {finding(9), finding(3)};
  std::vector<Finding> New = {finding(3), finding(5), finding(10)};
  auto Known = New, Unknown = New;
  keepOfChange(Known, &Old, someLines());
  ASSERT_EQ(Known.size(), 2u);
  EXPECT_EQ(Known[0].Place.Line, 3u);
  EXPECT_EQ(Known[1].Place.Line, 5u);
  keepOfChange(Unknown, nullptr, someLines());
  ASSERT_EQ(Unknown.size(), 1u);
}

} // namespace
