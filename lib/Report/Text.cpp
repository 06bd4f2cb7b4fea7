//===- Text.cpp - reports for people --------------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Sources.h"
#include "escape/Findings/Lines.h"
#include "escape/Report/Report.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace escape {
namespace {

void printFlow(raw_ostream &OS, const DecisionLine &L, const Paths &Show) {
  std::string At = Show.show(L.Of->Place);
  OS << At << ": " << L.Text << " in " << L.Of->Function << ":\n";
  if (L.Sink.empty())
    OS << At << ":   stays:\n";
  else
    OS << At << ":   flow: {" << L.Sink << "} ← " << L.Subject << ":\n";
  for (const WhyStep &W : L.Of->Why)
    OS << At << ":     " << (L.Sink.empty() ? "" : "from ") << W.Message << " at "
       << Show.show(W.Place) << "\n";
}

class DefaultView {
public:
  DefaultView(raw_ostream &OS, bool Colours)
      : OS(OS), Colours(Colours), Carets(OS, Colours) {}

  void print(const Finding &F) {
    constexpr raw_ostream::Colors Colour[] = {
        raw_ostream::BLUE, raw_ostream::MAGENTA, raw_ostream::RED};
    head(F.Place, severityName(F.TheSeverity), Colour[unsigned(F.TheSeverity)]);
    OS << F.Message << " [" << F.Check->Name << "]\n";
    Carets.caret(F.Place, 4);
    for (auto [Number, R] : enumerate(F.Fix)) {
      if (Number)
        note(R.Place, "and here");
      Carets.hint(R, 4);
    }
    if (F.Of)
      notes(F.Of->Macros);
    notes(F.Why);
  }

  void print(const VerdictChange &C) {
    note(C.Of->Place, C.Message);
    notes(C.Why);
  }

private:
  void notes(ArrayRef<WhyStep> Steps) {
    for (const WhyStep &W : Steps)
      note(W.Place, W.Message);
  }
  void note(const SourcePlace &P, StringRef Message) {
    head(P, "note", raw_ostream::CYAN);
    OS << Message << "\n";
    Carets.caret(P, 4);
  }

  void head(const SourcePlace &P, StringRef Word, raw_ostream::Colors Colour) {
    colour(raw_ostream::SAVEDCOLOR, true);
    OS << Show.show(P) << ": ";
    colour(Colour, true);
    OS << Word << ": ";
    reset();
  }

  void colour(raw_ostream::Colors C, bool Bold) {
    if (Colours)
      OS.changeColor(C, Bold);
  }
  void reset() {
    if (Colours)
      OS.resetColor();
  }

  raw_ostream &OS;
  bool Colours;
  Paths Show;
  CaretPrinter Carets;
};

} // namespace

void reportDecisions(raw_ostream &OS, const Decisions &D, unsigned Level) {
  Paths Show;
  for (const DecisionLine &L : lines(D)) {
    if (Level >= 2 && !L.Of->Why.empty())
      printFlow(OS, L, Show);
    OS << Show.show(L.Of->Place) << ": " << L.Text << "\n";
  }
}

void reportFindings(raw_ostream &OS, ArrayRef<Finding> Findings, bool Colours,
                    std::optional<ArrayRef<VerdictChange>> Changes) {
  DefaultView View(OS, Colours);
  for (const Finding *F : mostValuableFirst(Findings))
    View.print(*F);
  if (Changes)
    for (const VerdictChange &C : *Changes)
      View.print(C);
}

void reportSummary(raw_ostream &OS, ArrayRef<Finding> Findings,
                   const Decisions &D,
                   std::optional<ArrayRef<VerdictChange>> Changes) {
  size_t Stay = count_if(D.Allocations, [](const AllocationDecision &A) {
    return !A.Escapes;
  });
  OS << counted(Findings.size(), "finding");
  if (Changes) {
    auto Num = [&](Turn T) {
      return count_if(*Changes,
                      [&](const VerdictChange &C) { return C.TheTurn == T; });
    };
    OS << " of the change; on unchanged lines "
       << counted(Num(Turn::Worse), "verdict") << " got worse and "
       << Num(Turn::Better) << " better";
    if (size_t N = Num(Turn::Unsure))
      OS << ", " << N << " differ" << (N == 1 ? "s" : "")
         << " for the analysis gave up before";
  }
  OS << "; " << Stay << " of "
     << counted(D.Allocations.size(), "allocation") << " and "
     << count_if(D.Variables,
                 [](const VariableDecision &V) {
                   return V.TheVerdict == Verdict::Stack;
                 })
     << " of " << counted(D.Variables.size(), "variable")
     << " whose address is taken do not escape ("
     << counted(D.Stats.Units, "file") << ", "
     << counted(D.Stats.UserFunctions, "function") << "; -m lists them)\n";
}

void reportStatistics(raw_ostream &OS, const Decisions &D) {
  const Statistics &S = D.Stats;
  OS << "units: " << S.Units << "\nunits from the cache: " << S.Cached
     << "\nfunctions: " << S.Functions
     << "\nuser functions: " << S.UserFunctions << "\n";
  for (Verdict V : {Verdict::Stack, Verdict::Arena, Verdict::Caller, Verdict::Heap})
    OS << "allocations " << verdictName(V) << ": "
       << count_if(D.Allocations, [&](const auto &A) { return A.TheVerdict == V; })
       << "\n";
  for (Verdict V : {Verdict::Stack, Verdict::MovedToHeap, Verdict::Oversized})
    OS << "variables " << verdictName(V) << ": "
       << count_if(D.Variables, [&](const auto &X) { return X.TheVerdict == V; })
       << "\n";
  OS << "unknown instructions: " << S.UnknownInstructions << "\n";
  OS << "bounds hit: points-to " << S.Bounds.PointsTo << ", summary size "
     << S.Bounds.SummarySize << ", recursion " << S.Bounds.Recursion << "\n";
  for (const auto &[Stage, Seconds] : S.Seconds)
    OS << "seconds " << Stage << ": " << format("%.3f", Seconds) << "\n";
  Paths ThePaths;
  for (const auto &[Name, Files] : S.Variants) {
    OS << "variants " << Name << ": " << Files.size() << " (";
    ListSeparator Comma(", ");
    for (const std::string &File : Files)
      OS << Comma << ThePaths.show(StringRef(File));
    OS << ")\n";
  }
  std::vector<std::pair<unsigned, StringRef>> Calls;
  for (const auto &[Name, Count] : S.UnknownCalls)
    Calls.push_back({Count, Name});
  sort(Calls, [](auto A, auto B) {
    return A.first != B.first ? A.first > B.first : A.second < B.second;
  });
  for (auto [Count, Name] : Calls)
    OS << "unknown call " << Name << ": " << Count << "\n";
}

} // namespace escape
