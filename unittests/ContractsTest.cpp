//===- ContractsTest.cpp - reading contracts, and what they say -----------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Solved.h"

using namespace escape;

namespace {

std::string errorOf(const std::string &Json) {
  Contracts C;
  return llvm::toString(C.add(Json, "my.json"));
}

/// The error of a contract for f that has \p Fields, or nothing.
std::string errorOfContract(const std::string &Fields) {
  return errorOf(contractsFile(R"({"names": ["f"], )" + Fields + "}"));
}

/// What a call of \p Name with \p Args does; a number alone is of how many.
std::optional<Summary> lookUp(const Contracts &C, llvm::StringRef Name,
                              std::vector<IntExpr> Args, ModuleGraph &M) {
  const Contract *Found = C.find(Name, Args);
  if (!Found)
    return std::nullopt;
  C.enterSymbols(M);
  return Contracts::summary(*Found, M.symbol(Name), Args.size(), M);
}
std::optional<Summary> lookUp(const Contracts &C, llvm::StringRef Name,
                              unsigned NumArgs, ModuleGraph &M) {
  return lookUp(C, Name, std::vector<IntExpr>(NumArgs), M);
}

/// The facts of the contract for a call of \p Name.
Facts factsOf(const Contracts &C, llvm::StringRef Name, unsigned NumArgs = 1) {
  ModuleGraph M;
  std::optional<Summary> S = lookUp(C, Name, NumArgs, M);
  if (!S)
    return {"no contract"};
  EXPECT_EQ(S->NumParams, NumArgs);
  return factsOf(M, *S);
}

/// The facts of a contract for f that has \p Fields.
Facts factsOfContract(const std::string &Fields, unsigned NumArgs = 3) {
  return factsOf(contractsOf(R"({"names": ["f"], )" + Fields + "}"), "f",
                 NumArgs);
}

/// Holds \p Of of each row's text against what the row says.
template <class T>
void expectEach(llvm::function_ref<T(const std::string &)> Of,
                const std::vector<std::pair<std::string, T>> &Rows) {
  for (const auto &[Text, Expected] : Rows)
    EXPECT_EQ(Of(Text), Expected) << Text;
}

/// Wants some error of each text.
void expectMistakes(llvm::function_ref<std::string(const std::string &)> Of,
                    const std::vector<std::string> &Texts) {
  for (const std::string &Text : Texts)
    EXPECT_NE(Of(Text), "") << Text;
}

Facts factsOfArg(const std::string &Effect) {
  return factsOfContract(R"("args": {"0": [")" + Effect + R"("]})");
}
std::string errorOfArg(const std::string &Effect) {
  return errorOfContract(R"("args": {"0": [")" + Effect + R"("]})");
}
Facts factsOfMemory(const std::string &Assignment) {
  return factsOfContract(R"("memory": [")" + Assignment + R"("])");
}
std::string errorOfMemory(const std::string &Assignment) {
  return errorOfContract(R"("memory": [")" + Assignment + R"("])");
}

// --- Mistakes.

TEST(ContractsErrors, File) {
  // Catches: a file that is no contracts file and is taken for an empty one.
  const std::string NoJson = "my.json: not a JSON file",
                    Version = "my.json: \"version\" must be 1",
                    Functions = "my.json: \"functions\" must be a list";
  expectEach<std::string>(
      errorOf, {{"f: nothing", NoJson},
                {"nonsense", NoJson},
                {"", NoJson},
                {R"({"version": 1, "functions": [)", NoJson},
                {"[]", Version},
                {R"({"functions": []})", Version},
                {R"({"version": 2, "functions": []})", Version},
                {R"({"version": "1", "functions": []})", Version},
                {R"({"version": 1})", Functions},
                {R"({"version": 1, "functions": {}})", Functions},
                {R"({"version": 1, "functions": [], "funktions": []})",
                 "my.json: unknown key 'funktions'"},
                {R"({"version": 1, "functions": [], "comment": "x"})", ""}});
}

TEST(ContractsErrors, FirstEntry) {
  // Catches: a mistake that is blamed on another entry, or on nobody.
  EXPECT_EQ(errorOf(contractsFile(R"({"names": []})")),
            "my.json: entry 1: \"names\" must be a list of symbols");
  EXPECT_EQ(errorOfContract(R"("arg": {})"),
            "my.json: entry 1 (f): unknown key 'arg'");
}

TEST(ContractsErrors, Entry) {
  // Catches: an entry with a mistake in it that says nothing, or not where.
  auto Entry = [](const std::string &Text) {
    return errorOf(contractsFile(R"({"names": ["ok"]}, )" + Text));
  };
  const std::string Names =
      "my.json: entry 2: \"names\" must be a list of symbols";
  const std::string In = "my.json: entry 2 (f): ";
  const std::string Effects =
      In + "the effects of an argument must be a list of strings";
  expectEach<std::string>(
      Entry,
      {{"1", Names},
       {"{}", Names},
       {R"({"names": []})", Names},
       {R"({"names": "f"})", Names},
       {R"({"names": [1]})", Names},
       {R"({"names": ["f", "g"], "arg": {}})", In + "unknown key 'arg'"},
       {R"({"names": ["f"], "args": []})", In + "'args' must be an object"},
       {R"({"names": ["f"], "args": {"0": "freed"}})", Effects},
       {R"({"names": ["f"], "args": {"0": [1]}})", Effects},
       {R"({"names": ["f"], "args": {"x": []}})",
        In + "'x' is not the number of an argument"},
       {R"({"names": ["f"], "args": {"-1": []}})",
        In + "'-1' is not the number of an argument"},
       {R"({"names": ["f"], "args": {"4000000000": []}})",
        In + "'4000000000' is not the number of an argument"},
       {R"({"names": ["f"], "size": null, "comment": "c"})", ""}});
  expectMistakes(Entry,
                 {R"({"names": ["f"], "result": "fresh"})",
                  R"({"names": ["f"], "result": ["frech"]})",
                  R"({"names": ["f"], "result": [1]})",
                  R"({"names": ["f"], "size": 4})",
                  R"({"names": ["f"], "size": {"const": "4"}})",
                  R"({"names": ["f"], "size": {"arg": -1}})",
                  R"({"names": ["f"], "size": {"arg": 1, "const": 2}})",
                  R"({"names": ["f"], "when": 1})",
                  R"({"names": ["f"], "when": {"arg": 1}})",
                  R"({"names": ["f"], "when": {"arg": -1, "is": [1]}})",
                  R"({"names": ["f"], "when": {"arg": 1, "is": []}})",
                  R"({"names": ["f"], "when": {"arg": 1, "is": ["2"]}})",
                  R"({"names": ["f"], "when": {"arg": 1, "is": [2.5]}})",
                  R"({"names": ["f"], "when": {"arg": 1, "is": [2], "or": 3}})"});
}

TEST(ContractsErrors, Effects) {
  // Catches: an effect that is misspelt and has none, so that an escape is
  // lost.
  expectMistakes(errorOfArg, {"retaind",
                              "Retained",
                              "",
                              " retained",
                              "retained:x",
                              "retained:global:x",
                              "thread:1",
                              "freed:1",
                              "returned:0",
                              "called:1",
                              "copied-to",
                              "copied-to:",
                              "copied-to:x",
                              "copied-to:-1",
                              "content-copied-to:",
                              "called-with:x",
                              "called-with:-1",
                              "called-with:1,,2",
                              "called-in-thread:a",
                              "receives",
                              "none"});
  expectEach<std::string>(
      errorOfArg,
      {{"retaind", "my.json: entry 1 (f): unknown effect 'retaind'"},
       {"kept", "my.json: entry 1 (f): unknown effect 'kept'"},
       {"retained:globl", "my.json: entry 1 (f): unknown reason 'globl'"}});
}

TEST(ContractsErrors, ArgumentNumbers) {
  // Catches: the number of an argument that no call has, where an effect is
  // lost or memory is written.
  EXPECT_NE(errorOfContract(R"("args": {"64": ["freed"]})"), "");
  EXPECT_EQ(factsOfContract(R"("args": {"5": ["retained"]})", 2), Facts{});
  // What is copied to an argument that is not passed may go anywhere.
  EXPECT_EQ(factsOfContract(R"("args": {"0": ["copied-to:9"]})", 2),
            Facts{"escape p0 (passed to unknown function f)"});
}

TEST(ContractsErrors, Memory) {
  // Catches: an assignment that is misread, so that a store is lost.
  expectMistakes(errorOfMemory,
                 {"0", "0[0]", "0[0] =", "= 0", "0 = 1", "x[0] = 1", "0[0] = y",
                  "0[x] = 1", "0[-8] = 1", "0[0] + 8 = 1", "result[0] = 1",
                  "free", "free fresh[", "run", "run x", "run-shared",
                  "run-shared x", "call", "call 0",
                  "call 0(1", "call (0)", "call 0(x)"});
  EXPECT_NE(errorOfContract(R"("memory": "0[0] = 1")"), "");
}

TEST(ContractsErrors, ReplacesBody) {
  // Catches: a contract that goes before a body for some calls only, so that
  // the others have neither.
  EXPECT_NE(errorOfContract(R"("replaces-body": 1)"), "");
  EXPECT_NE(errorOfContract(
                R"("replaces-body": true, "when": {"arg": 0, "is": [1]})"),
            "");
  Contracts C;
  cantFail(C.add(R"({"version": 1, "functions": [
      {"names": ["f*"], "replaces-body": true}, {"names": ["g"]}]})", "test"));
  EXPECT_TRUE(C.replacesBody("f1"));
  EXPECT_FALSE(C.replacesBody("g"));
  EXPECT_FALSE(C.replacesBody("h"));
}

