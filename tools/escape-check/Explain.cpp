//===- Explain.cpp - the pages of the checks ------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Explain.h"
#include "escape/Findings/Checks.h"
#include "escape/Report/CheckPages.h"
#include "llvm/ADT/SmallVector.h"

using namespace llvm;

namespace escape {
namespace {

void printBold(StringRef Text, raw_ostream &OS) {
  OS.changeColor(raw_ostream::SAVEDCOLOR, /*Bold=*/true);
  OS << Text;
  OS.resetColor();
}

/// Prints with headings and **emphasis** in bold. Code has neither.
void printForTerminal(StringRef Text, raw_ostream &OS) {
  bool InCode = false;
  while (!Text.empty()) {
    auto [Line, Rest] = Text.split('\n');
    Text = Rest;
    bool IsFence = Line.starts_with("```");
    InCode ^= IsFence;
    if (IsFence) {
    } else if (InCode) {
      OS << "    " << Line;
    } else if (Line.consume_front("# ")) {
      printBold(Line, OS);
    } else {
      for (bool Bold = false; !Line.empty(); Bold = !Bold) {
        auto [Part, Behind] = Line.split("**");
        if (Bold)
          printBold(Part, OS);
        else
          OS << Part;
        Line = Behind;
      }
    }
    OS << "\n";
  }
}

} // namespace

Error explain(StringRef Check, bool Colours, raw_ostream &OS) {
  StringRef Page = pageOf(Check);
  if (Page.empty())
    return createStringError("there is no check '" + Check + "'" +
                             nearestCheck(Check));
  if (Colours)
    printForTerminal(Page, OS);
  else
    OS << Page;
  return Error::success();
}

} // namespace escape
