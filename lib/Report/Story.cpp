//===- Story.cpp - all that is known of one place -------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Report/Story.h"
#include "Sources.h"
#include "escape/Findings/Lines.h"
#include "escape/Support/Demangled.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace llvm;

namespace escape {
namespace {

const Decision &decision(const AnyDecision &A) {
  return std::visit([](auto *D) -> const Decision & { return *D; }, A);
}

/// What would have to change for a reason to go away.
struct Change {
  StringLiteral Reason;
  StringLiteral OfAllocation;
  StringLiteral OfAddress; ///< of variables and parameters; empty: the same
};

/// A dollar stands for the function or global that the path ends in.
constexpr Change Changes[] = {
    {"return", "return the object itself instead of a pointer to it",
     "return a copy of the object instead of its address"},
    {"out-param",
     "store the object itself through the parameter, into memory of the caller's",
     "store a copy through the parameter instead of the address"},
    {"global",
     "keep it out of $: pass it to those who need it, for as long as they do",
     "keep its address out of $: store a copy there"},
    {"closure", "let the closure take a copy, or keep the closure in the function",
     ""},
    {"thread", "join the thread on all ways out of the function",
     "join the thread on all ways out of the function, or give it a copy"},
    {"channel",
     "nothing, if another thread shall have it: the queue outlives the function",
     "send a copy instead of the address"},
    {"boxing",
     "use the type itself, a template parameter or std::variant where it is put "
     "behind std::any, std::function or a pointer to a base class",
     ""},
    {"container",
     "keep the container in the function, or store objects in it, not pointers",
     "keep the container in the function, or store copies in it"},
    {"exception", "throw an object that does not refer to it", ""},
    {"coroutine",
     "keep it out of the coroutine's frame: use it up before the coroutine is "
     "suspended",
     ""},
    {"inline-asm",
     "put the assembly into a function of its own, and tell what that does in a "
     "contract (--contracts)",
     ""},
    {"int-cast",
     "keep the address in a pointer: one that is made from an integer may be any",
     ""},
    {"unknown-call",
     "tell what $ does with its arguments in a contract (--contracts), or add the "
     "file that defines it to the run",
     ""},
    {"indirect-call",
     "call the function by its name or as a template argument: which one the "
     "pointer holds is not known here",
     ""},
    {"virtual-call",
     "call it on an object whose class is known here; when all files of the "
     "program are in the run, --closed-world says that there are no other classes",
     ""},
    {"oversized", "make it smaller, or raise --max-allocation-size",
     "make it smaller, allocate it, or raise --max-variable-size"},
    {"dynamic-size",
     "give it a constant size; or take its memory from an arena that is released "
     "with the function",
     ""},
    {"loop",
     "let each round free what it made; or take the memory from an arena that is "
     "released with the function",
     ""},
    {"freed-elsewhere",
     "free it in the function that made it, or let a smart pointer do so: who "
     "frees it needs it from the heap",
     ""},
    {"recursion",
     "tell what $ does in a contract (--contracts): its recursion is too deep to "
     "follow",
     ""},
    {"bound",
     "split the function: it does so much that the analysis gave up telling "
     "targets apart",
     ""},
};

/// \returns how a sentence names \p Symbol. A contract is for the symbol.
std::string named(StringRef Symbol, StringRef Reason) {
  if (Symbol.empty())
    return Reason == "global" ? "globals" : "the function";
  std::string Name = demangled(Symbol);
  if (Name == Symbol || Reason == "global")
    return "'" + Name + "'";
  return "'" + Name + "' (" + Symbol.str() + ")";
}

std::string changeFor(StringRef Reason, const Decision &D, bool IsAllocation) {
  auto It = find_if(Changes, [&](const Change &C) { return C.Reason == Reason; });
  if (It == std::end(Changes))
    return "";
  StringRef Text = IsAllocation || It->OfAddress.empty() ? It->OfAllocation
                                                         : It->OfAddress;
  if (Reason == "global" && D.EndsIn.empty())
    return "nothing shorter is known: it is stored in a global, or in memory that "
           "is reached through a pointer of which nothing is known";
  auto [Before, After] = Text.split('$');
  if (Before.size() == Text.size())
    return Text.str();
  return Before.str() + named(D.EndsIn, Reason) + After.str();
}

std::string bytes(const std::optional<int64_t> &Size) {
  return Size ? itostr(*Size) + " byte" + (*Size == 1 ? "" : "s")
              : "of a size that is not fixed";
}

/// What a decision is about, in words.
struct Words {
  std::string Object, Verdict, Lifetime;
};

Words words(const AllocationDecision &A) {
  Words W;
  W.Object = A.Text + ", an allocation (" + A.Kind + ")";
  if (!A.Type.empty())
    W.Object += " of type " + A.Type;
  W.Object += ", " + bytes(A.Size);
  W.Verdict = verdictInWords(A);
  switch (A.Lives) {
  case Region::Iteration:
    W.Lifetime = "one for each iteration: it dies before the next is made";
    break;
  case Region::Frame:
    W.Lifetime = "dies in this function";
    break;
  case Region::Caller:
    W.Lifetime = "as long as the caller keeps it";
    break;
  case Region::Program:
    W.Lifetime = "no end of it is known";
    break;
  }
  if (A.Leaks != Leak::No)
    W.Lifetime += A.Leaks == Leak::Always ? ", but nothing frees it"
                                          : ", but one way out does not free it";
  return W;
}

Words words(const VariableDecision &V) {
  Words W;
  W.Object = V.Name + ", a variable of type " + V.Type + ", " + bytes(V.Size);
  W.Verdict = verdictInWords(V);
  switch (V.Lives) {
  case Region::Iteration:
    W.Lifetime = "one for each iteration, and so is its address";
    break;
  case Region::Frame:
    W.Lifetime = "dies in this function, and so does its address";
    break;
  case Region::Caller:
    W.Lifetime = "dies in this function; the caller has its address";
    break;
  case Region::Program:
    W.Lifetime = "dies in this function; no end of its address is known";
    break;
  }
  return W;
}

Words words(const ParameterDecision &P) {
  Words W;
  W.Object = P.Name == "this" ? "the object of the call (this)"
                              : P.Name + ", a parameter of type " + P.Type;
  W.Verdict = verdictInWords(P);
  W.Lifetime = "the caller's";
  return W;
}

Words words(const FrameDecision &F) {
  Words W;
  W.Object = "all variables of the function, " + bytes(F.Size);
  std::vector<std::string> Largest;
  for (const auto &[Name, Size] : F.Largest)
    Largest.push_back(Name + " " + itostr(Size));
  W.Verdict = "together too large for the stack; the largest: " +
              join(Largest, ", ");
  return W;
}

Words words(const TemporaryDecision &T) {
  return {T.What, "its address outlives the function, and dangles: " + T.Dangles,
          ""};
}

Words words(const WarningDecision &W) { return {"", W.Message, ""}; }

Words words(const AllocatingDecision &A) {
  return {"the whole function, ESCAPE_NOALLOC",
          A.isKnown() ? "allocates" : "not proven to allocate nothing", ""};
}

class StoryTeller {
public:
  StoryTeller(raw_ostream &OS, ArrayRef<JudgedFinding> Findings, bool Colours)
      : OS(OS), Findings(Findings), View(OS, Colours) {}

