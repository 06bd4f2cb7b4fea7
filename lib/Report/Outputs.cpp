//===- Outputs.cpp - which reports, and where to --------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Report/Outputs.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace escape {
namespace {

constexpr std::pair<StringLiteral, Format> Formats[] = {
    {"text", Format::Text},
    {"json", Format::Json},
    {"sarif", Format::Sarif},
    {"github", Format::GitHub},
    {"checkstyle", Format::Checkstyle},
    {"junit", Format::JUnit},
    {"html", Format::Html}};

Expected<Format> readFormat(StringRef Name) {
  SmallVector<StringRef> Names;
  for (auto [Known, TheFormat] : Formats) {
    if (Name == Known)
      return TheFormat;
    Names.push_back(Known);
  }
  return createStringError("--format takes text, json, sarif, github, checkstyle, "
                           "junit or html, not '" +
                           Name + "'" + didYouMean(Name, Names, 2));
}

/// \returns one name for a file, in whichever way it is written.
SmallString<256> nameOf(StringRef File) {
  SmallString<256> Name = File;
  if (File != "-") {
    sys::fs::make_absolute(Name);
    sys::path::remove_dots(Name, /*remove_dot_dot=*/false);
  }
  return Name;
}

Error checkFiles(ArrayRef<Output> Outputs) {
  StringMap<bool> Seen;
  for (const Output &O : Outputs)
    if (!Seen.try_emplace(nameOf(O.File)).second)
      return createStringError(
          "two formats cannot go to " +
          (O.File == "-" ? "standard output" : "'" + O.File + "'") +
          ": give each a file of its own, as in --format=sarif:FILE");
  return Error::success();
}

} // namespace

Expected<std::vector<Output>> readOutputs(ArrayRef<std::string> Given,
                                          std::optional<std::string> File) {
  std::vector<Output> Result;
  bool NeedsFile = Given.empty();
  if (Given.empty())
    Result.push_back({Format::Text, File.value_or("-")});
  for (StringRef Value : Given) {
    auto [Name, Path] = Value.split(':');
    bool HasPath = Name.size() != Value.size();
    Expected<Format> TheFormat = readFormat(Name);
    if (!TheFormat)
      return TheFormat.takeError();
    if (HasPath && Path.empty())
      return createStringError("--format=" + Value +
                               " needs a file behind the colon");
    NeedsFile |= !HasPath;
    Result.push_back({*TheFormat, HasPath ? Path.str() : File.value_or("-")});
  }
  if (File && !NeedsFile)
    return createStringError(
        "-o " + *File + " has no report to take: each --format names a file");
  if (Error E = checkFiles(Result))
    return E;
  return Result;
}

} // namespace escape
