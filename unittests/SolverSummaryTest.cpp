//===- SolverSummaryTest.cpp - summaries given, asked for and compared ----===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Solved.h"
#include "escape/Solve/FunctionSolver.h"

using namespace escape;

namespace {

// --- Contracts in calls, and the order of things.

TEST_F(Solve, ContractIsApplied) {
  // Catches: a contract that is not looked at, or not before the override.
  Contracts Known = contractsOf(R"({"names": ["extern"]})");
  Contracts Mine = contractsOf(
      R"({"names": ["extern"], "args": {"0": ["retained:thread"]}})");
  Body B(M, "f", 0);
  B.call("extern", {B.local("x")});
  solve(Known);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Frame);
  EXPECT_TRUE(Solution.UnknownCalls.empty());
  solve(Known, &Mine);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  EXPECT_TRUE(hasStep(local("f", "x"), Flow::Thread));
}

TEST_F(Solve, BodyBeforeContract) {
  // Catches: a contract for a library's function used for the user's own of the
  // same name.
  addKeep();
  Body B(M, "f", 0);
  B.call("keep", {B.local("x")});
  solve(contractsOf(R"({"names": ["keep"]})"));
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

TEST_F(Solve, CallbackOfAContract) {
  // Catches: qsort's comparator, called with what qsort was given.
  addKeep();
  addLook();
  Body B(M, "f", 0);
  B.call("each", {B.function("keep"), B.local("x")});
  B.call("each", {B.function("look"), B.local("y")});
  solve(
      contractsOf(R"({"names": ["each"], "args": {"0": ["called-with:1"]}})"));
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "y").TheRegion, Region::Frame);
}

TEST_F(Solve, SameAnswersTwice) {
  // Catches: answers that depend on addresses in memory.
  addKeep();
  addLook();
  addApply();
  Body B(M, "f", 1);
  NodeId S = B.local("s", 64);
  for (unsigned I = 0; I < 8; ++I)
    B.store(S, B.heap(), 8 * I);
  B.store(B.param(0), S);
  B.call("apply", {B.load(S), B.param(0)});
  solve();
  Facts First = facts("f"), Apply = facts("apply");
  solve();
  EXPECT_EQ(facts("f"), First);
  EXPECT_EQ(facts("apply"), Apply);
}

TEST(SolveOrder, OfDefinitionsDoesNotMatter) {
  // Catches: a callee that is defined after its caller and taken for unknown.
  std::set<Facts> Answers;
  for (bool CalleeFirst : {true, false}) {
    ModuleGraph M;
    auto Callee = [&] {
      Body B(M, "callee", 2);
      B.store(B.param(0), B.param(1), 8);
      B.returns(B.load(B.param(0)));
    };
    auto Caller = [&] {
      Body B(M, "caller", 2);
      B.returns(B.call("callee", {B.param(1), B.param(0)}));
    };
    if (CalleeFirst)
      Callee();
    Caller();
    if (!CalleeFirst)
      Callee();
    ModuleSolution S = solveModule(M, Contracts());
    Answers.insert(factsOf(M, S.Summaries[M.symbol("caller").Value]));
  }
  EXPECT_EQ(Answers,
            std::set<Facts>{(Facts{"hold p1+8 <- p0", "return *(p1)"})});
}

// --- One function by itself: the callees' summaries are given.

