//===- HandMade.h - graphs that tests write by hand ------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_UNITTESTS_HANDMADE_H
#define ESCAPE_UNITTESTS_HANDMADE_H

#include "escape/Graph/FunctionGraph.h"
#include "llvm/ADT/StringExtras.h"

namespace escape {

/// A module with a function for each test to fill.
inline FunctionGraph &addFunction(ModuleGraph &M, llvm::StringRef Name,
                                  unsigned NumParams) {
  FunctionGraph &G = M.Functions.emplace_back();
  G.Name = M.symbol(Name);
  G.NumParams = NumParams;
  G.NumNodes = NumParams + 2;
  G.ParamNames.resize(NumParams);
  M.Globals[G.Name.Value].IsFunction = true;
  return G;
}

/// Writes a FunctionGraph as C would write the function. Each statement has a
/// line of its own, from 1 on.
class Body {
public:
  Body(ModuleGraph &M, llvm::StringRef Name, unsigned NumParams)
      : M(M), G(addFunction(M, Name, NumParams)) {}

  NodeId param(unsigned I) const { return NodeId(I); }
  NodeId node() { return NodeId(G.NumNodes++); }

  /// &Name, of a new local variable.
  NodeId local(llvm::StringRef Name, int64_t Size = 8) {
    Object O;
    O.TheKind = Object::Kind::Local;
    O.Name = Name.str();
    O.Size = IntExpr::constant(Size);
    return addressOf(std::move(O));
  }
  /// &Prefix0, &Prefix1, ..., of \p Count new local variables.
  std::vector<NodeId> locals(llvm::StringRef Prefix, unsigned Count,
                             int64_t Size = 8) {
    std::vector<NodeId> Result;
    for (unsigned I = 0; I < Count; ++I)
      Result.push_back(local((Prefix + llvm::Twine(I)).str(), Size));
    return Result;
  }
  /// The same, where each variable holds the address of the next at \p Offset.
  std::vector<NodeId> chain(llvm::StringRef Prefix, unsigned Count,
                            int32_t Offset = 0) {
    std::vector<NodeId> Result = locals(Prefix, Count, Offset + 8);
    for (unsigned I = 0; I + 1 < Count; ++I)
      store(Result[I], Result[I + 1], Offset);
    return Result;
  }
  /// new T.
  NodeId heap(int64_t Size = 8, CycleId Cycle = {}) {
    Object O;
    O.TheKind = Object::Kind::Heap;
    O.Symbol = M.symbol("_Znwm");
    O.Size = IntExpr::constant(Size);
    O.Cycle = Cycle;
    O.InAnyCycle = Cycle.isValid();
    return addressOf(std::move(O));
  }
  NodeId global(llvm::StringRef Name) {
    Object O;
    O.TheKind = Object::Kind::Global;
    O.Symbol = M.symbol(Name);
    M.Globals.try_emplace(O.Symbol.Value);
    return addressOf(std::move(O));
  }
  NodeId function(llvm::StringRef Name) {
    Object O;
    O.TheKind = Object::Kind::Function;
    O.Symbol = M.symbol(Name);
    M.Globals[O.Symbol.Value].IsFunction = true;
    return addressOf(std::move(O));
  }

  NodeId load(NodeId Pointer, int32_t Offset = 0, uint32_t Size = 8) {
    Constraint C = constraint(Constraint::Kind::Load, Flow::Load);
    C.Dst = node();
    C.Src = Pointer;
    C.Offset = Offset;
    C.Size = Size;
    G.Constraints.push_back(C);
    return C.Dst;
  }
  /// Follows a chain: \p Count loads, each from what the last one gave.
  NodeId follow(NodeId Pointer, unsigned Count, int32_t Offset = 0) {
    while (Count--)
      Pointer = load(Pointer, Offset);
    return Pointer;
  }
  void store(NodeId Pointer, NodeId Value, int32_t Offset = 0,
             uint32_t Size = 8) {
    Constraint C = constraint(Constraint::Kind::Store, Flow::Store);
    C.Dst = Pointer;
    C.Src = Value;
    C.Offset = Offset;
    C.Size = Size;
    G.Constraints.push_back(C);
  }
  void copy(NodeId To, NodeId From, int32_t Offset = 0,
            Flow Step = Flow::Assign) {
    Constraint C = constraint(Constraint::Kind::Copy, Step);
    C.Dst = To;
    C.Src = From;
    C.Offset = Offset;
    G.Constraints.push_back(C);
  }
  NodeId plus(NodeId From, int32_t Offset) {
    NodeId To = node();
    copy(To, From, Offset);
    return To;
  }
  void returns(NodeId Value) { copy(G.result(), Value, 0, Flow::Return); }
  void free(NodeId Pointer) {
    Constraint C = constraint(Constraint::Kind::Free, Flow::Argument);
    C.Src = Pointer;
    G.Constraints.push_back(C);
  }

  /// Callee(Args...).
  NodeId call(llvm::StringRef Callee, std::vector<NodeId> Args) {
    CallSite C = site(std::move(Args));
    C.Callee = M.symbol(Callee);
    G.Calls.push_back(std::move(C));
    return G.Calls.back().Result;
  }
  /// (*Pointer)(Args...).
  NodeId callThrough(NodeId Pointer, std::vector<NodeId> Args) {
    CallSite C = site(std::move(Args));
    C.Pointer = Pointer;
    G.Calls.push_back(std::move(C));
    return G.Calls.back().Result;
  }
  CallSite &lastCall() { return G.Calls.back(); }
  /// Callee(Args...), once in each round of \p Cycle.
  NodeId callIn(CycleId Cycle, llvm::StringRef Callee,
                std::vector<NodeId> Args) {
    NodeId Result = call(Callee, std::move(Args));
    lastCall().Cycle = Cycle;
    lastCall().InAnyCycle = true;
    return Result;
  }

  FunctionGraph &graph() { return G; }

private:
  Location here() { return {M.file("hand.c"), ++Line, 1}; }
  Constraint constraint(Constraint::Kind Kind, Flow Step) {
    Constraint C;
    C.TheKind = Kind;
    C.Step = Step;
    C.Loc = here();
    return C;
  }
  NodeId addressOf(Object O) {
    Constraint C = constraint(Constraint::Kind::AddressOf, Flow::AddressOf);
    O.Loc = C.Loc;
    C.Dst = node();
    C.Obj = ObjectId(G.Objects.size());
    G.Objects.push_back(std::move(O));
    G.Constraints.push_back(C);
    return C.Dst;
  }
  CallSite site(std::vector<NodeId> Args) {
    CallSite C;
    C.Result = node();
    C.Loc = here();
    for (NodeId A : Args)
      C.Args.emplace_back().Value = A;
    return C;
  }

  ModuleGraph &M;
  FunctionGraph &G;
  uint32_t Line = 0;
};

} // namespace escape

#endif // ESCAPE_UNITTESTS_HANDMADE_H
