//===- Instructions.cpp - one rule for each kind of instruction -----------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The rules hardly ask for types: an integer, a float or an aggregate carries
// whatever pointers were put into it, so byte-wise copies, unions and integer
// round trips need no rule of their own. What drops pointers is listed in
// docs/soundness.md: comparisons, single bits, integers that are narrower than
// a pointer (bytes may be copied in memory, but neither added up nor handed to
// a function), and the difference of two pointers.
//===----------------------------------------------------------------------===//
#include "FunctionBuilder.h"
#include "escape/Graph/GraphBuilder.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/PatternMatch.h"
#include <numeric>

using namespace llvm;

namespace escape {

/// Copies of at most this many bytes are followed cell by cell.
constexpr uint64_t MaxCellwiseCopy = 256;

void FunctionBuilder::unionOfOperands(const Instruction &I) {
  for (const Use &Op : I.operands())
    copy(&I, Op, Flow::Integer, AnyOffset);
}

/// \returns whether \p T is a class that destroys whatever it holds. In a user's
/// function that is one whose destructor waits for its thread or ends the
/// program: in many others of the library an object may be made in bytes that
/// nobody destroys. The library itself does no such thing with its own locals.
/// A vector destroys its elements, see isThreadAllocator, and an iterator holds
/// nothing but the address of one.
static bool isThreadHolder(const Type &T, bool InLibrary) {
  if (InLibrary && T.isPointerTy())
    return true;
  const auto *S = dyn_cast<StructType>(&T);
  StringRef Name = S && S->hasName() ? S->getName() : StringRef();
  StringRef Class = Name.split('.').second.split('.').first;
  if (InLibrary)
    return Class.starts_with("std::") || Class.starts_with("__gnu_cxx::");
  return is_contained({"std::thread", "std::jthread", "std::future",
                       "std::shared_future", "std::vector",
                       "__gnu_cxx::__normal_iterator"},
                      Class);
}

/// \returns whether there are such classes in \p T. Types nest deeply: each is
/// looked at once.
bool FunctionBuilder::mayHoldThreads(Type *T) {
  if (const auto *A = dyn_cast<ArrayType>(T))
    return mayHoldThreads(A->getElementType());
  auto *S = dyn_cast<StructType>(T);
  if (!S || !S->isSized())
    return !S && isThreadHolder(*T, InLibrary);
  auto [It, New] = MB.HoldsThreads.try_emplace({S, InLibrary});
  if (!New)
    return It->second;
  bool IsUnion = S->hasName() && S->getName().starts_with("union.");
  bool Holds = isThreadHolder(*S, InLibrary) ||
               (!IsUnion && any_of(S->elements(), [&](Type *Element) {
                 return mayHoldThreads(Element);
               }));
  return MB.HoldsThreads[{S, InLibrary}] = Holds;
}

using Ranges = std::vector<std::pair<int32_t, int32_t>>;

static void addHolder(int64_t From, int64_t To, Ranges &Into) {
  if (!Into.empty() && Into.back().second == From)
    Into.back().second = To;
  else
    Into.push_back({From, To});
}

/// Adds where in \p T, which begins at \p At, such classes are. In scalars,
/// unions and arrays of bytes an object may be made that nobody destroys.
void FunctionBuilder::findThreadHolders(Type *T, int64_t At, Ranges &Into) {
  constexpr unsigned MaxHolders = 16;
  if (Into.size() >= MaxHolders || !mayHoldThreads(T) ||
      At > std::numeric_limits<int32_t>::max() / 2)
    return;
  if (const auto *A = dyn_cast<ArrayType>(T)) {
    int64_t Size = DL.getTypeAllocSize(A->getElementType());
    int64_t Total = DL.getTypeAllocSize(T);
    if (Total <= std::numeric_limits<int32_t>::max() / 2 &&
        isThreadHolder(*A->getElementType(), InLibrary))
      return addHolder(At, At + Total, Into);
    for (uint64_t I = 0; I < std::min<uint64_t>(A->getNumElements(), MaxHolders);
         ++I)
      findThreadHolders(A->getElementType(), At + I * Size, Into);
    return;
  }
  if (isThreadHolder(*T, InLibrary))
    return addHolder(At, At + int64_t(DL.getTypeAllocSize(T)), Into);
  auto *S = cast<StructType>(T);
  const StructLayout &Layout = *DL.getStructLayout(S);
  for (unsigned I = 0; I < S->getNumElements(); ++I)
    findThreadHolders(S->getElementType(I),
                      At + int64_t(Layout.getElementOffset(I)), Into);
}

void FunctionBuilder::alloca_(const AllocaInst &I) {
  Object O;
  O.Name = I.getName();
  if (!I.isArrayAllocation())
    findThreadHolders(I.getAllocatedType(), 0, O.Destroys);
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
  ObjectId Id = newObject(std::move(O));
  LocalObjects[&I] = Id;
  addressOf(node(&I), Id);
}

/// \returns whether \p I leads to the characters that a std::string has in itself. No
/// pointer to them is taken further by the library, nor may it be by others.
static bool isStringBuffer(const GEPOperator &I) {
  constexpr unsigned Member = 2;
  const auto *T = dyn_cast<StructType>(I.getSourceElementType());
  const auto *Last = dyn_cast<ConstantInt>(I.getOperand(I.getNumOperands() - 1));
  if (!T || !T->hasName() || I.getNumIndices() != 2 || !Last ||
      !Last->equalsInt(Member))
    return false;
  // A number is behind the names of further instances.
  StringRef Name = T->getName();
  return Name.consume_front("class.std::__cxx11::basic_string") &&
         (Name.empty() || Name.starts_with("."));
}

/// \returns how far \p I goes from its pointer: the elements of an array are one,
/// their members are not.
static int32_t offsetOf(const GEPOperator &I, const DataLayout &DL) {
  unsigned Bits = DL.getIndexTypeSizeInBits(I.getType());
  APInt Constant(Bits, 0);
  SmallMapVector<Value *, APInt, 4> Indices;
  if (!I.getType()->isPointerTy() ||
      !I.collectOffset(DL, Bits, Indices, Constant))
    return AnyOffset;
  std::optional<int64_t> From = Constant.trySExtValue();
  if (!From)
    return AnyOffset;
  if (Indices.empty())
    return isStringBuffer(I) ? bufferAt(exactOffset(*From)) : exactOffset(*From);
  if (!I.isInBounds())
    return AnyOffset;
  uint64_t Step = 0;
  for (const auto &[Index, Scale] : Indices)
    Step = std::gcd(Step, Scale.abs().getLimitedValue());
  return seriesOffset(*From, static_cast<int64_t>(Step), I.hasNoUnsignedWrap());
}

void FunctionBuilder::gep(NodeId Dst, const GEPOperator &I) {
  int32_t Offset = offsetOf(I, DL);
  constraint(CK::Copy, Flow::Assign, Dst, node(I.getPointerOperand()), Offset);
  // Out of bounds, an index can lead to another object: the one that it was
  // computed from.
  if (Offset == AnyOffset && !I.isInBounds())
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

/// Every value that an instruction stores. A number that is cut out of an address gives
/// that up: load() does not look for parts of one.
void FunctionBuilder::storeValue(const Value *Pointer, const Value *V, Flow Step) {
  constraint(CK::Store, Step, node(Pointer), node(V), 0, storeSize(V->getType()));
  Type *Part = V->getType()->getScalarType();
  if (isNarrow(Part) && !Part->isIntegerTy(8))
    escapePart(V);
}

void FunctionBuilder::store(const StoreInst &I) {
  storeValue(I.getPointerOperand(), I.getValueOperand(), storeStep(I));
  if (!G.IsSystem && I.getValueOperand()->getType()->isPointerTy())
    leftAddress(I);
}

/// \returns whether \p Access may see a member of another type: of a union, or
/// through a type that may alias.
static bool isOfAnyType(const Instruction &Access) {
  const MDNode *Tag = Access.getMetadata(LLVMContext::MD_tbaa);
  const auto *Type =
      Tag && Tag->getNumOperands() > 1 ? dyn_cast<MDNode>(Tag->getOperand(1)) : nullptr;
  const auto *Name = Type && Type->getNumOperands()
                         ? dyn_cast<MDString>(Type->getOperand(0))
                         : nullptr;
  return Name && Name->getString() == "omnipotent char";
}

/// What is too small for an address is loaded for its own sake, except for
/// bytes, which may be on their way from one pointer to another, and for what
/// no source asks for: SROA cuts the copy of a struct into its members.
void FunctionBuilder::load(const Value *Dst, const Value *Pointer, Type *T) {
  const auto *I = cast<Instruction>(Dst);
  if (!isNarrow(T) || T->isIntegerTy(8) || !I->hasMetadata(NumberMetadata))
    constraint(CK::Load, Flow::Load, node(Dst), node(Pointer), 0, storeSize(T));
  if (I->isVolatile() && isa<GlobalVariable>(getUnderlyingObject(Pointer)))
    constraint(CK::Copy, Flow::Load, node(Dst), unknown()); // not what it says
  if (T->isPointerTy() && isOfAnyType(*I))
    G.FromIntegers.push_back({node(Dst), Here});
}

void FunctionBuilder::atomicRMW(const AtomicRMWInst &I) {
  const Value *Pointer = I.getPointerOperand(), *New = I.getValOperand();
  storeValue(Pointer, New);
  load(&I, Pointer, New->getType());
  if (I.getOperation() == AtomicRMWInst::Xchg || isNarrow(New->getType()))
    return;
  // The new value is the old one changed: whatever was there, anywhere.
  NodeId Mixed = newNode();
  constraint(CK::Copy, Flow::Integer, Mixed, node(&I), AnyOffset);
  constraint(CK::Copy, Flow::Integer, Mixed, node(New), AnyOffset);
  constraint(CK::Store, Flow::Store, node(Pointer), Mixed, 0, storeSize(New->getType()));
}

/// \returns whether \p V is null whenever control goes from \p From to \p To,
/// by the branch at the end of \p From or the one that alone leads there.
static bool isNullOnEdge(const Value *V, const BasicBlock *From,
                         const BasicBlock *To) {
  for (unsigned Depth = 0; From && Depth < 4; ++Depth) {
    CmpPredicate Predicate;
    BasicBlock *Yes, *No;
    using namespace PatternMatch;
    if (match(From->getTerminator(),
              m_Br(m_ICmp(Predicate, m_Specific(V), m_Zero()), m_BasicBlock(Yes),
                   m_BasicBlock(No))) &&
        Yes != No && ICmpInst::isEquality(Predicate))
      return To == (Predicate == ICmpInst::ICMP_EQ ? Yes : No);
    To = From;
    From = From->getSinglePredecessor();
  }
  return false;
}

/// \returns how far \p V is from \p Phi, when it is that moved by a constant.
static int64_t stepFrom(const PHINode &Phi, const Value *V, const DataLayout &DL) {
  const auto *GEP = dyn_cast<GEPOperator>(V);
  APInt By(DL.getIndexTypeSizeInBits(Phi.getType()), 0);
  bool IsStep = GEP && GEP->getType()->isPointerTy() &&
                GEP->getPointerOperand() == &Phi &&
                GEP->accumulateConstantOffset(DL, By);
  return IsStep ? By.trySExtValue().value_or(0) : 0;
}

/// Each round may move \p I on: then it is an element of the array that it started in.
void FunctionBuilder::phi(const PHINode &I) {
  int64_t Step = 0;
  bool IsForward = true;
  if (I.getType()->isPointerTy())
    for (const Value *V : I.incoming_values()) {
      int64_t By = stepFrom(I, V, DL);
      Step = std::gcd(Step, std::abs(By));
      IsForward &= By >= 0;
    }
  int32_t Offset = Step ? seriesOffset(0, Step, IsForward) : 0;
  bool HasNull = I.getType()->isPointerTy() &&
                 !NullPointerIsDefined(&F, I.getType()->getPointerAddressSpace());
  for (unsigned K = 0; K < I.getNumIncomingValues(); ++K)
    if (!HasNull || !isNullOnEdge(I.getIncomingValue(K), I.getIncomingBlock(K),
                                  I.getParent()))
      if (!Step || !stepFrom(I, I.getIncomingValue(K), DL))
        copy(&I, I.getIncomingValue(K), Flow::Assign, Offset);
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
    copy(&I, I.getOperand(0), Flow::Integer,
         exactOffset(Add ? Delta : -Delta));
    return;
  }
  unionOfOperands(I);
}

namespace {

/// Looks at how integers are calculated that become addresses.
class AddressOrigin {
public:
  /// \returns whether \p V may be another address than one that it is made from
  /// here, but for null: what comes from memory, from the caller or out of a call may
  /// be a number.
  bool mayBeOther(const Value *V);

private:
  using Values = SmallPtrSet<const Value *, 8>;

