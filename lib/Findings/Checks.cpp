//===- Checks.cpp - what a person should act on ---------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Checks.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace escape {
namespace {

constexpr CheckInfo Checks[] = {
    {"heap-to-stack", Severity::Warning,
     "a heap allocation that never leaves its function and has a fixed size"},
    {"heap-to-arena", Severity::Remark,
     "heap allocations that die with their function, but whose size or number "
     "is not fixed"},
    {"moved-to-heap", Severity::Warning,
     "the address of a local variable is returned or left behind: it dangles"},
    {"leak", Severity::Warning,
     "an allocation that never leaves its function and is not freed on some way "
     "out of it"},
    {"oversized-frame", Severity::Warning,
     "local variables that are too large for the stack, alone or together"},
};

const CheckInfo &check(StringRef Name) {
  return *find_if(Checks, [&](const CheckInfo &C) { return C.Name == Name; });
}

/// \returns whether the user could write something else than a heap
/// allocation here.
bool isRewritable(const AllocationDecision &A) {
  return A.Direct && is_contained({"new", "new[]", "malloc", "calloc",
                                   "make_unique", "make_shared"},
                                  A.Kind);
}

Finding start(StringRef Check, const Decision &D) {
  Finding F;
  F.Check = &check(Check);
  F.TheSeverity = F.Check->TheSeverity;
  F.Place = D.Place;
  F.Function = D.Function;
  F.Mangled = D.Mangled;
  F.Why = D.Why;
  F.Reasons = D.Reasons;
  return F;
}

void allocationFinding(const AllocationDecision &A, std::vector<Finding> &Into) {
  StringRef Fix = fixFor(A);
  if (Fix != "stack" && Fix != "arena")
    return;
  Finding F = start(Fix == "stack" ? "heap-to-stack" : "heap-to-arena", A);
  F.Allocation = &A;
  F.Subject = A.Text;
  F.Why.clear(); // the reader sees where it is freed
  F.Message = "'" + A.Text + "' does not escape from '" + A.Function + "'";
  if (Fix == "stack") {
    F.Message += ": it can live on the stack";
    if (A.Size)
      F.Message += " (" + itostr(*A.Size) + " bytes)";
  } else if (is_contained(A.Reasons, "loop")) {
    F.Message += ", but several can be alive at once: an arena could hold them";
  } else {
    F.Message += ", but its size is not fixed: an arena could hold it";
  }
  Into.push_back(std::move(F));
}

void leakFinding(const AllocationDecision &A, std::vector<Finding> &Into) {
  if (A.Leaks == Leak::No)
    return;
  Finding F = start("leak", A);
  F.Allocation = &A;
  F.Subject = A.Text;
  F.Why = A.WhyLeaks;
  F.Reasons.clear();
  F.Message = "'" + A.Text + "' leaks: it does not leave '" + A.Function +
              "', and " +
              (A.Leaks == Leak::Always ? "nothing frees it"
                                       : "one way out does not free it");
  Into.push_back(std::move(F));
}

void variableFinding(const VariableDecision &V, std::vector<Finding> &Into) {
  // Its address may outlive the function as well, which is the worse verdict.
  if (is_contained(V.Reasons, "oversized")) {
    Finding F = start("oversized-frame", V);
    F.Variable = &V;
    F.Subject = V.Name;
    F.Message = "'" + V.Name + "' takes " + (V.Size ? itostr(*V.Size) : "?") +
                " bytes of the stack of '" + V.Function + "'";
    Into.push_back(std::move(F));
  }
  if (V.TheVerdict == Verdict::MovedToHeap && !V.Dangles.empty()) {
    Finding F = start("moved-to-heap", V);
    if (!V.WhyDangles.empty())
      F.Why = V.WhyDangles;
    F.Variable = &V;
    F.Subject = V.Name;
    F.Message = "the address of '" + V.Name + "' outlives '" + V.Function +
                "': " + V.Dangles;
    if (is_contained(V.Reasons, "closure"))
      F.Message += " in a closure";
    Into.push_back(std::move(F));
  }
}

void temporaryFinding(const TemporaryDecision &T, std::vector<Finding> &Into) {
  Finding F = start("moved-to-heap", T);
  F.Subject = T.What;
  F.Message = "the address of " + T.What + " outlives '" + T.Function +
              "': " + T.Dangles;
  Into.push_back(std::move(F));
}

/// The lines that findings are about, or lead through.
class ToldLines {
public:
  void add(const Finding &F) {
    add(F.Place);
    for (const WhyStep &S : F.Why)
      add(S.Place);
  }
  bool contains(const SourcePlace &P) const { return Lines.contains(key(P)); }

private:
  using Key = std::pair<const std::string *, unsigned>;
  static Key key(const SourcePlace &P) { return {&P.File.str(), P.Line}; }
  void add(const SourcePlace &P) { Lines.insert(key(P)); }

