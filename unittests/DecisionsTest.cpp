//===- DecisionsTest.cpp - fates become decisions -------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "HandMade.h"
#include "escape/Findings/Decisions.h"
#include "escape/Solve/ModuleSolver.h"
#include <gtest/gtest.h>

using namespace escape;

namespace {

// Catches a demangler that reads a symbol which was freed: the first bytes of
// the name are other ones by then.
TEST(Decisions, CalleeWithoutDeclarationHasItsName) {
  ModuleGraph M;
  Body B(M, "f", 0);
  B.call("_ZN9container8positionIiEEvPv", {B.heap()});
  SourceFacts Facts;
  Facts.Functions["f"].Name = "f";
  Decisions D = decide(M, solveModule(M, Contracts()), Facts, Limits());
  ASSERT_EQ(D.Allocations.size(), 1u);
  const AllocationDecision &A = D.Allocations.front();
  EXPECT_EQ(A.Text, "operator new(...)");
  ASSERT_FALSE(A.Why.empty());
  EXPECT_EQ(A.Why.back().Message.str(), "passed to container::position, whose body is not known");
}

} // namespace
