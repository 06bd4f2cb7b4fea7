//===- Html.cpp - a page for a browser ------------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The page is assets/page.html with style, scripts and data put in. The data is
// one JSON object, which only assets/data.js reads: rows are arrays of numbers,
// and texts and steps that many rows share stand in it once.
//===----------------------------------------------------------------------===//
#include "Sources.h"
#include "StableIds.h"
#include "escape/Findings/Lines.h"
#include "escape/Report/Report.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace llvm;

namespace escape {
namespace {

/// In the order of the build: page.html and report.css, then the scripts.
constexpr std::pair<StringLiteral, StringLiteral> Assets[] = {
#include "HtmlAssets.inc"
};

/// Passes on JSON in a form that ends no script element: a '<' can only stand
/// in a string there.
class ScriptStream : public raw_ostream {
public:
  explicit ScriptStream(raw_ostream &To) : To(To) { SetUnbuffered(); }

private:
  void write_impl(const char *Data, size_t Size) override {
    StringRef Rest(Data, Size);
    Position += Size;
    for (size_t At; (At = Rest.find('<')) != StringRef::npos;
         Rest = Rest.drop_front(At + 1))
      To << Rest.take_front(At) << "\\u003c";
    To << Rest;
  }
  uint64_t current_pos() const override { return Position; }

  raw_ostream &To;
  uint64_t Position = 0;
};

/// Numbers for what is written once.
template <class T> class Numbered {
public:
  unsigned operator[](const T &Entry) {
    auto [It, New] = Numbers.try_emplace(Entry, Order.size());
    if (New)
      Order.push_back(&It->first);
    return It->second;
  }
  ArrayRef<const T *> inOrder() const { return Order; }

private:
  std::map<T, unsigned> Numbers;
  std::vector<const T *> Order;
};

class PageData {
public:
  PageData(raw_ostream &OS, const Decisions &D) : J(OS), D(D) {}

  void write(ArrayRef<Finding> Findings, ArrayRef<VerdictChange> Changes,
             bool IsComplete) {
    J.object([&] {
      J.attribute("version", ESCAPE_VERSION);
      J.attribute("complete", IsComplete);
      J.attribute("units", D.Stats.Units);
      J.attribute("functionCount", D.Stats.UserFunctions);
      J.attributeArray("checks", [&] {
        for (const CheckInfo &C : allChecks())
          J.value(json::Array{C.Name, C.Summary});
        if (!Changes.empty())
          J.value(json::Array{VerdictChangeId, VerdictChangeSummary});
      });
      J.attributeArray("decisions", [&] { decisions(); });
      J.attributeArray("findings", [&] {
        for (const Finding &F : Findings)
          finding(F);
        for (const VerdictChange &C : Changes)
          finding(C);
      });
      J.attributeArray("functions", [&] { functions(); });
      J.attributeArray("steps", [&] { steps(); });
      J.attributeArray("files", [&] { files(); });
      J.attributeArray("strings", [&] {
        for (const std::string *S : Strings.inOrder())
          J.value(*S);
      });
    });
  }

private:
  unsigned text(StringRef Text) { return Strings[json::fixUTF8(Text)]; }

  unsigned file(SharedText File) { return Files[File]; }

  /// A file that something is decided in is shown.
  void place(const SourcePlace &P) {
    Shown.insert(file(P.File));
    J.value(file(P.File));
    J.value(P.Line);
    J.value(P.Column);
  }

  /// Static functions of several files may have one name.
  void function(StringRef Name, StringRef Mangled, const SourcePlace &P) {
    J.value(Functions[{text(Name), text(Mangled), file(P.File)}]);
  }

  void way(ArrayRef<WhyStep> Steps) {
    J.array([&] {
      for (const WhyStep &W : Steps)
        J.value(Ways[{file(W.Place.File), W.Place.Line, W.Place.Column,
                      text(W.Message)}]);
    });
  }

  void reasons(ArrayRef<std::string> Reasons) {
    J.array([&] {
      for (const std::string &R : Reasons)
        J.value(text(R));
    });
  }

  /// What there is to know of a decision besides its place and its line.
  struct About {
    StringRef Group; ///< allocation, variable or parameter
    StringRef Kind;  ///< of an allocation
    StringRef Type;
    std::optional<int64_t> Size;
    StringRef Verdict;
  };

  void decision(const DecisionLine &L, StringRef Text, const About &A) {
    NumberOf.try_emplace(L.Of, NumberOf.size());
    J.array([&] {
      place(L.Of->Place);
      function(L.Of->Function, L.Of->Mangled, L.Of->Place);
      for (StringRef Each :
           {A.Group, A.Kind, Text, StringRef(L.Subject), A.Type})
        J.value(text(Each));
      J.value(A.Size.value_or(-1));
      J.value(text(A.Verdict));
      J.value(text(L.Sink));
      reasons(L.Of->Reasons);
      way(L.Of->Why);
      J.value(L.Of->Instances);
    });
  }

  std::map<const Decision *, About> abouts() const {
    std::map<const Decision *, About> Result;
    for (const AllocationDecision &A : D.Allocations)
      Result.insert({&A, {"allocation", A.Kind, A.Type, A.Size,
                          verdictName(A.TheVerdict)}});
    for (const VariableDecision &V : D.Variables)
      Result.insert(
          {&V, {"variable", "", V.Type, V.Size, verdictName(V.TheVerdict)}});
    for (const ParameterDecision &P : D.Parameters)
      Result.insert({&P, {"parameter", "", "", std::nullopt, leakName(P)}});
    return Result;
  }

