//===- CheckGlobs.cpp - which checks a user means -------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/CheckGlobs.h"
#include "escape/Findings/Checks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace escape {
namespace {

Error noSuchCheck(StringRef Part) {
  Part.consume_front("-");
  return createStringError("no check matches '" + Part + "'" +
                           nearestCheck(Part));
}

} // namespace

/// They stand between commas and line ends.
SmallVector<StringRef> CheckGlobs::parts(StringRef List) {
  SmallVector<StringRef> Parts;
  while (!List.empty()) {
    size_t End = List.find_first_of(",\n");
    StringRef Part = List.take_front(End).trim();
    List = End == StringRef::npos ? "" : List.drop_front(End + 1);
    if (!Part.empty())
      Parts.push_back(Part);
  }
  return Parts;
}

Error CheckGlobs::add(StringRef Part) {
  bool IsPositive = !Part.consume_front("-");
  auto Text = std::make_unique<std::string>(Part.trim());
  Expected<GlobPattern> Pattern = GlobPattern::create(*Text);
  if (!Pattern)
    return Pattern.takeError();
  Globs.push_back({IsPositive, std::move(Text), std::move(*Pattern)});
  return Error::success();
}

Error CheckGlobs::read(StringRef List) {
  CheckGlobs Result;
  for (StringRef Part : parts(List)) {
    if (Error E = Result.add(Part))
      return createStringError("'" + Part + "' is no glob: " +
                               toString(std::move(E)));
    const GlobPattern &Added = Result.Globs.back().Pattern;
    if (none_of(allChecks(), [&](const CheckInfo &C) { return Added.match(C.Name); }))
      return noSuchCheck(Part);
  }
  *this = std::move(Result);
  return Error::success();
}

CheckGlobs CheckGlobs::parseComment(StringRef List) {
  CheckGlobs Result;
  for (StringRef Part : parts(List))
    consumeError(Result.add(Part));
  return Result;
}

bool CheckGlobs::match(StringRef Check) const {
  for (const Glob &G : reverse(Globs))
    if (G.Pattern.match(Check))
      return G.IsPositive;
  return false;
}

bool CheckGlobs::isEmptyByMistake() const {
  bool SaysSo = any_of(
      Globs, [](const Glob &G) { return !G.IsPositive && *G.Text == "*"; });
  return !SaysSo && none_of(allChecks(), [&](const CheckInfo &C) {
    return match(C.Name);
  });
}

Error Gate::read(StringRef List) {
  std::vector<std::string> Globs;
  for (StringRef Part : CheckGlobs::parts(List)) {
    OnKnown |= Part == "any";
    Globs.push_back(Part == "any" || Part == "new" ? "*" : Part.str());
  }
  // No gate may be open in silence.
  if (Globs.empty())
    return createStringError("nothing is named (-* means none)");
  if (Error E = Checks.read(join(Globs, ",")))
    return E;
  if (!Checks.isEmptyByMistake())
    return Error::success();
  std::string Message = "no check is left by '" + List.trim().str() + "'";
  if (all_of(Globs, [](StringRef G) { return G.starts_with("-"); }))
    Message += "; did you mean 'new," + List.trim().str() + "'?";
  return createStringError(Message + " (-* means none)");
}

} // namespace escape
