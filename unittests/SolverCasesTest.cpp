//===- SolverCasesTest.cpp - hand-made graphs, solved ---------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "HandMade.h"
#include "escape/Solve/FunctionSolver.h"
#include "escape/Solve/ModuleSolver.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>

using namespace escape;

namespace {

using Facts = std::set<std::string>;

class Solve : public testing::Test {
protected:
  ModuleGraph M;

  void solve() { Solution = solveModule(M, None); }

  const FunctionFate &fate(llvm::StringRef Function) {
    for (const FunctionFate &F : Solution.Fates)
      if (M.name(F.Name) == Function)
        return F;
    ADD_FAILURE() << "no fate of " << Function.str();
    static const FunctionFate Nothing;
    return Nothing;
  }
  const ObjectFate &local(llvm::StringRef Function, llvm::StringRef Name) {
    for (const ObjectFate &O : fate(Function).Objects)
      if (O.IsLocal && O.Name == Name)
        return O;
    return missing(Function, Name);
  }
  /// The \p N-th heap object, of an allocator's or of a callee's.
  const ObjectFate &heap(llvm::StringRef Function, unsigned N = 0) {
    for (const ObjectFate &O : fate(Function).Objects)
      if (!O.IsLocal && N-- == 0)
        return O;
    return missing(Function, "heap");
  }
  size_t numHeap(llvm::StringRef Function) {
    return llvm::count_if(fate(Function).Objects, [](auto &O) { return !O.IsLocal; });
  }
  const ParameterFate &parameter(llvm::StringRef Function, unsigned I) {
    const FunctionFate &F = fate(Function);
    EXPECT_LT(I, F.Parameters.size());
    return F.Parameters[I];
  }
  Facts facts(llvm::StringRef Function) {
    return factsOf(M, Solution.Summaries[M.symbol(Function).Value]);
  }
  bool hasStep(const ObjectFate &O, Flow Step) {
    return llvm::any_of(O.Path, [&](const FlowStep &S) { return S.Step == Step; });
  }
  const ObjectFate &missing(llvm::StringRef Function, llvm::StringRef Name) {
    ADD_FAILURE() << "no object " << Name.str() << " in " << Function.str();
    static const ObjectFate Nothing;
    return Nothing;
  }

  /// void keep(p) { kept = p; }
  void addKeep() {
    Body B(M, "keep", 1);
    B.store(B.global("kept"), B.param(0));
  }
  /// void look(p) { *p; }
  void addLook() {
    Body B(M, "look", 1);
    B.load(B.param(0));
  }
  /// void apply(f, p) { f(p); }
  void addApply() {
    Body B(M, "apply", 2);
    B.callThrough(B.param(0), {B.param(1)});
  }

  Contracts None;
  ModuleSolution Solution;
};

// --- One function.

TEST_F(Solve, UnusedLocalStays) {
  // Catches: everything called escaping.
  Body B(M, "f", 0);
  NodeId X = B.local("x");
  B.store(X, B.local("y"));
  B.load(X);
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "y").TheRegion, Region::Frame);
  EXPECT_TRUE(local("f", "x").Path.empty());
  EXPECT_EQ(facts("f"), Facts{});
}

TEST_F(Solve, AddressReturned) {
  // Catches: a dangling address that is returned.
  Body B(M, "f", 0);
  NodeId Copy = B.plus(B.local("x"), 4);
  B.returns(Copy);
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
  ASSERT_FALSE(local("f", "x").Path.empty());
  EXPECT_EQ(local("f", "x").Path.back().Step, Flow::Return);
  EXPECT_EQ(local("f", "x").Path.back().Loc.Line, 3u);
}

