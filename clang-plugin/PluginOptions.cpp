//===- PluginOptions.cpp - what -fplugin-arg-escape-… says ----------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "PluginOptions.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace escape {
namespace {

/// What each takes; embed takes nothing.
constexpr std::pair<StringRef, StringRef> Options[] = {
    {"embed", ""},
    {"checks", "names and globs of checks"},
    {"warnings", "names and globs of checks"},
    {"errors", "names and globs of checks"},
    {"contracts", "a file"},
    {"max-variable-size", "a number of bytes"},
    {"max-allocation-size", "a number of bytes"}};

Error wrongValue(StringRef Takes, StringRef Value) {
  return createStringError("it takes " + Takes + ", not '" + Value + "'");
}

Error readSize(StringRef Value, int64_t &Into) {
  if (Value.getAsInteger(10, Into) || Into < 0)
    return wrongValue("a number of bytes", Value);
  return Error::success();
}

/// Reads a list that is added to nothing.
Error readSelection(StringRef List, CheckGlobs &Into) {
  if (Error E = Into.read(List))
    return E;
  return Into.isEmptyByMistake()
             ? createStringError("no check is selected by '" + List + "'")
             : Error::success();
}

Error readContracts(StringRef File, Contracts &Into) {
  auto Text = readTextFile(File);
  return Text ? Into.add((*Text)->getBuffer(), File) : Text.takeError();
}

} // namespace

PluginOptions::PluginOptions() : Overrides(std::make_unique<Contracts>()) {
  Unit.Known = &Contracts::shipped();
  Unit.Overrides = Overrides.get();
  Findings.Remarks = CheckGlobs::parseComment("*,-contract");
  Findings.OneFile = true;
}

Error PluginOptions::read(StringRef Argument) {
  auto [Name, Value] = Argument.split('=');
  const auto *Known = find_if(Options, [&](auto &O) { return O.first == Name; });
  if (Known == std::end(Options))
    return createStringError(
        "no option '" + Name + "'" +
        didYouMean(Name, to_vector(make_first_range(Options)), 2));
  const StringRef Takes = Known->second;
  Error E = Error::success();
  if (Takes.empty() && Argument != Name)
    E = wrongValue("no value", Value);
  else if (!Takes.empty() && Value.empty())
    E = wrongValue(Takes, Value);
  else if (Name == "embed")
    Embeds = true;
  else if (Name == "checks")
    E = Findings.Checks.read((DefaultChecks + "," + Value).str());
  else if (Name == "warnings")
    E = readSelection(Value, Findings.Warnings);
  else if (Name == "errors")
    E = readSelection(Value, Findings.Errors);
  else if (Name == "contracts")
    E = readContracts(Value, *Overrides);
  else if (Name == "max-variable-size")
    E = readSize(Value, Unit.TheLimits.Variable);
  else
    E = readSize(Value, Unit.TheLimits.Allocation);
  return E ? createStringError(Name + ": " + toString(std::move(E)))
           : Error::success();
}

bool PluginOptions::reports() const {
  return any_of(allChecks(), [&](const CheckInfo &C) {
    return Findings.Checks.match(C.Name);
  });
}

} // namespace escape
