//===- LeftAddresses.cpp - addresses that a function leaves behind --------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The constraints do not know the order of stores. Here is looked for stores of
// a local's address that nothing overwrites on some way to the end of the
// function: grounds for a warning, where the solver only says what is not
// proven. Any call that may write ends the search: it may put things right.
//===----------------------------------------------------------------------===//
#include "FunctionBuilder.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/CFG.h"

using namespace llvm;

namespace escape {
namespace {

/// A place in memory: so many bytes at an offset, if that is known, from a
/// pointer that nothing is added to.
struct Place {
  const Value *Base;
  std::optional<int64_t> Offset;
  uint64_t Size;

  Place(const Value *Pointer, uint64_t Size, const DataLayout &DL) : Size(Size) {
    APInt By(DL.getIndexTypeSizeInBits(Pointer->getType()), 0);
    Base = Pointer->stripAndAccumulateConstantOffsets(
        DL, By, /*AllowNonInbounds=*/true);
    if (isa<GEPOperator>(Base))
      Base = getUnderlyingObject(Base);
    else
      Offset = By.getSExtValue();
    if (const auto *I = dyn_cast<IntrinsicInst>(Base);
        I && I->getIntrinsicID() == Intrinsic::threadlocal_address)
      Base = I->getArgOperand(0);
  }
  bool mayOverlap(const Place &Other) const {
    if (isa<AllocaInst>(Base))
      return false; // we ask for what is not the function's own
    bool AreKnown = isVisible() && Other.isVisible();
    if (Base != Other.Base)
      return !AreKnown;
    return !Offset || !Other.Offset ||
           (*Offset < *Other.Offset + int64_t(Other.Size) &&
            *Other.Offset < *Offset + int64_t(Size));
  }
  /// \returns whether the caller can read it.
  bool isVisible() const {
    const auto *A = dyn_cast<llvm::Argument>(Base);
    return isa<GlobalVariable>(Base) ||
           (A && !A->hasStructRetAttr() && !A->hasByValAttr());
  }
};

/// \returns how many bytes \p T may take in memory.
uint64_t largestSize(Type *T, const DataLayout &DL) {
  TypeSize Size = DL.getTypeStoreSize(T);
  return Size.isScalable() ? std::numeric_limits<int32_t>::max()
                           : Size.getFixedValue();
}

bool mayOverwrite(const Instruction &I, const Place &Left,
                  const DataLayout &DL) {
  if (!I.mayWriteToMemory())
    return false;
  if (const auto *S = dyn_cast<StoreInst>(&I))
    return Place(S->getPointerOperand(),
                 largestSize(S->getValueOperand()->getType(), DL), DL)
        .mayOverlap(Left);
  if (const auto *M = dyn_cast<MemIntrinsic>(&I))
    return Place(M->getRawDest(), std::numeric_limits<int32_t>::max(), DL)
        .mayOverlap(Left);
  return !isa<LifetimeIntrinsic>(I) && !I.isDebugOrPseudoInst();
}

/// \returns whether what \p S stores in \p Left is there on some return.
bool lasts(const StoreInst &S, const Place &Left, const DataLayout &DL) {
  SmallPtrSet<const BasicBlock *, 16> Seen;
  SmallVector<const Instruction *> Work = {S.getNextNode()};
  while (!Work.empty()) {
    for (const Instruction *I = Work.pop_back_val(); I; I = I->getNextNode()) {
      if (isa<ReturnInst>(I))
        return true;
      if (I == &S || mayOverwrite(*I, Left, DL))
        break;
      if (I->isTerminator())
        for (const BasicBlock *Next : successors(I->getParent()))
          if (Seen.insert(Next).second)
            Work.push_back(&Next->front());
    }
  }
  return false;
}

} // namespace

void FunctionBuilder::leftAddress(const StoreInst &I) {
  const auto *Local = dyn_cast<AllocaInst>(getUnderlyingObject(I.getValueOperand()));
  auto Object = LocalObjects.find(Local);
  if (!Local || Object == LocalObjects.end())
    return;
  Place Left(I.getPointerOperand(), DL.getPointerSize(), DL);
  if (!Left.isVisible() || !lasts(I, Left, DL))
    return;
  LeftAddress A;
  A.Obj = Object->second;
  A.Loc = MB.location(I.getDebugLoc());
  if (const auto *G = dyn_cast<GlobalVariable>(Left.Base))
    A.Global = MB.symbol(*G);
  else
    A.Parameter = cast<llvm::Argument>(Left.Base)->getArgNo();
  G.LeftAddresses.push_back(A);
}

} // namespace escape