TEST(ContractsErrors, MemoryBracketIsClosed) {
  // Catches: a path that was cut, and is taken as if it were whole.
  expectMistakes(errorOfMemory, {"0[0 = 1", "0[0] = 1[0"});
}

// --- Effects.

TEST(ContractsEffects, Nothing) {
  // Catches: a contract that says nothing and is taken for none, or adds
  // effects.
  expectEach<Facts>([](auto &Fields) { return factsOfContract(Fields); },
                    {{R"("args": {})", {}},
                     {R"("args": {"0": []})", {}},
                     {R"("result": ["none"])", {}}});
}

TEST(ContractsEffects, Escapes) {
  // Catches: what a function keeps that is not said to escape, or the wrong
  // reason for it.
  expectEach<Facts>(
      factsOfArg,
      {{"retained", {"escape p0 (passed to unknown function f)"}},
       {"retained:unknown-call", {"escape p0 (passed to unknown function f)"}},
       {"retained:global", {"escape p0 (stored in a global f)"}},
       {"retained:channel", {"escape p0 (sent on channel f)"}},
       {"retained:exception", {"escape p0 (thrown f)"}},
       {"thread", {"escape p0 (passed to thread f)"}},
       {"retained:thread", {"escape p0 (passed to thread f)"}},
       {"content-retained",
        {"escape *(p0+any) (passed to unknown function f)"}},
       {"content-retained:global",
        {"escape *(p0+any) (stored in a global f)"}}});
}

