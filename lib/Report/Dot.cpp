//===- Dot.cpp - pictures for graphviz ------------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Report/Dot.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace escape {
namespace {

/// Longer lines of a label are cut.
constexpr size_t MaxLine = 60;
/// Of more members only the first are named.
constexpr size_t MaxFields = 4;

/// \returns those of \p Lines that are not empty as a string of graphviz's, in UTF-8 whatever they are in.
std::string quoted(ArrayRef<std::string> Lines) {
  std::string Result = "\"";
  ListSeparator Next("\\n");
  for (const std::string &Line : Lines) {
    if (Line.empty())
      continue;
    Result += StringRef(Next);
    std::string Text = json::fixUTF8(Line);
    if (size_t End = MaxLine; Text.size() > End) {
      while ((Text[End] & 0xC0) == 0x80) // within a letter
        --End;
      Text = Text.substr(0, End) + "...";
    }
    for (char C : Text)
      if (C == '"' || C == '\\')
        Result += {'\\', C};
      else
        Result += C == '\n' || C == '\r' ? ' ' : C;
  }
  return Result + "\"";
}

class DotPrinter {
public:
  DotPrinter(raw_ostream &OS, const Picture &P) : OS(OS), P(P) {}

  void print() {
    OS << "digraph " << quoted(P.Function) << " {\n"
       << "  graph [rankdir=LR, fontname=\"Helvetica\", fontsize=12];\n"
       << "  node [shape=box, style=\"rounded,filled\", fillcolor=white, "
          "fontname=\"Helvetica\", fontsize=10];\n"
       << "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#555555\"];\n";
    begin("frame", "one call of " + P.Function, "#e8f5e9");
    nodes(Region::Frame);
    if (any_of(P.Nodes, [](const auto &N) { return N.Box == Region::Iteration; })) {
      begin("iteration", "one iteration of a loop", "#c8e6c9");
      nodes(Region::Iteration);
      end();
    }
    end();
    region(Region::Caller, "caller", "the caller decides", "#fff3e0");
    region(Region::Program, "program", "thread or program: no end is known",
           "#fdecea");
    for (const Picture::Hold &H : P.Holds)
      OS << "  n" << H.From << " -> n" << H.To << " [label="
         << quoted(fields(H)) << "];\n";
    for (const Picture::Exit &E : P.Exits)
      OS << "  n" << E.From << " -> " << (E.ToCaller ? "caller" : "program")
         << " [style=dashed, color=\"#c62828\", fontcolor=\"#c62828\", label="
         << escape::quoted({E.Step, E.Place}) << "];\n";
    OS << "}\n";
  }

private:
  static std::string quoted(StringRef Line) {
    return escape::quoted(ArrayRef<std::string>(Line.str()));
  }

  /// The first member of all has no name when nothing is known of the others.
  static std::string fields(const Picture::Hold &H) {
    std::vector<std::string> Names = H.Fields;
    bool IsMore = std::erase(Names, "...") || Names.size() > MaxFields;
    if (Names.size() > MaxFields)
      Names.resize(MaxFields - 1);
    if (Names.size() > 1)
      llvm::replace(Names, std::string(), std::string("+0"));
    if (IsMore)
      Names.push_back("...");
    return join(Names, ", ");
  }

  void begin(StringRef Name, const Twine &Label, StringRef Colour) {
    OS << "  subgraph cluster_" << Name << " {\n    label="
       << quoted(Label.str()) << "; style=\"rounded,filled\"; fillcolor=\""
       << Colour << "\"; color=\"#9e9e9e\";\n";
  }
  void end() { OS << "  }\n"; }

  void nodes(Region Box) {
    for (auto [Number, N] : enumerate(P.Nodes)) {
      if (N.Box != Box)
        continue;
      OS << "    n" << Number << " [label=" << escape::quoted(N.Lines);
      if (!N.IsDecided)
        OS << ", style=\"rounded,filled,dashed\"";
      else
        OS << ", penwidth=2, color=\"" << (N.Escapes ? "#c62828" : "#2e7d32")
           << "\"";
      OS << "];\n";
    }
  }

  void region(Region Box, StringRef Name, StringRef Label, StringRef Colour) {
    bool IsExit = any_of(P.Exits, [&](const Picture::Exit &E) {
      return E.ToCaller == (Box == Region::Caller);
    });
    if (!IsExit &&
        none_of(P.Nodes, [&](const auto &N) { return N.Box == Box; }))
      return;
    begin(Name, Label, Colour);
    nodes(Box);
    if (IsExit)
      OS << "    " << Name << " [shape=plaintext, style=\"\", label=\"{"
         << (Box == Region::Caller ? "caller" : "heap") << "}\"];\n";
    end();
  }

  raw_ostream &OS;
  const Picture &P;
};

} // namespace

void reportDot(raw_ostream &OS, const Picture &P) { DotPrinter(OS, P).print(); }

} // namespace escape
