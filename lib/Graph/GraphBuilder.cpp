//===- GraphBuilder.cpp - from LLVM IR to FunctionGraphs ------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// One rule for each kind of instruction. The rules hardly ask for types: an
// integer, a float or an aggregate carries whatever pointers were put into it,
// so byte-wise copies, unions and integer round trips need no rule of their
// own. What drops pointers is listed in docs/soundness.md: comparisons, single
// bits, integers that are narrower than a pointer (bytes may be copied in
// memory, but neither added up nor handed to a function), and the difference
// of two pointers.
//===----------------------------------------------------------------------===//
#include "escape/Graph/GraphBuilder.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Analysis/MemoryBuiltins.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/CycleInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace escape {
namespace {

/// Copies of at most this many bytes are followed cell by cell.
constexpr uint64_t MaxCellwiseCopy = 256;

/// What the functions of a module share while their graphs are built.
class ModuleBuilder {
public:
  ModuleBuilder(const Module &M, TraitsOf Traits)
      : M(M), Traits(Traits), TLII(M.getTargetTriple()), DL(M.getDataLayout()) {
    Graph.PointerSize = DL.getPointerSize();
  }

  ModuleGraph build();

  Location location(const DebugLoc &Loc) {
    if (!Loc || Loc.getLine() == 0)
      return {};
    return {file(Loc->getFile()), Loc.getLine(), Loc.getCol()};
  }

  FileId file(const DIFile *File) {
    if (!File)
      return {};
    auto [It, New] = FileIds.try_emplace(File);
    if (New) {
      SmallString<128> Path(File->getFilename());
      if (!sys::path::is_absolute(Path)) {
        Path = File->getDirectory();
        sys::path::append(Path, File->getFilename());
      }
      sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
      It->second = Graph.file(Path);
    }
    return It->second;
  }

  SymbolId symbol(const GlobalValue &G) {
    auto [It, New] = SymbolIds.try_emplace(&G);
    if (New)
      It->second = Graph.symbol(
          G.hasName() ? G.getName().str()
                      : "<unnamed " + std::to_string(SymbolIds.size()) + ">");
    return It->second;
  }

  void noteGlobal(const GlobalValue &G);

  const Module &M;
  TraitsOf Traits;
  TargetLibraryInfoImpl TLII;
  const DataLayout &DL;
  ModuleGraph Graph;

private:
  void collectPointers(const Constant &C, int64_t Offset, GlobalGraph &Into,
                       bool &Complete);

  DenseMap<const DIFile *, FileId> FileIds;
  DenseMap<const GlobalValue *, SymbolId> SymbolIds;
};

/// \returns the global that \p C points into and how far, if that is certain.
std::pair<const GlobalValue *, int32_t> globalTarget(const Constant &C,
                                                     const DataLayout &DL) {
  APInt Offset(DL.getIndexTypeSizeInBits(C.getType()), 0);
  const Value *Base = C.stripAndAccumulateConstantOffsets(
      DL, Offset, /*AllowNonInbounds=*/true);
  while (const auto *A = dyn_cast<GlobalAlias>(Base)) {
    if (A->isInterposable())
      break;
    Base = A->getAliasee()->stripAndAccumulateConstantOffsets(
        DL, Offset, /*AllowNonInbounds=*/true);
  }
  const auto *G = dyn_cast<GlobalValue>(Base);
  return {G, G ? addOffsets(0, Offset.getSExtValue()) : 0};
}

void ModuleBuilder::collectPointers(const Constant &C, int64_t Offset,
                                    GlobalGraph &Into, bool &Complete) {
  if (isa<ConstantData>(C))
    return;
  if (const auto *S = dyn_cast<ConstantStruct>(&C)) {
    const StructLayout *Layout = DL.getStructLayout(S->getType());
    for (unsigned I = 0; I < S->getNumOperands(); ++I)
      collectPointers(*S->getOperand(I), Offset + Layout->getElementOffset(I),
                      Into, Complete);
    return;
  }
  if (isa<ConstantArray>(C) || isa<ConstantVector>(C)) {
    uint64_t Stride = DL.getTypeAllocSize(C.getOperand(0)->getType());
    for (unsigned I = 0; I < C.getNumOperands(); ++I)
      collectPointers(*cast<Constant>(C.getOperand(I)), Offset + I * Stride,
                      Into, Complete);
    return;
  }
  if (!C.getType()->isPointerTy()) {
    Complete = false;
    return;
  }
  auto [G, TargetOffset] = globalTarget(C, DL);
  if (!G) {
    Complete = false;
    return;
  }
  noteGlobal(*G);
  Into.Pointers.push_back({addOffsets(0, Offset), symbol(*G), TargetOffset});
}

void ModuleBuilder::noteGlobal(const GlobalValue &G) {
  SymbolId S = symbol(G);
  auto [It, New] = Graph.Globals.try_emplace(S.Value);
  if (!New)
    return;
  if (const auto *F = dyn_cast<Function>(&G)) {
    It->second.IsFunction = true;
    if (F->isDeclaration() && !F->isIntrinsic()) {
      FunctionTraits T = Traits(*F);
      It->second.IsStandardLibrary = T.IsStandardLibrary;
      It->second.IsUserDeclared = T.IsUserDeclared;
    }
    return;
  }
  const auto *Var = dyn_cast<GlobalVariable>(&G);
  if (!Var || !Var->isConstant())
    return;
  It->second.IsReadOnly = true;
  if (!Var->hasDefinitiveInitializer())
    return;
  GlobalGraph Result;
  Result.IsReadOnly = true;
  bool Complete = true;
  collectPointers(*Var->getInitializer(), 0, Result, Complete);
  Result.IsConstant = Complete;
  Graph.Globals[S.Value] = std::move(Result);
}

/// Builds the graph of one function.
class FunctionBuilder {
public:
  FunctionBuilder(ModuleBuilder &MB, const Function &F, FunctionGraph &G)
      : MB(MB), F(F), DL(MB.DL), TLI(MB.TLII, &F), G(G) {}

