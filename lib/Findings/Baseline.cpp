//===- Baseline.cpp - findings that are known -----------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Baseline.h"
#include "escape/Findings/StableText.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace escape {
namespace {

constexpr StringLiteral FirstLine = "# escape-check baseline, version 1";

/// \returns \p File as a baseline at \p Path names it.
std::string relative(StringRef File, StringRef Path) {
  SmallString<256> Absolute(Path), Real;
  sys::fs::make_absolute(Absolute);
  sys::path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  sys::path::remove_filename(Absolute);
  (void)sys::fs::real_path(Absolute, Real);
  for (SmallString<256> *Directory : {&Absolute, &Real}) {
    *Directory += sys::path::get_separator();
    if (File.consume_front(*Directory))
      break;
  }
  return File.str();
}

std::string field(StringRef Text) {
  std::string Result = Text.str();
  for (char &C : Result)
    if (C == '\t' || C == '\n' || C == '\r')
      C = ' ';
  return Result;
}

std::string entry(const Finding &F, StringRef Path) {
  return (F.Check->Name + "\t" + field(relative(F.Place.File, Path)) + "\t" +
          field(withoutPlaces(F.Function)) + "\t" + field(withoutPlaces(F.Subject)))
      .str();
}

} // namespace

Expected<Baseline> Baseline::read(StringRef Path) {
  auto Buffer = readTextFile(Path);
  if (!Buffer)
    return Buffer.takeError();
  return parse((*Buffer)->getBuffer(), Path);
}

Expected<Baseline> Baseline::parse(StringRef Text, StringRef Path) {
  if (!Text.starts_with(FirstLine))
    return createStringError(Path + " is no baseline of this version: its first "
                                    "line is not '" + FirstLine + "'");
  Baseline B;
  B.Path = Path;
  size_t NumUnknown = 0;
  for (line_iterator Line(MemoryBufferRef(Text, Path), /*SkipBlanks=*/true, '#');
       !Line.is_at_eof(); ++Line) {
    if (Line->count('\t') != 3)
      return createStringError(Path + ":" + Twine(Line.line_number()) +
                               ": a line has four fields with tabs between them");
    StringRef Check = Line->split('\t').first;
    if (any_of(allChecks(), [&](const CheckInfo &C) { return C.Name == Check; }))
      ++B.Entries[Line->rtrim('\r').str()];
    else if (NumUnknown++ == 0)
      B.Warning = (Path + ":" + Twine(Line.line_number()) +
                   ": there is no check '" + Check + "'" + nearestCheck(Check))
                      .str();
  }
  if (NumUnknown > 1)
    B.Warning += "; unknown checks in " + counted(NumUnknown - 1, "more line");
  return B;
}

std::string Baseline::text(ArrayRef<Finding> Findings, StringRef Path) {
  std::vector<std::string> Lines;
  for (const Finding &F : Findings)
    Lines.push_back(entry(F, Path));
  sort(Lines);
  return (FirstLine + "\n" + join(Lines, "\n") + (Lines.empty() ? "" : "\n")).str();
}

size_t Baseline::subtract(std::vector<Finding> &Findings) {
  size_t Before = Findings.size();
  erase_if(Findings, [&](const Finding &F) {
    auto It = Entries.find(entry(F, Path));
    if (It == Entries.end() || It->second == 0)
      return false;
    --It->second;
    return true;
  });
  return Before - Findings.size();
}

Baseline::Left
Baseline::left(ArrayRef<StringRef> Files,
               function_ref<bool(StringRef, StringRef)> IsSought) const {
  StringMap<StringRef> Names; // as the baseline has them
  for (StringRef File : Files)
    Names[field(relative(File, Path))] = File;
  Left Result;
  for (const auto &[Entry, Count] : Entries) {
    auto [Check, Rest] = StringRef(Entry).split('\t');
    auto File = Names.find(Rest.split('\t').first);
    bool IsFixed = File != Names.end() && IsSought(Check, File->second);
    (IsFixed ? Result.Fixed : Result.NotSought) += Count;
  }
  return Result;
}

} // namespace escape
