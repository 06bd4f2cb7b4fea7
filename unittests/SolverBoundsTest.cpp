//===- SolverBoundsTest.cpp - recursion, and more than is followed --------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Solved.h"

using namespace escape;

namespace {

// --- Recursion.

TEST_F(Solve, RecursionKeepsItsEffect) {
  // Catches: an effect that a recursive function has on its last round only.
  Body B(M, "g", 2); // g(p, q) { kept = p; g(q, p); }
  B.store(B.global("kept"), B.param(0));
  B.call("g", {B.param(1), B.param(0)});
  Body F(M, "f", 0);
  F.call("g", {F.local("x"), F.local("y")});
  solve();
  EXPECT_TRUE(parameter("g", 0).Leaks);
  EXPECT_TRUE(parameter("g", 1).Leaks);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "y").TheRegion, Region::Program);
}

TEST_F(Solve, RecursionWithoutEffect) {
  // Catches: recursion that makes everything escape.
  Body B(M, "g", 1);
  B.call("g", {B.load(B.param(0), 8)});
  Body F(M, "f", 0);
  F.call("g", {F.local("x")});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Frame);
}

TEST_F(Solve, MutualRecursion) {
  // Catches: a component of which only one function is solved to the end.
  {
    Body B(M, "even", 1);
    B.returns(B.call("odd", {B.param(0)}));
  }
  {
    Body B(M, "odd", 1);
    B.call("even", {B.param(0)});
    B.call("third", {B.param(0)});
    B.returns(B.param(0));
  }
  {
    Body B(M, "third", 1);
    B.call("odd", {B.param(0)});
    B.store(B.global("g"), B.param(0));
  }
  Body B(M, "f", 0);
  B.call("even", {B.local("x")});
  solve();
  for (llvm::StringRef Name : {"even", "odd", "third"})
    EXPECT_TRUE(parameter(Name, 0).Leaks) << Name.str();
  EXPECT_EQ(parameter("even", 0).ResultLevel, 0);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

TEST_F(Solve, MutualRecursionThatSwaps) {
  // Catches: a pointer that only a call back into the component lets escape.
  {
    Body B(M, "a", 2);
    B.call("b", {B.param(0), B.param(1)});
  }
  {
    Body B(M, "b", 2);
    B.call("a", {B.param(1), B.param(0)});
    B.store(B.global("g"), B.param(0));
  }
  Body B(M, "f", 0);
  B.call("a", {B.local("x"), B.local("y")});
  solve();
  EXPECT_EQ(regions("f"), (Regions{Region::Program, Region::Program}));
}

TEST_F(Solve, RecursionThatBuildsAList) {
  // Catches: nodes of a list that a recursive function makes: many of them, and
  // the last one holds the argument.
  {
    // n = new Node; n->value = v; n->next = build(v); return n;
    Body B(M, "build", 1);
    NodeId N = B.heap(16);
    B.store(N, B.param(0));
    B.store(N, B.call("build", {B.param(0)}), 8);
    B.returns(N);
  }
  Body B(M, "f", 0);
  NodeId List = B.call("build", {B.local("x")});
  B.store(B.global("g"), B.load(B.follow(List, 6, 8)));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  ASSERT_GE(numHeap("f"), 1u);
  EXPECT_TRUE(llvm::any_of(fate("f").Objects,
                           [](auto &O) { return !O.IsLocal && O.Many; }));
}

TEST_F(Solve, RecursionThatGrows) {
  // Catches: a summary that gets a fact more each round, and never comes to an
  // end.
  Body B(M, "g", 2); // g(p, q) { p->f[8i] = q; g(p + 8, p->next); }
  B.store(B.param(0), B.param(1));
  B.call("g", {B.plus(B.param(0), 8), B.load(B.param(0), 16)});
  Body F(M, "f", 0);
  NodeId Array = F.local("array", 800);
  F.call("g", {Array, F.local("x")});
  F.returns(F.load(Array, 0));
  solve();
  EXPECT_GE(local("f", "x").TheRegion, Region::Caller);
}

TEST_F(Solve, ComponentTooLargeToIterate) {
  // Catches: effects inside a component that is given up.
  constexpr unsigned N = 600;
  for (unsigned I = 0; I < N; ++I) {
    Body B(M, "g" + llvm::utostr(I), 1);
    B.call("g" + llvm::utostr((I + 1) % N), {B.param(0)});
    if (I == N / 2)
      B.store(B.global("kept"), B.param(0));
  }
  Body B(M, "f", 0);
  B.call("g0", {B.local("x")});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

TEST_F(Solve, DeepChainOfCalls) {
  // Catches: a stack overflow in the solver itself.
  constexpr unsigned N = 20000;
  for (unsigned I = 0; I < N; ++I) {
    Body B(M, "g" + llvm::utostr(I), 1);
    B.call("g" + llvm::utostr(I + 1), {B.param(0)});
  }
  {
    Body B(M, "g" + llvm::utostr(N), 1);
    B.store(B.global("kept"), B.param(0));
  }
  Body B(M, "f", 0);
  B.call("g0", {B.local("x")});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

// --- Bounds. At each the answer gets coarser, never wrong.

TEST_F(Solve, LoadsBeyondTheDepth) {
  // Catches: a pointer that the callee reads at the end of a chain longer than
  // is followed.
  {
    Body B(M, "last", 1);
    B.store(B.global("g"), B.follow(B.param(0), 8, 8));
  }
  Body B(M, "f", 0);
  B.call("last", {B.chain("x", 9, 8).front()});
  solve();
  EXPECT_EQ(local("f", "x8").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "x0").TheRegion, Region::Frame);
}

TEST_F(Solve, DeepListsStayKnown) {
  // Catches: what is read deeper than placeholders go, forgotten.
  {
    Body B(M, "deep", 1);
    B.returns(B.follow(B.param(0), 12));
  }
  Body B(M, "f", 0);
  B.returns(B.call("deep", {B.chain("x", 13).front()}));
  solve();
  EXPECT_EQ(local("f", "x12").TheRegion, Region::Caller);
}

TEST_F(Solve, StoresBeyondTheDepth) {
  // Catches: a store at the end of a chain longer than is followed.
  {
    Body B(M, "append", 2);
    B.store(B.follow(B.param(0), 7, 8), B.param(1), 8);
  }
  Body B(M, "f", 0);
  std::vector<NodeId> Chain = B.chain("x", 8, 8);
  B.call("append", {Chain[0], B.local("y")});
  B.returns(B.load(Chain[7], 8));
  solve();
  EXPECT_EQ(local("f", "y").TheRegion, Region::Caller);
}

TEST_F(Solve, AddressStoredBeyondTheDepth) {
  // Catches: a local whose address is put far behind a parameter.
  Body B(M, "f", 1);
  NodeId P = B.param(0);
  for (unsigned I = 0; I < 9; ++I)
    P = B.load(P, 8 * (I % 3));
  B.store(P, B.local("x"));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
}

TEST_F(Solve, ManyTargets) {
  // Catches: targets beyond the bound that are dropped: everything must escape
  // then.
  Body B(M, "f", 0);
  NodeId P = B.node();
  for (NodeId X : B.locals("x", 300))
    B.copy(P, X);
  NodeId Apart = B.local("apart");
  B.store(P, B.local("stored"));
  NodeId Slot = B.local("slot");
  B.store(Slot, B.local("held"));
  B.copy(P, Slot);
  B.store(B.load(P), B.local("through"));
  B.load(Apart);
  solve();
  for (unsigned I = 0; I < 300; ++I)
    EXPECT_EQ(local("f", "x" + llvm::utostr(I)).TheRegion, Region::Program)
        << I;
  for (llvm::StringRef Name : {"stored", "slot", "held", "through"})
    EXPECT_EQ(local("f", Name).TheRegion, Region::Program) << Name.str();
  EXPECT_EQ(local("f", "apart").TheRegion, Region::Frame);
  EXPECT_GT(Solution.Bounds.PointsTo, 0u);
}

TEST_F(Solve, TooManyTargetsEscape) {
  // Catches: a pointer that is returned with more targets than are followed.
  Body B(M, "f", 0);
  NodeId P = B.node();
  for (NodeId X : B.locals("x", 600))
    B.copy(P, X);
  B.returns(P);
  solve();
  EXPECT_EQ(fate("f").Objects.size(), 600u);
  for (const ObjectFate &O : fate("f").Objects)
    EXPECT_GE(O.TheRegion, Region::Caller) << O.Name;
  EXPECT_GT(Solution.Bounds.PointsTo, 0u);
}

TEST_F(Solve, FreeingManyLetsNoneEscape) {
  // Catches: what is freed counted among the targets that a bound gives away:
  // many new/delete pairs all escape.
  Body B(M, "f", 0);
  for (unsigned I = 0; I < 600; ++I)
    B.free(B.heap());
  solve();
  EXPECT_EQ(fate("f").Objects.size(), 600u);
  for (const ObjectFate &O : fate("f").Objects) {
    EXPECT_EQ(O.TheRegion, Region::Frame);
    EXPECT_TRUE(O.FreedHere);
  }
}

TEST_F(Solve, ManyTargetsThatComeLate) {
  // Catches: loads, stores and calls that are there before a pointer gets too
  // many targets.
  Body B(M, "f", 0);
  NodeId P = B.node(), Slot = B.local("slot");
  B.store(P, B.local("stored"));
  B.callThrough(P, {B.local("argument")});
  B.returns(B.load(Slot));
  B.store(Slot, P);
  for (NodeId X : B.locals("x", 300))
    B.copy(P, X);
  solve();
  for (unsigned I = 0; I < 300; ++I)
    EXPECT_GE(local("f", "x" + llvm::utostr(I)).TheRegion, Region::Caller) << I;
  EXPECT_EQ(local("f", "stored").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "argument").TheRegion, Region::Program);
}

TEST_F(Solve, ManyFunctionsInOnePointer) {
  // Catches: the three hundredth function that a pointer may point to.
  addKeep();
  for (unsigned I = 0; I < 300; ++I)
    Body(M, "g" + llvm::utostr(I), 1);
  Body B(M, "f", 0);
  NodeId P = B.node();
  for (unsigned I = 0; I < 300; ++I)
    B.copy(P, B.function("g" + llvm::utostr(I)));
  B.copy(P, B.function("keep"));
  B.callThrough(P, {B.local("x")});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

TEST_F(Solve, ManyParametersInOnePointer) {
  // Catches: parameters that a callee mixes beyond the bound, and the caller's
  // objects behind them.
  {
    Body B(M, "mix", 300);
    NodeId P = B.node();
    for (unsigned I = 0; I < 300; ++I)
      B.copy(P, B.param(I));
    B.returns(B.load(P));
  }
  Body B(M, "f", 0);
  std::vector<NodeId> Args = B.locals("x", 300);
  B.store(Args[299], B.local("held"));
  B.store(B.global("g"), B.call("mix", Args));
  solve();
  EXPECT_EQ(local("f", "held").TheRegion, Region::Program);
}

TEST_F(Solve, ManyFreshObjects) {
  // Catches: objects of a factory beyond the number that callers tell apart.
  {
    Body B(M, "fill", 1);
    for (unsigned I = 0; I < 30; ++I)
      B.store(B.param(0), B.heap(8 * (I + 1)), 8 * I);
    B.store(B.load(B.param(0), 8 * 29), B.load(B.param(0), 8 * 3));
  }
  Body B(M, "f", 0);
  NodeId S = B.local("s", 240);
  B.call("fill", {S});
  B.store(B.global("g"), B.load(S, 8 * 29));
  B.store(B.load(S, 8 * 27), B.local("x"));
  solve();
  EXPECT_EQ(local("f", "s").TheRegion, Region::Frame);
  // Whether x escapes depends on how many are told apart; the object that was
  // stored in g does.
  EXPECT_TRUE(llvm::any_of(fate("f").Objects, [](auto &O) {
    return !O.IsLocal && O.TheRegion == Region::Program &&
           (O.Many || O.Size == 240);
  }));
}

TEST_F(Solve, ManyFacts) {
  // Catches: a summary that is too large, and what its coarse form leaves out.
  {
    Body B(M, "spread", 6);
    for (unsigned P = 0; P < 5; ++P)
      for (unsigned I = 0; I < 60; ++I)
        B.store(B.param(P), B.param(5), 8 * I);
    B.store(B.global("g"), B.load(B.param(4), 8 * 70));
  }
  Body B(M, "f", 0);
  std::vector<NodeId> Args = B.locals("s", 5, 800);
  B.store(Args[4], B.local("held"), 8 * 70);
  Args.push_back(B.local("x"));
  B.call("spread", Args);
  B.returns(B.load(Args[3], 8 * 59));
  solve();
  EXPECT_GE(local("f", "x").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "held").TheRegion, Region::Program);
}

TEST_F(Solve, ManyPendingCalls) {
  // Catches: calls beyond the number that is kept pending, forgotten.
  addKeep();
  {
    Body B(M, "applyAll", 41); // p[i](p[40])
    for (unsigned I = 0; I < 40; ++I)
      B.callThrough(B.param(I), {B.param(40)});
  }
  addLook();
  for (unsigned Last = 0; Last < 40; Last += 13) {
    Body B(M, "f" + llvm::utostr(Last), 0);
    std::vector<NodeId> Args(40, B.function("look"));
    Args[Last] = B.function("keep");
    Args.push_back(B.local("x"));
    B.call("applyAll", Args);
  }
  solve();
  for (unsigned Last = 0; Last < 40; Last += 13)
    EXPECT_EQ(local("f" + llvm::utostr(Last), "x").TheRegion, Region::Program)
        << Last;
  EXPECT_GT(Solution.Bounds.SummarySize, 0u);
}

} // namespace
