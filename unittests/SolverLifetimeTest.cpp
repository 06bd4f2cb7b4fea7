//===- SolverLifetimeTest.cpp - how many objects, how large, freed where --===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Solved.h"

using namespace escape;

namespace {

// --- Loops.

TEST_F(Solve, MadeAndDroppedInOneRound) {
  // Catches: an object of a loop's round that is said to outlive it.
  Body B(M, "f", 0);
  B.graph().CycleParents = {CycleId()};
  NodeId H = B.heap(8, CycleId(0));
  B.load(H);
  solve();
  EXPECT_EQ(heap("f").TheRegion, Region::Iteration);
  EXPECT_FALSE(heap("f").Many);
}

TEST_F(Solve, CarriedToTheNextRound) {
  // Catches: an object that lives on when the next one is made: one slot on the
  // stack is not enough.
  Body B(M, "f", 0);
  B.graph().CycleParents = {CycleId()};
  NodeId Carried = B.heap(8, CycleId(0)), Dropped = B.heap(16, CycleId(0));
  NodeId Phi = B.node();
  B.copy(Phi, Carried);
  B.graph().HeaderPhis.push_back({Phi, CycleId(0)});
  B.load(Dropped);
  solve();
  EXPECT_TRUE(heap("f", 0).Many);
  EXPECT_EQ(heap("f", 0).TheRegion, Region::Frame);
  EXPECT_FALSE(heap("f", 1).Many);
  EXPECT_EQ(heap("f", 1).TheRegion, Region::Iteration);
}

TEST_F(Solve, KeptOutsideTheLoop) {
  // Catches: an object that is kept by something older than the round, itself
  // or through another one.
  Body B(M, "f", 0);
  B.graph().CycleParents = {CycleId()};
  NodeId List = B.local("list");
  NodeId Node = B.heap(16, CycleId(0)), Value = B.heap(4, CycleId(0));
  B.store(Node, Value, 8);
  B.store(List, Node);
  solve();
  EXPECT_TRUE(heap("f", 0).Many);
  EXPECT_TRUE(heap("f", 1).Many);
}

TEST_F(Solve, InnerAndOuterLoop) {
  // Catches: an object of the inner loop that is kept for a round of the outer
  // one.
  Body B(M, "f", 0);
  B.graph().CycleParents = {CycleId(), CycleId(0)};
  NodeId Outer = B.heap(8, CycleId(0)), Inner = B.heap(16, CycleId(1)),
         Inside = B.heap(24, CycleId(1));
  B.store(Outer, Inner);
  B.store(Inner, Inside);
  NodeId Phi = B.node(); // of the outer loop, carries what the inner one makes
  NodeId Other = B.heap(32, CycleId(1));
  B.copy(Phi, Other);
  B.graph().HeaderPhis.push_back({Phi, CycleId(0)});
  solve();
  EXPECT_FALSE(heap("f", 0).Many);
  EXPECT_TRUE(heap("f", 1).Many);
  EXPECT_TRUE(heap("f", 2).Many);
  EXPECT_TRUE(heap("f", 3).Many);
}

TEST_F(Solve, FactoryCalledInALoop) {
  // Catches: a factory's objects that pile up in the caller's loop.
  {
    Body B(M, "make", 0);
    B.returns(B.heap());
  }
  Body B(M, "f", 0);
  B.graph().CycleParents = {CycleId()};
  NodeId List = B.local("list");
  B.store(List, B.callIn(CycleId(0), "make", {}));
  B.callIn(CycleId(0), "make", {});
  solve();
  EXPECT_TRUE(heap("f", 0).Many);
  EXPECT_FALSE(heap("f", 1).Many);
}

TEST_F(Solve, LoopInsideTheFactory) {
  // Catches: one call that hands out several objects.
  {
    Body B(M, "fill", 1);
    B.graph().CycleParents = {CycleId()};
    B.store(B.plus(B.param(0), AnyOffset), B.heap(8, CycleId(0)));
  }
  Body B(M, "f", 0);
  B.call("fill", {B.local("array", 80)});
  solve();
  EXPECT_TRUE(heap("f").Many);
  EXPECT_EQ(heap("f").TheRegion, Region::Frame);
}

// --- Who frees it, and what its size is.

TEST_F(Solve, FreedByCallee) {
  // Catches: an object that somebody else deletes, called one that can be on
  // the stack.
  {
    Body B(M, "drop", 1);
    B.free(B.param(0));
  }
  Body B(M, "f", 0);
  B.call("drop", {B.heap()});
  B.free(B.heap());
  solve();
  EXPECT_TRUE(heap("f", 0).FreedElsewhere);
  EXPECT_TRUE(heap("f", 1).FreedHere);
  EXPECT_FALSE(heap("f", 1).FreedElsewhere);
}

TEST_F(Solve, SizeComesFromTheArgument) {
  // Catches: the size of a callee's object when the caller knows the number and
  // the callee does not.
  {
    Body B(M, "make", 1);
    NodeId H = B.heap();
    B.graph().Objects[0].Size = {true, false, 0, 4, 8};
    B.returns(H);
  }
  Body B(M, "f", 1);
  B.call("make", {B.graph().null()});
  B.lastCall().Args[0].Int = IntExpr::constant(10);
  B.call("make", {B.param(0)});
  solve();
  EXPECT_EQ(heap("f", 0).Size, 48);
  EXPECT_FALSE(heap("f", 0).Dynamic);
  EXPECT_EQ(heap("f", 1).Size, std::nullopt);
  EXPECT_TRUE(heap("f", 1).Dynamic);
}

} // namespace
