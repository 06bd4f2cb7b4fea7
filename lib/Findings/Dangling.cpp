//===- Dangling.cpp - addresses that are ground for a warning -------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Dangling.h"
#include "escape/Support/Demangled.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace escape {

/// \returns whether the way of an object of \p Class leads through a copy or
/// move of something that may point into itself, as a short string does: which
/// of its states is copied is not followed. Other members of a library's class
/// are none, s.c_str().
bool DanglingWays::leadsThroughCopy(ArrayRef<FlowStep> Path,
                                    StringRef Class) const {
  bool IsLibrary = Class.starts_with("std::");
  return any_of(Path, [&](const FlowStep &Step) {
    const CalleeFact *C = callee(Step);
    if (!C)
      return false;
    if (!IsLibrary || C->IsUser)
      return C->Copies;
    return C->Class == Class ? C->Copies && !C->Makes : !C->IsView;
  });
}

bool DanglingWays::leadsThroughMaker(ArrayRef<FlowStep> Path) const {
  return any_of(Path, [&](const FlowStep &Step) {
    const CalleeFact *C = callee(Step);
    return C && (!C->IsUser || C->ReturnsObject);
  });
}

std::optional<DanglingWay> DanglingWays::find(const ObjectFate &Local,
                                              StringRef Class,
                                              const FunctionGraph &G) const {
  bool IsReturned = any_of(
      Local.Path, [](const FlowStep &S) { return S.Step == Flow::Return; });
  const std::vector<FlowStep> &Returned =
      IsReturned ? Local.Path : Local.ReturnPath;
  if (!Returned.empty() && !Local.IsMovedString &&
      (Class.empty() || !leadsThroughCopy(Returned, Class)))
    return DanglingWay{"it is returned", Returned};
  const LeftAddress *Left = Local.Left;
  if (!Left)
    return std::nullopt;
  Flow Step = Left->Global.isValid() ? Flow::Global : Flow::OutParameter;
  DanglingWay Way;
  Way.Path = {{Flow::AddressOf, Local.Loc, SymbolId()},
              {Step, Left->Loc, Left->Global}};
  StringRef Parameter =
      Left->Parameter >= 0 ? StringRef(G.ParamNames[Left->Parameter]) : "";
  if (Left->Global.isValid())
    Way.How = "it stays in '" + demangled(M.name(Left->Global)) + "'";
  else if (Parameter == "this")
    Way.How = "it stays in the object";
  else
    Way.How = ("it stays in what '" + Parameter + "' points to").str();
  return Way;
}

StringRef kindOfTemporary(StringRef Alloca) {
  return StringSwitch<StringRef>(Alloca.rtrim("0123456789"))
      .Case("ref.tmp", "a temporary")
      .Case(".compoundliteral", "a compound literal")
      .Case("block", "a block")
      .Case("", "alloca's memory")
      .Default("");
}

} // namespace escape
