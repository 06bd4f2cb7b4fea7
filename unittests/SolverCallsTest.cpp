//===- SolverCallsTest.cpp - calls of functions that are known by name ----===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Solved.h"

using namespace escape;

namespace {

TEST_F(Solve, FactoryMakesAnObjectForEachCall) {
  // Catches: objects of two calls that share one fate: no heap cloning.
  {
    Body B(M, "make", 0);
    B.returns(B.heap(24));
  }
  Body B(M, "f", 0);
  NodeId Stays = B.call("make", {});
  B.load(Stays);
  B.store(B.global("g"), B.call("make", {}));
  solve();
  EXPECT_EQ(heap("make").TheRegion, Region::Caller);
  ASSERT_EQ(numHeap("f"), 2u);
  EXPECT_EQ(heap("f", 0).TheRegion, Region::Frame);
  EXPECT_TRUE(heap("f", 0).IsCall);
  EXPECT_EQ(heap("f", 0).Size, 24);
  EXPECT_EQ(M.name(heap("f", 0).Callee), "make");
  EXPECT_EQ(heap("f", 1).TheRegion, Region::Program);
  EXPECT_EQ(facts("f"), Facts{});
}

TEST_F(Solve, FactoriesAreCloned) {
  // Catches: callers of one factory that share an object: one that lets it
  // escape spoils the others.
  {
    Body B(M, "make", 0);
    B.returns(B.heap());
  }
  {
    Body B(M, "stays", 0);
    B.call("make", {});
  }
  {
    Body B(M, "leaves", 0);
    B.store(B.global("g"), B.call("make", {}));
  }
  solve();
  EXPECT_EQ(regions("stays"), Regions{Region::Frame});
  EXPECT_EQ(regions("leaves"), Regions{Region::Program});
}

TEST_F(Solve, FactoryOfAFactory) {
  // Catches: an object that is lost on the way through a second function.
  {
    Body B(M, "outer", 0);
    B.returns(B.call("make", {}));
  }
  {
    Body B(M, "make", 0);
    NodeId H = B.heap(24);
    B.store(H, B.heap(4), 16);
    B.returns(H);
  }
  Body B(M, "f", 0);
  B.store(B.global("g"), B.load(B.call("outer", {}), 16));
  solve();
  EXPECT_EQ(numHeap("f"), 2u);
  unsigned Escaped = 0;
  for (const ObjectFate &O : fate("f").Objects)
    Escaped += O.TheRegion == Region::Program;
  EXPECT_EQ(Escaped, 1u);
}

TEST_F(Solve, ArgumentEscapesInCallee) {
  // Catches: what a callee does with its argument, two calls down.
  addKeep();
  {
    Body B(M, "pass", 1);
    B.call("keep", {B.param(0)});
  }
  addLook();
  Body B(M, "f", 0);
  B.call("pass", {B.local("x")});
  B.call("look", {B.local("y")});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  EXPECT_TRUE(hasStep(local("f", "x"), Flow::Global));
  EXPECT_EQ(local("f", "y").TheRegion, Region::Frame);
  EXPECT_TRUE(parameter("pass", 0).Leaks);
  EXPECT_FALSE(parameter("look", 0).Leaks);
}

TEST_F(Solve, ContentEscapesInCallee) {
  // Catches: a callee that keeps what its argument points to, and not the
  // argument.
  {
    Body B(M, "keepContent", 1);
    B.store(B.global("g"), B.load(B.param(0), 8));
  }
  Body B(M, "f", 0);
  NodeId S = B.local("s", 16);
  B.store(S, B.local("a"), 0);
  B.store(S, B.local("b"), 8);
  B.call("keepContent", {S});
  solve();
  EXPECT_EQ(local("f", "s").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "a").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "b").TheRegion, Region::Program);
  EXPECT_FALSE(parameter("keepContent", 0).Leaks);
  EXPECT_TRUE(parameter("keepContent", 0).LeaksContent);
}

TEST_F(Solve, ParameterToResult) {
  // Catches: a result that is an argument, with the level of Go's "leaking
  // param: p to result".
  {
    Body B(M, "same", 1);
    B.returns(B.param(0));
  }
  {
    Body B(M, "next", 1);
    B.returns(B.load(B.load(B.param(0)), 8));
  }
  Body B(M, "f", 0);
  NodeId X = B.local("x");
  B.returns(B.call("same", {X}));
  NodeId A = B.local("a", 16), C = B.local("c", 16), D = B.local("d", 16);
  B.store(A, C);
  B.store(C, D, 8);
  B.store(B.global("g"), B.call("next", {A}));
  solve();
  EXPECT_EQ(parameter("same", 0).ResultLevel, 0);
  EXPECT_EQ(parameter("next", 0).ResultLevel, 2);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "a").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "c").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "d").TheRegion, Region::Program);
}

