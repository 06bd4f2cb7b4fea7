//===- ContractsFormatTest.cpp - reading contracts, and what they say -----===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Solve/Contracts.h"
#include "HandMade.h"
#include <gtest/gtest.h>

using namespace escape;

namespace {

using Facts = std::set<std::string>;

std::string errorOf(llvm::StringRef Json) {
  Contracts C;
  return llvm::toString(C.add(Json, "my.json"));
}

/// The facts of a contract for f that has \p Fields.
Facts factsOfContract(std::string Fields, unsigned NumArgs = 3) {
  Contracts C;
  std::string Json =
      R"({"version": 1, "functions": [{"names": ["f"], )" + Fields + "}]}";
  if (llvm::Error E = C.add(Json, "my.json"))
    return {"error: " + llvm::toString(std::move(E))};
  ModuleGraph M;
  std::optional<Summary> S = C.lookup("f", NumArgs, M);
  if (!S)
    return {"no contract"};
  EXPECT_EQ(S->NumParams, NumArgs);
  return factsOf(M, *S);
}

Facts factsOfArg(std::string Effect) {
  return factsOfContract(R"("args": {"0": [")" + Effect + R"("]})");
}

TEST(ContractsErrors, File) {
  // Catches: a file that is no contracts file and is taken for an empty one.
  EXPECT_EQ(errorOf("f: nothing"), "my.json: not a JSON file");
  EXPECT_EQ(errorOf(""), "my.json: not a JSON file");
  EXPECT_EQ(errorOf(R"({"version": 1, "functions": [)"), "my.json: not a JSON file");
  EXPECT_EQ(errorOf("[]"), "my.json: \"version\" must be 1");
  EXPECT_EQ(errorOf(R"({"functions": []})"), "my.json: \"version\" must be 1");
  EXPECT_EQ(errorOf(R"({"version": 2, "functions": []})"), "my.json: \"version\" must be 1");
  EXPECT_EQ(errorOf(R"({"version": "1", "functions": []})"), "my.json: \"version\" must be 1");
  EXPECT_EQ(errorOf(R"({"version": 1})"), "my.json: \"functions\" must be a list");
  EXPECT_EQ(errorOf(R"({"version": 1, "functions": {}})"), "my.json: \"functions\" must be a list");
  EXPECT_EQ(errorOf(R"({"version": 1, "functions": [], "funktions": []})"),
            "my.json: unknown key 'funktions'");
  EXPECT_EQ(errorOf(R"({"version": 1, "functions": [], "comment": "x"})"), "");
}

TEST(ContractsErrors, Entry) {
  // Catches: an entry with a mistake in it that says nothing, or not where.
  auto Entry = [](std::string Text) {
    return errorOf(R"({"version": 1, "functions": [{"names": ["ok"]}, )" + Text + "]}");
  };
  EXPECT_EQ(Entry("1"), "my.json: entry 2: \"names\" must be a list of symbols");
  EXPECT_EQ(Entry("{}"), "my.json: entry 2: \"names\" must be a list of symbols");
  EXPECT_EQ(Entry(R"({"names": []})"), "my.json: entry 2: \"names\" must be a list of symbols");
  EXPECT_EQ(Entry(R"({"names": "f"})"), "my.json: entry 2: \"names\" must be a list of symbols");
  EXPECT_EQ(Entry(R"({"names": [1]})"), "my.json: entry 2: \"names\" must be a list of symbols");
  EXPECT_EQ(Entry(R"({"names": ["f", "g"], "arg": {}})"),
            "my.json: entry 2 (f): unknown key 'arg'");
  EXPECT_EQ(Entry(R"({"names": ["f"], "args": []})"), "my.json: entry 2 (f): 'args' must be an object");
  EXPECT_EQ(Entry(R"({"names": ["f"], "args": {"0": "freed"}})"),
            "my.json: entry 2 (f): the effects of an argument must be a list of strings");
  EXPECT_EQ(Entry(R"({"names": ["f"], "args": {"0": [1]}})"),
            "my.json: entry 2 (f): the effects of an argument must be a list of strings");
  EXPECT_EQ(Entry(R"({"names": ["f"], "args": {"x": []}})"),
            "my.json: entry 2 (f): 'x' is not the number of an argument");
  EXPECT_EQ(Entry(R"({"names": ["f"], "args": {"-1": []}})"),
            "my.json: entry 2 (f): '-1' is not the number of an argument");
  EXPECT_EQ(Entry(R"({"names": ["f"], "args": {"4000000000": []}})"),
            "my.json: entry 2 (f): '4000000000' is not the number of an argument");
  EXPECT_NE(Entry(R"({"names": ["f"], "result": "fresh"})"), "");
  EXPECT_NE(Entry(R"({"names": ["f"], "result": ["frech"]})"), "");
  EXPECT_NE(Entry(R"({"names": ["f"], "result": [1]})"), "");
  EXPECT_NE(Entry(R"({"names": ["f"], "size": 4})"), "");
  EXPECT_NE(Entry(R"({"names": ["f"], "size": {"const": "4"}})"), "");
  EXPECT_NE(Entry(R"({"names": ["f"], "size": {"arg": -1}})"), "");
  EXPECT_NE(Entry(R"({"names": ["f"], "size": {"arg": 1, "const": 2}})"), "");
  EXPECT_EQ(Entry(R"({"names": ["f"], "size": null, "comment": "c"})"), "");
}

TEST(ContractsErrors, Effects) {
  // Catches: an effect that is misspelt and has none, so that an escape is lost.
  auto Effect = [](std::string Text) {
    return errorOf(R"({"version": 1, "functions": [{"names": ["f"], "args": {"0": [")" +
                   Text + R"("]}}]})");
  };
  for (std::string Wrong :
       {"retaind", "Retained", "", " retained", "retained:", "retained:x", "retained:global:x", "thread:1",
        "freed:1", "returned:0", "called:1", "copied-to", "copied-to:", "copied-to:x",
        "copied-to:-1", "content-copied-to:", "called-with:x", "called-with:-1",
        "called-with:1,,2", "called-in-thread:a", "receives", "none"})
    if (Wrong != "retained:") // the default reason may be left empty or not
      EXPECT_NE(Effect(Wrong), "") << Wrong;
  EXPECT_EQ(Effect("retaind"), "my.json: entry 1 (f): unknown effect 'retaind'");
  EXPECT_EQ(Effect("retained:globl"), "my.json: entry 1 (f): unknown reason 'globl'");
}

