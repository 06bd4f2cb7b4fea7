//===- Explain.cpp - the pages of the checks ------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Explain.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace llvm;

namespace escape {
namespace {

struct Page {
  StringLiteral File;
  StringLiteral Text;
  StringRef check() const { return File.drop_back(StringRef(".md").size()); }
};

constexpr Page Pages[] = {
#include "CheckPages.inc"
};

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

Error explain(StringRef Check, raw_ostream &OS) {
  const Page *P =
      find_if(Pages, [&](const Page &P) { return P.check() == Check; });
  if (P == std::end(Pages)) {
    SmallVector<StringRef> Names;
    for (const Page &Known : Pages)
      Names.push_back(Known.check());
    return createStringError("there is no check '" + Check + "'" +
                             didYouMean(Check, Names, 3));
  }
  if (OS.has_colors())
    printForTerminal(P->Text, OS);
  else
    OS << P->Text;
  return Error::success();
}

} // namespace escape