TEST(SolveFunction, UsesWhatItIsGiven) {
  // Catches: a summary that is looked up by another name, or not put in place.
  ModuleGraph M;
  Body B(M, "f", 1);
  B.call("g", {B.local("x"), B.param(0)});
  Summary G; // *p1 = p0
  G.NumParams = 2;
  G.Objects.resize(3);
  for (unsigned I : {0u, 1u}) {
    G.Objects[I + 1].TheKind = SummaryObject::Kind::Parameter;
    G.Objects[I + 1].Index = I;
  }
  G.Stores.push_back({2, 16, {1, 4}, Flow::Store});
  BoundCounts Bounds;
  SolveResult R = solveFunction(
      M, B.graph(),
      [&](SymbolId S, llvm::ArrayRef<IntExpr> Args) -> const Summary * {
        EXPECT_EQ(M.name(S), "g");
        EXPECT_EQ(Args.size(), 2u);
        return &G;
      },
      [](SymbolId) { return false; }, Bounds, {.WantFate = true});
  ASSERT_EQ(R.Fate.Objects.size(), 1u);
  EXPECT_EQ(R.Fate.Objects[0].TheRegion, Region::Caller);
  EXPECT_EQ(factsOf(M, R.TheSummary), Facts{"hold p0+16 <- local[?:1:1 size=8]+4"});
}

TEST(SolveFunction, OnlyTheCaseThatIsAsked) {
  // Catches: a type-erased manager of which every operation counts at once, or
  // none.
  ModuleGraph M;
  Body B(M, "manager", 2);
  B.graph().SwitchParam = 1;
  B.graph().SwitchValues = {1, 2};
  B.store(B.global("g"), B.param(0));
  B.graph().Constraints.back().Cases = 1; // only when it is 1
  auto Solve = [&](std::optional<int64_t> Value) {
    BoundCounts Bounds;
    return factsOf(
        M, solveFunction(
               M, B.graph(),
               [](SymbolId, llvm::ArrayRef<IntExpr>) -> const Summary * {
                 return nullptr;
               },
               [](SymbolId) { return false; }, Bounds, {.Switch = Value})
               .TheSummary);
  };
  const std::string Escape = "escape p0 (stored in a global g)";
  EXPECT_EQ(Solve(1).count(Escape), 1u);
  EXPECT_EQ(Solve(2), Facts{});
  EXPECT_EQ(Solve(99), Facts{});
  EXPECT_EQ(Solve(std::nullopt).count(Escape), 1u);
}

TEST(CanonicalForm, SameFactsSameText) {
  // Catches: a fixpoint that does not end because numbers of objects change.
  Summary A, B;
  A.Objects.resize(3);
  B.Objects.resize(3);
  auto Parameter = [](SummaryObject &O, unsigned I) {
    O.TheKind = SummaryObject::Kind::Parameter;
    O.Index = I;
  };
  Parameter(A.Objects[1], 0);
  Parameter(A.Objects[2], 1);
  Parameter(B.Objects[1], 1);
  Parameter(B.Objects[2], 0);
  A.Stores.push_back({1, 8, {2, 0}});
  A.Returns = {{1, 0}, {2, 4}};
  B.Stores.push_back({2, 8, {1, 0}});
  B.Returns = {{1, 4}, {2, 0}};
  EXPECT_EQ(canonicalForm(A), canonicalForm(B));
  B.Returns.push_back({2, 8});
  EXPECT_NE(canonicalForm(A), canonicalForm(B));
}

TEST(CanonicalForm, CallsThroughResultsOfEachOther) {
  // Catches: a text that grows with each way through pending calls, of which
  // there are 64 to the power of 5 here.
  constexpr unsigned NumCalls = 16;
  Summary S;
  S.Objects.resize(1 + NumCalls);
  S.Calls.resize(NumCalls);
  for (unsigned I = 0; I < NumCalls; ++I) {
    S.Objects[1 + I].TheKind = SummaryObject::Kind::CallResult;
    S.Objects[1 + I].Index = I;
    for (unsigned J = 0; J < NumCalls; ++J)
      for (int32_t Offset : {0, 8, 16, 24})
        S.Calls[I].Pointer.push_back({1 + J, Offset});
  }
  Summary Other = S;
  EXPECT_EQ(canonicalForm(S), canonicalForm(Other));
  EXPECT_LT(canonicalForm(S).size(), 10'000u);
  // What is different in one of them shows in all that lead to it.
  Other.Calls[7].Pointer[5].Offset = 32;
  EXPECT_NE(canonicalForm(S), canonicalForm(Other));
}

} // namespace
