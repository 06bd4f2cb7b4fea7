//===- Checks.cpp - what a person should act on ---------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Checks.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace escape {
namespace {

constexpr CheckInfo Checks[] = {
    {"contract", Severity::Error,
     "what the source demands with ESCAPE_STACK, ESCAPE_NOESCAPE or "
     "ESCAPE_NOALLOC does not hold"},
    {"heap-to-stack", Severity::Warning,
     "a heap allocation that never leaves its function and has a fixed size"},
    {"heap-to-arena", Severity::Remark,
     "heap allocations that die with their function, but whose size or number "
     "is not fixed"},
    {"moved-to-heap", Severity::Warning,
     "the address of a local variable is returned or left behind: it dangles"},
    {"returned-allocation", Severity::Warning,
     "an allocation that is returned, and that no caller needs on the heap"},
    {"shared-never-shared", Severity::Warning,
     "a shared_ptr that counts references to an object of which it is the only "
     "owner"},
    {"boxed-never-dispatched", Severity::Warning,
     "a std::function or std::any that hides a type which never changes"},
    {"leak", Severity::Warning,
     "an allocation that never leaves its function and is not freed on some way "
     "out of it"},
    {"oversized-frame", Severity::Warning,
     "local variables that are too large for the stack, alone or together"},
    {"annotate-noescape", Severity::Remark,
     "a parameter that never outlives a call, which no declaration says"},
    {"annotate-lifetimebound", Severity::Remark,
     "a result that points into an argument, which no declaration says"},
    {"annotate-lifetime-capture-by", Severity::Remark,
     "an argument that another one keeps, which no declaration says"},
    {"unused-suppression", Severity::Warning,
     "a NOLINT comment that names a check of which there is no finding"},
};

/// Most valuable first: bugs, then what could be better, then all others.
constexpr StringLiteral ByWorth[] = {
    "contract",            "moved-to-heap",       "leak",
    "heap-to-stack",       "heap-to-arena",       "oversized-frame",
    "returned-allocation", "shared-never-shared", "boxed-never-dispatched"};

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

std::string bytes(int64_t Count) {
  return itostr(Count) + (Count == 1 ? " byte" : " bytes");
}

void allocationFinding(const AllocationDecision &A, std::vector<Finding> &Into) {
  StringRef Fix = fixFor(A);
  if (Fix != "stack" && Fix != "arena")
    return;
  Finding F = startFinding(Fix == "stack" ? "heap-to-stack" : "heap-to-arena", A);
  F.Allocation = &A;
  F.Subject = A.Text;
  F.Why.clear(); // the reader sees where it is freed
  F.Message = "'" + A.Text + "' does not escape from '" + A.Function + "'";
  if (Fix == "stack") {
    F.Message += ": it can live on the stack";
    if (A.Size)
      F.Message += " (" + bytes(*A.Size) + ")";
  } else if (is_contained(A.Reasons, "loop")) {
    F.Message += ", but several can be alive at once: an arena could hold them";
  } else {
    F.Message += ", but its size is not fixed: an arena could hold it";
  }
  Into.push_back(std::move(F));
}

/// What calls of the user's functions hand out, by function.
using HandedOut = StringMap<std::vector<const AllocationDecision *>>;

HandedOut handedOut(const Decisions &D) {
  HandedOut Result;
  for (const AllocationDecision &A : D.Allocations)
    if (A.Kind == "call")
      Result[A.Callee].push_back(&A);
  return Result;
}

void returnedFinding(const AllocationDecision &A, const HandedOut &Calls,
                     std::vector<Finding> &Into) {
  if (fixFor(A) != "value" || !A.Size || A.Reasons.size() != 1 ||
      A.Instances > 1 || A.Kind == "new[]")
    return;
  auto To = Calls.find(A.Mangled);
  auto Stays = [](const AllocationDecision *At) {
    return At->TheVerdict == Verdict::Stack && !At->FreedElsewhere &&
           !At->FreeStays;
  };
  if (To == Calls.end() || !all_of(To->second, Stays))
    return;
  Finding F = startFinding("returned-allocation", A);
  F.Allocation = &A;
  F.Subject = A.Text;
  size_t Count = To->second.size();
  F.Message = ("'" + A.Text + "' is returned by '" + A.Function + "', and " +
               (Count == 1 ? "its only caller does not let it out"
                           : "none of its " + Twine(Count) + " calls lets it out") +
               ": the object itself can be returned (" + bytes(*A.Size) + ")")
                  .str();
  F.Why.clear();
  F.IsWay = false;
  for (const AllocationDecision *At : To->second)
    F.Why.push_back(
        {At->Place, SharedText("it does not escape from '" + At->Function + "'")});
  Into.push_back(std::move(F));
}

void wrapperFinding(const VariableDecision &V, std::vector<Finding> &Into) {
  if (V.Unused == Wrapper::None)
    return;
  bool IsCounted = V.Unused == Wrapper::Counted;
  Finding F =
      startFinding(IsCounted ? "shared-never-shared" : "boxed-never-dispatched", V);
  F.Variable = &V;
  F.Subject = V.Name;
  F.Why.clear();
  F.Reasons.clear();
  F.Message = "'" + V.Name + "' " +
              (IsCounted ? "is never copied: a unique_ptr would do, without a "
                           "count of references"
                         : "holds the same object all the time: as 'auto' it "
                           "would need no allocation");
  Into.push_back(std::move(F));
}

/// \returns \p Way with its middle told by a number, if it is long: the branches that
/// lead to a far exit are many, and the exit is what matters.
std::vector<WhyStep> shortened(std::vector<WhyStep> Way) {
  constexpr size_t Most = 8, Begin = 4, End = 3;
  if (Way.size() <= Most)
    return Way;
  size_t Left = Way.size() - Begin - End;
  Way[Begin].Message =
      SharedText("from here over " + utostr(Left) + " more branches");
  Way.erase(Way.begin() + Begin + 1, Way.end() - End);
  return Way;
}

void leakFinding(const AllocationDecision &A, std::vector<Finding> &Into) {
  // Where a bound decided it is not certain that the object stays.
  if (A.Leaks == Leak::No || is_contained(A.Reasons, "bound"))
    return;
  Finding F = startFinding("leak", A);
  F.Allocation = &A;
  F.Subject = A.Text;
  F.Why = shortened(A.WhyLeaks);
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
    Finding F = startFinding("oversized-frame", V);
    F.Variable = &V;
    F.Subject = V.Name;
    F.Message = "'" + V.Name + "' takes " + (V.Size ? itostr(*V.Size) : "?") +
                " bytes of the stack of '" + V.Function + "'";
    Into.push_back(std::move(F));
  }
  if (V.TheVerdict == Verdict::MovedToHeap && !V.Dangles.empty()) {
    Finding F = startFinding("moved-to-heap", V);
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
  Finding F = startFinding("moved-to-heap", T);
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

/// A gate that checks nothing is no broken one, so this is no error.
void misplacedDemand(const WarningDecision &W, std::vector<Finding> &Into) {
  Finding F = startFinding("contract", W);
  F.TheSeverity = Severity::Warning;
  F.Subject = W.Message;
  F.Message = "nothing is demanded here: " + W.Message;
  Into.push_back(std::move(F));
}

/// Clang's own analyses see some of what ours does, told from the other end: a
/// line that is told already is left out.
void warningFindings(ArrayRef<WarningDecision> Warnings,
                     std::vector<Finding> &Into) {
  ToldLines Told;
  for (const Finding &F : Into)
    if (F.Check->Name == "moved-to-heap")
      Told.add(F);
  for (const WarningDecision &W : Warnings) {
    if (W.IsMisplacedDemand) {
      misplacedDemand(W, Into);
      continue;
    }
    if (Told.contains(W.Place))
      continue;
    Finding F = startFinding("moved-to-heap", W);
    F.Subject = F.Message = W.Message;
    Into.push_back(std::move(F));
  }
}

void frameFinding(const FrameDecision &D, std::vector<Finding> &Into) {
  Finding F = startFinding("oversized-frame", D);
  F.Subject = "all variables";
  F.Message = "the variables of '" + D.Function + "' take " + itostr(D.Size) +
              " bytes of the stack; the largest:";
  ListSeparator Comma(",");
  for (const auto &[Name, Size] : D.Largest)
    F.Message += (Twine(StringRef(Comma)) + " '" + Name + "' " + Twine(Size)).str();
  Into.push_back(std::move(F));
}

/// \returns whether the analysis gave up, or saw the end of what it knows.
bool isUncertain(const Decision &D) {
  return any_of(D.Reasons, [](StringRef Reason) {
    return is_contained({"unknown-call", "indirect-call", "virtual-call", "bound",
                         "recursion", "int-cast", "inline-asm"},
                        Reason);
  });
}

/// What the source demands and does not get.
class BrokenContracts {
public:
  BrokenContracts(bool OneFile, std::vector<Finding> &Into)
      : OneFile(OneFile), Into(Into) {}

  void find(const Decisions &D) {
    for (const AllocationDecision &A : D.Allocations)
      allocation(A);
    for (const VariableDecision &V : D.Variables)
      variable(V);
    for (const ParameterDecision &P : D.Parameters)
      parameter(P);
    for (const AllocatingDecision &A : D.Allocating)
      add(A, A.Function, "ESCAPE_NOALLOC", "allocates",
          "is not proven to allocate nothing");
  }

private:
  void allocation(const AllocationDecision &A) {
    if (!A.MustStay || !A.Escapes)
      return;
    if (Finding *F = add(A, A.Text, "ESCAPE_STACK",
                         A.TheVerdict == Verdict::Caller
                             ? "is handed to the caller of '" + A.Function + "'"
                         : is_contained(A.Reasons, "oversized")
                             ? "is too large for the stack"
                             : "outlives '" + A.Function + "'",
                         "is not proven to stay in '" + A.Function + "'"))
      F->Allocation = &A;
  }
  void variable(const VariableDecision &V) {
    if (!V.MustStay || V.TheVerdict == Verdict::Stack)
      return;
    if (Finding *F = add(V, V.Name, "ESCAPE_STACK",
                         V.TheVerdict == Verdict::Oversized
                             ? "is too large for the stack"
                             : "its address outlives '" + V.Function + "'",
                         "is not proven to stay in '" + V.Function + "'"))
      F->Variable = &V;
  }
  void parameter(const ParameterDecision &P) {
    if (!P.MustStay || (!P.Leaks && !P.KeptInItself && P.ResultLevel != 0))
      return;
    add(P, P.Name, "ESCAPE_NOESCAPE",
        P.Leaks          ? "outlives the call of '" + P.Function + "'"
        : P.KeptInItself ? "points to its own address after the call of '" +
                               P.Function + "'"
                         : "is returned by '" + P.Function + "'",
        "is not proven to stay in '" + P.Function + "'");
  }

  /// \returns the new finding, if there is one.
  Finding *add(const Decision &D, StringRef Subject, StringRef Word,
               const Twine &Broken, const Twine &NotProven) {
    if (OneFile && isUncertain(D))
      return nullptr;
    Finding F = startFinding("contract", D);
    F.Subject = (Word + " " + Subject).str();
    F.Message = ("'" + Subject + "' is " + Word + ", but " +
                 (isUncertain(D) ? NotProven : Broken))
                    .str();
    Into.push_back(std::move(F));
    return &Into.back();
  }

  const bool OneFile;
  std::vector<Finding> &Into;
};

SmallVector<StringRef> wordsOf(StringRef Name) {
  SmallVector<StringRef> Words;
  SplitString(Name, Words, "-_*?");
  return Words;
}

/// \returns whether \p Name, which matches no check, can hardly be that of
/// another tool's: of several words the first is that of a check, as in
/// heap-on-stack, or two are, as in stack-from-heap. Clang-tidy's begin with the
/// name of a module.
bool soundsLikeOurs(StringRef Name) {
  const SmallVector<StringRef> Words = wordsOf(Name);
  if (Words.size() < 2)
    return false;
  return any_of(Checks, [&](const CheckInfo &C) {
    const SmallVector<StringRef> Known = wordsOf(C.Name);
    auto IsInCheck = [&](StringRef Word) {
      return Word.size() > 2 && is_contained(Known, Word);
    };
    // Compilers have many names that begin with unused.
    bool IsFirst = Known.size() > 1 && Known[0] == Words[0];
    return (IsFirst && Known[0] != "unused") ||
           count_if(Words, IsInCheck) >= 2;
  });
}

bool isOnLineOf(const SuppressionFact &S, const Finding &F) {
  return S.FirstLine <= F.Place.Line && F.Place.Line <= S.LastLine;
}

/// Which lines of which files are not to be told of.
class Suppressions {
public:
  explicit Suppressions(ArrayRef<SuppressionFact> Facts) {
    for (const SuppressionFact &S : Facts)
      ByFile[S.Place.File].emplace_back(S);
  }

  bool match(const Finding &F) {
    auto In = ByFile.find(StringRef(F.Place.File));
    if (In == ByFile.end())
      return false;
    bool Any = false;
    for (Comment &C : In->second)
      Any |= C.match(F);
    return Any;
  }

  /// To be called when all findings were matched.
  std::vector<Finding> unused() const {
    std::vector<Finding> Result;
    for (const auto &In : ByFile)
      for (const Comment &C : In.second)
        C.unused(Result);
    return Result;
  }

private:
  /// One name or glob in the parentheses of a comment.
  struct Part {
    StringRef Text;
    CheckGlobs Glob;
    bool IsKnown; ///< it matches a check
    std::string Nearest; ///< if not: the words that suggest one, if any
    bool IsUsed = false;
  };

  class Comment {
  public:
    explicit Comment(const SuppressionFact &Fact)
        : Fact(Fact), Checks(CheckGlobs::parseComment(Fact.Checks)) {
      for (StringRef Text : CheckGlobs::parts(Fact.Checks))
        addIfOurs(Text);
    }

    bool match(const Finding &F) {
      if (!isOnLineOf(Fact, F) || !Checks.match(F.Check->Name))
        return false;
      for (Part &P : Ours)
        P.IsUsed |= P.Glob.match(F.Check->Name);
      return true;
    }

    void unused(std::vector<Finding> &Into) const {
      for (const Part &P : Ours) {
        if (P.IsUsed)
          continue;
        Finding F;
        F.Check = &check("unused-suppression");
        F.TheSeverity = F.Check->TheSeverity;
        F.Place = Fact.Place;
        F.Subject = P.Text;
        if (!P.IsKnown)
          F.Message = ("no check matches '" + P.Text + "'" + P.Nearest).str();
        else
          F.Message = ("the comment suppresses no finding of '" + P.Text + "'" +
                       (Fact.FirstLine > Fact.LastLine
                            ? ": it has no NOLINTEND(" + Fact.Checks + ")"
                            : ""))
                          .str();
        Into.push_back(std::move(F));
      }
    }

  private:
    /// Takes \p Text if no other tool is meant: it begins with a name, not with
    /// *, and matches a check, is as good as one's name, or sounds like one. A
    /// short name has to be nearer: there are many words four letters long.
    void addIfOurs(StringRef Text) {
      if (Text.find_first_of("*?[{-") == 0)
        return;
      CheckGlobs Glob = CheckGlobs::parseComment(Text);
      if (Glob.match("unused-suppression"))
        return;
      bool IsKnown = any_of(allChecks(), [&](const CheckInfo &C) {
        return Glob.match(C.Name);
      });
      std::string Nearest;
      if (!IsKnown) {
        StringRef Name = Text;
        bool IsOurs = Name.consume_front("escape-") || Name == "escape";
        Name.consume_front("check-");
        Nearest = nearestCheck(Name, std::min<size_t>(3, (Name.size() + 1) / 4));
        if (Nearest.empty() && !IsOurs && !soundsLikeOurs(Text))
          return;
      }
      Ours.push_back({Text, std::move(Glob), IsKnown, std::move(Nearest)});
    }

    const SuppressionFact &Fact;
    CheckGlobs Checks;
    std::vector<Part> Ours;
  };

  StringMap<std::vector<Comment>> ByFile;
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

/// Of a variable that breaks its contract no more is told: it is the same way.
void dropRepetitions(std::vector<Finding> &Findings) {
  DenseSet<const VariableDecision *> Told;
  for (const Finding &F : Findings)
    if (F.Check->Name == "contract" && F.Variable)
      Told.insert(F.Variable);
  erase_if(Findings, [&](const Finding &F) {
    return F.Check->Name != "contract" && Told.contains(F.Variable);
  });
}

std::vector<Finding> allFindings(const Decisions &D, bool OneFile) {
  std::vector<Finding> Result;
  BrokenContracts(OneFile, Result).find(D);
  for (const AllocationDecision &A : D.Allocations)
    allocationFinding(A, Result);
  const HandedOut Calls = handedOut(D);
  for (const AllocationDecision &A : D.Allocations) {
    if (!OneFile) // others may call it
      returnedFinding(A, Calls, Result);
    leakFinding(A, Result);
  }
  for (const VariableDecision &V : D.Variables) {
    variableFinding(V, Result);
    wrapperFinding(V, Result);
  }
  for (const FrameDecision &F : D.Frames)
    frameFinding(F, Result);
  for (const TemporaryDecision &T : D.Temporaries)
    temporaryFinding(T, Result);
  warningFindings(D.Warnings, Result);
  findAnnotations(D, Result);
  return Result;
}

} // namespace

ArrayRef<CheckInfo> allChecks() { return Checks; }

std::string nearestCheck(StringRef Name, unsigned MaxDistance) {
  SmallVector<StringRef> Names;
  for (const CheckInfo &C : Checks)
    Names.push_back(C.Name);
  return didYouMean(Name, Names, MaxDistance);
}

Finding startFinding(StringRef Check, const Decision &D) {
  Finding F;
  F.Check = &check(Check);
  F.TheSeverity = F.Check->TheSeverity;
  F.Of = &D;
  F.Place = D.Place;
  F.Function = D.Function;
  F.Mangled = D.Mangled;
  F.Why = D.Why;
  F.Reasons = D.Reasons;
  return F;
}

std::vector<WhyStep> asNotes(std::vector<WhyStep> Way, const SourcePlace &At) {
  if (Way.size() > 1 && Way.front().Message.str() == flowWord(Flow::AddressOf) &&
      Way.front().Place.File == At.File && Way.front().Place.Line == At.Line)
    Way.erase(Way.begin());
  constexpr std::pair<Flow, StringLiteral> Notes[] = {
      {Flow::AddressOf, "its address is taken here"},
      {Flow::Assign, "assigned here"},
      {Flow::Load, "read from memory here"},
      {Flow::Return, "returned here"}};
  for (WhyStep &Step : Way)
    for (const auto &[Word, Note] : Notes)
      if (Step.Message.str() == flowWord(Word))
        Step.Message = SharedText(Note);
  return Way;
}

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
  if (!isRewritable(A) || A.Reallocated || A.FreeStays || A.CannotBeLocal)
    return "none";
  if (A.TheVerdict == Verdict::Stack)
    return "stack";
  if (A.TheVerdict == Verdict::Arena)
    return "arena";
  if (A.TheVerdict == Verdict::Caller && is_contained(A.Reasons, "return"))
    return A.CannotBeValue ? "none" : "value";
  return "none";
}

std::vector<Finding> findings(const Decisions &D, const FindingOptions &Options) {
  return findings(
      D, [&](StringRef) -> const FindingOptions & { return Options; },
      Options.OneFile);
}

std::vector<Finding>
findings(const Decisions &D,
         function_ref<const FindingOptions &(StringRef File)> OptionsFor,
         bool OneFile) {
  Suppressions Suppressed(D.Suppressions);
  std::vector<Finding> Result = allFindings(D, OneFile);
  // A finding that is not asked for is no reason to take its comment away.
  erase_if(Result, [&](const Finding &F) { return Suppressed.match(F); });
  for (Finding &F : Suppressed.unused())
    if (!OneFile && !Suppressed.match(F))
      Result.push_back(std::move(F));
  erase_if(Result, [&](const Finding &F) {
    return !OptionsFor(F.Place.File).Checks.match(F.Check->Name);
  });
  stable_sort(Result, [](const Finding &A, const Finding &B) {
    return A.Place < B.Place;
  });
  dropRepetitions(Result);
  for (Finding &F : Result) {
    const FindingOptions &Options = OptionsFor(F.Place.File);
    F.Why = asNotes(std::move(F.Why), F.Place);
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

bool isWorthMore(const Finding &A, const Finding &B) {
  if (A.TheSeverity != B.TheSeverity)
    return A.TheSeverity > B.TheSeverity;
  return find(ByWorth, A.Check->Name) < find(ByWorth, B.Check->Name);
}

std::vector<const Finding *> mostValuableFirst(ArrayRef<Finding> Findings) {
  std::vector<const Finding *> Result;
  for (const Finding &F : Findings)
    Result.push_back(&F);
  stable_sort(Result, [](const Finding *A, const Finding *B) {
    if (A->Place.File != B->Place.File)
      return A->Place.File < B->Place.File;
    return isWorthMore(*A, *B);
  });
  return Result;
}

const SuppressionFact *suppressionOf(const Finding &F, const Decisions &D) {
  auto It = find_if(D.Suppressions, [&](const SuppressionFact &S) {
    return S.Place.File == F.Place.File && isOnLineOf(S, F) &&
           CheckGlobs::parseComment(S.Checks).match(F.Check->Name);
  });
  return It == D.Suppressions.end() ? nullptr : &*It;
}

} // namespace escape
