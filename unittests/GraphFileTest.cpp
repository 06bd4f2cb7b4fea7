//===- GraphFileTest.cpp - tests of graph files ---------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Catches: a field that is lost on the way through a file, a file that differs
// from run to run, and a damaged or made-up one that is believed.
//===----------------------------------------------------------------------===//
#include "HandMade.h"
#include "escape/Program/GraphFile.h"
#include "gtest/gtest.h"
#include <random>

using namespace escape;
using llvm::StringRef;

namespace {

/// A unit that has something of everything.
UnitData unit() {
  UnitData Unit;
  ModuleGraph &M = Unit.Graph;
  Body B(M, "f", 2);
  NodeId X = B.local("x", 64);
  B.store(X, B.heap(16), 8);
  B.store(B.param(1), X, AnyOffset);
  B.call("g", {X, B.global("table"), B.function("callback")});
  B.lastCall().Args[0].Int = IntExpr::parameter(1);
  B.lastCall().Args[1].HeldBy = {0, Argument::Result};
  B.lastCall().Args[2].NoCapture = true;
  B.returns(B.load(B.param(0), 16));
  FunctionGraph &G = M.Functions.back();
  G.Loc = {M.file("/src/f.cpp"), 3, 5};
  G.SwitchParam = 1;
  G.SwitchValues = {-7, 1ll << 40};
  G.Constraints.back().Cases = 5;
  G.CycleParents = {CycleId(), CycleId(0)};
  G.Objects[0].Cycle = CycleId(1);
  G.Objects[0].Destroys = {{0, 8}, {16, 24}};
  G.FromIntegers = {{X, G.Loc}};
  G.HeaderPhis = {{X, CycleId(1)}};
  G.ParamNames = {"p", "\xc3\xa9"};
  LeakPath L;
  L.Call = 0;
  L.Exit = G.Loc;
  L.Branches = {{G.Loc, Location()}};
  L.Through = {0};
  G.LeakPaths = {L};
  LeftAddress A;
  A.Obj = ObjectId(0);
  A.Global = M.localSymbol("cache");
  G.LeftAddresses = {A};
  GlobalGraph &Table = M.Globals[M.symbol("table").Value];
  Table.IsReadOnly = Table.IsConstant = true;
  Table.Pointers = {{0, M.symbol("callback"), 0}, {8, M.localSymbol("cache"), -8}};
  for (StringRef Key : {"f", "h", "a"}) {
    FunctionFact &F = Unit.Facts.Functions[Key];
    F.Name = Key.str() + "()";
    F.Place = {"/src/f.cpp", 3, 5};
    F.Variables.emplace_back().Size = -1;
    F.News.emplace_back().Type = "N";
    F.Parameters.emplace_back().IsThis = true;
    Unit.Facts.Callees[Key].Kind = "make_unique";
  }
  WarningFact &W = Unit.Facts.Warnings.emplace_back();
  W.Message = "late";
  W.Notes = {{{"/src/f.cpp", 1, 1}, "here"}};
  W.IsMisplacedDemand = true;
  return Unit;
}

StringRef text(const llvm::SmallVectorImpl<char> &Bytes) {
  return {Bytes.data(), Bytes.size()};
}

std::string errorOf(StringRef File) {
  auto Unit = readGraphFile(File);
  return Unit ? "" : llvm::toString(Unit.takeError());
}

std::string dump(const UnitData &Unit) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  Unit.Graph.dump(OS);
  return Text;
}

TEST(GraphFile, ReadsWhatWasWritten) {
  UnitData Unit = unit();
  auto File = writeGraphFile(Unit);
  auto Read = readGraphFile(text(File));
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  EXPECT_EQ(dump(*Read), dump(Unit));
  const FunctionGraph &G = Read->Graph.Functions.front();
  EXPECT_EQ(G.SwitchValues, (std::vector<int64_t>{-7, 1ll << 40}));
  EXPECT_EQ(G.Calls[0].Args[1].HeldBy,
            (std::vector<uint32_t>{0, Argument::Result}));
  EXPECT_EQ(G.LeakPaths[0].Call, 0u);
  EXPECT_EQ(Read->Graph.key(G.LeftAddresses[0].Global),
            Unit.Graph.key(Unit.Graph.localSymbol("cache")));
  EXPECT_EQ(Read->Facts.Functions["h"].Variables[0].Size, -1);
  EXPECT_EQ(Read->Facts.Warnings[0].Notes[0].second, "here");
  EXPECT_EQ(text(writeGraphFile(*Read)), text(File));
}