TEST_F(Solve, HeldByWhatIsReturned) {
  // Catches: an address in a field of an object that is returned.
  Body B(M, "f", 0);
  NodeId H = B.heap(16);
  B.store(H, B.local("x"), 8);
  B.returns(H);
  solve();
  EXPECT_EQ(heap("f").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
}

TEST_F(Solve, StoredInParameter) {
  // Catches: an address that is stored through a parameter.
  Body B(M, "f", 1);
  B.store(B.param(0), B.local("x"));
  B.store(B.param(0), B.heap(), 8);
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
  EXPECT_TRUE(hasStep(local("f", "x"), Flow::OutParameter));
  EXPECT_EQ(heap("f").TheRegion, Region::Caller);
  EXPECT_EQ(parameter("f", 0).Leaks, false);
}

TEST_F(Solve, StoredInWhatAParameterHolds) {
  // Catches: the same, one dereference further.
  Body B(M, "f", 1);
  B.store(B.load(B.param(0), 8), B.local("x"));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
}

TEST_F(Solve, StoredInGlobal) {
  // Catches: an address that is stored in a global, or the wrong name for it.
  Body B(M, "f", 0);
  B.store(B.global("registry"), B.local("x"), 16);
  solve();
  const ObjectFate &X = local("f", "x");
  EXPECT_EQ(X.TheRegion, Region::Program);
  ASSERT_TRUE(hasStep(X, Flow::Global));
  EXPECT_EQ(M.name(X.Path.back().Label), "registry");
}

TEST_F(Solve, ReachableFromAGlobal) {
  // Catches: what an escaped object holds, before and after it has escaped.
  Body B(M, "f", 0);
  NodeId Before = B.local("before"), After = B.local("after"), H = B.heap(16);
  B.store(H, Before);
  B.store(B.global("g"), H);
  B.store(H, After, 8);
  solve();
  EXPECT_EQ(heap("f").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "before").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "after").TheRegion, Region::Program);
}

TEST_F(Solve, StoredThroughWhatAGlobalHolds) {
  // Catches: a store through a pointer that was loaded from a global.
  Body B(M, "f", 0);
  B.store(B.load(B.global("g")), B.local("x"));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

TEST_F(Solve, ReadBackFromAnEscapedObject) {
  // Catches: others can write into what has escaped: what is read there is not only what was stored here.
  Body B(M, "f", 0);
  NodeId Slot = B.local("slot");
  B.store(B.global("g"), Slot);
  B.store(B.load(Slot), B.local("x"));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

// --- Fields.

TEST_F(Solve, FieldsAreToldApart) {
  // Catches: two fields taken for one.
  Body B(M, "f", 0);
  NodeId S = B.local("s", 16);
  B.store(S, B.local("a"), 0);
  B.store(S, B.local("b"), 8);
  B.returns(B.load(S, 8));
  solve();
  EXPECT_EQ(local("f", "a").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "b").TheRegion, Region::Caller);
}

TEST_F(Solve, OffsetsAddUp) {
  // Catches: a field that is reached by two steps and by one, forwards and backwards.
  Body B(M, "f", 0);
  NodeId S = B.local("s", 64);
  B.store(B.plus(B.plus(S, 24), -8), B.local("a"), 8); // s+24
  B.store(B.plus(S, 40), B.local("b"), -8);            // s+32
  B.returns(B.load(S, 24));
  B.returns(B.load(B.plus(S, 32)));
  solve();
  EXPECT_EQ(local("f", "a").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "b").TheRegion, Region::Caller);
}

TEST_F(Solve, UnknownOffsetsMeetAll) {
  // Catches: a store at an index that is not known, and a field that is read.
  Body B(M, "f", 0);
  NodeId S = B.local("s", 64);
  B.store(B.plus(S, AnyOffset), B.local("a"));
  B.store(S, B.local("b"), 16);
  NodeId T = B.local("t", 64);
  B.store(T, B.local("c"), 24);
  B.returns(B.load(S, 8));
  B.returns(B.load(B.plus(T, AnyOffset)));
  solve();
  EXPECT_EQ(local("f", "a").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "b").TheRegion, Region::Frame);
  EXPECT_EQ(local("f", "c").TheRegion, Region::Caller);
}

TEST_F(Solve, OverlappingAccesses) {
  // Catches: pointers that lie across cells, in packed structures and wide copies.
  Body B(M, "f", 0);
  NodeId Packed = B.local("packed", 32);
  B.store(Packed, B.local("a"), 4);
  B.returns(B.load(Packed, 4));
  NodeId Wide = B.local("wide", 32), Copy = B.local("copy", 32);
  B.store(Wide, B.local("b"), 16);
  B.store(Copy, B.load(Wide, 0, 32), 0, 32);
  B.returns(B.load(Copy, 16));
  NodeId Before = B.local("before", 32);
  B.store(Before, B.local("c"), -4);
  B.returns(B.load(Before, -4));
  solve();
  EXPECT_EQ(local("f", "a").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "b").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "c").TheRegion, Region::Caller);
}

