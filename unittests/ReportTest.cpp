//===- ReportTest.cpp - reports of findings that are made by hand ---------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Report/Report.h"
#include "escape/Report/Outputs.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <gtest/gtest.h>

using namespace escape;
using llvm::StringRef;

namespace {

Finding make(Severity S, StringRef File, unsigned Line, StringRef Message) {
  Finding F;
  F.Check = &allChecks().front();
  F.TheSeverity = S;
  F.Place = {SharedText(File), Line, 3};
  F.Mangled = "_Z1fv";
  F.Message = Message.str();
  return F;
}

Finding warning(StringRef Message) {
  return make(Severity::Warning, "/none/a.cpp", 1, Message);
}

std::string gitHub(llvm::ArrayRef<Finding> Findings) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  reportGitHub(OS, Findings);
  return Text;
}

std::string checkstyle(llvm::ArrayRef<Finding> Findings) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  reportCheckstyle(OS, Findings);
  return Text;
}

std::string jUnit(llvm::ArrayRef<Finding> Findings, int ExitStatus = 0) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  reportJUnit(OS, Findings, ExitStatus);
  return Text;
}

std::string sarif(llvm::ArrayRef<Finding> Findings, int ExitStatus = 0) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  reportSarif(OS, Findings, ExitStatus);
  return Text;
}

std::string html(llvm::ArrayRef<Finding> Findings, const Decisions &D = {},
                 int ExitStatus = 0) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  reportHtml(OS, Findings, D, ExitStatus);
  return Text;
}

bool contains(StringRef Text, StringRef Part) { return Text.contains(Part); }

/// The fingerprints of a SARIF report.
std::vector<std::string> fingerprints(llvm::ArrayRef<Finding> Findings) {
  std::string Text = sarif(Findings);
  std::vector<std::string> Result;
  StringRef Rest = Text, Key = "\"escapeCheck/v1\": \"";
  while (contains(Rest, Key)) {
    Rest = Rest.split(Key).second;
    Result.push_back(Rest.take_until([](char C) { return C == '"'; }).str());
  }
  return Result;
}

// Catches a message or a name that ends the command it stands in, or begins
// another one.
TEST(GitHub, WhatHasAMeaningIsEscaped) {
  Finding F = make(Severity::Warning, "/none/a,b:c%\n.cpp", 7,
                   "50%: a,b\r\n::error::c");
  EXPECT_EQ(gitHub(F), "::warning file=/none/a%2Cb%3Ac%25%0A.cpp,line=7,col=3,"
                       "title=heap-to-stack::50%25: a,b%0D%0A::error::c\n");
}

// Catches warnings that take the place of errors, and a rest that is not told.
TEST(GitHub, TheWorstTenOfEachKindAreShown) {
  std::vector<Finding> Findings;
  for (unsigned I = 0; I != 12; ++I)
    for (Severity S : {Severity::Remark, Severity::Warning, Severity::Error})
      if (S != Severity::Warning || I < 11)
        Findings.push_back(make(S, "/none/a.cpp", I + 1, "m"));
  std::string Text = gitHub(Findings);
  llvm::SmallVector<StringRef> Lines;
  StringRef(Text).split(Lines, '\n', -1, false);
  ASSERT_EQ(Lines.size(), 31u);
  EXPECT_TRUE(Lines[0].starts_with("::error file=/none/a.cpp,line=1,"));
  EXPECT_TRUE(Lines[9].starts_with("::error file=/none/a.cpp,line=10,"));
  EXPECT_TRUE(Lines[10].starts_with("::warning "));
  EXPECT_TRUE(Lines[29].starts_with("::notice "));
  EXPECT_EQ(Lines[30],
            "5 more not shown (2 errors, 1 warning, 2 notices): GitHub "
            "takes 10 of each kind from a step");
}

TEST(GitHub, ExactlyTenLeaveNoRest) {
  std::string Text = gitHub(std::vector<Finding>(10, warning("m")));
  EXPECT_EQ(StringRef(Text).count('\n'), 10u);
  EXPECT_EQ(gitHub({}), "");
}

// Catches a report that no XML parser reads.
TEST(Xml, WhatHasAMeaningIsEscaped) {
  Finding F = warning("a<b> && \"c\"\n\x01\xFF");
  for (const std::string &Text : {checkstyle(F), jUnit(F)})
    EXPECT_TRUE(contains(Text, "message=\"a&lt;b&gt; &amp;&amp; &quot;c&quot;"
                               "&#10;\xEF\xBF\xBD\xEF\xBF\xBD\""))
        << Text;
}

