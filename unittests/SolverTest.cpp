//===- SolverTest.cpp - graphs made by hand, solved ------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Solve/ModuleSolver.h"
#include <gtest/gtest.h>

using namespace escape;

namespace {

/// Writes one function of a module.
class Function {
public:
  Function(ModuleGraph &M, const char *Name, unsigned NumParams)
      : M(M), G(M.Functions.emplace_back()) {
    G.Name = M.symbol(Name);
    G.NumParams = NumParams;
    G.NumNodes = NumParams + 2;
    M.Globals[G.Name.Value].IsFunction = true;
  }

  NodeId param(unsigned I) const { return NodeId(I); }
  NodeId result() const { return G.result(); }
  NodeId node() { return NodeId(G.NumNodes++); }

  NodeId object(Object::Kind Kind) {
    Object O;
    O.TheKind = Kind;
    O.Size = IntExpr::constant(8);
    G.Objects.push_back(O);
    NodeId N = node();
    G.Constraints.push_back({Constraint::Kind::AddressOf, Flow::AddressOf, N,
                             NodeId(), ObjectId(G.Objects.size() - 1), 0, 0,
                             Location(), SymbolId()});
    return N;
  }
  NodeId symbol(const char *Name, Object::Kind Kind) {
    NodeId N = object(Kind);
    G.Objects.back().Symbol = M.symbol(Name);
    return N;
  }
  NodeId load(NodeId Pointer, int32_t Offset = 0) {
    NodeId N = node();
    add(Constraint::Kind::Load, N, Pointer, Offset);
    return N;
  }
  void store(NodeId Pointer, NodeId Value, int32_t Offset = 0) {
    add(Constraint::Kind::Store, Pointer, Value, Offset);
  }
  void copy(NodeId Dst, NodeId Src, int32_t Offset = 0) {
    add(Constraint::Kind::Copy, Dst, Src, Offset);
  }
  void free(NodeId N) { add(Constraint::Kind::Free, NodeId(), N, 0); }
  void ret(NodeId N) { copy(result(), N); }
  NodeId call(const char *Callee, std::vector<NodeId> Args) {
    CallSite C;
    C.Callee = M.symbol(Callee);
    return finish(C, Args);
  }
  NodeId callThrough(NodeId Pointer, std::vector<NodeId> Args) {
    CallSite C;
    C.Pointer = Pointer;
    return finish(C, Args);
  }

private:
  NodeId finish(CallSite &C, const std::vector<NodeId> &Args) {
    C.Result = node();
    for (NodeId A : Args) {
      Argument Arg;
      Arg.Value = A;
      C.Args.push_back(Arg);
    }
    G.Calls.push_back(C);
    return C.Result;
  }
  void add(Constraint::Kind Kind, NodeId Dst, NodeId Src, int32_t Offset) {
    G.Constraints.push_back({Kind, Flow::Assign, Dst, Src, ObjectId(), Offset,
                             8, Location(), SymbolId()});
  }