  bool hasAddress(const Value *V, Values &Passed);
  bool hasAddress(const Value *V) {
    Values Passed;
    return hasAddress(V, Passed);
  }
  const Value *addressIn(const BinaryOperator &I);

  Values Seen;
  unsigned Left = 256; ///< values to look at before everything has an address in it
};

/// \returns whether \p V is calculated with an address that is made here. The
/// distance of two is a number.
bool AddressOrigin::hasAddress(const Value *V, Values &Passed) {
  if (isa<PtrToIntInst>(V) || isa<PtrToAddrInst>(V))
    return true;
  const auto *I = dyn_cast<Instruction>(V);
  bool Calculates = I && (isa<BinaryOperator>(I) || isa<CastInst>(I) ||
                          isa<PHINode>(I) || isa<SelectInst>(I) ||
                          isa<FreezeInst>(I));
  if (!Calculates || !Passed.insert(I).second)
    return false;
  if (Left == 0 || --Left == 0)
    return true;
  if (I->getOpcode() == Instruction::Sub && hasAddress(I->getOperand(0)) &&
      hasAddress(I->getOperand(1)))
    return false;
  return any_of(I->operands(),
                [&](const Value *Op) { return hasAddress(Op, Passed); });
}

/// \returns the operand of \p I that is an address which it moves, marks or aligns,
/// or null. What else is calculated with one is another address: that of shadow
/// memory, or of a card in a table.
const Value *AddressOrigin::addressIn(const BinaryOperator &I) {
  const Value *Address = I.getOperand(0), *Other = I.getOperand(1);
  if (I.isCommutative() && !hasAddress(Address))
    std::swap(Address, Other);
  if (!hasAddress(Address) || hasAddress(Other))
    return nullptr;
  using namespace PatternMatch;
  const auto *C = dyn_cast<ConstantInt>(Other);
  switch (I.getOpcode()) {
  case Instruction::Add:
  case Instruction::Sub:
    return Address;
  case Instruction::Or:
    return C && C->getValue().ult(16) ? Address : nullptr;
  case Instruction::And:
    return (C ? C->isNegative()
              : match(Other, m_Neg(m_Value())) || match(Other, m_Not(m_Value())))
               ? Address
               : nullptr;
  default:
    return nullptr;
  }
}

bool AddressOrigin::mayBeOther(const Value *V) {
  if (const auto *C = dyn_cast<ConstantInt>(V))
    return !C->isZero();
  const auto *I = dyn_cast<Instruction>(V);
  if (!I)
    return true;
  if (isa<PtrToIntInst>(I) || isa<PtrToAddrInst>(I) || !Seen.insert(I).second)
    return false;
  auto May = [&](const Value *Op) { return mayBeOther(Op); };
  if (const auto *Phi = dyn_cast<PHINode>(I))
    return any_of(Phi->incoming_values(), May);
  if (isa<SelectInst>(I))
    return May(I->getOperand(1)) || May(I->getOperand(2));
  if (isa<FreezeInst>(I) || (isa<CastInst>(I) && !isa<TruncInst>(I)))
    return May(I->getOperand(0));
  const auto *Binary = dyn_cast<BinaryOperator>(I);
  const Value *Address = Binary ? addressIn(*Binary) : nullptr;
  return !Address || May(Address);
}

} // namespace

void FunctionBuilder::intToPtr(const Instruction &I) {
  copy(&I, I.getOperand(0), Flow::Integer);
  G.FromIntegers.push_back({node(&I), Here});
  if (I.hasMetadata(NumberMetadata) &&
      AddressOrigin().mayBeOther(I.getOperand(0)))
    constraint(CK::Copy, Flow::IntCast, node(&I), unknown());
}

/// \returns a node for all that is behind \p Pointer from there on.
NodeId FunctionBuilder::contentOf(NodeId Pointer) {
  NodeId Content = newNode();
  constraint(CK::Load, Flow::Load, Content, Pointer, OnwardOffset);
  return Content;
}

void FunctionBuilder::copyCells(NodeId Dst, NodeId Src, uint64_t Length) {
  if (Length == 0 || Length > MaxCellwiseCopy) {
    constraint(CK::Store, Flow::Store, Dst, contentOf(Src), OnwardOffset);
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

/// \returns whether \p V may be another pointer than null and what a call gives.
static bool mayBeOfBefore(const Value *V, SmallPtrSetImpl<const Value *> &Seen) {
  V = V->stripPointerCasts();
  if (!Seen.insert(V).second || isa<CallBase, ConstantPointerNull>(V))
    return false;
  auto May = [&](const Value *Op) { return mayBeOfBefore(Op, Seen); };
  if (const auto *Phi = dyn_cast<PHINode>(V))
    return any_of(Phi->incoming_values(), May);
  if (const auto *S = dyn_cast<SelectInst>(V))
    return May(S->getTrueValue()) || May(S->getFalseValue());
  return true;
}

void FunctionBuilder::return_(const ReturnInst &I) {
  const Value *V = I.getReturnValue();
  if (!V)
    return;
  SmallPtrSet<const Value *, 8> Seen;
  G.ReturnsOthers |= V->getType()->isPointerTy() && mayBeOfBefore(V, Seen);
  constraint(CK::Copy, Flow::Return, G.result(), handedOver(V));
  for (auto [Member, Part] : enumerate(G.ResultParts))
    constraint(CK::Copy, Flow::Return, Part, part(V, Member));
}

void FunctionBuilder::extractValue(const ExtractValueInst &I) {
  const Value *V = I.getAggregateOperand();
  bool IsMember = V->getType()->isStructTy() && I.getNumIndices() == 1;
  constraint(CK::Copy, Flow::Assign, node(&I),
             IsMember ? part(V, I.getIndices().front()) : node(V));
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
    return return_(cast<ReturnInst>(I));
  case Instruction::Resume:
    return escape(I.getOperand(0), Flow::Exception);
  case Instruction::CatchPad: // Microsoft's runtime sets the variable
    for (const Use &Op : I.operands())
      if (isa<AllocaInst>(Op))
        constraint(CK::Store, Flow::Store, node(Op), unknown(), AnyOffset);
    return constraint(CK::Copy, Flow::Assign, node(&I), unknown());
  case Instruction::LandingPad:
  case Instruction::CleanupPad:
  case Instruction::CatchSwitch:
    return constraint(CK::Copy, Flow::Assign, node(&I), unknown());
  case Instruction::Alloca:
    return alloca_(cast<AllocaInst>(I));
  case Instruction::Load:
    return load(&I, I.getOperand(0), I.getType());
  case Instruction::Store:
    return store(cast<StoreInst>(I));
  case Instruction::GetElementPtr:
    return gep(node(&I), cast<GEPOperator>(I));
  case Instruction::AtomicCmpXchg: {
    const auto &X = cast<AtomicCmpXchgInst>(I);
    storeValue(X.getPointerOperand(), X.getNewValOperand());
    return load(&I, X.getPointerOperand(), X.getNewValOperand()->getType());
  }
  case Instruction::AtomicRMW:
    return atomicRMW(cast<AtomicRMWInst>(I));
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
    if (isNarrow(I.getOperand(0)->getType()))
      return; // a number: no part of an address is converted
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
  case Instruction::ExtractValue:
    return extractValue(cast<ExtractValueInst>(I));
  // A value made of several: no offset is known for any of them, but each
  // pointer is still the pointer it was.
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

} // namespace escape