  void tell(const AnyDecision &A) {
    const Decision &D = decision(A);
    Words W = std::visit([](auto *Each) { return words(*Each); }, A);
    OS << Show.show(D.Place) << ":\n";
    View.caret(D.Place, 4);
    line("object", W.Object);
    line("in", D.Function);
    line("verdict", W.Verdict);
    line("lifetime", W.Lifetime);
    if (D.Instances > 1)
      line("merged", "the worst of " + utostr(D.Instances) +
                         " functions that have this line, instances of a template");
    path("path", D.Why);
    if (auto *Allocation = std::get_if<const AllocationDecision *>(&A))
      path("not freed", (*Allocation)->WhyLeaks);
    if (auto *Variable = std::get_if<const VariableDecision *>(&A);
        Variable && (*Variable)->WhyDangles != D.Why)
      path("dangles", (*Variable)->WhyDangles);
    changes(A);
    findings(A);
  }

private:
  void line(StringRef Label, const Twine &Text) {
    std::string Line = Text.str();
    if (!Line.empty())
      OS << "  " << left_justify((Label + ":").str(), 10) << " " << Line << "\n";
  }

  void path(StringRef Label, ArrayRef<WhyStep> Why) {
    if (Why.empty())
      return;
    OS << "  " << Label << ":\n";
    for (auto [Number, Step] : enumerate(Why)) {
      OS << "    " << Number + 1 << ". " << Step.Message << " at "
         << Show.show(Step.Place) << "\n";
      View.caret(Step.Place, 7);
    }
  }

