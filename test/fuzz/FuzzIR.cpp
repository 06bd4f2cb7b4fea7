//===- FuzzIR.cpp - Graph to Report over any LLVM IR ----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// A libFuzzer target: an input is LLVM bitcode. Mutations are LLVM's own
// (FuzzMutate), which make modules that verify, with more of what this program
// is about: memory, addresses as numbers, calls through pointers.
//===----------------------------------------------------------------------===//
#include "escape/Graph/GraphBuilder.h"
#include "escape/Report/Report.h"
#include "escape/Solve/ModuleSolver.h"
#include "llvm/FuzzMutate/IRMutator.h"
#include "llvm/FuzzMutate/Operations.h"
#include "llvm/FuzzMutate/RandomIRBuilder.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace llvm::fuzzerop;

namespace {

/// What the AST tells else, here by the name alone.
escape::FunctionTraits traitsOf(const Function &F) {
  StringRef Name = F.getName();
  escape::FunctionTraits T;
  T.IsStandardLibrary = Name.starts_with("_ZNSt") || Name.starts_with("_ZSt");
  T.IsSystem = T.IsStandardLibrary || Name.starts_with("__");
  T.IsUserDeclared = !T.IsSystem;
  T.IsDestructor = Name.ends_with("D1Ev") || Name.ends_with("D2Ev");
  return T;
}

void analyse(const Module &Module) {
  escape::ModuleGraph M = escape::buildModuleGraph(Module, traitsOf);
  escape::ModuleSolution Solution =
      escape::solveModule(M, escape::Contracts::shipped());
  raw_null_ostream OS;
  M.dump(OS);
  for (const escape::FunctionGraph &G : M.Functions)
    print(OS, M, M.name(G.Name), Solution.Summaries[G.Name.Value]);
  escape::SourceFacts Facts;
  for (const escape::FunctionGraph &G : M.Functions)
    if (!G.IsSystem)
      Facts.Functions[M.name(G.Name)].Name = M.name(G.Name);
  escape::Decisions D =
      escape::decide(M, Solution, Facts, escape::Limits());
  std::vector<escape::Finding> Findings = escape::findings(D);
  escape::reportDecisions(OS, D, 2);
  escape::reportFindings(OS, Findings, D, false);
  escape::reportJson(OS, Findings, D);
}

/// Inserts instructions that move pointers. LLVM's strategies are mostly about
/// numbers.
class PointerStrategy : public IRMutationStrategy {
public:
  uint64_t getWeight(size_t, size_t, uint64_t) override { return 40; }

