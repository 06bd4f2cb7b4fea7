//===- CheckPages.cpp - the pages of the checks ---------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Report/CheckPages.h"
#include "llvm/ADT/STLExtras.h"

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

} // namespace

StringRef pageOf(StringRef Check) {
  const Page *P =
      find_if(Pages, [&](const Page &P) { return P.check() == Check; });
  return P == std::end(Pages) ? StringRef() : StringRef(P->Text);
}

} // namespace escape
