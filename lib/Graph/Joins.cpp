//===- Joins.cpp - threads that end before their function does ------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// A thread that was started with pthread_create or thrd_create uses what it was
// given for no longer than its starter runs, when every way from the call to an
// end of the function leads through a join of it. Ways are all that the control
// flow graph has, but for the one on which no thread was started; and a call may
// leave the function unless it is seen not to.
//===----------------------------------------------------------------------===//
#include "FunctionBuilder.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/InstIterator.h"

using namespace llvm;

namespace escape {
namespace {

struct ThreadApi {
  StringLiteral Start, Join;
};
constexpr ThreadApi Apis[] = {{"pthread_create", "pthread_join"},
                              {"thrd_create", "thrd_join"}};

/// \returns the name of the function without a body that \p I calls, or nothing.
StringRef calledDeclaration(const Instruction &I) {
  const auto *Call = dyn_cast<CallBase>(&I);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  return Callee && Callee->isDeclaration() ? Callee->getName() : "";
}

/// Where a local variable keeps a thread's number.
struct Handle {
  const AllocaInst *Variable = nullptr;
  int64_t Offset = 0;

  Handle(const Value *Pointer, const DataLayout &DL) {
    APInt By(DL.getIndexTypeSizeInBits(Pointer->getType()), 0);
    Variable = dyn_cast<AllocaInst>(
        Pointer->stripAndAccumulateConstantOffsets(DL, By, true));
    Offset = By.getSExtValue();
  }
  bool operator==(const Handle &) const = default;
};

/// \returns whether nothing writes to \p Pointer, or what is in the same
/// variable, but stores and calls that start threads.
bool isWrittenInPlace(const Value &Pointer, StringRef Start) {
  return all_of(Pointer.uses(), [&](const Use &U) {
    const auto *I = cast<Instruction>(U.getUser());
    if (const auto *G = dyn_cast<GetElementPtrInst>(I))
      return G->hasAllConstantIndices() && isWrittenInPlace(*G, Start);
    if (isa<LoadInst>(I) || I->isLifetimeStartOrEnd())
      return true;
    if (isa<StoreInst>(I))
      return U.getOperandNo() == StoreInst::getPointerOperandIndex();
    if (isa<MemSetInst>(I))
      return true;
    return calledDeclaration(*I) == Start && U.getOperandNo() == 0;
  });
}

/// Tells which calls may end their caller as well, by an exception or a jump. It
/// is asked until one does: what it has looked at before does not.
class Leaving {
public:
  explicit Leaving(const TargetLibraryInfo &TLI) : TLI(TLI) {}

  bool mayLeave(const CallBase &Call) {
    if (const auto *I = dyn_cast<IntrinsicInst>(&Call))
      return I->getIntrinsicID() == Intrinsic::eh_sjlj_longjmp;
    if (Call.isInlineAsm())
      return false;
    const Function *Callee = Call.getCalledFunction();
    if (!Callee)
      return true;
    if (!hasBody(*Callee))
      return !isKnownToStay(*Callee, Call);
    constexpr unsigned MaxFunctions = 200;
    if (!Seen.insert(Callee).second)
      return false; // looked at already, or being looked at
    if (Seen.size() > MaxFunctions)
      return true;
    for (const Instruction &I : instructions(*Callee))
      if (const auto *Inner = dyn_cast<CallBase>(&I); Inner && mayLeave(*Inner))
        return true;
    return false;
  }

private:
  /// \returns whether \p Callee returns, or ends the program. What takes a
  /// callback may be left by it.
  bool isKnownToStay(const Function &Callee, const CallBase &Call) const {
    StringRef Name = Callee.getName();
    if (Call.doesNotReturn())
      return is_contained({"abort", "exit", "_exit", "_Exit", "quick_exit",
                           "__assert_fail"}, Name);
    if (!Call.doesNotThrow() || any_of(Call.args(), [](const Use &A) {
          return isa<Function>(A->stripPointerCasts());
        }))
      return false;
    constexpr StringLiteral Families[] = {"pthread_mutex_", "pthread_cond_",
                                          "pthread_rwlock_", "pthread_attr_",
                                          "pthread_barrier_", "mtx_", "cnd_",
                                          "sem_"};
    LibFunc Known;
    return any_of(Families, [&](StringRef F) { return Name.starts_with(F); }) ||
           (TLI.getLibFunc(Callee, Known) && Known != LibFunc_qsort);
  }