TEST(ContractsErrors, ArgumentNumbers) {
  // Catches: the number of an argument that no call has, where an effect is lost or memory is written.
  EXPECT_NE(errorOf(R"({"version": 1, "functions": [{"names": ["f"], "args": {"64": ["freed"]}}]})"), "");
  EXPECT_EQ(factsOfContract(R"("args": {"5": ["retained"]})", 2), Facts{});
  // What is copied to an argument that is not passed may go anywhere.
  EXPECT_EQ(factsOfContract(R"("args": {"0": ["copied-to:9"]})", 2),
            Facts{"escape p0 (passed to unknown function f)"});
}

TEST(ContractsErrors, Memory) {
  // Catches: an assignment that is misread, so that a store is lost.
  for (std::string Wrong :
       {"0", "0[0]", "0[0] =", "= 0", "0 = 1", "x[0] = 1", "0[0] = y", "0[x] = 1", "0[-8] = 1",
        "0[0] + 8 = 1", "result[0] = 1", "free", "free fresh["})
    EXPECT_NE(errorOf(R"({"version": 1, "functions": [{"names": ["f"], "memory": [")" + Wrong +
                      R"("]}]})"),
              "")
        << Wrong;
  EXPECT_NE(errorOf(R"({"version": 1, "functions": [{"names": ["f"], "memory": "0[0] = 1"}]})"), "");
}

// Disabled: parsePath takes the rest of the text for the cell when ']' is missing.
TEST(ContractsErrors, MemoryBracketIsClosed) {
  // Catches: a path that was cut, and is taken as if it were whole.
  for (std::string Wrong : {"0[0 = 1", "0[0] = 1[0"})
    EXPECT_NE(errorOf(R"({"version": 1, "functions": [{"names": ["f"], "memory": [")" + Wrong +
                      R"("]}]})"),
              "")
        << Wrong;
}

TEST(ContractsEffects, Nothing) {
  // Catches: a contract that says nothing and is taken for none, or adds effects.
  EXPECT_EQ(factsOfContract(R"("args": {})"), Facts{});
  EXPECT_EQ(factsOfContract(R"("args": {"0": []})"), Facts{});
  EXPECT_EQ(factsOfContract(R"("result": ["none"])"), Facts{});
}

TEST(ContractsEffects, Escapes) {
  // Catches: what a function keeps that is not said to escape, or the wrong reason for it.
  EXPECT_EQ(factsOfArg("retained"), Facts{"escape p0 (passed to unknown function f)"});
  EXPECT_EQ(factsOfArg("retained:unknown-call"), Facts{"escape p0 (passed to unknown function f)"});
  EXPECT_EQ(factsOfArg("retained:global"), Facts{"escape p0 (stored in a global f)"});
  EXPECT_EQ(factsOfArg("retained:channel"), Facts{"escape p0 (sent on channel f)"});
  EXPECT_EQ(factsOfArg("retained:exception"), Facts{"escape p0 (thrown f)"});
  EXPECT_EQ(factsOfArg("thread"), Facts{"escape p0 (passed to thread f)"});
  EXPECT_EQ(factsOfArg("retained:thread"), Facts{"escape p0 (passed to thread f)"});
  EXPECT_EQ(factsOfArg("content-retained"), Facts{"escape *(p0+any) (passed to unknown function f)"});
  EXPECT_EQ(factsOfArg("content-retained:global"), Facts{"escape *(p0+any) (stored in a global f)"});
}

