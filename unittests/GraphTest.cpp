//===- GraphTest.cpp - tables, offsets and printing of graphs -------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Graph/FunctionGraph.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>

using namespace escape;

// Catches: offsets that wrap around, or an unknown one that becomes known.
TEST(Offsets, SaturateToAny) {
  EXPECT_EQ(addOffsets(8, 16), 24);
  EXPECT_EQ(addOffsets(8, -16), -8);
  EXPECT_EQ(addOffsets(AnyOffset, 8), AnyOffset);
  EXPECT_EQ(addOffsets(8, AnyOffset), AnyOffset);
  EXPECT_EQ(addOffsets(1 << 28, 1), AnyOffset);
  EXPECT_EQ(addOffsets(0, INT64_MAX), AnyOffset);
  EXPECT_EQ(addOffsets(0, INT64_MIN), AnyOffset);
}

// Catches: two names that share a symbol, or one name that has two.
TEST(ModuleGraph, SymbolsAreUnique) {
  ModuleGraph M;
  SymbolId A = M.symbol("a"), B = M.symbol("b");
  EXPECT_NE(A, B);
  EXPECT_EQ(M.symbol("a"), A);
  EXPECT_EQ(M.name(B), "b");
  EXPECT_EQ(M.name(SymbolId()), "");
}

// Catches: a value of the switch that is taken for another case.
TEST(FunctionGraph, CaseOfValue) {
  FunctionGraph G;
  G.SwitchValues = {3, -1};
  EXPECT_EQ(G.caseOf(3), 0u);
  EXPECT_EQ(G.caseOf(-1), 1u);
  EXPECT_EQ(G.caseOf(7), 2u);
}

// Catches: a flow that ends a path and has no reason to be shown for it.
TEST(Flows, EndsHaveReasons) {
  for (auto F = static_cast<uint8_t>(Flow::Return);
       F <= static_cast<uint8_t>(Flow::Bound); ++F)
    EXPECT_FALSE(reasonCode(static_cast<Flow>(F)).empty()) << int(F);
}

// Catches: a text form of --dump=graph that depends on more than the graph.
TEST(FunctionGraph, Prints) {
  ModuleGraph M;
  FunctionGraph &G = M.Functions.emplace_back();
  G.Name = M.symbol("f");
  G.NumParams = 1;
  G.NumNodes = 4;
  G.Constraints.push_back({Constraint::Kind::Store, Flow::Store, NodeId(0),
                           NodeId(3), ObjectId(), 8, 8, Location(), SymbolId()});
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  print(OS, M, G);
  EXPECT_EQ(Text, "function f params=1\n"
                  "  *(p0+8) = n3 size=8 (stored in memory)\n");
}
