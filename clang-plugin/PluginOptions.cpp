//===- PluginOptions.cpp - what -fplugin-arg-escape-… says ----------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "PluginOptions.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace escape {
namespace {

constexpr StringRef Names[] = {
    "embed",     "checks",            "warnings",           "errors",
    "contracts", "max-variable-size", "max-allocation-size"};

Error readSize(StringRef Value, int64_t &Into) {
  if (Value.getAsInteger(10, Into) || Into < 0)
    return createStringError("it takes a number of bytes, not '" + Value + "'");
  return Error::success();
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
  if (!is_contained(Names, Name))
    return createStringError("no option '" + Name + "'" +
                             didYouMean(Name, Names, 2));
  if (Name == "embed") {
    Embeds = true;
    return Error::success();
  }
  Error E = Error::success();
  if (Name == "checks")
    E = Findings.Checks.read((DefaultChecks + "," + Value).str());
  else if (Name == "warnings")
    E = Findings.Warnings.read(Value);
  else if (Name == "errors")
    E = Findings.Errors.read(Value);
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
