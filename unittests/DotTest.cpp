//===- DotTest.cpp - pictures for graphviz ----------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Report/Dot.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>

using namespace escape;
using llvm::StringRef;

namespace {

std::string dot(const Picture &P) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  reportDot(OS, P);
  return Text;
}

// Catches a name that ends its string, or begins an escape of graphviz's.
TEST(Dot, Quoting) {
  Picture P;
  P.Function = "operator\"\" _x";
  P.Nodes.push_back({{"f(\"\\n\")", "two\nlines", "\xc3\xbc\xff"}, Region::Frame});
  std::string Text = dot(P);
  EXPECT_TRUE(StringRef(Text).contains("digraph \"operator\\\"\\\" _x\" {")) << Text;
  EXPECT_TRUE(StringRef(Text).contains(
      "n0 [label=\"f(\\\"\\\\n\\\")\\ntwo lines\\n\xc3\xbc\xef\xbf\xbd\""))
      << Text;
}

// Catches a cut in the middle of a letter.
TEST(Dot, LongLines) {
  Picture P;
  std::string Long;
  for (int I = 0; I < 59; ++I)
    Long += 'x';
  P.Nodes.push_back({{Long + "\xc3\xbc and more"}, Region::Frame});
  EXPECT_TRUE(StringRef(dot(P)).contains(Long + "...\"")) << dot(P);
}

// Catches a label that is a list of all elements of an array.
TEST(Dot, ManyFields) {
  Picture P;
  P.Nodes.resize(2);
  P.Holds.push_back({0, 1, {"", "+8", "...", "+16", "+24", "+32"}});
  P.Holds.push_back({1, 0, {"a", "...", "b"}});
  P.Holds.push_back({1, 1, {"..."}});
  std::string Text = dot(P);
  EXPECT_TRUE(StringRef(Text).contains("n0 -> n1 [label=\"+0, +8, +16, ...\"]"))
      << Text;
  EXPECT_TRUE(StringRef(Text).contains("n1 -> n0 [label=\"a, b, ...\"]"));
  EXPECT_TRUE(StringRef(Text).contains("n1 -> n1 [label=\"...\"]"));
}

// Catches boxes that are empty, and a way out that has no box to lead to.
TEST(Dot, Boxes) {
  Picture P;
  P.Function = "f";
  P.Nodes.push_back({{"x"}, Region::Frame});
  std::string Alone = dot(P);
  EXPECT_FALSE(StringRef(Alone).contains("cluster_caller"));
  EXPECT_FALSE(StringRef(Alone).contains("cluster_iteration"));
  P.Nodes.push_back({{"y"}, Region::Iteration});
  P.Holds.push_back({0, 1, {"a", "b"}});
  P.Exits.push_back({1, true, "return", "line 3"});
  std::string Text = dot(P);
  EXPECT_TRUE(StringRef(Text).contains("cluster_iteration"));
  EXPECT_TRUE(StringRef(Text).contains("caller [shape=plaintext"));
  EXPECT_FALSE(StringRef(Text).contains("cluster_program"));
  EXPECT_TRUE(StringRef(Text).contains("n0 -> n1 [label=\"a, b\"]"));
  EXPECT_TRUE(StringRef(Text).contains("n1 -> caller ["));
  EXPECT_TRUE(StringRef(Text).contains("label=\"return\\nline 3\""));
}

} // namespace
