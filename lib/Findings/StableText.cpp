//===- StableText.cpp - text that stays when lines move -------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/StableText.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace escape {

std::string withoutPlaces(StringRef Text) {
  static const Regex Place("^ at [^()]*:[0-9]+:[0-9]+\\)");
  std::string Result;
  for (size_t At; (At = Text.find(" at ")) != StringRef::npos;) {
    SmallVector<StringRef, 1> Match;
    StringRef Rest = Text.drop_front(At);
    bool IsPlace = Place.match(Rest, &Match);
    Result += Text.take_front(IsPlace ? At : At + 1);
    Text = Rest.drop_front(IsPlace ? Match[0].size() - 1 : 1);
  }
  return Result + Text.str();
}

} // namespace escape