TEST(ContractsEffects, Results) {
  // Catches: a result that is new or unknown where it is an argument, and the
  // other way round.
  expectEach<Facts>(factsOfArg,
                    {{"returned", {"return p0+any"}},
                     {"content-returned", {"return *(p0+any)+any"}}});
  expectEach<Facts>([](auto &Fields) { return factsOfContract(Fields); },
                    {{R"("result": ["fresh"])", {"return fresh[f:0:0]"}},
                     {R"("result": ["unknown"])", {"return unknown"}},
                     {R"("result": ["exception"])", {"return local[f:0:0]"}},
                     {R"("args": {"1": ["returned"]}, "result": ["unknown"])",
                      {"return p1+any", "return unknown"}}});
}

TEST(ContractsEffects, Stores) {
  // Catches: a store in the wrong direction.
  expectEach<Facts>(
      factsOfArg,
      {{"copied-to:1", {"hold p1+any <- p0+any"}},
       {"content-copied-to:1", {"hold p1+any <- *(p0+any)+any"}},
       {"content-copied-to:0", {"hold p0+any <- *(p0+any)+any"}},
       {"receives-fresh", {"hold p0+any <- fresh[f:0:0]", "free *(p0+any)"}},
       {"receives-unknown", {"hold p0+any <- unknown"}},
       {"freed", {"free p0"}}});
}

TEST(ContractsEffects, Calls) {
  // Catches: a callback that is not called, or called with something else.
  expectEach<Facts>(
      factsOfArg, {{"called-with:1", {"call p0(p1+any) many"}},
                   {"called-with:_,2,1", {"call p0(unknown, p2+any, p1+any) many"}},
                   {"called-in-thread:1",
                    {"call p0(p1+any) many",
                     "escape result[p0] (passed to thread f)"}}});
  Facts Called = factsOfArg("called");
  ASSERT_EQ(Called.size(), 1u);
  EXPECT_EQ(Called.begin()->rfind("call p0(unknown, unknown", 0), 0u);
}

