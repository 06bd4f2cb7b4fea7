//===- DecisionsTest.cpp - merging the decisions of many units ------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Checks.h"
#include <gtest/gtest.h>

using namespace escape;

namespace {

AllocationDecision allocation(unsigned Line, Verdict V, const char *Mangled) {
  AllocationDecision A;
  A.Place = {"h.h", Line, 1};
  A.Kind = "new";
  A.Text = "new T";
  A.Mangled = Mangled;
  A.TheVerdict = V;
  A.Escapes = V >= Verdict::Caller;
  A.Direct = true;
  return A;
}

Decisions unit(std::vector<AllocationDecision> Allocations) {
  Decisions D;
  D.Allocations = std::move(Allocations);
  D.Stats.Units = 1;
  return D;
}

// Catches: a report that depends on which unit was done first, or that shows
// the better of two answers.
TEST(Merge, TakesTheWorstWhateverTheOrder) {
  auto A = unit({allocation(3, Verdict::Stack, "f<int>")});
  auto B = unit({allocation(3, Verdict::Heap, "f<char>"),
                 allocation(1, Verdict::Stack, "g")});
  for (auto Units : {std::vector{A, B}, std::vector{B, A}}) {
    Decisions D = merge(Units);
    ASSERT_EQ(D.Allocations.size(), 2u);
    EXPECT_EQ(D.Allocations[0].Place.Line, 1u);
    EXPECT_EQ(D.Allocations[1].TheVerdict, Verdict::Heap);
    EXPECT_EQ(D.Allocations[1].Instances, 2u);
    EXPECT_EQ(D.Stats.Units, 2u);
  }
}

// Catches: a header's function counted once for each unit that includes it.
TEST(Merge, OneFunctionIsOneInstance) {
  auto A = unit({allocation(3, Verdict::Stack, "f")});
  EXPECT_EQ(merge({A, A, A}).Allocations.at(0).Instances, 1u);
}

// Catches: an allocation that escapes and is advised to be put on the stack.
TEST(Findings, OnlyWhatStays) {
  Decisions D = unit({allocation(1, Verdict::Stack, "f"),
                      allocation(2, Verdict::Heap, "f"),
                      allocation(3, Verdict::Caller, "f")});
  std::vector<Finding> F = findings(D);
  ASSERT_EQ(F.size(), 1u);
  EXPECT_EQ(F[0].Check->Name, "heap-to-stack");
  EXPECT_EQ(F[0].Place.Line, 1u);
}

} // namespace
