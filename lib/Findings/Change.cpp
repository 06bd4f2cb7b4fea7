//===- Change.cpp - what a change of the source did -----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Change.h"
#include "escape/Findings/Lines.h"
#include "escape/Findings/StableText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <set>
#include <tuple>

using namespace llvm;

namespace escape {

void ChangedLines::add(StringRef Path, StringRef OldPath,
                       std::vector<Edit> Edits) {
  Files[Path] = {SharedText(OldPath), std::move(Edits)};
}

std::optional<SourcePlace> ChangedLines::before(const SourcePlace &P) const {
  auto It = Files.find(StringRef(P.File));
  if (It == Files.end())
    return P;
  SourcePlace Old = {It->second.OldFile, P.Line, P.Column};
  for (const Edit &E : It->second.Edits) {
    if (P.Line < E.NewBegin)
      break;
    if (P.Line < E.NewBegin + E.NumNew)
      return std::nullopt;
    Old.Line = P.Line - (E.NewBegin + E.NumNew) + E.OldBegin + E.NumOld;
  }
  return Old;
}

SourcePlace ChangedLines::withOldName(SourcePlace P) const {
  if (auto It = Files.find(StringRef(P.File)); It != Files.end())
    P.File = It->second.OldFile;
  return P;
}

namespace {

// What tells a decision from the others at its place.
std::string name(const AllocationDecision &A) { return A.Kind + " " + A.Text; }
std::string name(const VariableDecision &V) { return V.Name; }
std::string name(const ParameterDecision &P) { return P.Name; }

// How bad a verdict is; a larger number is worse.
int badness(const AllocationDecision &A) { return int(A.TheVerdict); }
int badness(const VariableDecision &V) { return int(V.TheVerdict); }
int badness(const ParameterDecision &P) {
  int ToResult = P.ResultLevel < 0 ? 0 : 100 - std::min(P.ResultLevel, 99);
  return 2000 * P.Leaks + 1000 * (P.LeaksContent && !P.Leaks) + ToResult;
}

std::string subject(const AllocationDecision &A) { return A.Text; }
std::string subject(const VariableDecision &V) { return V.Name; }
std::string subject(const ParameterDecision &P) { return P.Name; }

StringRef kind(const AllocationDecision &) { return "allocation"; }
StringRef kind(const VariableDecision &) { return "variable"; }
StringRef kind(const ParameterDecision &) { return "parameter"; }

std::string word(const AllocationDecision &A) {
  return verdictName(A.TheVerdict).str();
}
std::string word(const VariableDecision &V) {
  return verdictName(V.TheVerdict).str();
}
std::string word(const ParameterDecision &P) {
  std::string Leak = leakName(P).str();
  if (P.ResultLevel < 0)
    return Leak;
  return (Leak == "result" ? "" : Leak + ", ") +
         "result level=" + itostr(P.ResultLevel);
}

/// \returns whether a bound of the analysis decided, and not the program.
bool hasGivenUp(const Decision &D) {
  return is_contained(D.Reasons, "bound") || is_contained(D.Reasons, "recursion");
}

template <typename T> VerdictChange change(const T &Old, const T &New, Turn To) {
  constexpr StringLiteral InWords[] = {
      "worse by the change", "better by the change",
      "another answer, for the analysis gave up on it before the change"};
  VerdictChange C;
  C.Of = &New;
  C.TheTurn = To;
  C.Kind = kind(New);
  C.Subject = subject(New);
  C.Message = "'";
  if (C.Kind == "parameter")
    C.Message += "parameter ";
  C.Message += C.Subject + "' of '" + New.Function +
               "': " + InWords[unsigned(To)].str() +
               ": was: " + verdictInWords(Old) + "; now: " + verdictInWords(New);
  C.Was = word(Old);
  C.Now = word(New);
  if (To == Turn::Worse)
    C.Why = asNotes(New.Why, New.Place);
  return C;
}

template <typename T>
void compareLists(const std::vector<T> &Before, const std::vector<T> &After,
                  const ChangedLines &Lines, std::vector<VerdictChange> &Into) {
  std::map<std::pair<SourcePlace, std::string>, const T *> Old;
  for (const T &D : Before)
    Old.try_emplace({Lines.withOldName(D.Place), withoutPlaces(name(D))}, &D);
  for (const T &New : After) {
    std::optional<SourcePlace> Place = Lines.before(New.Place);
    if (!Place)
      continue;
    auto It = Old.find({*Place, withoutPlaces(name(New))});
    if (It == Old.end() || badness(*It->second) == badness(New))
      continue;
    const T &Was = *It->second;
    Into.push_back(change(Was, New,
                          badness(New) > badness(Was) ? Turn::Worse
                          : hasGivenUp(Was)           ? Turn::Unsure
                                                      : Turn::Better));
  }
}

} // namespace

StringRef turnName(Turn T) {
  switch (T) {
  case Turn::Worse:
    return "worse";
  case Turn::Better:
    return "better";
  case Turn::Unsure:
    return "unsure";
  }
  llvm_unreachable("all are listed");
}

std::vector<VerdictChange> compare(const Decisions &Before,
                                   const Decisions &After,
                                   const ChangedLines &Lines) {
  std::vector<VerdictChange> Result;
  compareLists(Before.Allocations, After.Allocations, Lines, Result);
  compareLists(Before.Variables, After.Variables, Lines, Result);
  compareLists(Before.Parameters, After.Parameters, Lines, Result);
  stable_sort(Result, [](const VerdictChange &A, const VerdictChange &B) {
    return A.Of->Place < B.Of->Place;
  });
  return Result;
}

void keepOfChange(std::vector<Finding> &Findings,
                  const std::vector<Finding> *Before,
                  const ChangedLines &Lines) {
  using Key = std::tuple<SourcePlace, StringRef, std::string>;
  auto KeyOf = [](const Finding &F, const SourcePlace &Place) {
    return Key(Place, F.Check->Name, withoutPlaces(F.Subject));
  };
  std::set<Key> Old;
  if (Before)
    for (const Finding &F : *Before)
      Old.insert(KeyOf(F, Lines.withOldName(F.Place)));
  erase_if(Findings, [&](const Finding &F) {
    std::optional<SourcePlace> Place = Lines.before(F.Place);
    return Place && (!Before || Old.count(KeyOf(F, *Place)));
  });
}

} // namespace escape