TEST(ContractsEffects, Results) {
  // Catches: a result that is new or unknown where it is an argument, and the other way round.
  EXPECT_EQ(factsOfArg("returned"), Facts{"return p0+any"});
  EXPECT_EQ(factsOfArg("content-returned"), Facts{"return *(p0+any)+any"});
  EXPECT_EQ(factsOfContract(R"("result": ["fresh"])"), Facts{"return fresh[f:0:0]"});
  EXPECT_EQ(factsOfContract(R"("result": ["unknown"])"), Facts{"return unknown"});
  EXPECT_EQ(factsOfContract(R"("result": ["exception"])"), Facts{"return local[f:0:0]"});
  EXPECT_EQ(factsOfContract(R"("args": {"1": ["returned"]}, "result": ["unknown"])"),
            (Facts{"return p1+any", "return unknown"}));
}

TEST(ContractsEffects, Stores) {
  // Catches: a store in the wrong direction.
  EXPECT_EQ(factsOfArg("copied-to:1"), Facts{"hold p1+any <- p0+any"});
  EXPECT_EQ(factsOfArg("content-copied-to:1"), Facts{"hold p1+any <- *(p0+any)+any"});
  EXPECT_EQ(factsOfArg("content-copied-to:0"), Facts{"hold p0+any <- *(p0+any)+any"});
  EXPECT_EQ(factsOfArg("receives-fresh"), (Facts{"hold p0+any <- fresh[f:0:0]", "free *(p0+any)"}));
  EXPECT_EQ(factsOfArg("receives-unknown"), Facts{"hold p0+any <- unknown"});
  EXPECT_EQ(factsOfArg("freed"), Facts{"free p0"});
}

TEST(ContractsEffects, Calls) {
  // Catches: a callback that is not called, or called with something else.
  EXPECT_EQ(factsOfArg("called-with:1"), Facts{"call p0(p1+any)"});
  EXPECT_EQ(factsOfArg("called-with:_,2,1"), Facts{"call p0(unknown, p2+any, p1+any)"});
  EXPECT_EQ(factsOfArg("called-in-thread:1"), Facts{"call p0(p1+any)"});
  EXPECT_EQ(factsOfArg("called").size(), 1u);
  EXPECT_EQ(factsOfArg("called").begin()->rfind("call p0(unknown, unknown", 0), 0u);
}

TEST(ContractsEffects, OtherArguments) {
  // Catches: variable arguments that no effect reaches, or named ones that get it too.
  for (std::string Star : {"*", "..."})
    EXPECT_EQ(factsOfContract(R"("args": {"0": [], "1": ["freed"], ")" + Star + R"(": ["retained"]})", 4),
              (Facts{"free p1", "escape p2 (passed to unknown function f)",
                     "escape p3 (passed to unknown function f)"}))
        << Star;
}

TEST(ContractsEffects, SeveralAtOnce) {
  // Catches: effects of which only the last one counts.
  EXPECT_EQ(factsOfContract(R"("args": {"0": ["freed", "returned"], "2": ["retained", "content-returned"]})"),
            (Facts{"free p0", "return p0+any", "return *(p2+any)+any",
                   "escape p2 (passed to unknown function f)"}));
}

TEST(ContractsEffects, Sizes) {
  // Catches: fresh memory whose size is taken from the wrong argument.
  auto SizeOf = [](std::string Size, unsigned NumArgs) {
    Contracts C;
    EXPECT_EQ(llvm::toString(C.add(R"({"version": 1, "functions": [{"names": ["f"],
        "result": ["fresh"], "size": )" + Size + "}]}", "my.json")), "");
    ModuleGraph M;
    Summary S = *C.lookup("f", NumArgs, M);
    return S.Objects[S.Returns.at(0).Object].Size;
  };
  EXPECT_EQ(SizeOf(R"({"const": 64})", 2), IntExpr::constant(64));
  EXPECT_EQ(SizeOf(R"({"arg": 1})", 2), IntExpr::parameter(1));
  EXPECT_FALSE(SizeOf(R"({"args": [0, 1]})", 2).isConstant());
  EXPECT_FALSE(SizeOf("null", 2).Known);
}

