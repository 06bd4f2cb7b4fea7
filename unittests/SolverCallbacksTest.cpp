//===- SolverCallbacksTest.cpp - calls through pointers -------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Solved.h"

using namespace escape;

namespace {

TEST_F(Solve, PendingCallIsResolvedByTheCaller) {
  // Catches: a callback whose function is known to the caller only.
  addKeep();
  addLook();
  addApply();
  Body B(M, "f", 0);
  B.call("apply", {B.function("keep"), B.local("x")});
  B.call("apply", {B.function("look"), B.local("y")});
  solve();
  EXPECT_EQ(facts("apply"), Facts{"call p0(p1)"});
  EXPECT_TRUE(parameter("apply", 1).Leaks);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "y").TheRegion, Region::Frame);
}

TEST_F(Solve, PendingCallKeepsArgumentsApart) {
  // Catches: a call through a parameter that the caller follows to the wrong
  // arguments.
  {
    Body B(M, "keepSecond", 2);
    B.store(B.global("g"), B.param(1));
  }
  {
    Body B(M, "each", 3);
    B.callThrough(B.param(0), {B.param(1), B.param(2)});
  }
  Body B(M, "f", 0);
  NodeId X = B.local("x"), Y = B.local("y");
  B.call("each", {B.function("keepSecond"), X, Y});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "y").TheRegion, Region::Program);
}

TEST_F(Solve, PendingCallThroughTwoFunctions) {
  // Catches: a call that is passed on, and its result.
  {
    Body B(M, "identity", 1);
    B.returns(B.param(0));
  }
  {
    Body B(M, "apply", 2);
    B.returns(B.callThrough(B.load(B.param(0), 8), {B.param(1)}));
  }
  {
    Body B(M, "outer", 2);
    B.returns(B.call("apply", {B.param(0), B.param(1)}));
  }
  Body B(M, "f", 0);
  NodeId Closure = B.local("closure", 16);
  B.store(Closure, B.function("identity"), 8);
  B.returns(B.call("outer", {Closure, B.local("x")}));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "closure").TheRegion, Region::Frame);
}

TEST_F(Solve, PendingCallThatNobodyResolves) {
  // Catches: a function pointer from outside that is taken for harmless.
  addApply();
  Body B(M, "f", 1);
  B.call("apply", {B.param(0), B.local("x")});
  B.callThrough(B.load(B.global("handler")), {B.local("y")});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "y").TheRegion, Region::Program);
  EXPECT_TRUE(hasStep(local("f", "y"), Flow::IndirectCall));
}

TEST_F(Solve, SeveralTargets) {
  // Catches: a call through a pointer that counts only the first function.
  addLook();
  addKeep();
  Body B(M, "f", 0);
  NodeId P = B.node();
  B.copy(P, B.function("look"));
  B.copy(P, B.function("keep"));
  B.callThrough(P, {B.local("x")});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

TEST_F(Solve, TargetsThatComeLate) {
  // Catches: a target that the pointer gets after the call was looked at.
  addKeep();
  addLook();
  {
    Body B(M, "set", 2); // *slot = f
    B.store(B.param(0), B.param(1));
  }
  Body B(M, "f", 0);
  NodeId Slot = B.local("slot");
  B.store(Slot, B.function("look"));
  B.callThrough(B.load(Slot), {B.local("x")});
  B.call("set", {Slot, B.function("keep")});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

TEST_F(Solve, VirtualCallOverAConstantTable) {
  // Catches: a virtual call whose table is known, and one whose table is not.
  addKeep();
  addLook();
  GlobalGraph &Table = M.Globals[M.symbol("table").Value];
  Table.IsConstant = Table.IsReadOnly = true;
  Table.Pointers = {{16, M.symbol("look"), 0}, {24, M.symbol("keep"), 0}};
  Body B(M, "f", 0);
  NodeId Object = B.heap();
  B.store(Object, B.plus(B.global("table"), 16));
  NodeId First = B.load(B.load(Object));
  B.callThrough(First, {B.local("x")});
  NodeId Second = B.load(B.load(Object), 8);
  B.callThrough(Second, {B.local("y")});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "y").TheRegion, Region::Program);
}

TEST_F(Solve, FunctionGivenToItself) {
  // Catches: a call that is passed on for ever.
  {
    Body B(M, "g", 2); // g(h, p) { h(h, p); }
    B.callThrough(B.param(0), {B.param(0), B.param(1)});
  }
  Body B(M, "f", 0);
  B.call("g", {B.function("g"), B.local("x")});
  solve();
  // Nothing here keeps x, but a bound may say that it escapes.
  EXPECT_GE(local("f", "x").TheRegion, Region::Frame);
}

} // namespace
