//===- CallOnce.cpp - std::call_once as a plain call ----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// What libstdc++ 11 and later make of it, each line a function:
//
//   _Prepare_execution(c)  { __once_callable = &c; __once_call = convert(); }
//   convert()              { return invoke; }
//   invoke()               { lambda(); }
//   lambda()               { callable(__once_callable); }
//===----------------------------------------------------------------------===//
#include "CallOnce.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace escape {

/// \returns whether \p Address is that of \p Var in this thread.
static bool isAddressOf(const Value *Address, const GlobalVariable &Var) {
  const auto *I = dyn_cast<IntrinsicInst>(Address);
  return Address == &Var ||
         (I && I->getIntrinsicID() == Intrinsic::threadlocal_address &&
          I->getArgOperand(0) == &Var);
}

/// \returns the only store of \p F to \p Var, or null.
static StoreInst *storeTo(Function &F, const GlobalVariable &Var) {
  StoreInst *Found = nullptr;
  for (Instruction &I : instructions(F))
    if (auto *S = dyn_cast<StoreInst>(&I);
        S && isAddressOf(S->getPointerOperand(), Var)) {
      if (Found)
        return nullptr;
      Found = S;
    }
  return Found;
}

/// \returns the only call of \p F but for intrinsics, or null.
static CallBase *onlyCall(Function &F) {
  CallBase *Found = nullptr;
  for (Instruction &I : instructions(F))
    if (auto *C = dyn_cast<CallBase>(&I); C && !isa<IntrinsicInst>(C)) {
      if (Found)
        return nullptr;
      Found = C;
    }
  return Found;
}

/// \returns the function that \p V is, or that it is always converted to.
static Function *converted(Value *V) {
  if (auto *C = dyn_cast<CallBase>(V)) {
    Function *Conversion = C->getCalledFunction();
    if (!Conversion || Conversion->size() != 1)
      return nullptr;
    auto *Return = dyn_cast<ReturnInst>(Conversion->front().getTerminator());
    V = Return ? Return->getReturnValue() : nullptr;
  }
  return dyn_cast_or_null<Function>(V);
}

/// \returns what \p Invoke calls, two calls down, with what \p Callable holds.
static Function *called(Function *Invoke, const GlobalVariable &Callable) {
  for (unsigned Depth = 0; Invoke && Depth < 2; ++Depth) {
    CallBase *Call = onlyCall(*Invoke);
    Function *Callee = Call ? Call->getCalledFunction() : nullptr;
    if (!Callee || Call->arg_size() != 1)
      return nullptr;
    if (const auto *L = dyn_cast<LoadInst>(Call->getArgOperand(0));
        L && isAddressOf(L->getPointerOperand(), Callable))
      return Callee;
    Invoke = Callee;
  }
  return nullptr;
}

void callOnceDirectly(Module &M) {
  GlobalVariable *Callable = M.getNamedGlobal("_ZSt15__once_callable");
  GlobalVariable *Call = M.getNamedGlobal("_ZSt11__once_call");
  if (!Callable || !Call || !Callable->isDeclaration() || !Call->isDeclaration())
    return;
  for (Function &F : M) {
    StoreInst *What = storeTo(F, *Callable);
    StoreInst *How = What ? storeTo(F, *Call) : nullptr;
    if (!How || isa<Constant>(What->getValueOperand()))
      continue;
    Function *Target = called(converted(How->getValueOperand()), *Callable);
    if (!Target || Target->arg_size() != 1)
      continue;
    IRBuilder<>(How).CreateCall(Target, {What->getValueOperand()});
    What->eraseFromParent();
    How->eraseFromParent();
  }
}

} // namespace escape
