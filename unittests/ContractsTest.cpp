//===- ContractsTest.cpp - contracts read and turned into summaries -------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Solve/Contracts.h"
#include <gtest/gtest.h>

using namespace escape;

namespace {

std::string errorOf(llvm::StringRef Json) {
  Contracts C;
  llvm::Error E = C.add(Json, "t.json");
  return E ? llvm::toString(std::move(E)) : "";
}

std::string functions(const std::string &Entry) {
  return "{\"version\": 1, \"functions\": [" + Entry + "]}";
}

Summary summaryOf(const std::string &Entry, unsigned NumArgs) {
  Contracts C;
  ModuleGraph M;
  llvm::cantFail(C.add(functions(Entry), "t.json"));
  return C.lookup("f", NumArgs, M).value();
}

// Catches: a file with a mistake that is taken as it is, or blamed on nobody.
TEST(Contracts, MistakesAreNamed) {
  EXPECT_EQ(errorOf("nonsense"), "t.json: not a JSON file");
  EXPECT_EQ(errorOf("{\"version\": 2, \"functions\": []}"),
            "t.json: \"version\" must be 1");
  EXPECT_NE(errorOf(functions(R"({"names": ["f"], "arg": {}})"))
                .find("unknown key 'arg'"),
            std::string::npos);
  EXPECT_NE(errorOf(functions(R"({"names": ["f"], "args": {"0": ["kept"]}})"))
                .find("unknown effect 'kept'"),
            std::string::npos);
  EXPECT_NE(errorOf(functions(R"({"names": []})")).find("entry 1"),
            std::string::npos);
}

// Catches: an effect that turns into no fact.
TEST(Contracts, EffectsBecomeFacts) {
  EXPECT_EQ(summaryOf(R"({"names":["f"],"args":{"0":["retained"]}})", 1)
                .Escapes.size(), 1u);
  EXPECT_EQ(summaryOf(R"({"names":["f"],"args":{"0":["freed"]}})", 1)
                .Frees.size(), 1u);
  EXPECT_EQ(summaryOf(R"({"names":["f"],"args":{"0":["returned"]}})", 1)
                .Returns.size(), 1u);
  EXPECT_EQ(summaryOf(R"({"names":["f"],"args":{"1":["copied-to:0"]}})", 2)
                .Stores.size(), 1u);
  EXPECT_EQ(summaryOf(R"({"names":["f"],"args":{"0":["called-with:1"]}})", 2)
                .Calls.size(), 1u);
  EXPECT_EQ(summaryOf(R"({"names":["f"],"result":["fresh"]})", 0)
                .Returns.size(), 1u);
  EXPECT_EQ(summaryOf(R"({"names":["f"],"memory":["1[8][0] = 0"]})", 2)
                .Stores.size(), 1u);
}

// Catches: a prefix that hides an exact name, and arguments beyond those that
// are named.
TEST(Contracts, LookUp) {
  Contracts C;
  ModuleGraph M;
  llvm::cantFail(C.add(functions(R"({"names":["f*"],"args":{"*":["retained"]}},
                                    {"names":["free_of_all"]})"),
                       "t.json"));
  EXPECT_EQ(C.lookup("fgh", 3, M)->Escapes.size(), 3u);
  EXPECT_TRUE(C.lookup("free_of_all", 3, M)->Escapes.empty());
  EXPECT_FALSE(C.lookup("g", 1, M));
}

// Catches: shipped contracts that do not parse.
TEST(Contracts, ShippedOnesAreThere) {
  ModuleGraph M;
  EXPECT_TRUE(Contracts::shipped().lookup("memchr", 3, M));
  EXPECT_TRUE(Contracts::shipped().lookup("__cxa_throw", 3, M));
}

} // namespace