  void build();

private:
  using CK = Constraint::Kind;

  NodeId newNode() { return NodeId(G.NumNodes++); }

  /// The node of \p V; made on first use, so that operands may be met early.
  NodeId node(const Value *V);
  NodeId constantNode(const Constant *C);
  NodeId unknown();

  void constraint(CK Kind, Flow Step, NodeId Dst, NodeId Src,
                  int64_t Offset = 0, uint64_t Size = 0) {
    if (Src == G.null() && Kind != CK::AddressOf)
      return;
    int32_t Off = Offset == OnwardOffset ? OnwardOffset : addOffsets(0, Offset);
    G.Constraints.push_back({Kind, Step, Dst, Src, ObjectId(), Off,
                             clampSize(Size), Here, SymbolId(), Cases});
  }
  void copy(const Value *Dst, const Value *Src, Flow Step = Flow::Assign,
            int64_t Offset = 0) {
    constraint(CK::Copy, Step, node(Dst), node(Src), Offset);
  }
  void escape(const Value *V, Flow Why) {
    constraint(CK::Escape, Why, NodeId(), node(V));
  }
  void addressOf(NodeId Dst, ObjectId Obj, int32_t Offset = 0) {
    G.Constraints.push_back({CK::AddressOf, Flow::AddressOf, Dst, NodeId(), Obj,
                             Offset, 0, Here, SymbolId(), Cases});
  }
  ObjectId newObject(Object O) {
    G.Objects.push_back(std::move(O));
    return ObjectId(G.Objects.size() - 1);
  }
  static uint32_t clampSize(uint64_t Size) {
    return Size > UINT32_MAX ? 0 : static_cast<uint32_t>(Size);
  }
  uint64_t storeSize(Type *T) const {
    TypeSize S = DL.getTypeStoreSize(T);
    return S.isScalable() ? 0 : S.getFixedValue();
  }

  /// \returns whether \p T is too small for an address. Parts of one may be
  /// copied through memory byte by byte ([basic.lval] allows no other type),
  /// but not handed to or from a function.
  bool isNarrow(Type *T) const {
    return T->isVoidTy() ||
           ((T->isIntegerTy() || T->isFloatingPointTy()) &&
            DL.getTypeSizeInBits(T) < DL.getPointerSizeInBits());
  }

  ObjectId globalObject(const GlobalValue &V);
  void parameters();
  void findSwitch();
  void instruction(const Instruction &I);
  void unionOfOperands(const Instruction &I);
  void alloca_(const AllocaInst &I);
  void gep(NodeId Dst, const GEPOperator &I);
  void store(const StoreInst &I);
  void phi(const PHINode &I);
  void binary(const BinaryOperator &I);
  void intToPtr(const Instruction &I);
  void memoryCopy(const Value *Dst, const Value *Src, const Value *Length);
  void call(const CallBase &I);
  bool intrinsic(const IntrinsicInst &I);
  bool allocation(const CallBase &I);
  void opaque(const Instruction &I);
  void coroutine();
  void copyCells(NodeId Dst, NodeId Src, uint64_t Length);
  bool madeFromPointer(const Value *V, unsigned Depth,
                       SmallPtrSetImpl<const Value *> &Seen) const;
  Flow storeStep(const StoreInst &I) const;
  IntExpr integer(const Value *V, unsigned Depth = 0) const;
  CycleId cycleOf(const BasicBlock *B);
  CycleId idOf(const Cycle *C) const {
    auto It = CycleIds.find(C);
    return It == CycleIds.end() ? CycleId() : It->second;
  }
  void numberCycles(const Cycle *C, CycleId Parent);