TEST(ContractsEffects, OnTheLastArgument) {
  // Catches: an effect on the last argument of a call, or from it, that turns
  // into no fact.
  const std::string Escape = "escape p0 (passed to unknown function f)";
  EXPECT_EQ(factsOfContract(R"("args":{"0":["retained"]})", 1), Facts{Escape});
  EXPECT_EQ(factsOfContract(R"("args":{"0":["freed"]})", 1), Facts{"free p0"});
  EXPECT_EQ(factsOfContract(R"("args":{"0":["returned"]})", 1),
            Facts{"return p0+any"});
  EXPECT_EQ(factsOfContract(R"("args":{"1":["copied-to:0"]})", 2),
            Facts{"hold p0+any <- p1+any"});
  EXPECT_EQ(factsOfContract(R"("args":{"0":["called-with:1"]})", 2),
            Facts{"call p0(p1+any) many"});
  EXPECT_EQ(factsOfContract(R"("result":["fresh"])", 0),
            Facts{"return fresh[f:0:0]"});
  EXPECT_EQ(factsOfContract(R"("memory":["1[8][0] = 0"])", 2),
            Facts{"hold *(p1+8) <- p0"});
}

TEST(ContractsEffects, OtherArguments) {
  // Catches: variable arguments that no effect reaches, or named ones that get
  // it too.
  for (std::string Star : {"*", "..."})
    EXPECT_EQ(factsOfContract(R"("args": {"0": [], "1": ["freed"], ")" + Star +
                                  R"(": ["retained"]})",
                              4),
              (Facts{"free p1", "escape p2 (passed to unknown function f)",
                     "escape p3 (passed to unknown function f)"}))
        << Star;
}

TEST(ContractsEffects, SeveralAtOnce) {
  // Catches: effects of which only the last one counts.
  EXPECT_EQ(factsOfContract(R"("args": {"0": ["freed", "returned"],
                                        "2": ["retained", "content-returned"]})"),
            (Facts{"free p0", "return p0+any", "return *(p2+any)+any",
                   "escape p2 (passed to unknown function f)"}));
}

TEST(ContractsEffects, Sizes) {
  // Catches: fresh memory whose size is taken from the wrong argument.
  auto SizeOf = [](const std::string &Size) {
    Contracts C = contractsOf(
        R"({"names": ["f"], "result": ["fresh"], "size": )" + Size + "}");
    ModuleGraph M;
    Summary S = *lookUp(C, "f", 2, M);
    return S.Objects[S.Returns.at(0).Object].Size;
  };
  EXPECT_EQ(SizeOf(R"({"const": 64})"), IntExpr::constant(64));
  EXPECT_EQ(SizeOf(R"({"arg": 1})"), IntExpr::parameter(1));
  EXPECT_FALSE(SizeOf(R"({"args": [0, 1]})").isConstant());
  EXPECT_FALSE(SizeOf("null").Known);
}

TEST(ContractsEffects, Memory) {
  // Catches: an assignment between cells that names other cells.
  expectEach<Facts>(
      factsOfMemory,
      {{"run 1[0]", {"run *(p1)"}},
       {"run-shared 1[0]", {"run-shared *(p1)"}},
       {"call 1[0][0][16](1[0], 0)",
        {"call *(*(*(p1))+16)(*(p1), p0)"}},
       {"call 0()", {"call p0()"}},
       {"1[8][0] = 0", {"hold *(p1+8) <- p0"}},
       {"1[8] = 0+16", {"hold p1+8 <- p0+16"}},
       {"result = 0", {"return p0"}},
       {"result = 0[8]", {"return *(p0+8)"}},
       {"result = fresh", {"return fresh[f:0:0]"}},
       {"0[0] = unknown", {"hold p0 <- unknown"}},
       {"free 0[8]", {"free *(p0+8)"}},
       {"0[0] = @table+16", {"hold p0 <- @table+16"}},
       {"unknown[0] = 0", {"escape p0 (passed to unknown function f)"}}});
  EXPECT_EQ(factsOfContract(R"("memory": ["0[0] = fresh", "fresh[8] = 1"])"),
            (Facts{"hold p0 <- fresh[f:0:0]", "hold fresh[f:0:0]+8 <- p1"}));
}

// --- Names.

TEST(ContractsNames, ExactBeforePrefix) {
  // Catches: a prefix that hides the contract for a name of its own.
  Contracts C = contractsOf(R"({"names": ["str*"], "args": {"0": ["retained"]}},
                               {"names": ["strlen"]},
                               {"names": ["str_own_*"], "args": {"0": ["freed"]}})");
  expectEach<Facts>(
      [&](auto &Name) { return factsOf(C, Name); },
      {{"strlen", {}},
       {"strcpy", {"escape p0 (passed to unknown function strcpy)"}},
       {"strlength", {"escape p0 (passed to unknown function strlength)"}},
       {"str", {"escape p0 (passed to unknown function str)"}},
       {"str_own_it", {"free p0"}},
       {"st", {"no contract"}},
       {"mystrlen", {"no contract"}}});
}