TEST_F(Solve, CopiesOfUnknownLength) {
  // Catches: memcpy of a number of bytes that nobody knows.
  Body B(M, "f", 0);
  NodeId From = B.local("from", 400), To = B.local("to", 400);
  B.store(From, B.local("a"), 304);
  NodeId Bytes = B.load(B.plus(From, 8), OnwardOffset, 0);
  B.store(B.plus(To, 8), Bytes, OnwardOffset, 0);
  B.returns(B.load(To, 304));
  solve();
  EXPECT_EQ(local("f", "a").TheRegion, Region::Caller);
}

TEST_F(Solve, CellMadeAfterACopyOfUnknownLength) {
  // Catches: a field that is first named after the copy that filled it, or after the one that read it.
  Body B(M, "f", 0);
  NodeId From = B.local("from", 400), To = B.local("to", 400);
  B.returns(B.load(To, 304));
  B.store(B.plus(To, 16), B.load(From, OnwardOffset, 0), OnwardOffset, 0);
  B.store(From, B.local("a"), 304);
  B.store(To, B.local("b"), 8); // before the range
  B.returns(B.load(B.plus(To, 16), OnwardOffset, 0));
  solve();
  EXPECT_EQ(local("f", "a").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "b").TheRegion, Region::Frame);
}

TEST_F(Solve, ManyCells) {
  // Catches: fields beyond the number of cells that are told apart.
  Body B(M, "f", 0);
  NodeId S = B.local("s", 8 * 200);
  std::vector<NodeId> X;
  for (unsigned I = 0; I < 200; ++I)
    B.store(S, B.local("x" + llvm::utostr(I)), 8 * I);
  for (unsigned I : {0, 63, 64, 65, 199})
    B.returns(B.load(S, 8 * I));
  solve();
  for (unsigned I : {0, 63, 64, 65, 199})
    EXPECT_EQ(local("f", "x" + llvm::utostr(I)).TheRegion, Region::Caller) << I;
}

TEST_F(Solve, ManyOffsetsOfOnePointer) {
  // Catches: a pointer that may point to more fields than are followed.
  Body B(M, "f", 0);
  NodeId S = B.local("s", 8 * 40), P = B.node();
  for (unsigned I = 0; I < 40; ++I)
    B.copy(P, S, 8 * I);
  B.store(P, B.local("x"));
  B.returns(B.load(S, 8 * 39));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
}

TEST_F(Solve, RingOfOffsets) {
  // Catches: a loop p = p + 8 that never ends, or ends before the offset that counts.
  Body B(M, "f", 0);
  NodeId S = B.local("s", 8 * 1000), P = B.node();
  B.copy(P, S);
  B.copy(P, P, 8);
  B.store(P, B.local("x"));
  B.returns(B.load(S, 8 * 999));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
}

// --- Calls.

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
  // Catches: a callee that keeps what its argument points to, and not the argument.
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
  // Catches: a result that is an argument, with the level of Go's "leaking param: p to result".
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
  // Catches: a callee that was solved as if its two parameters never were the same object.
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
  // Catches: the same when one parameter points into the middle of the other's object.
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

TEST_F(Solve, ParameterThatHoldsItself) {
  // Catches: a callee that stores through a pointer which it read before: a ring in the caller.
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

TEST_F(Solve, FreedByCallee) {
  // Catches: an object that somebody else deletes, called one that can be on the stack.
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
  B.callThrough(P, {B.local("y"), B.local("z"), B.global("kept"), B.local("w")});
  solve();
  EXPECT_EQ(local("f", "y").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "z").TheRegion, Region::Frame);
}

// --- Calls through pointers.

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
    EXPECT_EQ(local("f" + llvm::utostr(Last), "x").TheRegion, Region::Program) << Last;
  EXPECT_GT(Solution.Bounds.SummarySize, 0u);
}

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

TEST_F(Solve, RecursionThatBuildsAList) {
  // Catches: nodes of a list that a recursive function makes: many of them, and the last one holds the argument.
  {
    Body B(M, "build", 1); // n = new Node; n->value = v; n->next = build(v); return n;
    NodeId N = B.heap(16);
    B.store(N, B.param(0));
    B.store(N, B.call("build", {B.param(0)}), 8);
    B.returns(N);
  }
  Body B(M, "f", 0);
  NodeId P = B.call("build", {B.local("x")});
  for (unsigned I = 0; I < 6; ++I)
    P = B.load(P, 8);
  B.store(B.global("g"), B.load(P));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  ASSERT_GE(numHeap("f"), 1u);
  EXPECT_TRUE(llvm::any_of(fate("f").Objects, [](auto &O) { return !O.IsLocal && O.Many; }));
}