// Catches a file that comes twice, or findings under the wrong file.
TEST(Checkstyle, FilesComeOnce) {
  std::string Text =
      checkstyle({make(Severity::Remark, "/none/a.cpp", 1, "m"),
                  make(Severity::Error, "/none/a.cpp", 2, "m"),
                  make(Severity::Warning, "/none/b.cpp", 1, "m")});
  EXPECT_EQ(StringRef(Text).count("<file "), 2u);
  EXPECT_EQ(StringRef(Text).count("</file>"), 2u);
  EXPECT_TRUE(contains(Text, "line=\"1\" column=\"3\" severity=\"info\""));
  EXPECT_TRUE(contains(Text, "line=\"2\" column=\"3\" severity=\"error\""));
}

// Catches test cases that a server takes for one, and remarks that fail.
TEST(JUnit, CasesHaveNamesOfTheirOwn) {
  std::string Text = jUnit({warning("m"), warning("m"),
                            make(Severity::Remark, "/none/a.cpp", 3, "m")});
  EXPECT_TRUE(contains(Text, "name=\"heap-to-stack: m\""));
  EXPECT_TRUE(contains(Text, "name=\"heap-to-stack: m #2\""));
  EXPECT_TRUE(contains(Text, "name=\"heap-to-stack: m #3\""));
  EXPECT_TRUE(contains(Text, "tests=\"3\" failures=\"2\" errors=\"0\""));
}

// Catches a report that is green though nothing was looked at, and one without
// a single test, which servers take for a broken build.
TEST(JUnit, ThereIsAlwaysATest) {
  EXPECT_TRUE(contains(jUnit({}), "tests=\"1\" failures=\"0\" errors=\"0\""));
  EXPECT_TRUE(
      contains(jUnit({}, 3), "tests=\"1\" failures=\"0\" errors=\"1\""));
  EXPECT_TRUE(contains(jUnit(warning("m"), 3),
                       "tests=\"2\" failures=\"1\" errors=\"1\""));
}

// Catches a message that is read as one with placeholders, and a report that is
// no JSON for a name that is no UTF-8.
TEST(Sarif, WhatHasAMeaningIsEscaped) {
  std::string Text =
      sarif(make(Severity::Warning, "/none/a b\xFF{.cpp", 1, "f{0}()\xFF"));
  EXPECT_TRUE(contains(Text, "\"text\": \"f{{0}}()\xEF\xBF\xBD\""));
  EXPECT_TRUE(contains(Text, "\"uri\": \"file:///none/a%20b%FF%7B.cpp\""));
}

// Catches a region that starts at 0, or a location without a file.
TEST(Sarif, WhatIsNotKnownIsLeftOut) {
  Finding F = warning("m");
  F.Place = SourcePlace();
  EXPECT_FALSE(contains(sarif(F), "physicalLocation"));
  F.Place.File = "/none/a.cpp";
  std::string Text = sarif(F);
  EXPECT_TRUE(contains(Text, "physicalLocation"));
  EXPECT_FALSE(contains(Text, "region"));
}

TEST(Sarif, TheRunIsDescribed) {
  EXPECT_TRUE(contains(sarif({}, 1), "\"executionSuccessful\": true"));
  EXPECT_TRUE(contains(sarif({}, 3), "\"executionSuccessful\": false"));
  EXPECT_TRUE(contains(sarif({}, 3), "\"exitCode\": 3"));
  EXPECT_TRUE(contains(sarif({}), "\"results\": []"));
}

// Catches fingerprints that change with lines and sizes, or that two findings
// share.
TEST(Sarif, FingerprintsStay) {
  auto Of = [](unsigned Line, StringRef Message) {
    return make(Severity::Warning, "/none/a.cpp", Line, Message);
  };
  auto First =
      fingerprints({Of(1, "m 10 bytes"), Of(2, "m 10 bytes"), Of(3, "n")});
  EXPECT_EQ(First, fingerprints({Of(4, "m 20 bytes"), Of(9, "m 20 bytes"),
                                 Of(12, "n")}));
  ASSERT_EQ(First.size(), 3u);
  EXPECT_NE(First[0], First[1]);
  EXPECT_NE(First[0], First[2]);
  AllocationDecision A;
  Finding F = Of(1, "m");
  F.Allocation = &A;
  EXPECT_NE(fingerprints(Of(1, "m")), fingerprints(F));
}

