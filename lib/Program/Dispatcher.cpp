//===- Dispatcher.cpp - a function that is any of several -----------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Dispatcher.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace escape {

bool areCalledAlike(ArrayRef<const FunctionGraph *> Bodies) {
  auto Signature = [](const FunctionGraph *G) {
    return std::tuple(G->NumParams, G->IsVariadic, G->ResultParameter);
  };
  return all_equal(map_range(Bodies, Signature));
}

FunctionGraph dispatcher(SymbolId Name, ArrayRef<SymbolId> Callees,
                         ArrayRef<const FunctionGraph *> Bodies) {
  const FunctionGraph &First = *Bodies.front();
  FunctionGraph G;
  G.Name = Name;
  G.IsDispatcher = true;
  if (all_equal(map_range(Bodies, [](auto *V) { return V->Type; })))
    G.Type = First.Type;
  G.NumParams = First.NumParams;
  G.IsVariadic = First.IsVariadic;
  G.IsDestructor = First.IsDestructor;
  G.ResultParameter = First.ResultParameter;
  G.ParamNames = First.ParamNames;
  G.NumNodes = G.NumParams + 2;
  G.IsSystem = all_of(Bodies, [](auto *V) { return V->IsSystem; });
  CallSite C;
  C.Result = G.result();
  for (unsigned I = 0; I < G.NumParams; ++I) {
    Argument A;
    A.Value = NodeId(I);
    A.Int = IntExpr::parameter(I);
    C.Args.push_back(A);
  }
  if (G.IsVariadic) { // the area's content is what it was made of
    NodeId Content(G.NumNodes++);
    Constraint Load{};
    Load.TheKind = Constraint::Kind::Load;
    Load.Step = Flow::Load;
    Load.Dst = Content;
    Load.Src = NodeId(G.NumParams - 1);
    Load.Offset = AnyOffset;
    G.Constraints.push_back(Load);
    C.Args.back() = Argument();
    C.Args.back().Value = Content;
  }
  for (SymbolId Callee : Callees) {
    C.Callee = Callee;
    G.Calls.push_back(C);
  }
  return G;
}

} // namespace escape