TEST_F(Solve, RecursionThatGrows) {
  // Catches: a summary that gets a fact more each round, and never comes to an end.
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
  // Catches: a pointer that the callee reads at the end of a chain longer than is followed.
  {
    Body B(M, "last", 1);
    NodeId P = B.param(0);
    for (unsigned I = 0; I < 8; ++I)
      P = B.load(P, 8);
    B.store(B.global("g"), P);
  }
  Body B(M, "f", 0);
  std::vector<NodeId> Chain;
  for (unsigned I = 0; I <= 8; ++I)
    Chain.push_back(B.local("x" + llvm::utostr(I), 16));
  for (unsigned I = 0; I < 8; ++I)
    B.store(Chain[I], Chain[I + 1], 8);
  B.call("last", {Chain[0]});
  solve();
  EXPECT_EQ(local("f", "x8").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "x0").TheRegion, Region::Frame);
}

TEST_F(Solve, StoresBeyondTheDepth) {
  // Catches: a store at the end of a chain longer than is followed.
  {
    Body B(M, "append", 2);
    NodeId P = B.param(0);
    for (unsigned I = 0; I < 7; ++I)
      P = B.load(P, 8);
    B.store(P, B.param(1), 8);
  }
  Body B(M, "f", 0);
  std::vector<NodeId> Chain;
  for (unsigned I = 0; I < 8; ++I)
    Chain.push_back(B.local("x" + llvm::utostr(I), 16));
  for (unsigned I = 0; I < 7; ++I)
    B.store(Chain[I], Chain[I + 1], 8);
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
  // Catches: targets beyond the bound that are dropped: everything must escape then.
  Body B(M, "f", 0);
  NodeId P = B.node();
  for (unsigned I = 0; I < 300; ++I)
    B.copy(P, B.local("x" + llvm::utostr(I)));
  NodeId Apart = B.local("apart");
  B.store(P, B.local("stored"));
  NodeId Slot = B.local("slot");
  B.store(Slot, B.local("held"));
  B.copy(P, Slot);
  B.store(B.load(P), B.local("through"));
  B.load(Apart);
  solve();
  for (unsigned I = 0; I < 300; ++I)
    EXPECT_EQ(local("f", "x" + llvm::utostr(I)).TheRegion, Region::Program) << I;
  for (llvm::StringRef Name : {"stored", "slot", "held", "through"})
    EXPECT_EQ(local("f", Name).TheRegion, Region::Program) << Name.str();
  EXPECT_EQ(local("f", "apart").TheRegion, Region::Frame);
  EXPECT_GT(Solution.Bounds.PointsTo, 0u);
}