  using IRMutationStrategy::mutate;
  void mutate(BasicBlock &BB, RandomIRBuilder &IB) override {
    SmallVector<Instruction *, 32> Insts;
    for (auto I = BB.getFirstInsertionPt(), E = BB.end(); I != E; ++I)
      Insts.push_back(&*I);
    // An EH pad or a landing pad may have no place for an instruction.
    if (Insts.empty() || BB.isEHPad())
      return;
    size_t At = IB.Rand() % Insts.size();
    // A musttail call and its return may have nothing between them.
    for (const Instruction &I : BB)
      if (const auto *C = dyn_cast<CallInst>(&I); C && C->isMustTailCall())
        return;
    ArrayRef<Instruction *> Before = ArrayRef(Insts).take_front(At);
    auto Pointer = [&]() -> Value * {
      return IB.findOrCreateSource(BB, Before, {}, anyPtrType());
    };
    auto Integer = [&]() -> Value * {
      return IB.findOrCreateSource(BB, Before, {}, anyIntType());
    };
    Value *P = Pointer(), *Q = Pointer();
    IRBuilder<> B(Insts[At]);
    Type *Ptr = B.getPtrTy();
    auto AsPtr = [&](Value *V) {
      return V->getType() == Ptr ? V : B.CreateAddrSpaceCast(V, Ptr);
    };
    if (P->getType()->isVectorTy() || Q->getType()->isVectorTy())
      return;
    P = AsPtr(P), Q = AsPtr(Q);
    Value *Made = nullptr;
    switch (IB.Rand() % 14) {
    case 0:
      B.CreateStore(P, Q);
      return;
    case 1:
      Made = B.CreateLoad(Ptr, P);
      break;
    case 2:
      B.CreateMemCpy(P, {}, Q, {}, B.CreateZExtOrTrunc(Integer(), B.getInt64Ty()));
      return;
    case 3:
      B.CreateMemMove(P, {}, Q, {}, uint64_t(IB.Rand()) >> IB.Rand() % 32);
      return;
    case 4:
      Made = B.CreateIntToPtr(B.CreatePtrToInt(P, B.getIntNTy(1 + IB.Rand() % 130)),
                              Ptr);
      break;
    case 5:
      Made = B.CreateCall(FunctionType::get(Ptr, {Ptr, Ptr}, IB.Rand() % 2), P,
                          {Q, P});
      break;
    case 6:
      Made = B.CreatePtrAdd(
          P, ConstantInt::getSigned(B.getInt64Ty(),
                                    int64_t(IB.Rand() * uint64_t(IB.Rand())) >>
                                        IB.Rand() % 64));
      break;
    case 7:
      Made = B.CreatePtrAdd(P, B.CreateSExtOrTrunc(Integer(), B.getInt64Ty()));
      break;
    case 8:
      Made = B.CreateSelect(B.CreateICmpEQ(P, Q), P, Q);
      break;
    case 9:
      Made = B.CreateAtomicRMW(AtomicRMWInst::Xchg, P, Q, {},
                               AtomicOrdering::Monotonic);
      break;
    case 10:
      Made = B.CreateExtractValue(
          B.CreateAtomicCmpXchg(P, Q, P, {}, AtomicOrdering::Monotonic,
                                AtomicOrdering::Monotonic),
          0);
      break;
    case 11:
      Made = B.CreateAlloca(IB.Rand() % 2 ? Ptr : IB.randomType(),
                            IB.Rand() % 4 ? nullptr : Integer());
      break;
    case 12: {
      static constexpr const char *Names[] = {
          "malloc", "free", "_Znwm", "_ZdlPv", "realloc", "strdup", "memchr",
          "qsort",  "pthread_create", "setjmp", "longjmp", "__cxa_throw",
          "__cxa_begin_catch", "_ZNSt6thread15_M_start_threadE", "strtok_r",
          "_ZNSt8__detail15_List_node_base7_M_hookEPS0_"};
      Module &M = *BB.getModule();
      FunctionCallee F = M.getOrInsertFunction(
          Names[IB.Rand() % std::size(Names)], FunctionType::get(Ptr, true));
      SmallVector<Value *> Args;
      for (unsigned N = IB.Rand() % 5; N; --N)
        Args.push_back(N % 2 ? P : Q);
      if (Function *Called = dyn_cast<Function>(F.getCallee());
          Called && !Called->isIntrinsic())
        Made = B.CreateCall(FunctionType::get(Ptr, true), Called, Args);
      break;
    }
    case 13:
      Made = B.CreateInsertElement(
          PoisonValue::get(FixedVectorType::get(Ptr, 1 + IB.Rand() % 4)), P,
          uint64_t(0));
      break;
    }
    if (Made)
      IB.connectToSink(BB, ArrayRef(Insts).drop_front(At), Made);
  }
};

std::unique_ptr<IRMutator> createMutator() {
  std::vector<TypeGetter> Types{
      Type::getInt1Ty,  Type::getInt8Ty,   Type::getInt32Ty, Type::getInt64Ty,
      Type::getFloatTy, Type::getDoubleTy, Type::getInt128Ty};
  for (int I = 0; I < 4; ++I)
    Types.push_back([](LLVMContext &C) { return PointerType::get(C, 0); });
  Types.push_back([](LLVMContext &C) {
    return FixedVectorType::get(PointerType::get(C, 0), 2);
  });
  Types.push_back([](LLVMContext &C) {
    return StructType::get(C, {PointerType::get(C, 0), Type::getInt64Ty(C)});
  });
  std::vector<std::unique_ptr<IRMutationStrategy>> Strategies;
  Strategies.push_back(std::make_unique<PointerStrategy>());
  Strategies.push_back(std::make_unique<InjectorIRStrategy>());
  Strategies.push_back(std::make_unique<InstDeleterIRStrategy>());
  Strategies.push_back(std::make_unique<InstModificationIRStrategy>());
  Strategies.push_back(std::make_unique<InsertFunctionStrategy>());
  Strategies.push_back(std::make_unique<InsertCFGStrategy>());
  Strategies.push_back(std::make_unique<InsertPHIStrategy>());
  Strategies.push_back(std::make_unique<SinkInstructionStrategy>());
  Strategies.push_back(std::make_unique<ShuffleBlockStrategy>());
  return std::make_unique<IRMutator>(std::move(Types), std::move(Strategies));
}

/// \returns whether \p M is what the program can be given.
bool isValid(const Module &M) { return !verifyModule(M); }

} // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *Data, size_t Size,
                                          size_t MaxSize, unsigned Seed) {
  LLVMContext Context;
  std::unique_ptr<Module> M = parseModule(Data, Size, Context);
  if (!M || !isValid(*M))
    return Size;
  static const std::unique_ptr<IRMutator> Mutator = createMutator();
  Mutator->mutateModule(*M, Seed, MaxSize);
  if (!isValid(*M))
    return Size;
  size_t Written = writeModule(*M, Data, MaxSize);
  return Written ? Written : Size;
}

/// Links two modules: functions of one come to call those of the other, and
/// take the place of its declarations.
extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t *Data1, size_t Size1,
                                            const uint8_t *Data2, size_t Size2,
                                            uint8_t *Out, size_t MaxOutSize,
                                            unsigned Seed) {
  LLVMContext Context;
  std::unique_ptr<Module> Into = parseModule(Data1, Size1, Context);
  std::unique_ptr<Module> From = parseModule(Data2, Size2, Context);
  if (!Into || !From || !isValid(*Into) || !isValid(*From))
    return 0;
  From->setDataLayout(Into->getDataLayout());
  From->setTargetTriple(Into->getTargetTriple());
  if (Linker::linkModules(*Into, std::move(From), Linker::OverrideFromSrc) ||
      !isValid(*Into))
    return 0;
  return writeModule(*Into, Out, MaxOutSize);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  LLVMContext Context;
  std::unique_ptr<Module> M = parseModule(Data, Size, Context);
  if (M && isValid(*M))
    analyse(*M);
  return 0;
}