  /// In the order of -m. A parameter that leaks in two ways has two lines.
  void decisions() {
    std::map<const Decision *, About> Known = abouts();
    std::vector<DecisionLine> All = lines(D);
    for (ArrayRef<DecisionLine> Rest = All; !Rest.empty();) {
      const DecisionLine &First = Rest.front();
      std::string Text;
      for (; !Rest.empty() && Rest.front().Of == First.Of;
           Rest = Rest.drop_front())
        Text += (Text.empty() ? "" : "; ") + Rest.front().Text;
      decision(First, Text, Known[First.Of]);
    }
  }

  std::optional<int64_t> size(const Finding &F) const {
    if (F.Allocation)
      return F.Allocation->Size;
    if (F.Variable)
      return F.Variable->Size;
    if (F.Check->Name != "oversized-frame")
      return std::nullopt;
    auto It = find_if(D.Frames, [&](const FrameDecision &Frame) {
      return Frame.Place == F.Place && Frame.Mangled == F.Mangled;
    });
    return It == D.Frames.end() ? std::nullopt : std::optional(It->Size);
  }

  /// Empty for what no decision is about.
  static StringRef verdict(const Finding &F) {
    if (F.Allocation)
      return verdictName(F.Allocation->TheVerdict);
    if (F.Variable)
      return verdictName(F.Variable->TheVerdict);
    if (F.Check->Name == "moved-to-heap")
      return verdictName(Verdict::MovedToHeap);
    return F.Check->Name == "oversized-frame" ? verdictName(Verdict::Oversized)
                                              : "";
  }

  void finding(const Finding &F) {
    const Decision *Of = F.Allocation;
    if (!Of)
      Of = F.Variable;
    J.array([&] {
      place(F.Place);
      function(F.Function, F.Mangled, F.Place);
      J.value(TheIds.make(F, Show.uri(F.Place.File)));
      J.value(F.Check - allChecks().begin());
      J.value(text(severityName(F.TheSeverity)));
      J.value(text(F.Message));
      J.value(size(F).value_or(-1));
      J.value(text(verdict(F)));
      reasons(F.Reasons);
      way(F.Why);
      number(Of);
    });
  }

  /// Which decision it is; -1 for none.
  void number(const Decision *Of) {
    auto Number = NumberOf.find(Of);
    J.value(Number == NumberOf.end() ? -1 : int64_t(Number->second));
  }

  /// It is listed behind the findings, as one of no check.
  void finding(const VerdictChange &C) {
    const Decision &Of = *C.Of;
    J.array([&] {
      place(Of.Place);
      function(Of.Function, Of.Mangled, Of.Place);
      J.value(IdsOfChanges.make(C, Show.uri(Of.Place.File)));
      J.value(allChecks().size());
      J.value(text(severityName(Severity::Remark)));
      J.value(text(C.Message));
      J.value(-1); // its size is the decision's
      J.value(text(C.Now));
      reasons(Of.Reasons);
      way(C.Why);
      number(&Of);
    });
  }

  void functions() {
    for (const auto *F : Functions.inOrder())
      J.value(json::Array{(*F)[0], (*F)[1], (*F)[2]});
  }

  void steps() {
    for (const auto *S : Ways.inOrder())
      for (unsigned Each : *S)
        J.value(Each);
  }

  /// Each with its text, or null and why it is not there.
  void files() {
    for (auto [I, File] : enumerate(Files.inOrder()))
      J.array([&] {
        J.value(json::fixUTF8(Show.show(StringRef(*File))));
        source(*File, Shown.contains(I));
      });
  }

  void source(StringRef File, bool IsShown) {
    auto Without = [&](const Twine &Why) {
      J.value(nullptr);
      J.value(Why.str());
    };
    if (!IsShown)
      return Without("nothing in this file is reported on");
    auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/true);
    if (!Buffer)
      return Without("this file cannot be read: " +
                     Buffer.getError().message());
    StringRef Text = (*Buffer)->getBuffer();
    if (!json::isUTF8(Text))
      return Without("this file is not UTF-8");
    J.value(Text);
  }

  json::OStream J;
  const Decisions &D;
  Paths Show;
  FindingIds TheIds;
  ChangeIds IdsOfChanges;
  Numbered<std::string> Strings;
  Numbered<SharedText> Files;
  Numbered<std::array<unsigned, 3>> Functions;
  Numbered<std::array<unsigned, 4>> Ways; ///< their steps
  DenseSet<unsigned> Shown; ///< files
  DenseMap<const Decision *, size_t> NumberOf;
};

StringRef asset(StringRef Name) {
  return find_if(Assets, [&](const auto &A) {
           return A.first == Name;
         })->second;
}

} // namespace

void reportHtml(raw_ostream &OS, ArrayRef<Finding> Findings, const Decisions &D,
                int ExitStatus, ArrayRef<VerdictChange> Changes) {
  StringRef Rest = asset("page.html");
  while (!Rest.empty()) {
    auto [Text, Behind] = Rest.split("{{");
    OS << Text;
    StringRef Name;
    std::tie(Name, Rest) = Behind.split("}}");
    if (Name == "style")
      OS << asset("report.css");
    if (Name == "data") {
      ScriptStream Data(OS);
      PageData(Data, D).write(Findings, Changes, ExitStatus < 2);
    }
    if (Name == "script")
      for (const auto &[File, Script] : Assets)
        if (File.ends_with(".js"))
          OS << Script;
  }
}

} // namespace escape
