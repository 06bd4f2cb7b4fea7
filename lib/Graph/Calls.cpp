//===- Calls.cpp - calls, intrinsics and coroutines -----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "FunctionBuilder.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/MemoryBuiltins.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"

using namespace llvm;

namespace escape {

/// \returns whether \p I calculates with its operands, as opposed to choosing
/// among their bits and putting them elsewhere.
static bool calculates(const IntrinsicInst &I) {
  switch (I.getIntrinsicID()) {
  case Intrinsic::abs:
  case Intrinsic::ctlz:
  case Intrinsic::ctpop:
  case Intrinsic::cttz:
  case Intrinsic::objectsize:
  case Intrinsic::sadd_sat:
  case Intrinsic::scmp:
  case Intrinsic::ssub_sat:
  case Intrinsic::uadd_sat:
  case Intrinsic::ucmp:
  case Intrinsic::usub_sat:
  case Intrinsic::vector_reduce_add:
  case Intrinsic::vector_reduce_mul:
    return true;
  default:
    return false;
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
    storeValue(I.getArgOperand(1), I.getArgOperand(0));
    return true;
  default:
    break;
  }
  if (G.IsCoroutine &&
      I.getCalledFunction()->getName().starts_with("llvm.coro.")) {
    // Everything in a coroutine escapes as it is: coroutine() sees to it.
    if (!I.getType()->isVoidTy() && !I.getType()->isTokenTy())
      constraint(CK::Copy, Flow::Coroutine, node(&I), unknown());
    return true;
  }
  if (!I.doesNotAccessMemory())
    return opaque(I), true;
  if (!I.getType()->isVoidTy() && !I.getType()->isIntegerTy(1) &&
      (!isNarrow(I.getType()) || !calculates(I)))
    for (const Use &Op : I.args())
      copy(&I, Op, Flow::Integer, AnyOffset);
  return true;
}

/// \returns whether \p B runs only while an exception passes: the memory of a
/// new-expression is freed there when the constructor throws.
static bool isUnwinding(const BasicBlock *B) {
  for (unsigned Depth = 0; B && Depth < 4; ++Depth, B = B->getSinglePredecessor())
    if (B->isLandingPad())
      return true;
  return false;
}

/// \returns whether \p Name is the function of the standard library that makes
/// the memory for a container of threads, or of futures, which may wait for one.
static bool isThreadAllocator(StringRef Name) {
  if (!Name.consume_front("_ZNSt15__new_allocator") &&
      !Name.consume_front("_ZN9__gnu_cxx13new_allocator"))
    return false;
  if (Name.starts_with("ISt6futureI") || Name.starts_with("ISt13shared_futureI"))
    return Name.contains("EE8allocateE");
  return Name.starts_with("ISt6threadE8allocate") ||
         Name.starts_with("ISt7jthreadE8allocate");
}

bool FunctionBuilder::allocation(const CallBase &I) {
  // A function with a body is what its body says, whatever its name is.
  if (const Function *Callee = I.getCalledFunction();
      Callee && hasBody(*Callee))
    return false;
  if (const Value *Freed = getFreedOperand(&I, &TLI)) {
    constraint(CK::Free, isUnwinding(Block) ? Flow::Exception : Flow::Argument,
               NodeId(), node(Freed));
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
  O.HoldsThreads = G.IsSystem && isThreadAllocator(F.getName());
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
  ObjectId Obj = newObject(std::move(O));
  addressOf(node(&I), Obj);
  if (!G.IsSystem)
    AllocationSites.push_back({&I, Obj});
  if (const Value *Old = getReallocatedOperand(&I)) {
    constraint(CK::Free, Flow::Reallocated, NodeId(), node(Old));
    copyCells(node(&I), node(Old), 0);
  }
  return true;
}

/// \returns whether \p I may change an allocator's state, and come back.
static bool mayAllocate(const CallBase &I) {
  MemoryEffects Effects = I.getMemoryEffects();
  return !I.doesNotReturn() &&
         (isModSet(Effects.getModRef(IRMemLocation::InaccessibleMem)) ||
          isModSet(Effects.getModRef(IRMemLocation::Other)));
}

/// \returns who holds argument \p K of \p Callee, going by its declaration.
static std::vector<uint32_t> heldBy(const Function &Callee, unsigned K) {
  std::vector<uint32_t> Holders;
  SmallVector<StringRef, 2> Words;
  if (Attribute A = Callee.getAttributes().getParamAttr(K, HeldByAttribute);
      A.isValid())
    A.getValueAsString().split(Words, ',');
  for (StringRef Word : Words) {
    uint32_t Holder = Argument::Result;
    if (Word == HeldByResult || !Word.getAsInteger(10, Holder))
      Holders.push_back(Holder);
  }
  return Holders;
}

/// \returns whether \p I, which no metadata says to be virtual, may call what a vtable
/// has: through a pointer to a member function, which the code generator chooses with a
/// phi, or of a class that is left out of the metadata, as those of namespace std are.
/// A virtual call reads the vtable out of the object that it is given.
static bool mayBeOfVtable(const CallBase &I) {
  auto IsHandedOver = [](const Value *V) {
    return isa<llvm::Argument>(V) || (isa<CallBase>(V) && !isa<IntrinsicInst>(V));
  };
  const auto *Function = dyn_cast<LoadInst>(I.getCalledOperand());
  if (!Function)
    return !IsHandedOver(I.getCalledOperand());
  const Value *Table = getUnderlyingObject(Function->getPointerOperand());
  const auto *Read = dyn_cast<LoadInst>(Table);
  if (!Read)
    return !isa<AllocaInst, GlobalVariable>(Table) && !IsHandedOver(Table);
  const Value *Object =
      Read->getPointerOperand()->stripPointerCastsForAliasAnalysis();
  return any_of(I.args(), [&](const Use &Arg) {
    return Arg->stripPointerCastsForAliasAnalysis() == Object;
  });
}

/// \returns whether \p I passes what __builtin_call_with_static_chain gives: a register
/// of its own, which C has no parameter for, so that the others are not what they count.
static bool hasStaticChain(const CallBase &I) {
  return any_of(seq(I.arg_size()), [&](unsigned K) {
    return I.paramHasAttr(K, Attribute::Nest);
  });
}

/// \returns where in the object of a constructor's first parameter \p Pointer points to.
static std::optional<int64_t> offsetInThis(const Value &Pointer, const Function &F,
                                           const DataLayout &DL) {
  APInt Offset(DL.getIndexTypeSizeInBits(Pointer.getType()), 0);
  const Value *Base = Pointer.stripAndAccumulateConstantOffsets(
      DL, Offset, /*AllowNonInbounds=*/true);
  if (F.arg_empty() || Base != F.getArg(0))
    return std::nullopt;
  return Offset.getSExtValue();
}

/// A class stores its vtables after those of its bases, into the same places.
void FunctionBuilder::findVtableStores() {
  for (const Instruction &I : instructions(F)) {
    const auto *Store = dyn_cast<StoreInst>(&I);
    if (!Store || !Store->getValueOperand()->getType()->isPointerTy())
      continue;
    const auto *Table = dyn_cast<GlobalVariable>(
        Store->getValueOperand()->stripInBoundsConstantOffsets());
    if (!Table || !Table->getName().starts_with("_ZTV"))
      continue;
    if (auto At = offsetInThis(*Store->getPointerOperand(), F, DL))
      VtableStores.push_back({Store, *At});
  }
  if (!VtableStores.empty())
    Dominators.recalculate(const_cast<Function &>(F));
}

/// \returns whether another call may be made after \p Call and before \p Store: it may
/// call virtual functions of the object, which still has the vtable of a base.
bool FunctionBuilder::isCallBetween(const CallBase &Call, const StoreInst &Store) const {
  return any_of(instructions(F), [&](const Instruction &I) {
    return isa<CallBase>(I) && !isa<IntrinsicInst>(I) && &I != &Call &&
           Dominators.dominates(&Call, &I) && !Dominators.dominates(&Store, &I) &&
           isPotentiallyReachable(&I, &Store, nullptr, &Dominators);
  });
}

std::vector<int32_t> FunctionBuilder::overwritten(const CallBase &Call) const {
  std::vector<int32_t> Result;
  if (VtableStores.empty() || Call.arg_empty() ||
      !Call.getArgOperand(0)->getType()->isPointerTy())
    return Result;
  if (auto From = offsetInThis(*Call.getArgOperand(0), F, DL))
    for (auto [Store, At] : VtableStores)
      if (int32_t Offset = exactOffset(At - *From);
          Offset != AnyOffset && Dominators.dominates(&Call, Store) &&
          !isCallBetween(Call, *Store))
        Result.push_back(Offset);
  return Result;
}

void FunctionBuilder::call(const CallBase &I) {
  if (const auto *II = dyn_cast<IntrinsicInst>(&I))
    if (intrinsic(*II))
      return;
  if (I.isInlineAsm()) {
    MB.noteAssembly(cast<InlineAsm>(I.getCalledOperand())->getAsmString());
    for (const Use &Op : I.args())
      escape(Op, Flow::InlineAsm);
    if (!I.getType()->isVoidTy())
      constraint(CK::Copy, Flow::Assign, node(&I), unknown());
    return;
  }
  if (allocation(I))
    return;
  if (hasStaticChain(I)) {
    escape(I.getCalledOperand(), Flow::UnknownCall);
    for (const Use &Op : I.args())
      escape(Op, Flow::UnknownCall);
    if (!I.getType()->isVoidTy())
      constraint(CK::Copy, Flow::Assign, node(&I), unknown());
    return;
  }
  CallSite C;
  C.Loc = Here;
  C.Cases = Cases;
  C.Cycle = cycleOf(Block);
  C.InAnyCycle = ReturnsTwice || C.Cycle.isValid();
  C.ArgMemOnly = I.onlyAccessesArgMemory() || I.doesNotAccessMemory();
  C.MayAllocate = mayAllocate(I);
  C.Result = isNarrow(I.getType()) ? G.null() : node(&I);
  C.ResultParts = resultParts(I);
  const Value *Called = I.getCalledOperand();
  const GlobalValue *Target =
      isa<Constant>(Called) ? globalTarget(*cast<Constant>(Called), DL).first
                            : nullptr;
  if (Target && isa<GlobalAlias, GlobalIFunc>(Target)) {
    C.Callee = MB.symbol(*Target); // which body it has is not known here
    MB.noteGlobal(*Target);
  } else if (const auto *Callee = dyn_cast_or_null<Function>(Target)) {
    C.Callee = I.getAttributes().hasFnAttr(InlineOnlyAttribute)
                   ? MB.bodySymbol(*Callee)
                   : MB.symbol(*Callee);
    C.IsJoined = isJoined(I);
    MB.noteGlobal(*Target);
  } else {
    C.Pointer = node(Called);
    C.IsInC = MB.IsC;
    if (!I.getFunctionType()->isVarArg() && (MB.IsC || !mayBeOfVtable(I)))
      C.Type = MB.typeOf(I.getFunctionType());
    if (const MDNode *Virtual = I.getMetadata(VirtualMetadata)) {
      C.IsVirtual = true;
      StringRef Class = cast<MDString>(Virtual->getOperand(0))->getString();
      if (!Class.empty())
        C.VirtualType = MB.Graph.symbol(Class);
      C.VirtualSlot = exactOffset(
          mdconst::extract<ConstantInt>(Virtual->getOperand(1))->getSExtValue());
    }
  }
  for (unsigned K = 0; K < I.arg_size(); ++K) {
    Argument A;
    const Value *V = I.getArgOperand(K);
    A.Value = handedOver(V);
    bool IsVariadicCopy =
        I.isByValArgument(K) && K >= I.getFunctionType()->getNumParams();
    if (IsVariadicCopy) { // it lies in the area itself, or its address does
      A.Value = newNode();
      constraint(CK::Copy, Flow::Assign, A.Value, node(V));
      constraint(CK::Copy, Flow::Assign, A.Value, contentOf(node(V)));
    }
    A.Int = V->getType()->isIntegerTy() ? integer(V) : IntExpr();
    bool IsPointer = V->getType()->isPointerTy() && !IsVariadicCopy;
    A.NoCapture = IsPointer && I.doesNotCapture(K);
    A.NoAccess = IsPointer && I.doesNotAccessMemory(K);
    if (const auto *Callee = dyn_cast_or_null<Function>(Target))
      A.HeldBy = heldBy(*Callee, K);
    C.Args.push_back(A);
  }
  C.Overwritten = overwritten(I);
  if (I.isMustTailCall() && F.isVarArg()) // a thunk passes them on unseen
    constraint(CK::Escape, Flow::Vararg, NodeId(), NodeId(G.NumParams - 1));
  if (!G.IsSystem)
    CallIndices[&I] = G.Calls.size();
  G.Calls.push_back(std::move(C));
}

/// \returns whether \p I only moves bits of what it is made of.
static bool movesBits(const Instruction &I) {
  if (const auto *Call = dyn_cast<IntrinsicInst>(&I))
    return Call->doesNotAccessMemory() && !calculates(*Call);
  return isa<CastInst>(I) || isa<PHINode>(I) || isa<SelectInst>(I) ||
         isa<FreezeInst>(I) || isa<InsertElementInst>(I) || I.isShift() ||
         I.isBitwiseLogicOp();
}

/// \returns whether \p V is seen to be cut out of an address, as for makecontext.
static bool isCutOutOfAddress(const Value *V, unsigned Depth = 6) {
  if (isa<PtrToIntInst>(V) || isa<PtrToAddrInst>(V))
    return true;
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || Depth == 0 || I->getType()->isIntegerTy(1) || !movesBits(*I))
    return false;
  return any_of(I->operands(), [&](const Use &Op) {
    return isCutOutOfAddress(Op, Depth - 1);
  });
}

/// Gives up the address that \p V is cut out of, where parts of one are not followed.
void FunctionBuilder::escapePart(const Value *V) {
  if (isCutOutOfAddress(V))
    escape(V, Flow::IntCast);
}

/// \returns the node of \p V as an argument or result. What is too small for an
/// address is a number there.
NodeId FunctionBuilder::handedOver(const Value *V) {
  if (!isNarrow(V->getType()))
    return node(V);
  escapePart(V);
  return G.null();
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
  }
}

} // namespace escape
