//===- Parallel.cpp - OpenMP's regions and tasks as plain calls -----------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// What Clang makes of them (clang/lib/CodeGen/CGOpenMPRuntime.cpp):
//
//   parallel   __kmpc_fork_call(place, n, region, shared 1, …, shared n)
//                runs region(&thread, &bound thread, shared 1, …, shared n)
//   task       task = __kmpc_omp_task_alloc(place, thread, flags, size of the task,
//                                           size of what it shares, entry)
//                with { void *shared; entry; … } at its beginning
//===----------------------------------------------------------------------===//
#include "Parallel.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace escape {

/// \returns the calls of the runtime's function \p Name in \p M.
static SmallVector<CallInst *> callsOf(Module &M, StringRef Name) {
  SmallVector<CallInst *> Calls;
  if (Function *F = M.getFunction(Name); F && F->isDeclaration())
    for (User *U : F->users())
      if (auto *C = dyn_cast<CallInst>(U); C && C->getCalledOperand() == F)
        Calls.push_back(C);
  return Calls;
}

/// Puts \p I into a loop that runs it once or more.
static void repeat(Instruction &I) {
  BasicBlock *Loop = I.getParent()->splitBasicBlock(&I);
  BasicBlock *After = Loop->splitBasicBlock(I.getNextNode());
  Loop->getTerminator()->eraseFromParent();
  IRBuilder<> B(Loop);
  Value *Any = B.CreateFreeze(PoisonValue::get(B.getInt1Ty()));
  B.CreateCondBr(Any, Loop, After);
}

/// Lets \p Fork call the region that it starts.
static void callRegion(CallInst &Fork) {
  constexpr unsigned Region = 2, FirstShared = 3, FirstParameter = 2;
  if (Fork.arg_size() < FirstShared)
    return;
  auto *F = dyn_cast<Function>(Fork.getArgOperand(Region));
  if (!F || F->isVarArg() || F->arg_size() < FirstParameter ||
      F->arg_size() - FirstParameter != Fork.arg_size() - FirstShared)
    return;
  SmallVector<Value *> Args;
  for (unsigned I = 0; I < FirstParameter; ++I)
    Args.push_back(Constant::getNullValue(F->getArg(I)->getType()));
  for (Value *Shared : drop_begin(Fork.args(), FirstShared)) {
    if (Shared->getType() != F->getArg(Args.size())->getType())
      return;
    Args.push_back(Shared);
  }
  CallInst *Call = IRBuilder<>(&Fork).CreateCall(F, Args);
  Fork.eraseFromParent();
  repeat(*Call);
}

/// Makes the memory that \p Alloc returns an object of the function's.
static void makeTask(CallInst &Alloc) {
  enum { Size = 3, SharedSize = 4, Entry = 5, NumArgs };
  if (Alloc.arg_size() != NumArgs)
    return;
  auto *Task = dyn_cast<ConstantInt>(Alloc.getArgOperand(Size));
  auto *Shared = dyn_cast<ConstantInt>(Alloc.getArgOperand(SharedSize));
  const DataLayout &DL = Alloc.getDataLayout();
  unsigned PointerSize = DL.getPointerSize();
  if (!Task || !Shared || Task->getZExtValue() < 2 * PointerSize)
    return;
  IRBuilder<> B(&Alloc);
  uint64_t Bytes = Task->getZExtValue() + Shared->getZExtValue();
  Value *Object = B.CreateAlloca(ArrayType::get(B.getInt8Ty(), Bytes));
  auto At = [&](uint64_t Offset) {
    return B.CreateConstGEP1_64(B.getInt8Ty(), Object, Offset);
  };
  Value *SharedArea = At(Task->getZExtValue());
  B.CreateStore(SharedArea, Object);
  B.CreateStore(Alloc.getArgOperand(Entry), At(PointerSize));
  // Else what is shared would be stored by way of memory that a thread has.
  for (Instruction &I : instructions(*Alloc.getFunction()))
    if (auto *L = dyn_cast<LoadInst>(&I);
        L && L->getPointerOperand()->stripPointerCasts() == &Alloc)
      L->replaceAllUsesWith(SharedArea);
  Alloc.replaceAllUsesWith(Object);
  Alloc.eraseFromParent();
}

void runParallelDirectly(Module &M) {
  for (StringRef Name : {"__kmpc_fork_call", "__kmpc_fork_teams"})
    for (CallInst *Fork : callsOf(M, Name))
      callRegion(*Fork);
  for (CallInst *Alloc : callsOf(M, "__kmpc_omp_task_alloc"))
    makeTask(*Alloc);
}

} // namespace escape
