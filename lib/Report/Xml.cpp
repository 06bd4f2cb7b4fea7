//===- Xml.cpp - Checkstyle's and JUnit's forms ---------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Sources.h"
#include "escape/Report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace escape {
namespace {

constexpr StringLiteral Head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Text as it may stand between tags and in attributes. XML has no way to write
/// most control characters.
std::string xml(StringRef Text) {
  std::string Result;
  raw_string_ostream OS(Result);
  for (char C : json::fixUTF8(Text))
    if (C == '\t' || C == '\n' || C == '\r')
      OS << "&#" << unsigned(C) << ";";
    else if (static_cast<unsigned char>(C) < ' ')
      OS << "\xEF\xBF\xBD"; // the replacement character
    else
      printHTMLEscaped(StringRef(&C, 1), OS);
  return Result;
}

class JUnit {
public:
  explicit JUnit(raw_ostream &OS) : OS(OS) {}

  void print(ArrayRef<Finding> Findings, bool IsComplete) {
    size_t Failures = count_if(Findings, isFailure);
    std::string Counts =
        (" tests=\"" +
         Twine(std::max<size_t>(Findings.size() + !IsComplete, 1)) +
         "\" failures=\"" + Twine(Failures) + "\" errors=\"" +
         Twine(int(!IsComplete)) + "\"")
            .str();
    OS << Head << "<testsuites name=\"escape-check\"" << Counts << ">\n"
       << " <testsuite name=\"escape-check\"" << Counts << ">\n";
    for (const Finding &F : Findings)
      print(F);
    if (!IsComplete)
      OS << "  <testcase classname=\"escape-check\" name=\"analysis\">\n"
            "   <error message=\"some file was not analysed\"/>\n  "
            "</testcase>\n";
    else if (Findings.empty()) // a report without tests is an error to many
      OS << "  <testcase classname=\"escape-check\" name=\"no findings\"/>\n";
    OS << " </testsuite>\n</testsuites>\n";
  }

private:
  static bool isFailure(const Finding &F) {
    return F.TheSeverity != Severity::Remark;
  }

  /// Names are the same from run to run where the lines are not.
  std::string name(const Finding &F, StringRef File) {
    std::string Name = (F.Check->Name + ": " + F.Message).str();
    unsigned Number = ++Seen[(File + "\n" + Name).str()];
    return Number == 1 ? Name : Name + " #" + utostr(Number);
  }

  void print(const Finding &F) {
    StringRef File = Show.show(StringRef(F.Place.File));
    OS << "  <testcase classname=\"" << xml(File) << "\" name=\""
       << xml(name(F, File)) << "\" file=\"" << xml(File) << "\" line=\""
       << F.Place.Line << "\">\n";
    if (isFailure(F))
      OS << "   <failure type=\"" << severityName(F.TheSeverity)
         << "\" message=\"" << xml(F.Message) << "\">";
    else
      OS << "   <system-out>";
    line(F.Place, severityName(F.TheSeverity), F.Message);
    for (const WhyStep &W : F.Why)
      line(W.Place, "note", W.Message);
    OS << (isFailure(F) ? "</failure>\n" : "</system-out>\n")
       << "  </testcase>\n";
  }

  void line(const SourcePlace &P, StringRef Word, StringRef Message) {
    OS << xml(Show.show(P)) << ": " << Word << ": " << xml(Message) << "\n";
  }

  raw_ostream &OS;
  Paths Show;
  StringMap<unsigned> Seen;
};

} // namespace

void reportCheckstyle(raw_ostream &OS, ArrayRef<Finding> Findings) {
  constexpr StringLiteral Words[] = {"info", "warning", "error"};
  Paths Show;
  OS << Head << "<checkstyle version=\"" << ESCAPE_VERSION << "\">\n";
  while (!Findings.empty()) {
    SharedText File = Findings.front().Place.File;
    OS << " <file name=\"" << xml(Show.show(StringRef(File))) << "\">\n";
    for (; !Findings.empty() && Findings.front().Place.File == File;
         Findings = Findings.drop_front()) {
      const Finding &F = Findings.front();
      OS << "  <error line=\"" << F.Place.Line << "\" column=\""
         << F.Place.Column << "\" severity=\"" << Words[unsigned(F.TheSeverity)]
         << "\" message=\"" << xml(F.Message) << "\" source=\"escape-check."
         << F.Check->Name << "\"/>\n";
    }
    OS << " </file>\n";
  }
  OS << "</checkstyle>\n";
}

void reportJUnit(raw_ostream &OS, ArrayRef<Finding> Findings, int ExitStatus) {
  JUnit(OS).print(Findings, ExitStatus < 2);
}

} // namespace escape
