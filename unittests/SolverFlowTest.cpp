//===- SolverFlowTest.cpp - where a pointer goes inside one function ------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Solved.h"

using namespace escape;

namespace {

// --- Ways out.

TEST_F(Solve, ReturnedAndKept) {
  // Catches: an object that is said to stay though it is returned, or the other
  // way round.
  Body B(M, "f", 0);
  B.returns(B.heap());
  B.heap();
  solve();
  EXPECT_EQ(regions("f"), (Regions{Region::Caller, Region::Frame}));
}

TEST_F(Solve, OutParameterAndGlobal) {
  // Catches: a local in a parameter's memory and one in a global, taken one for
  // the other.
  Body B(M, "f", 1);
  B.store(B.param(0), B.local("x"));
  B.store(B.global("g"), B.local("y"));
  solve();
  EXPECT_EQ(regions("f"), (Regions{Region::Caller, Region::Program}));
}

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
  // Catches: an address that is stored in what a parameter holds.
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
  // Catches: others can write into what has escaped: what is read there is not
  // only what was stored here.
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
  // Catches: a field that is reached by two steps and by one, forwards and
  // backwards.
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
  // Catches: pointers that lie across cells, in packed structures and wide
  // copies.
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
  // Catches: a field that is first named after the copy that filled it, or
  // after the one that read it.
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
  // Catches: a loop p = p + 8 that never ends, or ends before the offset that
  // counts.
  Body B(M, "f", 0);
  NodeId S = B.local("s", 8 * 1000), P = B.node();
  B.copy(P, S);
  B.copy(P, P, 8);
  B.store(P, B.local("x"));
  B.returns(B.load(S, 8 * 999));
  solve();
  EXPECT_EQ(local("f", "x").TheRegion, Region::Caller);
}

} // namespace
