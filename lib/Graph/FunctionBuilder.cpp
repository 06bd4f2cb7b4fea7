//===- FunctionBuilder.cpp - values, blocks and parameters ----------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "FunctionBuilder.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/InlineAsm.h"

using namespace llvm;

namespace escape {

void FunctionBuilder::numberCycles(const Cycle *C, CycleId Parent) {
  CycleId Id(G.CycleParents.size());
  G.CycleParents.push_back(Parent);
  CycleIds[C] = Id;
  for (const Cycle *Child : C->children())
    numberCycles(Child, Id);
}

CycleId FunctionBuilder::cycleOf(const BasicBlock *B) {
  if (ReturnsTwice)
    return {}; // longjmp makes a loop that no edge shows
  return idOf(Cycles.getCycle(B));
}

void FunctionBuilder::build() {
  G.Name = MB.bodySymbol(F);
  G.NumParams = F.arg_size() + (F.isVarArg() ? 1 : 0);
  G.NumNodes = G.NumParams + 2;
  G.IsVariadic = F.isVarArg();
  G.IsCoroutine = F.isPresplitCoroutine();
  ReturnsTwice = F.callsFunctionThatReturnsTwice();
  FunctionTraits T = MB.Traits(F);
  if (!T.PassesUnions)
    G.Type = MB.typeOf(F.getFunctionType());
  G.IsSystem = T.IsSystem;
  InLibrary = T.IsStandardLibrary;
  G.IsDestructor = T.IsDestructor;
  if (const DISubprogram *SP = F.getSubprogram())
    G.Loc = {MB.file(SP->getFile()), SP->getLine(), 0};
  if (F.size() > 1) {
    Cycles.compute(const_cast<Function &>(F));
    for (const Cycle *C : Cycles.toplevel_cycles())
      numberCycles(C, CycleId());
  }
  G.ResultParts = newParts(F.getReturnType());
  Nodes.reserve(F.getInstructionCount());
  parameters();
  findSwitch();
  if (T.IsConstructor)
    findVtableStores();
  for (const BasicBlock &B : F) {
    Block = &B;
    if (G.SwitchParam >= 0)
      Cases = BlockCases.lookup(&B);
    for (const Instruction &I : B) {
      if (const DebugLoc &Loc = I.getDebugLoc())
        Here = MB.location(Loc);
      instruction(I);
    }
  }
  Cases = ~uint64_t(0);
  if (G.IsCoroutine)
    coroutine();
  else if (!G.IsSystem && !ReturnsTwice)
    leakPaths();
}

/// Finds the first switch over a parameter and which blocks each case reaches.
void FunctionBuilder::findSwitch() {
  constexpr unsigned MaxCases = 32;
  const SwitchInst *Switch = nullptr;
  for (const BasicBlock &B : F)
    if (const auto *S = dyn_cast<SwitchInst>(B.getTerminator());
        S && isa<llvm::Argument>(S->getCondition()) &&
        S->getCondition()->getType()->getIntegerBitWidth() <= 64 &&
        S->getNumCases() <= MaxCases) {
      Switch = S;
      break;
    }
  if (!Switch)
    return;
  G.SwitchParam = cast<llvm::Argument>(Switch->getCondition())->getArgNo();
  std::vector<const BasicBlock *> Targets;
  for (const auto &Case : Switch->cases()) {
    G.SwitchValues.push_back(Case.getCaseValue()->getSExtValue());
    Targets.push_back(Case.getCaseSuccessor());
  }
  Targets.push_back(Switch->getDefaultDest());
  for (auto [I, Target] : enumerate(Targets)) {
    uint64_t Bit = uint64_t(1) << I;
    SmallVector<const BasicBlock *> Work = {&F.getEntryBlock()};
    while (!Work.empty()) {
      const BasicBlock *B = Work.pop_back_val();
      uint64_t &Known = BlockCases[B];
      if (Known & Bit)
        continue;
      Known |= Bit;
      if (B == Switch->getParent())
        Work.push_back(Target);
      else
        append_range(Work, successors(B));
    }
  }
}

void FunctionBuilder::parameters() {
  Here = G.Loc;
  for (const auto &A : F.args()) {
    G.ParamNames.push_back(A.getName().str());
    if (A.hasStructRetAttr())
      G.ResultParameter = A.getArgNo();
    if (!A.hasByValAttr()) {
      Nodes[&A] = isNarrow(A.getType()) ? G.null() : NodeId(A.getArgNo());
      continue;
    }
    // A copy of the caller's object, which dies with this function.
    Object Copy;
    Copy.Name = A.getName();
    Copy.Loc = G.Loc;
    Copy.Size = IntExpr::constant(DL.getTypeAllocSize(A.getParamByValType()));
    NodeId N = newNode();
    Nodes[&A] = N;
    addressOf(N, newObject(std::move(Copy)));
    copyCells(N, NodeId(A.getArgNo()),
              DL.getTypeAllocSize(A.getParamByValType()));
  }
}

NodeId FunctionBuilder::node(const Value *V) {
  auto It = Nodes.find(V);
  if (It != Nodes.end())
    return It->second;
  NodeId N;
  if (const auto *C = dyn_cast<Constant>(V)) {
    // Met first in one case, used in all.
    uint64_t Saved = std::exchange(Cases, ~uint64_t(0));
    N = constantNode(C);
    Cases = Saved;
  }
  else if (isa<MetadataAsValue>(V) || isa<InlineAsm>(V) || isa<BasicBlock>(V))
    N = G.null();
  else
    N = newNode();
  Nodes[V] = N;
  return N;
}

std::vector<NodeId> FunctionBuilder::newParts(Type *T) {
  constexpr unsigned MaxParts = 4;
  std::vector<NodeId> Parts;
  const auto *S = dyn_cast<StructType>(T);
  if (S && S->getNumElements() <= MaxParts)
    for (unsigned I = 0; I < S->getNumElements(); ++I)
      Parts.push_back(newNode());
  return Parts;
}

const std::vector<NodeId> &FunctionBuilder::resultParts(const CallBase &Call) {
  auto [It, New] = CallParts.try_emplace(&Call);
  if (New)
    It->second = newParts(Call.getType());
  return It->second;
}

NodeId FunctionBuilder::part(const Value *V, unsigned I) {
  if (const auto *Insert = dyn_cast<InsertValueInst>(V)) {
    if (Insert->getIndices().front() != I)
      return part(Insert->getAggregateOperand(), I);
    return Insert->getNumIndices() == 1
               ? node(Insert->getInsertedValueOperand()) : node(V);
  }
  if (const auto *L = dyn_cast<LoadInst>(V)) {
    auto *S = cast<StructType>(L->getType());
    NodeId N = newNode();
    constraint(CK::Load, Flow::Load, N, node(L->getPointerOperand()),
               exactOffset(DL.getStructLayout(S)->getElementOffset(I)),
               storeSize(S->getElementType(I)));
    return N;
  }
  if (const auto *Call = dyn_cast<CallBase>(V);
      Call && !isa<IntrinsicInst>(Call) && !Call->isInlineAsm())
    if (const std::vector<NodeId> &Parts = resultParts(*Call); I < Parts.size())
      return Parts[I];
  return node(V);
}

ObjectId FunctionBuilder::globalObject(const GlobalValue &V) {
  auto [It, New] = GlobalObjects.try_emplace(&V);
  if (New) {
    MB.noteGlobal(V);
    Object O;
    O.TheKind = isa<Function>(V) || isa<GlobalIFunc>(V)
                    ? Object::Kind::Function
                    : Object::Kind::Global;
    O.Symbol = MB.symbol(V);
    It->second = newObject(std::move(O));
  }
  return It->second;
}

NodeId FunctionBuilder::unknown() {
  if (!UnknownNode.isValid()) {
    // A global without a definition that nobody can see into.
    uint64_t Saved = std::exchange(Cases, ~uint64_t(0));
    UnknownNode = newNode();
    Object O;
    O.TheKind = Object::Kind::Global;
    addressOf(UnknownNode, newObject(std::move(O)), AnyOffset);
    Cases = Saved;
  }
  return UnknownNode;
}

NodeId FunctionBuilder::constantNode(const Constant *C) {
  // Memory may begin at address 0: of a segment, or of a kernel.
  if (isa<ConstantPointerNull>(C) &&
      NullPointerIsDefined(&F, C->getType()->getPointerAddressSpace()))
    return unknown();
  if (isa<ConstantData>(C) || isa<BlockAddress>(C))
    return G.null();
  if (C->getType()->isPointerTy()) {
    auto [Target, Offset] = globalTarget(*C, DL);
    if (Target) {
      NodeId N = newNode();
      addressOf(N, globalObject(*Target), Offset);
      return N;
    }
  }
  if (const auto *E = dyn_cast<ConstantExpr>(C);
      E && E->getOpcode() == Instruction::IntToPtr &&
      isa<ConstantInt>(E->getOperand(0)))
    return unknown();
  // Aggregates and expressions hold what their operands hold.
  NodeId N = newNode();
  for (const Use &Op : C->operands())
    constraint(CK::Copy, Flow::Assign, N, node(Op), AnyOffset);
  return N;
}

} // namespace escape