TEST(ContractsNames, LookUp) {
  // Catches: arguments beyond those that are named, when none is named.
  Contracts C = contractsOf(R"({"names": ["f*"], "args": {"*": ["retained"]}},
                               {"names": ["free_of_all"]})");
  EXPECT_EQ(factsOf(C, "fgh", 3),
            (Facts{"escape p0 (passed to unknown function fgh)",
                   "escape p1 (passed to unknown function fgh)",
                   "escape p2 (passed to unknown function fgh)"}));
  EXPECT_EQ(factsOf(C, "free_of_all", 3), Facts{});
  EXPECT_EQ(factsOf(C, "g"), Facts{"no contract"});
}

TEST(ContractsNames, LinkersName) {
  // Catches: a function with an assembler name, which LLVM marks by \01, that
  // has no contract.
  Contracts C = contractsOf(R"({"names": ["scan"]})");
  ModuleGraph M;
  EXPECT_TRUE(lookUp(C, "\01scan", 1, M));
  EXPECT_FALSE(lookUp(C, "\01_scan", 1, M));
}

TEST(ContractsNames, When) {
  // Catches: a contract for some values of an argument that holds for others,
  // or whenever the value is not known.
  Contracts C = contractsOf(
      R"({"names": ["f"], "when": {"arg": 1, "is": [3, -4]}},
         {"names": ["g"], "args": {"0": ["retained"]}},
         {"names": ["g"], "when": {"arg": 0, "is": [7]}},
         {"names": ["h"], "when": {"arg": 0, "is": [7]}},
         {"names": ["h"], "args": {"0": ["freed"]}})");
  auto Facts1 = [&](llvm::StringRef Name, IntExpr E) -> Facts {
    ModuleGraph M;
    auto S = lookUp(C, Name, {E, E}, M);
    return S ? factsOf(M, *S) : Facts{"no contract"};
  };
  EXPECT_EQ(Facts1("f", IntExpr::constant(3)), Facts{});
  EXPECT_EQ(Facts1("f", IntExpr::constant(-4)), Facts{});
  IntExpr Computed = IntExpr::constant(3);
  Computed.Computed = true;
  for (IntExpr Other : {IntExpr::constant(4), IntExpr(), IntExpr::parameter(0),
                        Computed})
    EXPECT_EQ(Facts1("f", Other), Facts{"no contract"});
  EXPECT_EQ(Facts1("g", IntExpr::constant(7)), Facts{});
  EXPECT_EQ(Facts1("g", IntExpr::constant(8)), factsOf(C, "g"));
  EXPECT_NE(factsOf(C, "g"), Facts{});
  // What holds always wins over what stood before it.
  EXPECT_EQ(Facts1("h", IntExpr::constant(7)), Facts{"free p0"});
}

TEST(ContractsNames, LaterFileWins) {
  // Catches: a user's file that cannot correct an earlier one.
  Contracts C;
  for (std::string Name : {"f", "g*"})
    for (std::string Effect : {"retained", "freed"})
      addTo(C, R"({"names": [")" + Name + R"("], "args": {"0": [")" + Effect +
                   R"("]}})");
  EXPECT_EQ(factsOf(C, "f"), Facts{"free p0"});
  EXPECT_EQ(factsOf(C, "gg"), Facts{"free p0"});
}

TEST(ContractsNames, FileWithAnErrorChangesNothingBefore) {
  // Catches: an error in a second file that takes the contracts of the first
  // away.
  Contracts C = contractsOf(R"({"names": ["f"], "args": {"0": ["freed"]}})");
  EXPECT_NE(llvm::toString(C.add(
                contractsFile(R"({"names": ["f"], "args": {"0": ["frd"]}})"),
                "b.json")),
            "");
  EXPECT_EQ(factsOf(C, "f"), Facts{"free p0"});
}

TEST(ContractsShipped, AreThere) {
  // Catches: shipped contracts that are not built in, or do not parse.
  const Contracts &C = Contracts::shipped();
  ModuleGraph M;
  EXPECT_EQ(factsOf(C, "strlen"), Facts{});
  EXPECT_TRUE(lookUp(C, "qsort", 4, M));
  EXPECT_TRUE(lookUp(C, "memchr", 3, M));
  EXPECT_TRUE(lookUp(C, "__cxa_throw", 3, M));
  EXPECT_FALSE(lookUp(C, "no_such_function", 1, M));
  EXPECT_TRUE(C.allocatesNothing("memchr"));
  EXPECT_FALSE(C.allocatesNothing("malloc"));
}

} // namespace
