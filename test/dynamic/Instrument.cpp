//===- Instrument.cpp - frames and call sites for the dynamic judge --------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// A pass plugin for Clang (-fpass-plugin=): every function keeps a record of
// its frame on a stack of its thread, and before each call says which call it
// is. objects.cpp reads that stack when memory is allocated and freed.
//
//   enter:            {Frame, State} = escape_enter(frame address)
//   before each call: Frame->Site = &site; State->Top = Frame
//   on the way out:   State->Top = Frame - 1
//
// The second store is what keeps the stack right after an exception, a longjmp
// or a callee that unwound through code without records: all of them end at
// the next call of a frame that is still there.
//===----------------------------------------------------------------------===//
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Plugins/PassPlugin.h"
#include <map>

using namespace llvm;

namespace {

class Instrument : public PassInfoMixin<Instrument> {
public:
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &);
  static bool isRequired() { return true; } // also in functions with optnone

private:
  void function(Function &F);
  Constant *text(StringRef S);
  Constant *site(const CallBase &Call);

  Module *M = nullptr;
  // As in objects.cpp.
  StructType *FrameType = nullptr, *SiteType = nullptr;
  FunctionCallee Enter;
  std::map<std::string, Constant *> Texts;
};

bool isIgnored(const CallBase &Call) {
  return isa<IntrinsicInst>(Call) || Call.isInlineAsm() || isa<CallBrInst>(Call);
}

Constant *Instrument::text(StringRef S) {
  Constant *&C = Texts[S.str()];
  if (!C) {
    Constant *Data = ConstantDataArray::getString(M->getContext(), S);
    C = new GlobalVariable(*M, Data->getType(), true, GlobalValue::PrivateLinkage,
                           Data, "escape.text");
  }
  return C;
}

Constant *Instrument::site(const CallBase &Call) {
  const Function *F = Call.getFunction();
  const DebugLoc &Loc = Call.getDebugLoc();
  const DIFile *File = Loc ? cast<DIScope>(Loc.getScope())->getFile()
                           : F->getSubprogram()->getFile();
  StringRef Callee;
  if (const auto *Called =
          dyn_cast<Function>(Call.getCalledOperand()->stripPointerCasts()))
    Callee = Called->getName();
  IntegerType *I32 = Type::getInt32Ty(M->getContext());
  Constant *Fields[] = {text(File->getDirectory()),
                        text(File->getFilename()),
                        text(F->getName()),
                        text(Callee),
                        ConstantInt::get(I32, Loc ? Loc.getLine() : 0),
                        ConstantInt::get(I32, Loc ? Loc.getCol() : 0),
                        ConstantInt::get(I32, F->getSubprogram()->isArtificial())};
  return new GlobalVariable(*M, SiteType, true, GlobalValue::PrivateLinkage,
                            ConstantStruct::get(SiteType, Fields), "escape.site");
}

void Instrument::function(Function &F) {
  if (F.isDeclaration() || F.hasAvailableExternallyLinkage() || !F.getSubprogram() ||
      F.isPresplitCoroutine() || F.hasFnAttribute(Attribute::Naked))
    return;
  SmallVector<CallBase *> Calls;
  SmallVector<Instruction *> Exits;
  for (BasicBlock &B : F)
    for (Instruction &I : B) {
      if (auto *Call = dyn_cast<CallBase>(&I); Call && !isIgnored(*Call))
        Calls.push_back(Call);
      if (isa<ReturnInst, ResumeInst>(I)) {
        CallInst *Tail = B.getTerminatingMustTailCall();
        Exits.push_back(Tail ? Tail : &I);
      }
    }
  if (Calls.empty())
    return; // can allocate nothing, and nothing below it can
  // A frame is known by its address: each function has one of its own.
  if (F.hasFnAttribute(Attribute::AlwaysInline)) {
    F.removeFnAttr(Attribute::AlwaysInline);
    F.addFnAttr(Attribute::NoInline);
  }
  IRBuilder<> B(&*F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
  // Calls in a function with debug information need a location.
  B.SetCurrentDebugLocation(DILocation::get(
      F.getContext(), F.getSubprogram()->getLine(), 0, F.getSubprogram()));
  Value *Address = B.CreateIntrinsic(Intrinsic::frameaddress, {B.getPtrTy()},
                                     {B.getInt32(0)});
  Value *Entered = B.CreateCall(Enter, {Address});
  Value *Frame = B.CreateExtractValue(Entered, 0, "escape.frame");
  Value *State = B.CreateExtractValue(Entered, 1, "escape.state");
  for (CallBase *Call : Calls) {
    if (Call->isMustTailCall())
      continue;
    B.SetInsertPoint(Call);
    B.CreateStore(site(*Call), Frame);
    B.CreateStore(Frame, State);
  }
  for (Instruction *I : Exits) {
    B.SetInsertPoint(I);
    B.CreateStore(B.CreateConstGEP1_32(FrameType, Frame, -1), State);
  }
}

PreservedAnalyses Instrument::run(Module &Mod, ModuleAnalysisManager &) {
  M = &Mod;
  Texts.clear();
  LLVMContext &C = M->getContext();
  Type *Ptr = PointerType::getUnqual(C), *I32 = Type::getInt32Ty(C), *I64 = Type::getInt64Ty(C);
  // Site, Address, Time, Node
  FrameType = StructType::get(C, {Ptr, Ptr, I64, I64});
  // Directory, File, Function, Callee, Line, Column, whether nobody wrote the
  // function
  SiteType = StructType::get(C, {Ptr, Ptr, Ptr, Ptr, I32, I32, I32});
  Enter = M->getOrInsertFunction("escape_enter", StructType::get(C, {Ptr, Ptr}), Ptr);
  if (auto *F = dyn_cast<Function>(Enter.getCallee()))
    F->setDoesNotThrow();
  for (Function &F : *M)
    if (F.getName() != "escape_enter")
      function(F);
  return PreservedAnalyses::none();
}

} // namespace

extern "C" LLVM_ATTRIBUTE_WEAK PassPluginLibraryInfo llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "escape-objects", "1", [](PassBuilder &PB) {
            PB.registerPipelineStartEPCallback(
                [](ModulePassManager &MPM, OptimizationLevel) {
                  MPM.addPass(Instrument());
                });
          }};
}
