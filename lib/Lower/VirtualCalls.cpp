//===- VirtualCalls.cpp - which class a virtual call is of ----------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "VirtualCalls.h"
#include "escape/Graph/GraphBuilder.h"
#include "llvm/Analysis/TypeMetadataUtils.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace escape {
namespace {

/// Says at the calls behind \p Test of which class and slot they are. A class of
/// internal linkage has no name to say.
void markCalls(const CallInst &Test, DominatorTree &DT) {
  LLVMContext &C = Test.getContext();
  auto *Type = dyn_cast<MDString>(
      cast<MetadataAsValue>(Test.getArgOperand(1))->getMetadata());
  if (!Type)
    Type = MDString::get(C, "");
  SmallVector<DevirtCallSite, 1> Calls;
  SmallVector<CallInst *, 1> Assumes;
  findDevirtualizableCallsForTypeTest(Calls, Assumes, &Test, DT);
  for (const DevirtCallSite &Call : Calls) {
    Metadata *Slot = ConstantAsMetadata::get(
        ConstantInt::get(Type::getInt64Ty(C), Call.Offset));
    Call.CB.setMetadata(VirtualMetadata,
                        MDNode::get(C, {Type, Slot}));
  }
}

void removeTest(CallInst &Test) {
  for (User *U : make_early_inc_range(Test.users()))
    if (auto *Assume = dyn_cast<AssumeInst>(U))
      Assume->eraseFromParent();
  Test.replaceAllUsesWith(ConstantInt::getTrue(Test.getContext()));
  Test.eraseFromParent();
}

} // namespace

void markVirtualCalls(Module &M) {
  DenseMap<Function *, std::unique_ptr<DominatorTree>> Trees;
  for (Intrinsic::ID Id : {Intrinsic::type_test, Intrinsic::public_type_test}) {
    Function *Declaration = Intrinsic::getDeclarationIfExists(&M, Id);
    if (!Declaration)
      continue;
    for (User *U : make_early_inc_range(Declaration->users())) {
      auto &Test = cast<CallInst>(*U);
      auto &DT = Trees[Test.getFunction()];
      if (!DT)
        DT = std::make_unique<DominatorTree>(*Test.getFunction());
      markCalls(Test, *DT);
      removeTest(Test);
    }
    Declaration->eraseFromParent();
  }
}

} // namespace escape
