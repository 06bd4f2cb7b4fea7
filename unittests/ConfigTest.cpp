//===- ConfigTest.cpp - configuration files -------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Catches: a key that is lost between reading, inheriting and printing, and an
// error without its place.
//===----------------------------------------------------------------------===//
#include "escape/Config/Config.h"
#include <gtest/gtest.h>

using namespace escape;

namespace {

constexpr llvm::StringLiteral Everything = R"(
# a comment
Checks: >-
  -leak,
  -heap-to-arena
WarningsAsErrors: [moved-to-heap, 'heap-*']
InheritParentConfig: true
FailOn: any
HeaderFilterRegex: '/src/it''s/'
Baseline: ../known
BuildPath: /abs/build
ExcludeRegex: [a, "b\tc"]
ExtraArgs: ['-DX=Ä b']
ExtraArgsBefore:
  - -std=c++20
Contracts: [one.json, sub/../two.json]
ClosedWorld: yes
MaxVariableSize: 0
MaxAllocationSize: 4096
)";

std::string print(const Config &C) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  C.print(OS, "/p/d");
  return Text;
}

Config parse(llvm::StringRef Text) {
  auto C = Config::parse(Text, "file", "/p/d");
  EXPECT_TRUE(bool(C)) << llvm::toString(C.takeError());
  return C ? std::move(*C) : Config();
}

std::string errorOf(llvm::StringRef Text) {
  auto C = Config::parse(Text, "file", "/p/d");
  EXPECT_FALSE(bool(C));
  return C ? "" : llvm::toString(C.takeError());
}

TEST(ConfigTest, ReadsEachKey) {
  Config C = parse(Everything);
  EXPECT_EQ("-leak, -heap-to-arena", C.Checks);
  EXPECT_EQ("moved-to-heap,heap-*", C.WarningsAsErrors);
  EXPECT_EQ(true, C.InheritParentConfig);
  EXPECT_EQ("any", C.FailOn);
  EXPECT_EQ("/src/it's/", C.HeaderFilterRegex);
  EXPECT_EQ("/p/known", C.Baseline);
  EXPECT_EQ("/abs/build", C.BuildPath);
  EXPECT_EQ((Config::List{"a", "b\tc"}), C.ExcludeRegex);
  EXPECT_EQ(Config::List{"-DX=Ä b"}, C.ExtraArgs);
  EXPECT_EQ(Config::List{"-std=c++20"}, C.ExtraArgsBefore);
  EXPECT_EQ((Config::List{"/p/d/one.json", "/p/d/two.json"}), C.Contracts);
  EXPECT_EQ(true, C.ClosedWorld);
  EXPECT_EQ(0, C.MaxVariableSize);
  EXPECT_EQ(4096, C.MaxAllocationSize);
  EXPECT_EQ(11u, C.RunKeys.size());
  EXPECT_EQ("file:8:1", C.RunKeys.front().Place);
}

TEST(ConfigTest, PrintsWhatItReads) {
  std::string Once = print(parse(Everything));
  EXPECT_EQ(Once, print(parse(Once)));
  EXPECT_NE(std::string::npos,
            Once.find("Contracts: ['one.json', 'two.json']"));
  EXPECT_NE(std::string::npos, Once.find("Baseline: '/p/known'"));
}

TEST(ConfigTest, NothingIsAConfiguration) {
  for (const char *Text : {"", "# only\n", "---\n", "{}", "\n\n"})
    EXPECT_EQ(print(Config()), print(parse(Text))) << Text;
  EXPECT_EQ(print(Config()), print(parse(print(Config()))));
}

TEST(ConfigTest, SamplesAreValid) {
  std::string Sample;
  llvm::SmallVector<llvm::StringRef> Lines;
  std::string Empty = print(Config());
  llvm::StringRef(Empty).split(Lines, '\n');
  for (llvm::StringRef Line : Lines)
    if (Line.consume_front("#") && !Line.starts_with(" "))
      Sample += (Line + "\n").str();
  Config C = parse(Sample);
  EXPECT_EQ(11u, C.RunKeys.size());
  EXPECT_TRUE(C.Checks && C.WarningsAsErrors && C.InheritParentConfig);
}

