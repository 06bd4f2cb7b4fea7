//===- Suppressions.cpp - NOLINT comments ---------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The words are those of clang-tidy, with its rules: what stands in parentheses
// behind a word names the checks, a word alone means all of them, and a
// NOLINTEND belongs to the last open NOLINTBEGIN with the same checks.
//===----------------------------------------------------------------------===//
#include "escape/Capture/Capture.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace escape {

void captureSuppressions(StringRef Text, SharedText File,
                         std::vector<SuppressionFact> &Into) {
  constexpr StringLiteral Prefix = "NOLINT";
  std::vector<size_t> Open;
  unsigned Line = 1;
  size_t Counted = 0; // up to where lines were counted
  for (size_t At = 0; (At = Text.find(Prefix, At)) != StringRef::npos;) {
    Line += Text.slice(Counted, At).count('\n');
    Counted = At;
    SuppressionFact S;
    S.Place = {File, Line, unsigned(At - (Text.rfind('\n', At) + 1) + 1)};
    StringRef Rest = Text.drop_front(At);
    StringRef Word = Rest.take_while(isAlpha);
    At += Word.size();
    Rest = Rest.drop_front(Word.size()).take_until([](char C) { return C == '\n'; });
    size_t Close = Rest.find(')');
    bool HasChecks = Rest.starts_with("(") && Close != StringRef::npos;
    S.Checks = HasChecks ? Rest.slice(1, Close).trim().str() : "*";
    if (Word == Prefix) {
      S.FirstLine = S.LastLine = Line;
    } else if (Word == "NOLINTNEXTLINE") {
      S.FirstLine = S.LastLine = Line + 1;
    } else if (Word == "NOLINTBEGIN") {
      Open.push_back(Into.size());
    } else if (Word == "NOLINTEND") {
      auto Begin = find_if(reverse(Open), [&](size_t I) {
        return Into[I].Checks == S.Checks;
      });
      if (Begin != Open.rend()) {
        Into[*Begin].FirstLine = Into[*Begin].Place.Line;
        Into[*Begin].LastLine = Line;
        Open.erase(std::next(Begin).base());
      }
      continue;
    } else {
      continue;
    }
    Into.push_back(std::move(S));
  }
}

} // namespace escape