TEST(GraphFile, SaysWhatIsWrong) {
  auto File = writeGraphFile(unit());
  auto With = [&](size_t At, char Value) {
    auto Changed = File;
    Changed[At] = Value;
    return errorOf(text(Changed));
  };
  EXPECT_EQ(errorOf(""), "it is no graph file");
  EXPECT_EQ(errorOf("elf or something else"), "it is no graph file");
  EXPECT_EQ(errorOf(text(File).take_front(20)), "it is cut off");
  EXPECT_EQ(errorOf(text(File).drop_back()), "it is damaged or cut off");
  EXPECT_EQ(errorOf((text(File) + "x").str()), "it is damaged or cut off");
  EXPECT_EQ(With(8, 99), "it has version 99 of the format, not 16");
  for (size_t At = 12; At < File.size(); ++At)
    EXPECT_EQ(With(At, File[At] ^ 4), "it is damaged or cut off");
}

/// \returns what reading says of the unit after \p Change.
template <typename F> std::string errorAfter(F Change) {
  UnitData Unit = unit();
  Change(Unit.Graph.Functions.front());
  return errorOf(text(writeGraphFile(Unit)));
}

TEST(GraphFile, RefusesGraphsThatReferToNothing) {
  const char *Wrong = "its fields are not what they can be";
  EXPECT_EQ(errorAfter([](FunctionGraph &) {}), "");
  using G = FunctionGraph;
  EXPECT_EQ(errorAfter([](G &F) { F.NumNodes = 3; }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.NumNodes = 1u << 30; }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.NumParams = ~0u; }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.ParamNames.resize(3); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.Constraints[0].Dst = NodeId(999); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.Constraints[0].Dst = NodeId(); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.Constraints[0].Obj = ObjectId(99); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.Calls[0].Callee = SymbolId(); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.Calls[0].Callee = SymbolId(99); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.Calls[0].Args[1].HeldBy[0] = 3; }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.Calls[0].Args[0].Int.Parameter = 2; }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.ResultParameter = 2; }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.SwitchValues.resize(64); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.Loc.File = FileId(7); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.CycleParents[0] = CycleId(1); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.LeakPaths[0].Call = 1; }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.FromIntegers[0].first = NodeId(); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.HeaderPhis[0].second = CycleId(); }), Wrong);
  EXPECT_EQ(errorAfter([](G &F) { F.LeakPaths[0].Through[0] = 1; }), Wrong);
}

/// Fields that were changed behind a digest that is right.
TEST(GraphFile, ReadsNothingThatIsNotThere) {
  auto File = writeGraphFile(unit());
  auto Payload = llvm::cantFail(payloadOf(text(File), GraphFileFormat));
  std::mt19937 Random(1);
  for (unsigned I = 0; I < 20000; ++I) {
    auto Changed = Payload;
    for (unsigned K = 0; K <= I % 3; ++K)
      Changed[Random() % Changed.size()] = Random();
    if (I % 5 == 0)
      Changed.truncate(Random() % Changed.size());
    StringRef Fields(reinterpret_cast<const char *>(Changed.data()), Changed.size());
    auto Read = readGraphFile(text(makeFile(Fields, GraphFileFormat)));
    if (!Read) {
      llvm::consumeError(Read.takeError());
      continue;
    }
    auto Once = writeGraphFile(*Read);
    auto Twice = llvm::cantFail(readGraphFile(text(Once)));
    EXPECT_EQ(text(writeGraphFile(Twice)), text(Once));
  }
}

} // namespace