  ModuleBuilder &MB;
  const Function &F;
  const DataLayout &DL;
  TargetLibraryInfo TLI;
  FunctionGraph &G;
  CycleInfo Cycles;
  DenseMap<const Cycle *, CycleId> CycleIds;
  DenseMap<const Value *, NodeId> Nodes;
  DenseMap<const GlobalValue *, ObjectId> GlobalObjects;
  NodeId UnknownNode;
  Location Here;
  const BasicBlock *Block = nullptr;
  bool ReturnsTwice = false; ///< it calls setjmp or the like
  uint64_t Cases = ~uint64_t(0); ///< of the switch that reach this block
  DenseMap<const BasicBlock *, uint64_t> BlockCases;
};

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
  G.Name = MB.symbol(F);
  G.NumParams = F.arg_size() + (F.isVarArg() ? 1 : 0);
  G.NumNodes = G.NumParams + 2;
  G.IsVariadic = F.isVarArg();
  G.IsCoroutine = F.isPresplitCoroutine();
  ReturnsTwice = F.callsFunctionThatReturnsTwice();
  FunctionTraits T = MB.Traits(F);
  G.IsSystem = T.IsSystem;
  G.IsDestructor = T.IsDestructor;
  if (const DISubprogram *SP = F.getSubprogram())
    G.Loc = {MB.file(SP->getFile()), SP->getLine(), 0};
  if (F.size() > 1) {
    Cycles.compute(const_cast<Function &>(F));
    for (const Cycle *C : Cycles.toplevel_cycles())
      numberCycles(C, CycleId());
  }
  Nodes.reserve(F.getInstructionCount());
  parameters();
  findSwitch();
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
}