TEST(ContractsEffects, Memory) {
  // Catches: an assignment between cells that names other cells.
  auto Memory = [](std::string Text) { return factsOfContract(R"("memory": [")" + Text + R"("])"); };
  EXPECT_EQ(Memory("1[8][0] = 0"), Facts{"hold *(p1+8) <- p0"});
  EXPECT_EQ(Memory("1[8] = 0+16"), Facts{"hold p1+8 <- p0+16"});
  EXPECT_EQ(Memory("result = 0"), Facts{"return p0"});
  EXPECT_EQ(Memory("result = 0[8]"), Facts{"return *(p0+8)"});
  EXPECT_EQ(Memory("result = fresh"), Facts{"return fresh[f:0:0]"});
  EXPECT_EQ(Memory("0[0] = unknown"), Facts{"hold p0 <- unknown"});
  EXPECT_EQ(Memory("free 0[8]"), Facts{"free *(p0+8)"});
  EXPECT_EQ(Memory("0[0] = @table+16"), Facts{"hold p0 <- @table+16"});
  EXPECT_EQ(Memory("unknown[0] = 0"), Facts{"escape p0 (passed to unknown function f)"});
  EXPECT_EQ(factsOfContract(R"("memory": ["0[0] = fresh", "fresh[8] = 1"])"),
            (Facts{"hold p0 <- fresh[f:0:0]", "hold fresh[f:0:0]+8 <- p1"}));
}

TEST(ContractsNames, ExactBeforePrefix) {
  // Catches: a prefix that hides the contract for a name of its own.
  Contracts C;
  ASSERT_EQ(llvm::toString(C.add(R"({"version": 1, "functions": [
      {"names": ["str*"], "args": {"0": ["retained"]}},
      {"names": ["strlen"]},
      {"names": ["str_own_*"], "args": {"0": ["freed"]}}]})", "my.json")), "");
  ModuleGraph M;
  EXPECT_EQ(factsOf(M, *C.lookup("strlen", 1, M)), Facts{});
  EXPECT_EQ(factsOf(M, *C.lookup("strcpy", 1, M)), Facts{"escape p0 (passed to unknown function strcpy)"});
  EXPECT_EQ(factsOf(M, *C.lookup("strlength", 1, M)),
            Facts{"escape p0 (passed to unknown function strlength)"});
  EXPECT_EQ(factsOf(M, *C.lookup("str", 1, M)), Facts{"escape p0 (passed to unknown function str)"});
  EXPECT_EQ(factsOf(M, *C.lookup("str_own_it", 1, M)), Facts{"free p0"});
  EXPECT_FALSE(C.lookup("st", 1, M));
  EXPECT_FALSE(C.lookup("mystrlen", 1, M));
}

TEST(ContractsNames, LinkersName) {
  // Catches: a function with an assembler name, which LLVM marks by \01, that has no contract.
  Contracts C;
  ASSERT_EQ(llvm::toString(C.add(R"({"version": 1, "functions": [{"names": ["scan"]}]})", "my.json")), "");
  ModuleGraph M;
  EXPECT_TRUE(C.lookup("\01scan", 1, M));
  EXPECT_FALSE(C.lookup("\01_scan", 1, M));
}

TEST(ContractsNames, LaterFileWins) {
  // Catches: a user's file that cannot correct an earlier one.
  Contracts C;
  auto Add = [&](std::string Name, std::string Effect) {
    EXPECT_EQ(llvm::toString(C.add(R"({"version": 1, "functions": [{"names": [")" + Name +
                                   R"("], "args": {"0": [")" + Effect + R"("]}}]})", "my.json")), "");
  };
  ModuleGraph M;
  Add("f", "retained");
  Add("f", "freed");
  EXPECT_EQ(factsOf(M, *C.lookup("f", 1, M)), Facts{"free p0"});
  Add("g*", "retained");
  Add("g*", "freed");
  EXPECT_EQ(factsOf(M, *C.lookup("gg", 1, M)), Facts{"free p0"});
}

TEST(ContractsNames, FileWithAnErrorChangesNothingBefore) {
  // Catches: an error in a second file that takes the contracts of the first away.
  Contracts C;
  ASSERT_EQ(llvm::toString(C.add(R"({"version": 1, "functions": [{"names": ["f"], "args": {"0": ["freed"]}}]})", "a")), "");
  EXPECT_NE(llvm::toString(C.add(R"({"version": 1, "functions": [{"names": ["f"], "args": {"0": ["frd"]}}]})", "b")), "");
  ModuleGraph M;
  EXPECT_EQ(factsOf(M, *C.lookup("f", 1, M)), Facts{"free p0"});
}

TEST(ContractsShipped, AreThere) {
  // Catches: shipped contracts that are not built in.
  ModuleGraph M;
  const Contracts &C = Contracts::shipped();
  EXPECT_TRUE(C.lookup("strlen", 1, M));
  EXPECT_EQ(factsOf(M, *C.lookup("strlen", 1, M)), Facts{});
  EXPECT_TRUE(C.lookup("qsort", 4, M));
  EXPECT_FALSE(C.lookup("no_such_function", 1, M));
}

} // namespace
