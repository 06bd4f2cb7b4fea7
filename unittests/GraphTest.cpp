//===- GraphTest.cpp - offsets, tables and printing of graphs -------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "HandMade.h"
#include "escape/Graph/GraphBuilder.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>
#include <algorithm>
#include <map>
#include <set>

using namespace escape;

namespace {

constexpr int32_t Min = std::numeric_limits<int32_t>::min();
constexpr int32_t Max = std::numeric_limits<int32_t>::max();

TEST(AddOffsets, Adds) {
  // Catches: a field that is looked for in the wrong place.
  EXPECT_EQ(addOffsets(0, 0), 0);
  EXPECT_EQ(addOffsets(8, 16), 24);
  EXPECT_EQ(addOffsets(8, -16), -8);
  EXPECT_EQ(addOffsets(-8, 8), 0);
}

TEST(AddOffsets, AnyOffsetStays) {
  // Catches: an unknown offset that becomes a known one by adding to it.
  EXPECT_EQ(addOffsets(AnyOffset, 8), AnyOffset);
  EXPECT_EQ(addOffsets(8, AnyOffset), AnyOffset);
  EXPECT_EQ(addOffsets(AnyOffset, -8), AnyOffset);
  EXPECT_EQ(addOffsets(AnyOffset, AnyOffset), AnyOffset);
  EXPECT_EQ(addOffsets(AnyOffset, 0), AnyOffset);
}

TEST(AddOffsets, OutOfRangeIsAny) {
  // Catches: an overflow that wraps around to the offset of a field.
  EXPECT_EQ(exactOffset(std::numeric_limits<int64_t>::max()), AnyOffset);
  EXPECT_EQ(exactOffset(std::numeric_limits<int64_t>::min()), AnyOffset);
  EXPECT_EQ(exactOffset((int64_t(1) << 32) + 8), AnyOffset);
  EXPECT_EQ(exactOffset(int64_t(1) << 30), AnyOffset);
  EXPECT_EQ(addOffsets(MaxOffset, 1), AnyOffset);
  EXPECT_EQ(addOffsets(MaxOffset, MaxOffset), AnyOffset);
  EXPECT_EQ(addOffsets(-MaxOffset, -8), AnyOffset);
}

/// Some of each kind.
static std::vector<int32_t> manyOffsets() {
  std::vector<int32_t> All = {AnyOffset, OnwardOffset};
  for (int32_t Lo : {-16, -8, 0, 4, 8, 12, 16, 24, 40, 96, 4088, 4096}) {
    All.push_back(Lo);
    for (int32_t Step : {1, 4, 8, 12, 16, 24, 40, 4088, 5000})
      for (bool HasStart : {false, true})
        All.push_back(seriesOffset(Lo, Step, HasStart));
  }
  return All;
}

/// \returns the members of \p Offset between -8192 and 8192.
static std::set<int32_t> members(int32_t Offset) {
  constexpr int32_t Far = 8192;
  std::set<int32_t> Result;
  auto S = seriesOf(Offset);
  for (int32_t I = -Far; I <= Far; ++I)
    if (S ? (I - S->Lo) % S->Step == 0 && (!S->HasStart || I >= S->Lo)
          : I == Offset || Offset <= OnwardOffset)
      Result.insert(I);
  return Result;
}

TEST(Offsets, AreOffsets) {
  // Catches: a graph file that is refused, or a number in it that is no offset.
  for (int32_t O : manyOffsets())
    EXPECT_TRUE(isOffset(O)) << offsetText(O);
  for (int32_t O : {MaxOffset + 1, 1 << 30, Max, Min + 2, (1 << 30) | 8 << 12})
    EXPECT_FALSE(isOffset(O)) << O;
}

TEST(Offsets, SeriesHasWhatItWasMadeOf) {
  // Catches: members of an array's elements that are told apart, but are one.
  for (int32_t Lo : {-40, -8, 0, 4, 20, 64, 4095, 5000})
    for (int32_t Step : {-24, 1, 4, 8, 12, 16, 32, 6000})
      for (bool HasStart : {false, true}) {
        int32_t S = seriesOffset(Lo, Step, HasStart);
        for (int K = HasStart ? 0 : -5; K < 5; ++K)
          EXPECT_TRUE(coversOffset(S, Lo + K * std::abs(Step)))
              << Lo << " " << Step << " " << K;
      }
}

TEST(Offsets, SumsHaveAllSums) {
  // Catches: an element of an array in an array that is looked for elsewhere.
  for (int32_t A : manyOffsets())
    for (int32_t B : manyOffsets()) {
      int32_t Sum = addOffsets(A, B);
      ASSERT_TRUE(isOffset(Sum)) << offsetText(A) << " " << offsetText(B);
      EXPECT_EQ(Sum, addOffsets(B, A));
      if (Sum == AnyOffset || A <= OnwardOffset || B <= OnwardOffset)
        continue;
      auto SA = seriesOf(A), SB = seriesOf(B);
      for (int KA = SA && !SA->HasStart ? -3 : 0; KA <= (SA ? 3 : 0); ++KA)
        for (int KB = SB && !SB->HasStart ? -3 : 0; KB <= (SB ? 3 : 0); ++KB)
          EXPECT_TRUE(coversOffset(Sum, (SA ? SA->Lo + KA * SA->Step : A) +
                                            (SB ? SB->Lo + KB * SB->Step : B)))
              << offsetText(A) << " " << offsetText(B);
    }
}

TEST(Offsets, CoverAndMeetAsSetsDo) {
  // Catches: a store to an element that a load from the same does not see.
  std::vector<int32_t> All = manyOffsets();
  llvm::sort(All);
  All.erase(llvm::unique(All), All.end());
  std::map<int32_t, std::set<int32_t>> Of;
  for (int32_t O : All)
    Of[O] = members(O);
  for (int32_t A : All)
    for (int32_t B : All) {
      bool Includes = std::includes(Of[A].begin(), Of[A].end(), Of[B].begin(),
                                    Of[B].end());
      if (A != OnwardOffset && B != OnwardOffset) {
        EXPECT_EQ(coversOffset(A, B), Includes)
            << offsetText(A) << " " << offsetText(B);
      }
      bool Meet = llvm::any_of(Of[A], [&](int32_t I) { return Of[B].count(I); });
      EXPECT_TRUE(!Meet || offsetsMeet(A, B))
          << offsetText(A) << " " << offsetText(B);
    }
}

TEST(Offsets, JoinCoversAllAndEnds) {
  // Catches: a loop over an array that ends in a wrong cell, or never.
  std::vector<int32_t> All = manyOffsets();
  for (size_t I = 0; I + 3 < All.size(); ++I) {
    llvm::ArrayRef<int32_t> Some(All.data() + I, 3);
    int32_t Join = joinOffsets(Some);
    for (int32_t O : Some)
      EXPECT_TRUE(O == OnwardOffset || coversOffset(Join, O))
          << offsetText(Join) << " " << offsetText(O);
  }
  EXPECT_EQ(joinOffsets({0, 32, 64, 96}), seriesOffset(0, 32, true));
  EXPECT_EQ(joinOffsets({8, 40, seriesOffset(8, 32, true), 16}), AnyOffset);
  EXPECT_EQ(joinOffsets({-32, 0, 32}), seriesOffset(0, 32, false));
}

TEST(Offsets, BuffersKeepTheirPointers) {
  // Catches: a string that seems to hold what lies behind it, or one whose characters
  // are looked for in another element.
  int32_t Own = bufferAt(16);
  EXPECT_TRUE(isOffset(Own));
  EXPECT_EQ(offsetText(Own), "+16[16]");
  EXPECT_EQ(addOffsets(Own, 8), Own);
  EXPECT_EQ(addOffsets(Own, seriesOffset(0, 1, true)), Own);
  EXPECT_EQ(addOffsets(Own, AnyOffset), Own);
  EXPECT_EQ(addOffsets(AnyOffset, Own), AnyOffset);
  EXPECT_EQ(addOffsets(24, Own), bufferAt(40));
  int32_t Each = addOffsets(seriesOffset(0, 32, true), Own);
  EXPECT_EQ(offsetText(Each), "+16..32[16]");
  EXPECT_TRUE(isOffset(Each));
  EXPECT_TRUE(coversOffset(Each, bufferAt(48)));
  EXPECT_FALSE(coversOffset(Each, bufferAt(40)));
  EXPECT_FALSE(coversOffset(Each, 16)) << "which leads behind the buffer, too";
  EXPECT_TRUE(coversOffset(seriesOffset(8, 1, true), Own));
  EXPECT_FALSE(coversOffset(seriesOffset(0, 32, true), Own));
  EXPECT_FALSE(coversOffset(Own, bufferAt(24)));
  EXPECT_EQ(joinOffsets({Own, bufferAt(48), bufferAt(80)}), Each);
  EXPECT_EQ(joinOffsets({Own, 0}), seriesOffset(0, 1, true));
  EXPECT_EQ(bufferAt(-8), AnyOffset);
  EXPECT_EQ(bufferAt(8192), AnyOffset);
  EXPECT_EQ(addOffsets(seriesOffset(0, 8, true), Own), seriesOffset(16, 1, true));
}

TEST(Offsets, NothingIsInFrontOfAnObject) {
  // Catches: one place that has two names, of which each is looked at.
  EXPECT_EQ(withinObject(seriesOffset(-8, 32, false)), seriesOffset(24, 32, true));
  EXPECT_EQ(withinObject(seriesOffset(8, 32, true)), seriesOffset(8, 32, true));
  EXPECT_EQ(withinObject(AnyOffset), AnyOffset);
  EXPECT_EQ(withinObject(-8), -8);
  for (int32_t O : manyOffsets())
    EXPECT_TRUE(isOffset(withinObject(O))) << offsetText(O);
}

TEST(AddOffsets, NeverYieldsOtherMarks) {
  // Catches: a sum that is taken for "onward", which only accesses may say.
  for (int32_t A : manyOffsets())
    for (int32_t B : manyOffsets())
      EXPECT_NE(addOffsets(A, B), OnwardOffset) << A << " + " << B;
}

TEST(AddOffsets, LimitIsSymmetric) {
  // Catches: a pointer that goes far out and comes back to another field.
  int32_t Far = addOffsets(0, 1 << 28);
  EXPECT_EQ(Far, 1 << 28);
  EXPECT_EQ(addOffsets(Far, 1), AnyOffset);
  EXPECT_EQ(addOffsets(Far, -(1 << 28)), 0);
  EXPECT_EQ(addOffsets(0, -(1 << 28)), -(1 << 28));
  EXPECT_EQ(addOffsets(-(1 << 28), -1), AnyOffset);
}

TEST(IntExpr, ValueOnlyOfConstants) {
  // Catches: a size that depends on a parameter taken for a number.
  EXPECT_EQ(IntExpr::constant(12).value(), 12);
  EXPECT_EQ(IntExpr::constant(0).value(), 0);
  EXPECT_EQ(IntExpr::parameter(0).value(), std::nullopt);
  EXPECT_EQ(IntExpr().value(), std::nullopt);
  EXPECT_FALSE(IntExpr().isConstant());
}

TEST(ModuleGraph, OneSymbolForOneName) {
  // Catches: two ids for one function, whose body then is not found.
  ModuleGraph M;
  SymbolId A = M.symbol("a");
  SymbolId B = M.symbol("b");
  EXPECT_NE(A, B);
  EXPECT_EQ(M.symbol("a"), A);
  EXPECT_EQ(M.symbol(std::string("b")), B);
  EXPECT_EQ(M.name(A), "a");
  EXPECT_EQ(M.name(B), "b");
  EXPECT_EQ(M.name(SymbolId()), "");
  EXPECT_EQ(M.Symbols.size(), 2u);
}

TEST(ModuleGraph, ManySymbols) {
  // Catches: names that change while the table grows.
  ModuleGraph M;
  for (unsigned I = 0; I < 5000; ++I)
    EXPECT_EQ(M.symbol("symbol" + llvm::utostr(I)).Value, I);
  for (unsigned I = 0; I < 5000; ++I)
    EXPECT_EQ(M.name(SymbolId(I)), "symbol" + llvm::utostr(I));
}

TEST(ModuleGraph, NamesAreNotCut) {
  // Catches: names that end at a NUL, as some of LLVM's do begin with \01.
  ModuleGraph M;
  SymbolId A = M.symbol(llvm::StringRef("\01a\0b", 4));
  EXPECT_NE(M.symbol("\01a"), A);
  EXPECT_EQ(M.name(A).size(), 4u);
}

TEST(ModuleGraph, FilesAreApartFromSymbols) {
  // Catches: one table for both, so that a file is a symbol.
  ModuleGraph M;
  M.symbol("x");
  FileId F = M.file("/x");
  EXPECT_EQ(F.Value, 0u);
  EXPECT_EQ(M.file("/x"), F);
  EXPECT_NE(M.file("/y"), F);
  EXPECT_EQ(M.Files[F.Value], "/x");
}

TEST(FunctionGraph, ResultAndNullComeAfterParameters) {
  // Catches: a result that is one of the parameters.
  FunctionGraph G;
  G.NumParams = 3;
  EXPECT_EQ(G.result(), NodeId(3));
  EXPECT_EQ(G.null(), NodeId(4));
}

TEST(FunctionGraph, CaseOfValue) {
  // Catches: a value of the switch that is taken for another case.
  FunctionGraph G;
  G.SwitchValues = {3, -1};
  EXPECT_EQ(G.caseOf(3), 0u);
  EXPECT_EQ(G.caseOf(-1), 1u);
  EXPECT_EQ(G.caseOf(7), 2u);
}

TEST(FunctionGraph, CaseOfUnlistedValueIsTheLast) {
  // Catches: a value without a case of its own that is taken for the first one.
  FunctionGraph G;
  G.SwitchValues = {3, 7};
  EXPECT_EQ(G.caseOf(3), 0u);
  EXPECT_EQ(G.caseOf(7), 1u);
  EXPECT_EQ(G.caseOf(0), 2u);
  EXPECT_EQ(G.caseOf(-1), 2u);
}

TEST(Flow, EveryStepHasAWord) {
  // Catches: a step that is new in the enumeration and prints nothing.
  std::set<llvm::StringRef> Words;
  for (unsigned I = 0; I <= static_cast<unsigned>(Flow::Bound); ++I) {
    llvm::StringRef Word = flowWord(static_cast<Flow>(I));
    EXPECT_FALSE(Word.empty()) << I;
    EXPECT_TRUE(Words.insert(Word).second) << Word.str() << " twice";
  }
}

TEST(Flow, EveryWayOutHasAReason) {
  // Catches: an escape that is reported without a reason code.
  for (unsigned I = static_cast<unsigned>(Flow::Return);
       I <= static_cast<unsigned>(Flow::Bound); ++I)
    EXPECT_FALSE(reasonCode(static_cast<Flow>(I)).empty()) << I;
  EXPECT_EQ(reasonCode(Flow::Return), "return");
  EXPECT_EQ(reasonCode(Flow::OutParameter), "out-param");
  EXPECT_EQ(reasonCode(Flow::UnknownCall), "unknown-call");
  EXPECT_EQ(reasonCode(Flow::Assign), "");
}

TEST(BuildModuleGraph, TypesHaveNoNames) {
  // Catches: a function that is not found by its type because its unit calls a
  // structure something else, and one that is found by another type.
  llvm::LLVMContext Context;
  llvm::SMDiagnostic Error;
  auto M = llvm::parseAssemblyString(
      "%a = type { ptr, [2 x %b] } %b = type { double }"
      "%c = type { ptr, [2 x %d] } %d = type { double }"
      "define %a @f(%b %x) { ret %a zeroinitializer }"
      "define %c @g(%d %x) { ret %c zeroinitializer }"
      "define %c @h(double %x) { ret %c zeroinitializer }",
      Error, Context);
  ASSERT_TRUE(M) << Error.getMessage().str();
  auto Traits = [](const llvm::Function &) { return FunctionTraits(); };
  ModuleGraph Graph = buildModuleGraph(*M, Traits);
  ASSERT_EQ(Graph.Functions.size(), 3u);
  EXPECT_TRUE(Graph.Functions[0].Type.isValid());
  EXPECT_EQ(Graph.Functions[0].Type, Graph.Functions[1].Type);
  EXPECT_NE(Graph.Functions[0].Type, Graph.Functions[2].Type);
}

std::string textOf(const ModuleGraph &M, const FunctionGraph &G) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  print(OS, M, G);
  return Text;
}