TEST_F(Solve, ParametersThatAlias) {
  // Catches: a callee that was solved as if its two parameters never were the
  // same object.
  {
    Body B(M, "both", 3); // *a = v; kept = *b;
    B.store(B.param(0), B.param(2));
    B.store(B.global("kept"), B.load(B.param(1)));
  }
  {
    Body B(M, "same", 0);
    NodeId Slot = B.local("slot");
    B.call("both", {Slot, Slot, B.local("x")});
  }
  {
    Body B(M, "apart", 0);
    NodeId A = B.local("a"), C = B.local("b");
    B.call("both", {A, C, B.local("y")});
  }
  solve();
  EXPECT_EQ(local("same", "x").TheRegion, Region::Program);
  EXPECT_EQ(local("same", "slot").TheRegion, Region::Frame);
  EXPECT_EQ(local("apart", "y").TheRegion, Region::Frame);
}

TEST_F(Solve, ParametersThatAliasByAnOffset) {
  // Catches: a parameter that points into the middle of another one's object.
  {
    Body B(M, "both", 3); // a[2] = v; kept = b[0];
    B.store(B.param(0), B.param(2), 16);
    B.store(B.global("kept"), B.load(B.param(1)));
  }
  Body B(M, "f", 0);
  NodeId Array = B.local("array", 64);
  B.call("both", {Array, B.plus(Array, 16), B.local("x")});
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

TEST_F(Solve, ParametersMayBeOne) {
  // Catches: an alias between two parameters that reaches an object of the
  // callee's own.
  {
    Body B(M, "g", 3); // h = new; *p = h; (*q)->next = v; return h->next;
    NodeId H = B.heap();
    B.store(B.param(0), H);
    B.store(B.load(B.param(1)), B.param(2), 8);
    B.returns(B.load(H, 8));
  }
  Body B(M, "f", 0);
  NodeId Slot = B.local("slot");
  B.returns(B.call("g", {Slot, Slot, B.local("x")}));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
}

TEST_F(Solve, ParameterThatHoldsItself) {
  // Catches: a callee that stores through a pointer which it read before: a
  // ring in the caller.
  {
    Body B(M, "g", 2); // p->next->next = v; kept = p->next;
    NodeId Next = B.load(B.param(0));
    B.store(Next, B.param(1));
    B.store(B.global("kept"), B.load(B.param(0)));
  }
  Body B(M, "f", 0);
  NodeId Ring = B.local("ring");
  B.store(Ring, Ring);
  B.call("g", {Ring, B.local("x")});
  solve();
  EXPECT_EQ(local("f", "ring").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

TEST_F(Solve, UnknownFunction) {
  // Catches: an argument of a function that nobody knows, and what it holds.
  Body B(M, "f", 0);
  NodeId Slot = B.local("slot");
  B.store(Slot, B.local("x"));
  NodeId Result = B.call("extern", {Slot});
  B.store(Result, B.local("y"));
  solve();
  EXPECT_EQ(local("f", "slot").TheRegion, Region::Program);
  EXPECT_EQ(M.name(local("f", "slot").Path.back().Label), "extern");
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "y").TheRegion, Region::Program);
  EXPECT_EQ(Solution.UnknownCalls.at("extern"), 1u);
}

TEST_F(Solve, ArgumentThatIsNotCaptured) {
  // Catches: captures(none) is said of the pointer, not of what it points to.
  Body B(M, "f", 0);
  NodeId Slot = B.local("slot");
  B.store(Slot, B.local("x"));
  B.call("extern", {Slot});
  B.lastCall().Args[0].NoCapture = true;
  NodeId Sealed = B.local("sealed");
  B.store(Sealed, B.local("y"));
  B.call("extern", {Sealed});
  B.lastCall().Args[0].NoCapture = B.lastCall().Args[0].NoAccess = true;
  solve();
  EXPECT_EQ(local("f", "slot").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "sealed").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "y").TheRegion, Region::Frame);
}

TEST_F(Solve, MemoryOfArgumentsOnly) {
  // Catches: a function that may copy from one argument's memory to another's.
  Body B(M, "f", 0);
  NodeId From = B.local("from"), To = B.local("to");
  B.store(From, B.local("x"));
  B.call("copy", {To, From});
  B.lastCall().ArgMemOnly = true;
  B.lastCall().Args[0].NoCapture = B.lastCall().Args[1].NoCapture = true;
  B.returns(B.load(To));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "to").TheRegion, Region::Frame);
}

TEST_F(Solve, VariadicArguments) {
  // Catches: an argument behind the dots that the callee keeps.
  {
    Body B(M, "log", 2); // (format, ...)
    B.graph().IsVariadic = true;
    B.store(B.global("g"), B.load(B.param(1), AnyOffset, 0));
  }
  Body B(M, "f", 0);
  B.call("log", {B.local("format"), B.local("x"), B.local("y"), B.local("z")});
  solve();
  EXPECT_EQ(local("f", "format").TheRegion, Region::Frame);
  for (llvm::StringRef Name : {"x", "y", "z"})
    EXPECT_EQ(local("f", Name).TheRegion, Region::Program) << Name.str();
}

TEST_F(Solve, FewerArgumentsThanParameters) {
  // Catches: a call through a wrong prototype, as old C has them.
  {
    Body B(M, "g", 3);
    B.store(B.param(2), B.param(0));
  }
  Body B(M, "f", 0);
  B.call("g", {B.local("x")});
  NodeId P = B.function("g");
  B.callThrough(P,
                {B.local("y"), B.local("z"), B.global("kept"), B.local("w")});
  solve();
  EXPECT_EQ(local("f", "y").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "z").TheRegion, Region::Frame);
}

} // namespace