  ModuleGraph &M;
  FunctionGraph &G;
};

constexpr auto Local = Object::Kind::Local;
constexpr auto Heap = Object::Kind::Heap;

FunctionFate fateOf(ModuleGraph &M, const char *Name,
                    ModuleSolution *Keep = nullptr) {
  Contracts None;
  ModuleSolution S = solveModule(M, None);
  for (FunctionFate &F : S.Fates)
    if (M.name(F.Name) == Name) {
      FunctionFate Result = F;
      if (Keep)
        *Keep = std::move(S);
      return Result;
    }
  ADD_FAILURE() << "no fate of " << Name;
  return {};
}

// Catches: an object that is said to stay though it is returned, or the other
// way round.
TEST(Solver, ReturnedAndKept) {
  ModuleGraph M;
  Function F(M, "f", 0);
  F.ret(F.object(Heap));
  F.object(Heap);
  FunctionFate Fate = fateOf(M, "f");
  ASSERT_EQ(Fate.Objects.size(), 2u);
  EXPECT_EQ(Fate.Objects[0].TheRegion, Region::Caller);
  EXPECT_EQ(Fate.Objects[1].TheRegion, Region::Frame);
}

// Catches: a local whose address is put into a parameter's memory or a global.
TEST(Solver, OutParameterAndGlobal) {
  ModuleGraph M;
  Function F(M, "f", 1);
  F.store(F.param(0), F.object(Local));
  F.store(F.symbol("g", Object::Kind::Global), F.object(Local));
  FunctionFate Fate = fateOf(M, "f");
  ASSERT_EQ(Fate.Objects.size(), 2u);
  EXPECT_EQ(Fate.Objects[0].TheRegion, Region::Caller);
  EXPECT_EQ(Fate.Objects[1].TheRegion, Region::Program);
}

// Catches: callers of one factory that share an object, so that one who lets
// it escape spoils the others.
TEST(Solver, FactoriesAreCloned) {
  ModuleGraph M;
  Function Make(M, "make", 0);
  Make.ret(Make.object(Heap));
  Function Stays(M, "stays", 0);
  Stays.call("make", {});
  Function Leaves(M, "leaves", 0);
  Leaves.store(Leaves.symbol("g", Object::Kind::Global),
               Leaves.call("make", {}));
  EXPECT_EQ(fateOf(M, "stays").Objects.at(0).TheRegion, Region::Frame);
  EXPECT_EQ(fateOf(M, "leaves").Objects.at(0).TheRegion, Region::Program);
}

// Catches: an alias between two parameters that the callee does not see:
// f(p, q, y) { h = new; *p = h; (*q)->g = y; return h->g; } with p == q.
TEST(Solver, ParametersMayBeOne) {
  ModuleGraph M;
  Function F(M, "f", 3);
  NodeId H = F.object(Heap);
  F.store(F.param(0), H);
  F.store(F.load(F.param(1)), F.param(2), 8);
  F.ret(F.load(H, 8));
  Function G(M, "g", 0);
  NodeId P = G.object(Local), Y = G.object(Local);
  G.ret(G.call("f", {P, P, Y}));
  FunctionFate Fate = fateOf(M, "g");
  EXPECT_EQ(Fate.Objects.at(1).TheRegion, Region::Caller);
}

// Catches: what is read deeper than placeholders go that is forgotten.
TEST(Solver, DeepListsStayKnown) {
  ModuleGraph M;
  Function Deep(M, "deep", 1);
  NodeId N = Deep.param(0);
  for (int I = 0; I < 12; ++I)
    N = Deep.load(N);
  Deep.ret(N);
  Function F(M, "f", 0);
  std::vector<NodeId> Nodes;
  for (int I = 0; I < 13; ++I)
    Nodes.push_back(F.object(Local));
  for (int I = 0; I < 12; ++I)
    F.store(Nodes[I], Nodes[I + 1]);
  F.ret(F.call("deep", {Nodes[0]}));
  EXPECT_EQ(fateOf(M, "f").Objects.at(12).TheRegion, Region::Caller);
}

// Catches: a pointer that only a recursive call lets escape.
TEST(Solver, MutualRecursion) {
  ModuleGraph M;
  Function A(M, "a", 2);
  A.call("b", {A.param(0), A.param(1)});
  Function B(M, "b", 2);
  B.call("a", {B.param(1), B.param(0)});
  B.store(B.symbol("g", Object::Kind::Global), B.param(0));
  Function F(M, "f", 0);
  NodeId X = F.object(Local), Y = F.object(Local);
  F.call("a", {X, Y});
  FunctionFate Fate = fateOf(M, "f");
  EXPECT_EQ(Fate.Objects.at(0).TheRegion, Region::Program);
  EXPECT_EQ(Fate.Objects.at(1).TheRegion, Region::Program);
}

// Catches: a call through a parameter that the caller, who knows the target,
// does not follow, or follows to the wrong arguments.
TEST(Solver, PendingCallIsResolvedByTheCaller) {
  ModuleGraph M;
  Function Keep(M, "keep", 2);
  Keep.store(Keep.symbol("g", Object::Kind::Global), Keep.param(1));
  Function Each(M, "each", 3);
  Each.callThrough(Each.param(0), {Each.param(1), Each.param(2)});
  Function F(M, "f", 0);
  NodeId X = F.object(Local), Y = F.object(Local);
  F.call("each", {F.symbol("keep", Object::Kind::Function), X, Y});
  FunctionFate Fate = fateOf(M, "f");
  EXPECT_EQ(Fate.Objects.at(0).TheRegion, Region::Frame);
  EXPECT_EQ(Fate.Objects.at(1).TheRegion, Region::Program);
}

// Catches: the bound on the size of sets giving targets away for nothing.
TEST(Solver, TooManyTargetsEscape) {
  ModuleGraph M;
  Function F(M, "f", 0);
  NodeId All = F.node();
  constexpr unsigned Count = 600;
  for (unsigned I = 0; I < Count; ++I)
    F.copy(All, F.object(Local));
  F.ret(All);
  ModuleSolution S;
  FunctionFate Fate = fateOf(M, "f", &S);
  for (const ObjectFate &O : Fate.Objects)
    EXPECT_GE(O.TheRegion, Region::Caller);
  EXPECT_GT(S.Bounds.PointsTo, 0u);
}

// Catches: what is freed counted among the targets that a bound gives away, so
// that in a function with many new/delete pairs all of them escape.
TEST(Solver, FreeingManyLetsNoneEscape) {
  ModuleGraph M;
  Function F(M, "f", 0);
  for (int I = 0; I < 600; ++I)
    F.free(F.object(Heap));
  FunctionFate Fate = fateOf(M, "f");
  for (const ObjectFate &O : Fate.Objects) {
    EXPECT_EQ(O.TheRegion, Region::Frame);
    EXPECT_TRUE(O.FreedHere);
  }
}

// Catches: an unknown function that keeps nothing.
TEST(Solver, UnknownCallsKeepTheirArguments) {
  ModuleGraph M;
  Function F(M, "f", 0);
  NodeId Outer = F.object(Local), Inner = F.object(Local);
  F.store(Outer, Inner);
  F.call("nobody", {Outer});
  ModuleSolution S;
  FunctionFate Fate = fateOf(M, "f", &S);
  EXPECT_EQ(Fate.Objects.at(0).TheRegion, Region::Program);
  EXPECT_EQ(Fate.Objects.at(1).TheRegion, Region::Program);
  EXPECT_EQ(S.UnknownCalls["nobody"], 1u);
}

} // namespace
