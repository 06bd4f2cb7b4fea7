//===- Names.cpp - functions as people call them --------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Names.h"
#include "escape/Support/Demangled.h"
#include <cstdlib>

using namespace llvm;

namespace escape {

static std::string functionName(StringRef Mangled) {
  std::string Symbol = Mangled.str(); // the demangler refers to it
  ItaniumPartialDemangler Demangler;
  if (Demangler.partialDemangle(Symbol.c_str()) ||
      !Demangler.isFunction())
    return demangle(Mangled);
  auto Text = [](char *C) {
    std::string Copy = C ? C : "";
    std::free(C);
    return Copy;
  };
  std::string Name = Text(Demangler.getFunctionName(nullptr, nullptr));
  std::string Base = Text(Demangler.getFunctionBaseName(nullptr, nullptr));
  if (!StringRef(Name).ends_with(">") || StringRef(Base).starts_with("operator"))
    return Name;
  size_t At = Name.size();
  for (int Depth = 0; At > 0;) {
    --At;
    Depth += Name[At] == '>' ? 1 : Name[At] == '<' ? -1 : 0;
    if (Depth == 0)
      break;
  }
  return At > 0 ? Name.substr(0, At) : Name;
}

std::string nameOf(const ModuleGraph &M, const SourceFacts &Facts, SymbolId S) {
  if (!S.isValid())
    return "";
  if (const CalleeFact *C = Facts.callee(M.key(S)))
    return C->Name;
  return withoutAbiTags(functionName(M.name(S)));
}

SourcePlace placeOf(const ModuleGraph &M, Location L) {
  if (!L.isValid() || !L.File.isValid())
    return {};
  return {M.Files[L.File.Value], L.Line, std::max(L.Column, 1u)};
}

} // namespace escape