  const TargetLibraryInfo &TLI;
  SmallPtrSet<const Function *, 8> Seen;
};

/// Looks for a way from a call that starts a thread to an end of the function
/// on which nobody joins the thread.
class JoinSearch {
public:
  JoinSearch(const CallBase &Start, const ThreadApi &Api,
             const TargetLibraryInfo &TLI)
      : Start(Start), Api(Api), Calls(TLI),
        DL(Start.getFunction()->getDataLayout()),
        Of(Start.getArgOperand(0), DL) {}

  bool isJoined() {
    if (!Of.Variable || !isWrittenInPlace(*Of.Variable, Api.Start))
      return false;
    if (Start.isTerminator())
      addSuccessors(Start);
    else
      Work.push_back(Start.getNextNode());
    while (!Work.empty())
      if (!follow(Work.pop_back_val()))
        return false;
    return true;
  }

private:
  /// \returns false when the function may end from \p I on without a join.
  bool follow(const Instruction *I) {
    for (; I; I = I->getNextNode()) {
      if (isJoin(*I))
        return true;
      if (isa<ReturnInst, ResumeInst, CleanupReturnInst>(I) || overwrites(*I))
        return false;
      if (const auto *Call = dyn_cast<CallBase>(I)) {
        if (!isExempt(*Call) && Calls.mayLeave(*Call))
          return false;
      }
      if (I->isTerminator())
        addSuccessors(*I);
    }
    return true;
  }

  /// Other threads may be started and joined.
  static bool isExempt(const CallBase &Call) {
    StringRef Name = calledDeclaration(Call);
    return any_of(Apis, [&](const ThreadApi &A) {
      return Name == A.Start || Name == A.Join;
    });
  }

  bool isJoin(const Instruction &I) const {
    if (calledDeclaration(I) != Api.Join)
      return false;
    const auto *L = dyn_cast<LoadInst>(cast<CallBase>(I).getArgOperand(0));
    return L && Handle(L->getPointerOperand(), DL) == Of &&
           L->getParent() == I.getParent() &&
           (L->getParent() != Start.getParent() || Start.comesBefore(L));
  }

  bool overwrites(const Instruction &I) const {
    const Value *Pointer = nullptr;
    if (const auto *S = dyn_cast<StoreInst>(&I))
      Pointer = S->getPointerOperand();
    else if (isa<MemSetInst>(I) || calledDeclaration(I) == Api.Start)
      Pointer = cast<CallBase>(I).getArgOperand(0);
    if (!Pointer)
      return false;
    Handle Other(Pointer, DL);
    return Other.Variable == Of.Variable &&
           (Other.Offset == Of.Offset || calledDeclaration(I) != Api.Start);
  }

  void addSuccessors(const Instruction &Terminator) {
    const BasicBlock *NotStarted = whereNotStarted(Terminator);
    for (const BasicBlock *Next : successors(&Terminator))
      if (Next != NotStarted && Seen.insert(Next).second)
        Work.push_back(&Next->front());
  }

  /// \returns where a branch leads that compares the result with that of
  /// success, zero, and finds another.
  const BasicBlock *whereNotStarted(const Instruction &Terminator) const {
    const auto *Branch = dyn_cast<BranchInst>(&Terminator);
    if (!Branch || !Branch->isConditional() ||
        Branch->getSuccessor(0) == Branch->getSuccessor(1))
      return nullptr;
    const auto *Compare = dyn_cast<ICmpInst>(Branch->getCondition());
    if (!Compare || !Compare->isEquality() || Compare->getOperand(0) != &Start)
      return nullptr;
    const auto *Success = dyn_cast<ConstantInt>(Compare->getOperand(1));
    if (!Success || !Success->isZero())
      return nullptr;
    return Branch->getSuccessor(
        Compare->getPredicate() == ICmpInst::ICMP_NE ? 0 : 1);
  }

  const CallBase &Start;
  const ThreadApi &Api;
  Leaving Calls;
  const DataLayout &DL;
  Handle Of;
  SmallPtrSet<const BasicBlock *, 16> Seen;
  SmallVector<const Instruction *> Work;
};

} // namespace

bool FunctionBuilder::isJoined(const CallBase &Call) const {
  StringRef Name = calledDeclaration(Call);
  const ThreadApi *Api = find_if(Apis, [&](const ThreadApi &A) {
    return Name == A.Start;
  });
  if (Api == std::end(Apis) || Call.arg_empty() || G.IsCoroutine || ReturnsTwice)
    return false;
  return JoinSearch(Call, *Api, TLI).isJoined();
}

} // namespace escape
