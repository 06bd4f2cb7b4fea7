//===- FunctionBuilder.h - the graph of one function ------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_GRAPH_FUNCTIONBUILDER_H
#define ESCAPE_LIB_GRAPH_FUNCTIONBUILDER_H

#include "ModuleBuilder.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/CycleInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

namespace escape {

/// Builds the graph of one function.
class FunctionBuilder {
public:
  FunctionBuilder(ModuleBuilder &MB, const llvm::Function &F, FunctionGraph &G)
      : MB(MB), F(F), DL(MB.DL), TLI(MB.TLII, &F), G(G) {}

  void build();

private:
  using CK = Constraint::Kind;

  NodeId newNode() { return NodeId(G.NumNodes++); }

  /// The node of \p V; made on first use, so that operands may be met early.
  NodeId node(const llvm::Value *V);
  NodeId constantNode(const llvm::Constant *C);
  NodeId unknown();
  /// The node of member \p I of \p V, which is a struct.
  NodeId part(const llvm::Value *V, unsigned I);
  /// \returns nodes for the members of the result of type \p T, or none.
  std::vector<NodeId> newParts(llvm::Type *T);
  const std::vector<NodeId> &resultParts(const llvm::CallBase &Call);

  void constraint(CK Kind, Flow Step, NodeId Dst, NodeId Src,
                  int32_t Offset = 0, uint64_t Size = 0) {
    if (Src == G.null() && Kind != CK::AddressOf)
      return;
    G.Constraints.push_back({Kind, Step, Dst, Src, ObjectId(), Offset,
                             clampSize(Size), Here, SymbolId(), Cases});
  }
  void copy(const llvm::Value *Dst, const llvm::Value *Src,
            Flow Step = Flow::Assign, int32_t Offset = 0) {
    constraint(CK::Copy, Step, node(Dst), node(Src), Offset);
  }
  void escape(const llvm::Value *V, Flow Why) {
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
  uint64_t storeSize(llvm::Type *T) const {
    llvm::TypeSize S = DL.getTypeStoreSize(T);
    return S.isScalable() ? 0 : S.getFixedValue();
  }

  /// \returns whether \p T is too small for an address, of which some machines
  /// use fewer bits than they have. Parts of one may be copied through memory,
  /// but not handed to or from a function.
  bool isNarrow(llvm::Type *T) const {
    return T->isVoidTy() ||
           ((T->isIntegerTy() || T->isFloatingPointTy()) &&
            DL.getTypeSizeInBits(T) * 2 <= DL.getPointerSizeInBits());
  }

  ObjectId globalObject(const llvm::GlobalValue &V);
  void parameters();
  void findSwitch();
  void instruction(const llvm::Instruction &I);
  void unionOfOperands(const llvm::Instruction &I);
  void alloca_(const llvm::AllocaInst &I);
  bool mayHoldThreads(llvm::Type *T);
  void findThreadHolders(llvm::Type *T, int64_t At,
                         std::vector<std::pair<int32_t, int32_t>> &Into);
  void gep(NodeId Dst, const llvm::GEPOperator &I);
  void load(const llvm::Value *Dst, const llvm::Value *Pointer, llvm::Type *T);
  void store(const llvm::StoreInst &I);
  void storeValue(const llvm::Value *Pointer, const llvm::Value *V,
                  Flow Step = Flow::Store);
  void leftAddress(const llvm::StoreInst &I);
  void leakPath(const llvm::CallBase &Site, ObjectId Obj,
                std::optional<uint32_t> Call);
  void leakPaths();
  void atomicRMW(const llvm::AtomicRMWInst &I);
  void phi(const llvm::PHINode &I);
  void binary(const llvm::BinaryOperator &I);
  void intToPtr(const llvm::Instruction &I);
  void memoryCopy(const llvm::Value *Dst, const llvm::Value *Src,
                  const llvm::Value *Length);
  void call(const llvm::CallBase &I);
  bool isJoined(const llvm::CallBase &Call) const;
  void findVtableStores();
  bool isCallBetween(const llvm::CallBase &Call, const llvm::StoreInst &Store) const;
  std::vector<int32_t> overwritten(const llvm::CallBase &Call) const;
  NodeId handedOver(const llvm::Value *V);
  void escapePart(const llvm::Value *V);
  NodeId contentOf(NodeId Pointer);
  bool intrinsic(const llvm::IntrinsicInst &I);
  bool allocation(const llvm::CallBase &I);
  void return_(const llvm::ReturnInst &I);
  void extractValue(const llvm::ExtractValueInst &I);
  void opaque(const llvm::Instruction &I);
  void coroutine();
  void copyCells(NodeId Dst, NodeId Src, uint64_t Length);
  Flow storeStep(const llvm::StoreInst &I) const;
  IntExpr integer(const llvm::Value *V, unsigned Depth = 0) const;
  CycleId cycleOf(const llvm::BasicBlock *B);
  CycleId idOf(const llvm::Cycle *C) const {
    auto It = CycleIds.find(C);
    return It == CycleIds.end() ? CycleId() : It->second;
  }
  void numberCycles(const llvm::Cycle *C, CycleId Parent);

  ModuleBuilder &MB;
  const llvm::Function &F;
  const llvm::DataLayout &DL;
  llvm::TargetLibraryInfo TLI;
  FunctionGraph &G;
  llvm::CycleInfo Cycles;
  /// Of a constructor: the stores of its own vtables, and where in the object.
  llvm::SmallVector<std::pair<const llvm::StoreInst *, int64_t>, 2> VtableStores;
  llvm::DominatorTree Dominators; ///< when there are VtableStores
  llvm::DenseMap<const llvm::Cycle *, CycleId> CycleIds;
  llvm::DenseMap<const llvm::Value *, NodeId> Nodes;
  llvm::DenseMap<const llvm::CallBase *, std::vector<NodeId>> CallParts;
  llvm::DenseMap<const llvm::GlobalValue *, ObjectId> GlobalObjects;
  llvm::DenseMap<const llvm::AllocaInst *, ObjectId> LocalObjects;
  NodeId UnknownNode;
  Location Here;
  const llvm::BasicBlock *Block = nullptr;
  /// Of a user's function: what may leak, in the order of the code.
  std::vector<std::pair<const llvm::CallBase *, ObjectId>> AllocationSites;
  llvm::MapVector<const llvm::CallBase *, uint32_t> CallIndices;
  size_t LeakBudget = 30'000; ///< instructions that the search may look at
  bool ReturnsTwice = false; ///< it calls setjmp or the like
  bool InLibrary = false;    ///< it is libstdc++'s
  uint64_t Cases = ~uint64_t(0); ///< of the switch that reach this block
  llvm::DenseMap<const llvm::BasicBlock *, uint64_t> BlockCases;
};

} // namespace escape

#endif // ESCAPE_LIB_GRAPH_FUNCTIONBUILDER_H