/// Finds the first switch over a parameter and which blocks each case reaches.
void FunctionBuilder::findSwitch() {
  constexpr unsigned MaxCases = 32;
  const SwitchInst *Switch = nullptr;
  for (const BasicBlock &B : F)
    if (const auto *S = dyn_cast<SwitchInst>(B.getTerminator());
        S && isa<llvm::Argument>(S->getCondition()) &&
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

void FunctionBuilder::unionOfOperands(const Instruction &I) {
  for (const Use &Op : I.operands())
    copy(&I, Op, Flow::Integer, AnyOffset);
}

void FunctionBuilder::alloca_(const AllocaInst &I) {
  Object O;
  O.Name = I.getName();
  O.Loc = MB.location(I.getDebugLoc());
  std::optional<TypeSize> Size = I.getAllocationSize(DL);
  if (Size && !Size->isScalable())
    O.Size = IntExpr::constant(Size->getFixedValue());
  // Lifetime markers tell the scope; the innermost cycle that holds all of
  // them makes the variable anew each round.
  bool First = true;
  for (const User *U : I.users())
    if (const auto *L = dyn_cast<LifetimeIntrinsic>(U);
        L && L->getIntrinsicID() == Intrinsic::lifetime_start) {
      CycleId C = cycleOf(L->getParent());
      O.Cycle = First || C == O.Cycle ? C : CycleId();
      First = false;
    }
  O.InAnyCycle = ReturnsTwice || cycleOf(I.getParent()).isValid();
  addressOf(node(&I), newObject(std::move(O)));
}

/// \returns whether \p I moves a pointer on that the next round moves on again:
/// the elements of an array are one.
static bool isStep(const GEPOperator &I) {
  const auto *P = dyn_cast<PHINode>(I.getPointerOperand());
  return P && is_contained(P->incoming_values(), &I);
}

void FunctionBuilder::gep(NodeId Dst, const GEPOperator &I) {
  APInt Offset(DL.getIndexTypeSizeInBits(I.getType()), 0);
  if (I.getType()->isPointerTy() && !isStep(I) &&
      I.accumulateConstantOffset(DL, Offset)) {
    constraint(CK::Copy, Flow::Assign, Dst, node(I.getPointerOperand()),
               Offset.getSExtValue());
    return;
  }
  constraint(CK::Copy, Flow::Assign, Dst, node(I.getPointerOperand()),
             AnyOffset);
  // Out of bounds, an index can lead to another object: the one that it was
  // computed from.
  if (!I.isInBounds())
    for (const Use &Index : I.indices())
      constraint(CK::Copy, Flow::Integer, Dst, node(Index), AnyOffset);
}

static bool isClosure(const Type *T) {
  const auto *S = dyn_cast<StructType>(T);
  return S && S->hasName() && S->getName().starts_with("class.anon");
}

/// Stores into a closure object are captures; only the wording depends on it.
Flow FunctionBuilder::storeStep(const StoreInst &I) const {
  const Value *P = I.getPointerOperand();
  bool Closure = false;
  if (const auto *GEP = dyn_cast<GEPOperator>(P))
    Closure = isClosure(GEP->getSourceElementType());
  else if (const auto *A = dyn_cast<AllocaInst>(P))
    Closure = isClosure(A->getAllocatedType());
  if (!Closure)
    return Flow::Store;
  return isa<AllocaInst>(I.getValueOperand()) ? Flow::CaptureByReference
                                              : Flow::CaptureByValue;
}

void FunctionBuilder::store(const StoreInst &I) {
  constraint(CK::Store, storeStep(I), node(I.getPointerOperand()),
             node(I.getValueOperand()), 0,
             storeSize(I.getValueOperand()->getType()));
}

void FunctionBuilder::phi(const PHINode &I) {
  for (const Value *In : I.incoming_values())
    copy(&I, In);
  for (const Cycle *C = Cycles.getCycle(Block); C; C = C->getParentCycle())
    if (C->isEntry(const_cast<BasicBlock *>(Block)))
      G.HeaderPhis.push_back({node(&I), idOf(C)});
}

/// \returns whether \p I is a subtraction of pointers in the source. These
/// point into one array ([expr.add]), so what is left is a number; a
/// difference of integers may be a relative address.
static bool isPointerDifference(const BinaryOperator &I) {
  return I.getOpcode() == Instruction::Sub &&
         I.getName().starts_with("sub.ptr.sub") &&
         isa<PtrToIntInst>(I.getOperand(0)) &&
         isa<PtrToIntInst>(I.getOperand(1));
}

void FunctionBuilder::binary(const BinaryOperator &I) {
  if (isPointerDifference(I))
    return;
  // Parts of pointers are shifted and put together, not added up.
  if (isNarrow(I.getType()) && !I.isBitwiseLogicOp() && !I.isShift())
    return;
  const auto *C = dyn_cast<ConstantInt>(I.getOperand(1));
  bool Add = I.getOpcode() == Instruction::Add;
  bool Sub = I.getOpcode() == Instruction::Sub;
  if (C && (Add || Sub) && C->getBitWidth() <= 64) {
    int64_t Delta = C->getSExtValue();
    copy(&I, I.getOperand(0), Flow::Integer, Add ? Delta : -Delta);
    return;
  }
  unionOfOperands(I);
}

/// \returns whether \p V can hold an address that something else was given.
bool FunctionBuilder::madeFromPointer(
    const Value *V, unsigned Depth,
    SmallPtrSetImpl<const Value *> &Seen) const {
  if (isa<ConstantData>(V))
    return false;
  if (Depth == 0)
    return false;
  if (!Seen.insert(V).second)
    return false;
  const auto *I = dyn_cast<Instruction>(V);
  if (!I)
    return true;
  if (!isa<BinaryOperator>(I) && !isa<CastInst>(I) && !isa<PHINode>(I) &&
      !isa<SelectInst>(I) && !isa<FreezeInst>(I))
    return true;
  if (isa<PtrToIntInst>(I) || isa<PtrToAddrInst>(I))
    return true;
  return any_of(I->operands(), [&](const Use &Op) {
    return madeFromPointer(Op, Depth - 1, Seen);
  });
}

void FunctionBuilder::intToPtr(const Instruction &I) {
  copy(&I, I.getOperand(0), Flow::Integer);
  SmallPtrSet<const Value *, 8> Seen;
  if (!madeFromPointer(I.getOperand(0), 8, Seen))
    constraint(CK::Copy, Flow::IntCast, node(&I), unknown());
}

void FunctionBuilder::copyCells(NodeId Dst, NodeId Src, uint64_t Length) {
  if (Length == 0 || Length > MaxCellwiseCopy) {
    NodeId Tmp = newNode();
    constraint(CK::Load, Flow::Load, Tmp, Src, OnwardOffset);
    constraint(CK::Store, Flow::Store, Dst, Tmp, OnwardOffset);
    return;
  }
  unsigned Cell = DL.getPointerSize();
  for (uint64_t At = 0; At < Length; At += Cell) {
    uint64_t Size = std::min<uint64_t>(Cell, Length - At);
    NodeId Tmp = newNode();
    constraint(CK::Load, Flow::Load, Tmp, Src, At, Size);
    constraint(CK::Store, Flow::Store, Dst, Tmp, At, Size);
  }
}

void FunctionBuilder::memoryCopy(const Value *Dst, const Value *Src,
                                 const Value *Length) {
  const auto *C = dyn_cast<ConstantInt>(Length);
  if (C && C->isZero())
    return;
  copyCells(node(Dst), node(Src),
            C ? C->getLimitedValue(MaxCellwiseCopy + 1) : 0);
}

/// What has no rule: all that goes in escapes, anything may come out.
void FunctionBuilder::opaque(const Instruction &I) {
  ++MB.Graph.UnknownInstructions;
  for (const Use &Op : I.operands())
    escape(Op, Flow::UnknownCall);
  if (!I.getType()->isVoidTy())
    constraint(CK::Copy, Flow::Assign, node(&I), unknown());
}

void FunctionBuilder::instruction(const Instruction &I) {
  switch (I.getOpcode()) {
  // Control flow, comparisons and markers move no pointer.
  case Instruction::Br:
  case Instruction::Switch:
  case Instruction::IndirectBr:
  case Instruction::Unreachable:
  case Instruction::Fence:
  case Instruction::ICmp:
  case Instruction::FCmp:
  case Instruction::CleanupRet:
  case Instruction::CatchRet:
    return;
  case Instruction::Ret:
    if (const Value *V = cast<ReturnInst>(I).getReturnValue();
        V && !isNarrow(V->getType()))
      constraint(CK::Copy, Flow::Return, G.result(), node(V));
    return;
  case Instruction::Resume:
    return escape(I.getOperand(0), Flow::Exception);
  case Instruction::LandingPad:
  case Instruction::CatchPad:
  case Instruction::CleanupPad:
  case Instruction::CatchSwitch:
    return constraint(CK::Copy, Flow::Assign, node(&I), unknown());
  case Instruction::Alloca:
    return alloca_(cast<AllocaInst>(I));
  case Instruction::Load:
    if (isNarrow(I.getType()) && !I.getType()->isIntegerTy(8))
      return;
    return constraint(CK::Load, Flow::Load, node(&I), node(I.getOperand(0)), 0,
                      storeSize(I.getType()));
  case Instruction::Store:
    return store(cast<StoreInst>(I));
  case Instruction::GetElementPtr:
    return gep(node(&I), cast<GEPOperator>(I));
  case Instruction::AtomicCmpXchg: {
    const auto &X = cast<AtomicCmpXchgInst>(I);
    uint64_t Size = storeSize(X.getNewValOperand()->getType());
    constraint(CK::Store, Flow::Store, node(X.getPointerOperand()),
               node(X.getNewValOperand()), 0, Size);
    return constraint(CK::Load, Flow::Load, node(&I),
                      node(X.getPointerOperand()), 0, Size);
  }
  case Instruction::AtomicRMW: {
    const auto &X = cast<AtomicRMWInst>(I);
    uint64_t Size = storeSize(X.getValOperand()->getType());
    constraint(CK::Store, Flow::Store, node(X.getPointerOperand()),
               node(X.getValOperand()), 0, Size);
    constraint(CK::Load, Flow::Load, node(&I), node(X.getPointerOperand()), 0,
               Size);
    if (X.getOperation() == AtomicRMWInst::Xchg)
      return;
    // The new value is the old one changed: whatever was there, anywhere.
    NodeId Mixed = newNode();
    constraint(CK::Copy, Flow::Integer, Mixed, node(&I), AnyOffset);
    constraint(CK::Copy, Flow::Integer, Mixed, node(X.getValOperand()),
               AnyOffset);
    return constraint(CK::Store, Flow::Store, node(X.getPointerOperand()),
                      Mixed, 0, Size);
  }
  case Instruction::PHI:
    return phi(cast<PHINode>(I));
  case Instruction::Select:
    copy(&I, I.getOperand(1));
    return copy(&I, I.getOperand(2));
  case Instruction::IntToPtr:
    return intToPtr(I);
  case Instruction::BitCast:
  case Instruction::AddrSpaceCast:
  case Instruction::Freeze:
    return copy(&I, I.getOperand(0));
  case Instruction::PtrToInt:
  case Instruction::PtrToAddr:
  case Instruction::ZExt:
  case Instruction::SExt:
    return copy(&I, I.getOperand(0), Flow::Integer);
  case Instruction::Trunc:
    if (I.getType()->isIntegerTy(1))
      return;
    return copy(&I, I.getOperand(0), Flow::Integer, AnyOffset);
  case Instruction::FPToUI:
  case Instruction::FPToSI:
  case Instruction::UIToFP:
  case Instruction::SIToFP:
  case Instruction::FPTrunc:
  case Instruction::FPExt:
  case Instruction::FNeg:
    return copy(&I, I.getOperand(0), Flow::Integer, AnyOffset);
  case Instruction::Add:
  case Instruction::Sub:
  case Instruction::Mul:
  case Instruction::UDiv:
  case Instruction::SDiv:
  case Instruction::URem:
  case Instruction::SRem:
  case Instruction::Shl:
  case Instruction::LShr:
  case Instruction::AShr:
  case Instruction::And:
  case Instruction::Or:
  case Instruction::Xor:
  case Instruction::FAdd:
  case Instruction::FSub:
  case Instruction::FMul:
  case Instruction::FDiv:
  case Instruction::FRem:
    return binary(cast<BinaryOperator>(I));
  // A value made of several: no offset is known for any of them, but each
  // pointer is still the pointer it was.
  case Instruction::ExtractValue:
  case Instruction::ExtractElement:
    return copy(&I, I.getOperand(0));
  case Instruction::InsertValue:
  case Instruction::InsertElement:
  case Instruction::ShuffleVector:
    copy(&I, I.getOperand(0));
    return copy(&I, I.getOperand(1));
  case Instruction::VAArg: {
    const Value *List = I.getOperand(0);
    NodeId Area = newNode();
    constraint(CK::Load, Flow::Load, Area, node(List), AnyOffset);
    return constraint(CK::Load, Flow::Load, node(&I), Area, AnyOffset);
  }
  case Instruction::Call:
  case Instruction::Invoke:
  case Instruction::CallBr:
    return call(cast<CallBase>(I));
  default:
    return opaque(I);
  }
}

bool FunctionBuilder::intrinsic(const IntrinsicInst &I) {
  switch (I.getIntrinsicID()) {
  case Intrinsic::not_intrinsic:
    return false;
  case Intrinsic::memcpy:
  case Intrinsic::memcpy_inline:
  case Intrinsic::memmove:
    memoryCopy(I.getArgOperand(0), I.getArgOperand(1), I.getArgOperand(2));
    return true;
  case Intrinsic::memset:
  case Intrinsic::memset_inline: {
    // A byte that repeats may be a part of a pointer only if it was one.
    constraint(CK::Store, Flow::Store, node(I.getArgOperand(0)),
               node(I.getArgOperand(1)), AnyOffset);
    return true;
  }
  case Intrinsic::vastart:
    // The list holds the address of the arguments' area, whose cells hold
    // the arguments: the last parameter stands for that area.
    constraint(CK::Store, Flow::Vararg, node(I.getArgOperand(0)),
               NodeId(G.NumParams - 1), AnyOffset);
    return true;
  case Intrinsic::vacopy:
    copyCells(node(I.getArgOperand(0)), node(I.getArgOperand(1)), 0);
    return true;
  case Intrinsic::lifetime_start:
  case Intrinsic::lifetime_end:
  case Intrinsic::vaend:
  case Intrinsic::assume:
  case Intrinsic::donothing:
  case Intrinsic::trap:
  case Intrinsic::debugtrap:
  case Intrinsic::ubsantrap:
  case Intrinsic::stackrestore:
  case Intrinsic::invariant_start:
  case Intrinsic::invariant_end:
  case Intrinsic::prefetch:
  case Intrinsic::experimental_noalias_scope_decl:
  case Intrinsic::eh_typeid_for:
  case Intrinsic::objectsize:
  case Intrinsic::is_constant:
  case Intrinsic::var_annotation:
  case Intrinsic::pseudoprobe:
  case Intrinsic::type_test:
  case Intrinsic::public_type_test:
    return true;
  case Intrinsic::stacksave:
  case Intrinsic::returnaddress:
  case Intrinsic::frameaddress:
  case Intrinsic::addressofreturnaddress:
  case Intrinsic::sponentry:
  case Intrinsic::thread_pointer:
  case Intrinsic::read_register:
  case Intrinsic::readcyclecounter:
    constraint(CK::Copy, Flow::Assign, node(&I), unknown());
    return true;
  case Intrinsic::threadlocal_address:
  case Intrinsic::launder_invariant_group:
  case Intrinsic::strip_invariant_group:
  case Intrinsic::ptr_annotation:
  case Intrinsic::annotation:
  case Intrinsic::expect:
  case Intrinsic::expect_with_probability:
  case Intrinsic::ssa_copy:
    copy(&I, I.getArgOperand(0));
    return true;
  case Intrinsic::ptrmask:
    copy(&I, I.getArgOperand(0), Flow::Integer, AnyOffset);
    return true;
  case Intrinsic::masked_load:
    constraint(CK::Load, Flow::Load, node(&I), node(I.getArgOperand(0)), 0,
               storeSize(I.getType()));
    for (const Use &Op : drop_begin(I.args()))
      copy(&I, Op);
    return true;
  case Intrinsic::masked_store:
    constraint(CK::Store, Flow::Store, node(I.getArgOperand(1)),
               node(I.getArgOperand(0)), 0,
               storeSize(I.getArgOperand(0)->getType()));
    return true;
  default:
    break;
  }
  if (G.IsCoroutine && I.getCalledFunction()->getName().starts_with("llvm.coro."))
    { // Everything in a coroutine escapes as it is: coroutine() sees to it.
      if (!I.getType()->isVoidTy() && !I.getType()->isTokenTy())
        constraint(CK::Copy, Flow::Coroutine, node(&I), unknown());
      return true;
    }
  if (!I.doesNotAccessMemory())
    return opaque(I), true;
  if (!I.getType()->isVoidTy())
    for (const Use &Op : I.args())
      copy(&I, Op, Flow::Integer, AnyOffset);
  return true;
}

/// \returns the pointer that the instruction's call frees, if it is one of
/// those that LLVM knows to free.
static const Value *freedOperand(const CallBase &I,
                                 const TargetLibraryInfo &TLI) {
  return getFreedOperand(&I, &TLI);
}

bool FunctionBuilder::allocation(const CallBase &I) {
  // A function with a body is what its body says, whatever its name is.
  if (const Function *Callee = I.getCalledFunction();
      Callee && !Callee->isDeclaration() && !Callee->isInterposable())
    return false;
  if (const Value *Freed = freedOperand(I, TLI)) {
    constraint(CK::Free, Flow::Argument, NodeId(), node(Freed));
    if (!isAllocationFn(&I, &TLI))
      return true;
  } else if (!isAllocationFn(&I, &TLI)) {
    return false;
  }
  Object O;
  O.TheKind = Object::Kind::Heap;
  O.Loc = Here;
  O.Cycle = cycleOf(Block);
  O.InAnyCycle = ReturnsTwice || O.Cycle.isValid();
  if (const Function *Callee = I.getCalledFunction()) {
    O.Symbol = MB.symbol(*Callee);
    Attribute A = I.getFnAttr(Attribute::AllocSize);
    if (A.isValid()) {
      auto [First, Second] = A.getAllocSizeArgs();
      O.Size = integer(I.getArgOperand(First));
      if (Second) {
        IntExpr By = integer(I.getArgOperand(*Second));
        if (O.Size.isConstant())
          std::swap(O.Size, By);
        O.Size.Known &= By.isConstant();
        O.Size.Factor *= By.Constant;
        O.Size.Constant *= By.Constant;
      }
    }
  }
  addressOf(node(&I), newObject(std::move(O)));
  if (const Value *Old = getReallocatedOperand(&I)) {
    constraint(CK::Free, Flow::Argument, NodeId(), node(Old));
    copyCells(node(&I), node(Old), 0);
  }
  return true;
}

void FunctionBuilder::call(const CallBase &I) {
  if (const auto *II = dyn_cast<IntrinsicInst>(&I))
    if (intrinsic(*II))
      return;
  if (I.isInlineAsm()) {
    for (const Use &Op : I.args())
      escape(Op, Flow::InlineAsm);
    if (!I.getType()->isVoidTy())
      constraint(CK::Copy, Flow::Assign, node(&I), unknown());
    return;
  }
  if (allocation(I))
    return;
  CallSite C;
  C.Loc = Here;
  C.Cases = Cases;
  C.Cycle = cycleOf(Block);
  C.InAnyCycle = ReturnsTwice || C.Cycle.isValid();
  C.ArgMemOnly = I.onlyAccessesArgMemory() || I.doesNotAccessMemory();
  C.Result = isNarrow(I.getType()) ? G.null() : node(&I);
  const Value *Called = I.getCalledOperand();
  const GlobalValue *Target =
      isa<Constant>(Called) ? globalTarget(*cast<Constant>(Called), DL).first
                            : nullptr;
  if (Target && isa<Function>(Target)) {
    C.Callee = MB.symbol(*Target);
    MB.noteGlobal(*Target);
  } else {
    C.Pointer = node(Called);
    // The vtable's slot is loaded through a pointer that was loaded itself.
    if (const auto *L = dyn_cast<LoadInst>(Called))
      C.IsVirtual = L->getPointerOperand()->getName().starts_with("vfn") ||
                    L->getPointerOperand()->getName().starts_with("vtable");
  }
  for (unsigned K = 0; K < I.arg_size(); ++K) {
    Argument A;
    const Value *V = I.getArgOperand(K);
    A.Value = isNarrow(V->getType()) ? G.null() : node(V);
    A.Int = V->getType()->isIntegerTy() ? integer(V) : IntExpr();
    A.NoCapture = V->getType()->isPointerTy() && I.doesNotCapture(K);
    A.NoAccess = V->getType()->isPointerTy() && I.doesNotAccessMemory(K);
    C.Args.push_back(A);
  }
  G.Calls.push_back(std::move(C));
}

/// Before it is split, a coroutine's variables look like any others, but they
/// live in a frame that outlives the call.
void FunctionBuilder::coroutine() {
  for (unsigned I = 0; I < G.NumParams; ++I)
    constraint(CK::Escape, Flow::Coroutine, NodeId(), NodeId(I));
  std::vector<Constraint> Addresses;
  for (const Constraint &C : G.Constraints)
    if (C.TheKind == CK::AddressOf &&
        G.Objects[C.Obj.Value].TheKind != Object::Kind::Function)
      Addresses.push_back(C);
  for (const Constraint &C : Addresses) {
    Here = C.Loc;
    constraint(CK::Escape, Flow::Coroutine, NodeId(), C.Dst);
  }
  for (const CallSite &C : G.Calls) {
    Here = C.Loc;
    if (C.Result != G.null())
      constraint(CK::Escape, Flow::Coroutine, NodeId(), C.Result);
    for (const Argument &A : C.Args)
      constraint(CK::Escape, Flow::Coroutine, NodeId(), A.Value);
  }
}

static IntExpr combine(IntExpr A, IntExpr B, bool Multiply) {
  if (!A.Known || !B.Known)
    return {};
  if (A.isConstant())
    std::swap(A, B);
  if (!B.isConstant())
    return {};
  // Sizes are far below these; what is above is not followed.
  constexpr int64_t Limit = int64_t(1) << 31;
  auto Small = [](int64_t V) { return V < Limit && V > -Limit; };
  if (!Small(A.Factor) || !Small(A.Constant) || !Small(B.Constant))
    return {};
  if (Multiply) {
    A.Factor *= B.Constant;
    A.Constant *= B.Constant;
  } else {
    A.Constant += B.Constant;
  }
  A.Computed = true;
  return A;
}

IntExpr FunctionBuilder::integer(const Value *V, unsigned Depth) const {
  if (const auto *C = dyn_cast<ConstantInt>(V))
    return C->getBitWidth() <= 64 ? IntExpr::constant(C->getSExtValue())
                                  : IntExpr();
  if (const auto *A = dyn_cast<llvm::Argument>(V))
    return IntExpr::parameter(A->getArgNo());
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || Depth > 6)
    return {};
  auto Operand = [&](unsigned K) { return integer(I->getOperand(K), Depth + 1); };
  switch (I->getOpcode()) {
  case Instruction::Add:
    return combine(Operand(0), Operand(1), /*Multiply=*/false);
  case Instruction::Mul:
    return combine(Operand(0), Operand(1), /*Multiply=*/true);
  case Instruction::Shl: {
    IntExpr By = Operand(1);
    if (!By.isConstant() || By.Constant < 0 || By.Constant > 30)
      return {};
    return combine(Operand(0), IntExpr::constant(int64_t(1) << By.Constant),
                   /*Multiply=*/true);
  }
  case Instruction::SExt:
  case Instruction::Freeze:
    return Operand(0);
  case Instruction::Select: {
    // new T[n] asks for the largest size when n * sizeof(T) overflows.
    const auto *Max = dyn_cast<ConstantInt>(I->getOperand(1));
    return Max && Max->isMinusOne() ? Operand(2) : IntExpr();
  }
  case Instruction::ExtractValue:
    if (const auto *O = dyn_cast<WithOverflowInst>(I->getOperand(0)))
      if (cast<ExtractValueInst>(I)->getIndices()[0] == 0 &&
          O->getBinaryOp() != Instruction::Sub)
        return combine(integer(O->getLHS(), Depth + 1),
                       integer(O->getRHS(), Depth + 1),
                       O->getBinaryOp() == Instruction::Mul);
    return {};
  default:
    return {};
  }
}

ModuleGraph ModuleBuilder::build() {
  for (const Function &F : M) {
    if (F.isDeclaration() || F.isInterposable())
      continue;
    FunctionGraph &G = Graph.Functions.emplace_back();
    FunctionBuilder(*this, F, G).build();
  }
  return std::move(Graph);
}

} // namespace

ModuleGraph buildModuleGraph(const Module &M, TraitsOf Traits) {
  return ModuleBuilder(M, Traits).build();
}

} // namespace escape