  void changes(const AnyDecision &A) {
    const Decision &D = decision(A);
    bool IsAllocation = std::holds_alternative<const AllocationDecision *>(A);
    std::vector<std::string> All;
    for (StringRef Reason : D.Reasons)
      if (std::string Text = changeFor(Reason, D, IsAllocation); !Text.empty())
        All.push_back(Text + " [" + Reason.str() + "]");
    if (std::holds_alternative<const FrameDecision *>(A))
      All.push_back("make the largest smaller, or allocate them");
    if (All.empty())
      return;
    OS << "  to change that:\n";
    for (const std::string &Text : All)
      OS << "    - " << Text << "\n";
  }

  void findings(const AnyDecision &A) {
    bool IsToldOf = false;
    for (const JudgedFinding &J : Findings) {
      if (J.TheFinding.Of != &decision(A))
        continue;
      line("finding", J.TheFinding.Check->Name + " (" +
                          severityName(J.TheFinding.TheSeverity) +
                          "): " + J.Status);
      IsToldOf = true;
    }
    if (!IsToldOf)
      line("finding", "none");
  }

  raw_ostream &OS;
  ArrayRef<JudgedFinding> Findings;
  Paths Show;
  CaretPrinter View;
};

/// \returns those of \p Files that \p Given names: itself, or by its end.
std::vector<SharedText> filesNamed(StringRef Given,
                                   const std::set<SharedText> &Files) {
  SmallString<256> Absolute(Given), Real;
  sys::fs::make_absolute(Absolute);
  sys::path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  if (!sys::fs::real_path(Absolute, Real))
    Absolute = Real;
  if (auto It = Files.find(SharedText(Absolute.str())); It != Files.end())
    return {*It};
  Given.consume_front("./");
  std::vector<SharedText> Result;
  for (const SharedText &File : Files) {
    StringRef Rest = File;
    if (Rest.consume_back(Given) &&
        (Rest.empty() || sys::path::is_separator(Rest.back())))
      Result.push_back(File);
  }
  return Result;
}

Expected<SharedText> fileNamed(StringRef Given,
                               const std::set<SharedText> &Files) {
  std::vector<SharedText> Named = filesNamed(Given, Files);
  if (Named.size() == 1)
    return Named.front();
  Paths Show;
  if (Named.size() > 1) {
    std::string Message = "several files are called '" + Given.str() + "': ";
    ListSeparator Comma;
    for (const SharedText &File : Named)
      Message += (StringRef(Comma) + Show.show(StringRef(File))).str();
    return createStringError(Message);
  }
  std::vector<StringRef> Known;
  for (const SharedText &File : Files) {
    Known.push_back(Show.show(StringRef(File)));
    Known.push_back(sys::path::filename(File));
  }
  return createStringError("no file that was analysed is called '" + Given + "'" +
                           didYouMean(Given, Known, 3));
}

/// \returns the column behind the expression that begins at \p Begin: a name with
/// its template arguments, and what stands in parentheses behind it.
unsigned endOfExpression(StringRef Line, unsigned Begin) {
  size_t I = Begin - 1;
  auto SkipPair = [&](char Open, char Close) {
    unsigned Depth = 0;
    size_t At = I;
    for (; At < Line.size(); ++At) {
      Depth += Line[At] == Open;
      Depth -= Line[At] == Close;
      if (Depth == 0)
        break;
    }
    if (At < Line.size())
      I = At + 1;
  };
  auto IsName = [](char C) { return isAlnum(C) || C == '_' || C == ':' || C & 0x80; };
  while (I < Line.size() && IsName(Line[I]))
    ++I;
  if (I < Line.size() && Line[I] == '<')
    SkipPair('<', '>');
  if (I < Line.size() && (Line[I] == '(' || Line[I] == '{'))
    SkipPair(Line[I], Line[I] == '(' ? ')' : '}');
  return std::max<unsigned>(I + 1, Begin + 1);
}

bool covers(const AnyDecision &A, unsigned Column, SourceLines &Lines) {
  const Decision &D = decision(A);
  unsigned Begin = D.Place.Column, End = Begin + 1;
  if (auto *V = std::get_if<const VariableDecision *>(&A))
    End = Begin + (*V)->Name.size();
  else if (auto *P = std::get_if<const ParameterDecision *>(&A);
           P && (*P)->Name != "this")
    End = Begin + (*P)->Name.size();
  else if (auto *X = std::get_if<const AllocationDecision *>(&A);
           X && (*X)->Extent.isValid())
    End = Begin + (*X)->Extent.End - (*X)->Extent.Begin;
  else
    End = endOfExpression(Lines.line(D.Place), Begin);
  return Begin <= Column && Column < std::max(End, Begin + 1);
}

std::vector<AnyDecision> allDecisions(const Decisions &D) {
  std::vector<AnyDecision> All;
  forEachList(
      [&](const auto &Items) {
        for (const auto &Item : Items)
          All.push_back(&Item);
      },
      D);
  stable_sort(All, [](const AnyDecision &A, const AnyDecision &B) {
    return decision(A).Place < decision(B).Place;
  });
  return All;
}

/// \returns the three of \p Known that are nearest to \p Wanted, in words.
std::string nearest(const std::set<unsigned> &Known, unsigned Wanted,
                    StringRef What) {
  std::vector<unsigned> Near(Known.begin(), Known.end());
  auto Distance = [&](unsigned N) { return N > Wanted ? N - Wanted : Wanted - N; };
  stable_sort(Near, [&](unsigned A, unsigned B) {
    return Distance(A) < Distance(B);
  });
  Near.resize(std::min<size_t>(Near.size(), 3));
  sort(Near);
  std::string Text = (What + (Near.size() == 1 ? " " : "s ")).str();
  ListSeparator Comma;
  for (unsigned N : Near)
    Text += (StringRef(Comma) + Twine(N)).str();
  return Text;
}

} // namespace

Expected<PlaceName> PlaceName::read(StringRef Text) {
  auto TakeNumber = [](StringRef &From, unsigned &Into) {
    auto [Rest, Number] = From.rsplit(':');
    if (Rest.size() == From.size() || Number.getAsInteger(10, Into) || !Into)
      return false;
    From = Rest;
    return true;
  };
  PlaceName P;
  StringRef File = Text;
  if (TakeNumber(File, P.Line) && TakeNumber(File, P.Column))
    std::swap(P.Line, P.Column);
  P.File = File.str();
  if (!P.Line || File.empty())
    return createStringError("--why takes FILE:LINE or FILE:LINE:COLUMN, not '" +
                             Text + "'");
  return P;
}

Expected<std::vector<AnyDecision>> decisionsAt(const PlaceName &Place,
                                               const Decisions &D,
                                               ArrayRef<StringRef> Files) {
  std::vector<AnyDecision> All = allDecisions(D);
  std::set<SharedText> Known(Files.begin(), Files.end());
  for (const AnyDecision &A : All)
    Known.insert(decision(A).Place.File);
  auto File = fileNamed(Place.File, Known);
  if (!File)
    return File.takeError();
  erase_if(All, [&](const AnyDecision &A) {
    return decision(A).Place.File != *File;
  });
  std::string Name = Paths().show(StringRef(*File)).str();
  if (All.empty())
    return createStringError("nothing is decided in " + Name);
  std::set<unsigned> Lines;
  for (const AnyDecision &A : All)
    Lines.insert(decision(A).Place.Line);
  if (!Lines.count(Place.Line))
    return createStringError("nothing is decided at " + Name + ":" +
                             Twine(Place.Line) + "; something is at " +
                             nearest(Lines, Place.Line, "line"));
  erase_if(All, [&](const AnyDecision &A) {
    return decision(A).Place.Line != Place.Line;
  });
  if (!Place.Column)
    return All;
  std::set<unsigned> Columns;
  for (const AnyDecision &A : All)
    Columns.insert(decision(A).Place.Column);
  SourceLines Source;
  erase_if(All, [&](const AnyDecision &A) {
    return !covers(A, Place.Column, Source);
  });
  if (All.empty())
    return createStringError("nothing is decided at column " +
                             Twine(Place.Column) + " of " + Name + ":" +
                             Twine(Place.Line) + "; something begins at " +
                             nearest(Columns, Place.Column, "column"));
  return All;
}

void reportStory(raw_ostream &OS, ArrayRef<AnyDecision> Told,
                 ArrayRef<JudgedFinding> Findings, bool Colours) {
  StoryTeller Teller(OS, Findings, Colours);
  ListSeparator EmptyLine("\n");
  for (const AnyDecision &A : Told) {
    OS << StringRef(EmptyLine);
    Teller.tell(A);
  }
}

} // namespace escape
