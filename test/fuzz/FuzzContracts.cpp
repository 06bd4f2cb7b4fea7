//===- FuzzContracts.cpp - any file of contracts, read and used -----------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// A libFuzzer target: an input is the text of a file of contracts. What is
// read from it without an error is called, with constants and with pointers.
//===----------------------------------------------------------------------===//
#include "HandMade.h"
#include "escape/Solve/ModuleSolver.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace llvm;
using namespace escape;

namespace {

/// What stands in quotes in \p Json: names of functions are among it.
std::set<StringRef> wordsOf(StringRef Json) {
  SmallVector<StringRef> Parts;
  Json.split(Parts, '"', 200);
  return {Parts.begin(), Parts.end()};
}

/// f(p0, p1) { x; h = new; Name(p0, &x, h, *p1, g, &g ...); twice }
void call(StringRef Name, const Contracts &Known, unsigned NumArgs) {
  ModuleGraph M;
  Body B(M, "f", 2);
  NodeId All[] = {B.param(0),      B.local("x"),     B.heap(16),
                  B.load(B.param(1)), B.global("g"), B.function("callee")};
  std::vector<NodeId> Args;
  for (unsigned I = 0; I < NumArgs; ++I)
    Args.push_back(All[I % std::size(All)]);
  B.call(Name, Args);
  NodeId Again = B.call(Name, Args);
  for (unsigned I = 0; I < NumArgs; ++I)
    B.lastCall().Args[I].Int = IntExpr::constant(I);
  B.returns(B.load(Again));
  Body(M, "callee", 1).free(NodeId(0));
  ModuleSolution Solution = solveModule(M, Contracts(), &Known);
  raw_null_ostream OS;
  M.dump(OS);
  for (const FunctionGraph &G : M.Functions)
    print(OS, M, M.name(G.Name), Solution.Summaries[G.Name.Value]);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  StringRef Text(reinterpret_cast<const char *>(Data), Size);
  Contracts Known;
  if (Error E = Known.add(Text, "my.json")) {
    std::string Message = toString(std::move(E));
    if (!StringRef(Message).starts_with("my.json: "))
      abort(); // it does not say of which file
    return 0;
  }
  unsigned Calls = 0;
  for (StringRef Name : wordsOf(Text))
    if (Known.find(Name, {}) && ++Calls < 20)
      for (unsigned NumArgs : {0u, 2u, 7u})
        call(Name, Known, NumArgs);
  return 0;
}