  DenseSet<Key> Lines; ///< a file's name is kept once
};

/// Clang's own analyses see some of what ours does, told from the other end: a
/// line that is told already is left out.
void warningFindings(ArrayRef<WarningDecision> Warnings,
                     std::vector<Finding> &Into) {
  ToldLines Told;
  for (const Finding &F : Into)
    if (F.Check->Name == "moved-to-heap")
      Told.add(F);
  for (const WarningDecision &W : Warnings) {
    if (Told.contains(W.Place))
      continue;
    Finding F = start("moved-to-heap", W);
    F.Subject = F.Message = W.Message;
    Into.push_back(std::move(F));
  }
}

void frameFinding(const FrameDecision &D, std::vector<Finding> &Into) {
  Finding F = start("oversized-frame", D);
  F.Subject = "all variables";
  F.Message = "the variables of '" + D.Function + "' take " + itostr(D.Size) +
              " bytes of the stack; the largest:";
  ListSeparator Comma(",");
  for (const auto &[Name, Size] : D.Largest)
    F.Message += (Twine(StringRef(Comma)) + " '" + Name + "' " + Twine(Size)).str();
  Into.push_back(std::move(F));
}

/// Which lines of which files are not to be told of.
class Suppressions {
public:
  explicit Suppressions(ArrayRef<SuppressionFact> Facts) {
    for (const SuppressionFact &S : Facts)
      if (S.FirstLine <= S.LastLine)
        ByFile[S.Place.File].push_back(
            {S.FirstLine, S.LastLine, CheckGlobs::parseComment(S.Checks)});
  }

  bool match(const Finding &F) const {
    auto In = ByFile.find(StringRef(F.Place.File));
    return In != ByFile.end() && any_of(In->second, [&](const Range &R) {
             return R.First <= F.Place.Line && F.Place.Line <= R.Last &&
                    R.Checks.match(F.Check->Name);
           });
  }

private:
  struct Range {
    unsigned First, Last;
    CheckGlobs Checks;
  };
  StringMap<std::vector<Range>> ByFile;
};

/// Adds which files have another body of the function that it is in.
void addVariants(const Statistics &Stats, Finding &F) {
  auto It = Stats.Variants.find(F.Mangled);
  if (It == Stats.Variants.end())
    return;
  std::string Note = "not every file has the same '" + F.Function + "': see " +
                     join(It->second, ", ");
  F.Why.push_back({F.Place, SharedText(Note)});
}

std::vector<Finding> allFindings(const Decisions &D) {
  std::vector<Finding> Result;
  for (const AllocationDecision &A : D.Allocations)
    allocationFinding(A, Result);
  for (const AllocationDecision &A : D.Allocations)
    leakFinding(A, Result);
  for (const VariableDecision &V : D.Variables)
    variableFinding(V, Result);
  for (const FrameDecision &F : D.Frames)
    frameFinding(F, Result);
  for (const TemporaryDecision &T : D.Temporaries)
    temporaryFinding(T, Result);
  warningFindings(D.Warnings, Result);
  stable_sort(Result, [](const Finding &A, const Finding &B) {
    return A.Place < B.Place;
  });
  return Result;
}

} // namespace

ArrayRef<CheckInfo> allChecks() { return Checks; }

StringRef severityName(Severity S) {
  switch (S) {
  case Severity::Remark:
    return "remark";
  case Severity::Warning:
    return "warning";
  case Severity::Error:
    return "error";
  }
  llvm_unreachable("all are listed");
}

StringRef fixFor(const AllocationDecision &A) {
  if (!isRewritable(A) || A.Reallocated)
    return "none";
  if (A.TheVerdict == Verdict::Stack)
    return "stack";
  if (A.TheVerdict == Verdict::Arena)
    return "arena";
  if (A.TheVerdict == Verdict::Caller && is_contained(A.Reasons, "return"))
    return "value";
  return "none";
}

std::vector<Finding> findings(const Decisions &D, const FindingOptions &Options) {
  Suppressions Suppressed(D.Suppressions);
  std::vector<Finding> Result = allFindings(D);
  erase_if(Result, [&](const Finding &F) {
    return !Options.Checks.match(F.Check->Name) ||
           (!Options.EvenSuppressed && Suppressed.match(F));
  });
  for (Finding &F : Result) {
    addVariants(D.Stats, F);
    if (Options.Errors.match(F.Check->Name))
      F.TheSeverity = Severity::Error;
    else if (Options.Warnings.match(F.Check->Name))
      F.TheSeverity = Severity::Warning;
    else if (Options.Remarks.match(F.Check->Name))
      F.TheSeverity = Severity::Remark;
  }
  return Result;
}

const SuppressionFact *suppressionOf(const Finding &F, const Decisions &D) {
  auto It = find_if(D.Suppressions, [&](const SuppressionFact &S) {
    return Suppressions(S).match(F);
  });
  return It == D.Suppressions.end() ? nullptr : &*It;
}

} // namespace escape