TEST_F(Solve, ManyTargetsThatComeLate) {
  // Catches: the same when loads, stores and calls are there before the targets are.
  Body B(M, "f", 0);
  NodeId P = B.node(), Slot = B.local("slot");
  B.store(P, B.local("stored"));
  B.callThrough(P, {B.local("argument")});
  B.returns(B.load(Slot));
  B.store(Slot, P);
  for (unsigned I = 0; I < 300; ++I)
    B.copy(P, B.local("x" + llvm::utostr(I)));
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
  // Catches: parameters that a callee mixes beyond the bound, and the caller's objects behind them.
  {
    Body B(M, "mix", 300);
    NodeId P = B.node();
    for (unsigned I = 0; I < 300; ++I)
      B.copy(P, B.param(I));
    B.returns(B.load(P));
  }
  Body B(M, "f", 0);
  std::vector<NodeId> Args;
  for (unsigned I = 0; I < 300; ++I)
    Args.push_back(B.local("x" + llvm::utostr(I)));
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
  // Whether x escapes depends on how many are told apart; the object that was stored in g does.
  EXPECT_TRUE(llvm::any_of(fate("f").Objects, [](auto &O) {
    return !O.IsLocal && O.TheRegion == Region::Program && (O.Many || O.Size == 240);
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
  std::vector<NodeId> Args;
  for (unsigned P = 0; P < 5; ++P)
    Args.push_back(B.local("s" + llvm::utostr(P), 800));
  B.store(Args[4], B.local("held"), 8 * 70);
  Args.push_back(B.local("x"));
  B.call("spread", Args);
  B.returns(B.load(Args[3], 8 * 59));
  solve();
  EXPECT_GE(local("f", "x").TheRegion, Region::Caller);
  EXPECT_EQ(local("f", "held").TheRegion, Region::Program);
}

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
  // Catches: an object that lives on when the next one is made: one slot on the stack is not enough.
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
  // Catches: an object that is kept by something older than the round, itself or through another one.
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
  // Catches: an object of the inner loop that is kept for a round of the outer one.
  Body B(M, "f", 0);
  B.graph().CycleParents = {CycleId(), CycleId(0)};
  NodeId Outer = B.heap(8, CycleId(0)), Inner = B.heap(16, CycleId(1)), Inside = B.heap(24, CycleId(1));
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
  B.store(List, B.call("make", {}));
  B.lastCall().Cycle = CycleId(0);
  B.lastCall().InAnyCycle = true;
  B.call("make", {});
  B.lastCall().Cycle = CycleId(0);
  B.lastCall().InAnyCycle = true;
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

// --- Contracts in calls, and the order of things.

TEST_F(Solve, ContractIsApplied) {
  // Catches: a contract that is not looked at, or not before the override.
  Contracts Known, Mine;
  ASSERT_EQ(llvm::toString(Known.add(R"({"version": 1, "functions": [{"names": ["extern"]}]})", "k")), "");
  ASSERT_EQ(llvm::toString(Mine.add(
                R"({"version": 1, "functions": [{"names": ["extern"], "args": {"0": ["retained:thread"]}}]})", "m")),
            "");
  Body B(M, "f", 0);
  B.call("extern", {B.local("x")});
  Solution = solveModule(M, Known);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Frame);
  EXPECT_TRUE(Solution.UnknownCalls.empty());
  Solution = solveModule(M, Known, &Mine);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  EXPECT_TRUE(hasStep(local("f", "x"), Flow::Thread));
}

TEST_F(Solve, BodyBeforeContract) {
  // Catches: a contract for a library's function used for the user's own of the same name.
  Contracts Known;
  ASSERT_EQ(llvm::toString(Known.add(R"({"version": 1, "functions": [{"names": ["keep"]}]})", "k")), "");
  addKeep();
  Body B(M, "f", 0);
  B.call("keep", {B.local("x")});
  Solution = solveModule(M, Known);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
}

TEST_F(Solve, CallbackOfAContract) {
  // Catches: qsort's comparator, called with what qsort was given.
  Contracts Known;
  ASSERT_EQ(llvm::toString(Known.add(
                R"({"version": 1, "functions": [{"names": ["each"], "args": {"0": ["called-with:1"]}}]})", "k")),
            "");
  addKeep();
  addLook();
  Body B(M, "f", 0);
  B.call("each", {B.function("keep"), B.local("x")});
  B.call("each", {B.function("look"), B.local("y")});
  Solution = solveModule(M, Known);
  EXPECT_EQ(local("f", "x").TheRegion, Region::Program);
  EXPECT_EQ(local("f", "y").TheRegion, Region::Frame);
}

TEST_F(Solve, SizeComesFromTheArgument) {
  // Catches: the size of a callee's object when the caller knows the number and the callee does not.
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
    Contracts None;
    ModuleSolution S = solveModule(M, None);
    Answers.insert(factsOf(M, S.Summaries[M.symbol("caller").Value]));
  }
  EXPECT_EQ(Answers, std::set<Facts>{(Facts{"hold p1+8 <- p0", "return *(p1)"})});
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
  // Catches: a type-erased manager of which every operation counts at once, or none.
  ModuleGraph M;
  Body B(M, "manager", 2);
  B.graph().SwitchParam = 1;
  B.graph().SwitchValues = {1, 2};
  B.store(B.global("g"), B.param(0));
  B.graph().Constraints.back().Cases = 1; // only when it is 1
  auto Solve = [&](std::optional<int64_t> Value) {
    BoundCounts Bounds;
    return factsOf(M, solveFunction(
                          M, B.graph(), [](SymbolId, llvm::ArrayRef<IntExpr>) -> const Summary * { return nullptr; },
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

} // namespace