// Catches a page that a name in it ends, and one whose data no parser reads.
TEST(Html, NothingGetsOutOfTheData) {
  Finding F = make(Severity::Warning, "/none/</script>.cpp", 1,
                   "</SCRIPT><!--<script>\xFF\"\\");
  std::string Text = html(F);
  EXPECT_EQ(StringRef(StringRef(Text).lower()).count("</script>"), 2u);
  EXPECT_TRUE(contains(Text, "/none/\\u003c/script>.cpp"));
  EXPECT_TRUE(contains(Text, "\\u003c/SCRIPT>\\u003c!--\\u003cscript>"
                             "\xEF\xBF\xBD\\\"\\\\"));
  EXPECT_FALSE(contains(Text, "{{"));
}

// Catches texts and steps that are written as often as they are used.
TEST(Html, WhatIsSharedIsWrittenOnce) {
  Decisions D;
  for (unsigned I = 0; I != 3; ++I) {
    VariableDecision V;
    V.Place = {"/none/a.cpp", I + 1, 3};
    V.Function = "the::function";
    V.Why = {{{"/none/a.cpp", 9, 9}, "the:step"}};
    V.Type = "the type";
    D.Variables.push_back(V);
  }
  std::string Text = html({}, D);
  for (StringRef Each : {"/none/a.cpp", "the::function", "the:step", "the type"})
    EXPECT_EQ(StringRef(Text).count(Each), 1u) << Each.str();
  EXPECT_EQ(Text, html({}, D));
}

// Catches a finding without the decision that it is about, and one without any
// that gets that of another.
TEST(Html, FindingsReferToDecisions) {
  Decisions D;
  D.Variables.resize(1);
  D.Allocations.resize(1);
  D.Variables[0].Place = {"/none/a.cpp", 1, 3};
  D.Allocations[0].Place = {"/none/a.cpp", 2, 3};
  Finding OfAllocation = warning("m"), OfNothing = warning("n");
  OfAllocation.Allocation = &D.Allocations[0];
  std::string Text = html({OfAllocation, OfNothing}, D);
  EXPECT_TRUE(contains(Text, ",[],[],1],["));
  EXPECT_TRUE(contains(Text, ",[],[],-1]]"));
}

// Catches links into the page that no other report's id leads to.
TEST(Html, IdsAreSarifsFingerprints) {
  Finding F = make(Severity::Warning, "/none/a b.cpp", 1, "m");
  EXPECT_TRUE(contains(html(F), "\"" + fingerprints(F).front() + "\""));
}

std::string outputs(llvm::ArrayRef<std::string> Formats,
                    std::optional<std::string> File = std::nullopt) {
  auto Outputs = readOutputs(Formats, File);
  if (!Outputs)
    return llvm::toString(Outputs.takeError());
  std::string Text;
  for (const Output &O : *Outputs)
    Text += llvm::formatv("{0}:{1} ", int(O.TheFormat), O.File).str();
  return Text;
}

// Catches a report that goes elsewhere than the user said.
TEST(Outputs, EachFormatHasAPlace) {
  EXPECT_EQ(outputs({}), "0:- ");
  EXPECT_EQ(outputs({}, "a"), "0:a ");
  EXPECT_EQ(outputs({"json"}, "a"), "1:a ");
  EXPECT_EQ(outputs({"sarif:c:d", "github", "junit:-x"}), "2:c:d 3:- 5:-x ");
  EXPECT_EQ(outputs({"sarif:b", "checkstyle"}, "a"), "2:b 4:a ");
  EXPECT_TRUE(contains(outputs({"text", "json"}),
                       "two formats cannot go to standard output"));
  EXPECT_TRUE(contains(outputs({"text", "json:-"}),
                       "two formats cannot go to standard output"));
  EXPECT_TRUE(
      contains(outputs({"text", "json"}, "a"), "two formats cannot go to 'a'"));
  EXPECT_TRUE(
      contains(outputs({"text:a", "json:a"}), "two formats cannot go to 'a'"));
  EXPECT_TRUE(contains(outputs({"text:a"}, "b"), "-o b has no report to take"));
  EXPECT_TRUE(contains(outputs({"text:"}), "needs a file behind the colon"));
  EXPECT_TRUE(contains(outputs({"SARIF"}), "did you mean 'sarif'?"));
  EXPECT_FALSE(contains(outputs({"patch"}), "did you mean"));
}

} // namespace
