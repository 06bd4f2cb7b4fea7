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

  void print(ArrayRef<Finding> Findings, ArrayRef<VerdictChange> Changes,
             bool IsComplete) {
    size_t Failures = count_if(Findings, isFailure);
    size_t Cases = Findings.size() + Changes.size() + !IsComplete;
    std::string Counts =
        (" tests=\"" + Twine(std::max<size_t>(Cases, 1)) + "\" failures=\"" +
         Twine(Failures) + "\" errors=\"" + Twine(int(!IsComplete)) + "\"")
            .str();
    OS << Head << "<testsuites name=\"escape-check\"" << Counts << ">\n"
       << " <testsuite name=\"escape-check\"" << Counts << ">\n";
    for (const Finding &F : Findings)
      print(F);
    for (const VerdictChange &C : Changes)
      print(C);
    if (!IsComplete)
      OS << "  <testcase classname=\"escape-check\" name=\"analysis\">\n"
            "   <error message=\"some file was not analysed\"/>\n  "
            "</testcase>\n";
    else if (!Cases) // a report without tests is an error to many
      OS << "  <testcase classname=\"escape-check\" name=\"no findings\"/>\n";
    OS << " </testsuite>\n</testsuites>\n";
  }

private:
  static bool isFailure(const Finding &F) {
    return F.TheSeverity != Severity::Remark;
  }

  /// Names are the same from run to run where the lines are not.
  std::string name(StringRef Check, StringRef Message, StringRef File) {
    std::string Name = (Check + ": " + Message).str();
    unsigned Number = ++Seen[(File + "\n" + Name).str()];
    return Number == 1 ? Name : Name + " #" + utostr(Number);
  }

  void startCase(const SourcePlace &Place, StringRef Check, StringRef Message) {
    StringRef File = Show.show(StringRef(Place.File));
    OS << "  <testcase classname=\"" << xml(File) << "\" name=\""
       << xml(name(Check, Message, File)) << "\" file=\"" << xml(File)
       << "\" line=\"" << Place.Line << "\">\n";
  }

  void print(const Finding &F) {
    startCase(F.Place, F.Check->Name, F.Message);
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

  /// It is told by a test that passes.
  void print(const VerdictChange &C) {
    startCase(C.Of->Place, VerdictChangeId, C.Message);
    OS << "   <system-out>";
    line(C.Of->Place, "note", C.Message);
    for (const WhyStep &W : C.Why)
      line(W.Place, "note", W.Message);
    OS << "</system-out>\n  </testcase>\n";
  }

  void line(const SourcePlace &P, StringRef Word, StringRef Message) {
    OS << xml(Show.show(P)) << ": " << Word << ": " << xml(Message) << "\n";
  }

  raw_ostream &OS;
  Paths Show;
  StringMap<unsigned> Seen;
};

/// One entry of a report of Checkstyle's.
struct Row {
  const SourcePlace *Place;
  Severity Level;
  StringRef Check, Message;
};

/// \returns all, by place.
std::vector<Row> rows(ArrayRef<Finding> Findings,
                      ArrayRef<VerdictChange> Changes) {
  std::vector<Row> Result;
  for (const Finding &F : Findings)
    Result.push_back({&F.Place, F.TheSeverity, F.Check->Name, F.Message});
  for (const VerdictChange &C : Changes)
    Result.push_back(
        {&C.Of->Place, Severity::Remark, VerdictChangeId, C.Message});
  stable_sort(Result,
              [](const Row &A, const Row &B) { return *A.Place < *B.Place; });
  return Result;
}

} // namespace

void reportCheckstyle(raw_ostream &OS, ArrayRef<Finding> Findings,
                      ArrayRef<VerdictChange> Changes) {
  constexpr StringLiteral Words[] = {"info", "warning", "error"};
  Paths Show;
  OS << Head << "<checkstyle version=\"" << ESCAPE_VERSION << "\">\n";
  const std::vector<Row> All = rows(Findings, Changes);
  for (ArrayRef<Row> Rest = All; !Rest.empty();) {
    SharedText File = Rest.front().Place->File;
    OS << " <file name=\"" << xml(Show.show(StringRef(File))) << "\">\n";
    for (; !Rest.empty() && Rest.front().Place->File == File;
         Rest = Rest.drop_front()) {
      const Row &R = Rest.front();
      OS << "  <error line=\"" << R.Place->Line << "\" column=\""
         << R.Place->Column << "\" severity=\"" << Words[unsigned(R.Level)]
         << "\" message=\"" << xml(R.Message) << "\" source=\"escape-check."
         << R.Check << "\"/>\n";
    }
    OS << " </file>\n";
  }
  OS << "</checkstyle>\n";
}

void reportJUnit(raw_ostream &OS, ArrayRef<Finding> Findings, int ExitStatus,
                 ArrayRef<VerdictChange> Changes) {
  JUnit(OS).print(Findings, Changes, ExitStatus < 2);
}

} // namespace escape