TEST(Printing, WithoutPlaces) {
  // Catches: a place that is made up for a constraint that has none.
  ModuleGraph M;
  FunctionGraph &G = addFunction(M, "f", 1);
  G.NumNodes = 4;
  G.Constraints.push_back({Constraint::Kind::Store, Flow::Store, NodeId(0),
                           NodeId(3), ObjectId(), 8, 8, Location(),
                           SymbolId()});
  EXPECT_EQ(textOf(M, G), "function f params=1\n"
                          "  *(p0+8) = n3 size=8 (stored in memory)\n");
}

TEST(Printing, WholeFunction) {
  // Catches: a part of a graph that --dump=graph leaves out.
  ModuleGraph M;
  Body B(M, "f", 2);
  NodeId X = B.local("x", 4);
  NodeId H = B.heap(16);
  B.store(H, X, 8);
  NodeId L = B.load(B.param(0), -8);
  B.copy(B.node(), L, AnyOffset);
  B.store(B.global("g"), L);
  B.call("callee", {X, B.param(1)});
  B.callThrough(B.param(1), {});
  B.lastCall().IsVirtual = true;
  B.free(H);
  B.returns(L);
  std::string Text = textOf(M, B.graph());
  EXPECT_EQ(Text, R"(function f params=2
  object o0 local x size=4 @1:1
  object o1 heap _Znwm size=16 @2:1
  object o2 global g @6:1
  n4 = &o0 (address-of) @1:1
  n5 = &o1 (address-of) @2:1
  *(n5+8) = n4 size=8 (stored in memory) @3:1
  n6 = *(p0-8) size=8 (dereference) @4:1
  n7 = n6+any (assign) @5:1
  n8 = &o2 (address-of) @6:1
  *(n8) = n6 size=8 (stored in memory) @7:1
  free n5 (argument) @10:1
  result = n6 (return) @11:1
  n9 = call callee(n4, p1) @8:1
  n10 = call virtual *p1() @9:1
)");
  std::string Dump;
  llvm::raw_string_ostream DumpOS(Dump);
  M.dump(DumpOS);
  EXPECT_EQ(Dump, Text);
}

TEST(Printing, SizesAndFlags) {
  // Catches: sizes that read the same though they are not.
  ModuleGraph M;
  Body B(M, "f", 1);
  FunctionGraph &G = B.graph();
  G.IsVariadic = G.IsSystem = true;
  B.heap();
  B.heap();
  B.heap();
  G.Objects[0].Size = IntExpr();
  G.Objects[1].Size = {true, false, 0, 4, 12};
  G.Objects[2].InAnyCycle = true;
  B.call("g", {B.param(0)});
  B.lastCall().Args[0].Int = IntExpr::constant(3);
  std::string Text = textOf(M, G);
  llvm::StringRef S = Text;
  EXPECT_TRUE(S.starts_with("function f params=1 variadic system\n")) << Text;
  EXPECT_TRUE(S.contains("o0 heap _Znwm size=? @")) << Text;
  EXPECT_TRUE(S.contains("o1 heap _Znwm size=4*p0+12 @")) << Text;
  EXPECT_TRUE(S.contains("o2 heap _Znwm size=8 in-cycle @")) << Text;
  EXPECT_TRUE(S.contains("call g(p0:3)")) << Text;
}

} // namespace