TEST(ConfigTest, InheritsBehind) {
  Config C = parse("Checks: leak\nExtraArgs: [-b]\nFailOn: new\n");
  C.inherit(
      parse("Checks: '-*'\nExtraArgs: [-a]\nFailOn: any\nClosedWorld: true\n"
            "MaxVariableSize: 7"));
  EXPECT_EQ("-*,leak", C.Checks);
  EXPECT_EQ((Config::List{"-a", "-b"}), C.ExtraArgs);
  EXPECT_EQ("new", C.FailOn);
  EXPECT_EQ(true, C.ClosedWorld);
  EXPECT_EQ(7, C.MaxVariableSize);
  EXPECT_EQ(1u, C.RunKeys.size() - 1); // its own
}

TEST(ConfigTest, ErrorsHaveAPlace) {
  EXPECT_EQ("file:2:1: unknown key 'CheckS'; did you mean 'Checks'?",
            errorOf("FailOn: new\nCheckS: x\n"));
  EXPECT_EQ("file:1:1: unknown key 'CheckOptions'",
            errorOf("CheckOptions: {}"));
  EXPECT_EQ("file:1:9: Checks: no check matches 'leek'; did you mean 'leak'?",
            errorOf("Checks: leek"));
  EXPECT_EQ("file:3:5: Checks: no check matches 'leek'; did you mean 'leak'?",
            errorOf("Checks:\n  - leak\n  - leek"));
  EXPECT_EQ(0u,
            errorOf("Checks: '['").find("file:1:9: Checks: '[' is no glob"));
  EXPECT_EQ(0u,
            errorOf("FailOn: old").find("file:1:9: FailOn: no check matches"));
  EXPECT_EQ(
      0u, errorOf("ExcludeRegex: [a, '(']").find("file:1:19: ExcludeRegex: "));
  EXPECT_EQ("file:1:15: ExcludeRegex takes a list, as in [a, b]",
            errorOf("ExcludeRegex: a"));
  EXPECT_EQ("file:1:14: ClosedWorld takes true or false",
            errorOf("ClosedWorld: maybe"));
  EXPECT_EQ("file:1:18: MaxVariableSize takes a number of bytes",
            errorOf("MaxVariableSize: -1"));
  EXPECT_EQ("file:1:18: MaxVariableSize takes a number of bytes",
            errorOf("MaxVariableSize: 99999999999999999999"));
  EXPECT_EQ("file:1:10: FailOn takes text", errorOf("FailOn: {a: b}"));
  EXPECT_EQ("file:1:11: Baseline: a path is missing", errorOf("Baseline: ''"));
  EXPECT_EQ("file:2:1: 'FailOn' is there twice",
            errorOf("FailOn: new\nFailOn: any"));
  EXPECT_EQ(0u, errorOf("- a\n- b").find("file:1:1: a configuration is keys"));
  EXPECT_EQ("file:3:1: a configuration is one YAML document",
            errorOf("FailOn: new\n---\nFailOn: any\n"));
}

TEST(ConfigTest, RefusesWhatTheParserCannotTake) {
  EXPECT_EQ("file:2:10: this is no UTF-8", errorOf("# ä\nFailOn: n\xffw"));
  EXPECT_EQ("file:1:1: a configuration has at most 64 KiB",
            errorOf(std::string(1000000, '[')));
  EXPECT_EQ(0u, errorOf(std::string(60000, '[')).find("file:1:"));
}

TEST(ConfigTest, BrokenYaml) {
  for (const char *Text :
       {"Checks: 'a", "Checks: [a", "Checks: {", "\tChecks: a",
        "Checks: \"\\q\"", "Checks", "Checks:", "? a", "*a", "Checks: *a",
        "a: b: c", "[", "}", "Checks: \xff\xfe", "'", "\"", "- ",
        "Checks: |\n a\nb"})
    EXPECT_EQ(0u, errorOf(Text).find("file:")) << Text;
}

} // namespace
