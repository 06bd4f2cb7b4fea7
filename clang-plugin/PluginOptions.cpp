//===- PluginOptions.cpp - what -fplugin-arg-escape-… says ----------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "PluginOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace escape {
namespace {

constexpr StringLiteral Names[] = {
    "embed",     "checks",            "warnings",           "errors",
    "contracts", "max-variable-size", "max-allocation-size"};

Error unknown(StringRef Name) {
  std::string Message = ("no option '" + Name + "'").str();
  const StringLiteral *Nearest = min_element(Names, [&](auto A, auto B) {
    return Name.edit_distance(A) < Name.edit_distance(B);
  });
  if (Name.edit_distance(*Nearest) <= 2)
    Message += ("; did you mean '" + *Nearest + "'?").str();
  return createStringError(Message);
}

Error readGlobs(StringRef List, CheckGlobs &Into) {
  auto Globs = CheckGlobs::parse(List);
  if (!Globs)
    return Globs.takeError();
  Into = std::move(*Globs);
  return Error::success();
}

Error readSize(StringRef Value, int64_t &Into) {
  if (Value.getAsInteger(10, Into) || Into < 0)
    return createStringError("it takes a number of bytes, not '" + Value + "'");
  return Error::success();
}

Error readContracts(StringRef File, Contracts &Into) {
  auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/true);
  if (!Buffer)
    return createStringError(Buffer.getError(), "cannot read " + File + ": " +
                                                    Buffer.getError().message());
  return Into.add((*Buffer)->getBuffer(), File);
}

} // namespace

PluginOptions::PluginOptions() : Overrides(std::make_unique<Contracts>()) {
  Unit.Known = &Contracts::shipped();
  Unit.Overrides = Overrides.get();
  Findings.Remarks = CheckGlobs::parseComment("*");
}

Error PluginOptions::read(StringRef Argument) {
  auto [Name, Value] = Argument.split('=');
  if (!is_contained(Names, Name))
    return unknown(Name);
  if (Name == "embed") {
    Embeds = true;
    return Error::success();
  }
  Error E = Error::success();
  if (Name == "checks")
    E = readGlobs(("*," + Value).str(), Findings.Checks);
  else if (Name == "warnings")
    E = readGlobs(Value, Findings.Warnings);
  else if (Name == "errors")
    E = readGlobs(Value, Findings.Errors);
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
