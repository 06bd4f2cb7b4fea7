//===- LeakPaths.cpp - ways out on which an allocation is not freed -------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The constraints say whether anything frees an object, not on which ways. Here
// is looked for a way from an allocation to the end of the function on which
// nothing frees it: grounds for a warning, no proof. Branches that say the same
// as one before go the same way; a guard that reads memory right before the
// free is taken to be right. What may free what is passed to it is told by the
// solver, so the calls on the way are kept.
//===----------------------------------------------------------------------===//
#include "FunctionBuilder.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/Analysis/MemoryBuiltins.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace escape {
namespace {

/// What a search has decided so far on the way that it follows.
struct Way {
  struct Branch {
    const BranchInst *At;
    bool IsTrue;
    bool IsGiven = false; ///< on every way to the allocation
  };
  const BasicBlock *Block;
  SmallVector<Branch, 4> Branches;
  /// What phis and, in a callee that is looked into, parameters are.
  SmallVector<std::pair<const Value *, const Value *>, 8> Known;
  SmallVector<const CallBase *, 4> Through; ///< calls that are passed the object
  const Value *Thrown = nullptr; ///< type information of the exception, if any
};

class LeakSearch {
public:
  LeakSearch(const CallBase &Site, ModuleBuilder &MB, const TargetLibraryInfo &TLI,
             const CycleInfo &Cycles, size_t &Budget)
      : Site(Site), MB(MB), TLI(TLI), DL(MB.DL), Cycles(Cycles), Budget(Budget) {}

  /// Looks for a way on which nothing frees the object.
  /// \returns whether there is one; it is in Found then, and Exit ends it.
  bool run();

  Way Found;
  const Instruction *Exit = nullptr;
  bool IsStored = false; ///< its address is kept in memory

private:
  void findNames();
  bool search(bool ThroughCalls);
  bool isObject(const Value *V, const Way &W) const;
  bool isFreedBy(const Instruction &I, const Way &W) const;
  bool isPassedTo(const CallBase &I, const Way &W) const;
  bool followBlock(Way W, const Instruction *From);
  void followBranch(const BranchInst &Br, Way W);
  void follow(const Way &W, const BasicBlock *To);
  const Value *resolve(const Value *V, const Way &W) const;
  Constant *evaluate(const Value *V, const Way &W, unsigned Depth = 0) const;
  Constant *resultOf(const CallBase &Call, const Way &W, unsigned Depth) const;
  void enter(Way &W, const BasicBlock *To) const;
  std::optional<bool> decide(const Value *Condition, const Way &W) const;
  const Value *address(const Value *V, const Way &W) const;
  std::optional<bool> compare(const ICmpInst &C, const Way &W) const;
  std::optional<bool> saidBefore(const Value *Condition, const Way &W) const;
  bool areAlike(const Value *A, const Value *B, unsigned Depth = 0) const;
  bool isGuardedFree(const BasicBlock *B, const BasicBlock *Other,
                     const Way &W) const;

  const CallBase &Site;
  ModuleBuilder &MB;
  const TargetLibraryInfo &TLI;
  const DataLayout &DL;
  const CycleInfo &Cycles;
  size_t &Budget;
  SmallPtrSet<const Value *, 8> Names; ///< values that may be its address
  /// Edges, as what is known of a pointer depends on where it comes from.
  DenseSet<std::pair<const BasicBlock *, const BasicBlock *>> Seen;
  SmallVector<Way, 8> Work;
  bool FollowsCalls = false;
};

void LeakSearch::findNames() {
  SmallVector<const Value *> Open = {&Site};
  Names.insert(&Site);
  while (!Open.empty())
    for (const User *U : Open.pop_back_val()->users()) {
      if (const auto *S = dyn_cast<StoreInst>(U)) {
        IsStored |= Names.contains(S->getValueOperand());
        continue;
      }
      bool IsName = isa<PHINode, SelectInst, GetElementPtrInst, CastInst,
                        FreezeInst, BinaryOperator, InsertValueInst,
                        ExtractValueInst>(U) ||
                    (isa<CallBase>(U) && U->getType()->isPointerTy());
      if (IsName && Names.insert(U).second)
        Open.push_back(U);
    }
}

/// \returns whether \p V only says which value its operand is likely to have.
static bool isExpectation(const Value *V) {
  const auto *I = dyn_cast<IntrinsicInst>(V);
  return I && (I->getIntrinsicID() == Intrinsic::expect ||
               I->getIntrinsicID() == Intrinsic::expect_with_probability);
}

const Value *LeakSearch::resolve(const Value *V, const Way &W) const {
  for (unsigned Depth = 0; Depth < 8; ++Depth) {
    if (isa<PHINode, llvm::Argument>(V)) {
      auto It = find_if(reverse(W.Known), [&](auto &Entry) { return Entry.first == V; });
      if (It == W.Known.rend())
        return V;
      V = It->second;
    } else if (isa<FreezeInst, GetElementPtrInst>(V) || isExpectation(V)) {
      V = cast<Instruction>(V)->getOperand(0);
    } else {
      return V;
    }
  }
  return V;
}

/// \returns whether \p V may be the object's address on this way.
bool LeakSearch::isObject(const Value *V, const Way &W) const {
  if (!Names.contains(V))
    return false;
  const Value *R = resolve(V, W);
  return R == &Site || (!isa<Constant>(R) && !isa<AllocaInst>(R));
}

bool LeakSearch::isFreedBy(const Instruction &I, const Way &W) const {
  const auto *C = dyn_cast<CallBase>(&I);
  const Value *Freed = C ? getFreedOperand(C, &TLI) : nullptr;
  if (C && !Freed)
    Freed = getReallocatedOperand(C); // it only fails when there is no memory
  return Freed && isObject(Freed, W);
}

/// \returns whether \p I is given the object and might free or keep it.
bool LeakSearch::isPassedTo(const CallBase &I, const Way &W) const {
  if (isa<IntrinsicInst>(I) || I.onlyReadsMemory())
    return false;
  for (unsigned K = 0; K < I.arg_size(); ++K)
    if (!I.onlyReadsMemory(K) && isObject(I.getArgOperand(K), W))
      return true;
  return false;
}

Constant *LeakSearch::evaluate(const Value *V, const Way &W,
                               unsigned Depth) const {
  V = resolve(V, W);
  if (const auto *C = dyn_cast<ConstantInt>(V))
    return const_cast<ConstantInt *>(C);
  if (const auto *C = dyn_cast<ConstantPointerNull>(V))
    return const_cast<ConstantPointerNull *>(C);
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || Depth > 6)
    return nullptr;
  if (const auto *C = dyn_cast<ICmpInst>(I))
    if (std::optional<bool> Result = compare(*C, W))
      return ConstantInt::getBool(I->getType(), *Result);
  if (const auto *S = dyn_cast<SelectInst>(I)) {
    const auto *Condition =
        dyn_cast_or_null<ConstantInt>(evaluate(S->getCondition(), W, Depth + 1));
    if (!Condition)
      return nullptr;
    return evaluate(Condition->isZero() ? S->getFalseValue() : S->getTrueValue(), W,
                    Depth + 1);
  }
  if (const auto *C = dyn_cast<CallBase>(I))
    return resultOf(*C, W, Depth + 1);
  if (!isa<CastInst, BinaryOperator, ICmpInst>(I))
    return nullptr;
  SmallVector<Constant *, 2> Operands;
  for (const Use &Op : I->operands()) {
    Constant *C = evaluate(Op, W, Depth + 1);
    if (!C)
      return nullptr;
    Operands.push_back(C);
  }
  if (const auto *C = dyn_cast<ICmpInst>(I))
    return ConstantFoldCompareInstOperands(C->getPredicate(), Operands[0],
                                           Operands[1], DL, &TLI);
  return ConstantFoldInstOperands(const_cast<Instruction *>(I), Operands, DL,
                                  &TLI);
}

/// \returns what \p Call gives, when it is seen in a few steps: one that looks whether
/// it is given an object.
Constant *LeakSearch::resultOf(const CallBase &Call, const Way &W, unsigned Depth) const {
  const Function *F = Call.getCalledFunction();
  auto IsSite = [&](const Use &Arg) { return resolve(Arg, W) == &Site; };
  if (!F || Depth > 3 || F->isVarArg() || F->isDeclaration() ||
      F->isInterposable() || F->arg_size() != Call.arg_size() ||
      none_of(Call.args(), IsSite))
    return nullptr;
  Way In{&F->getEntryBlock(), {}, {}, {}};
  for (auto [Parameter, Arg] : zip(F->args(), Call.args()))
    In.Known.push_back({&Parameter, resolve(Arg, W)});
  for (unsigned Step = 0; Step < 8; ++Step) {
    const Instruction *End = In.Block->getTerminator();
    if (const auto *Return = dyn_cast<ReturnInst>(End))
      return Return->getReturnValue() ? evaluate(Return->getReturnValue(), In, Depth)
                                      : nullptr;
    const auto *Br = dyn_cast<BranchInst>(End);
    if (!Br)
      return nullptr;
    unsigned Next = 0;
    if (Br->isConditional()) {
      const auto *Condition =
          dyn_cast_or_null<ConstantInt>(evaluate(Br->getCondition(), In, Depth));
      if (!Condition)
        return nullptr;
      Next = Condition->isZero();
    }
    enter(In, Br->getSuccessor(Next));
  }
  return nullptr;
}

/// \returns whether two values are computed in the same way: loads of one place
/// and calls of one function are taken to give the same, but for new objects.
bool LeakSearch::areAlike(const Value *A, const Value *B, unsigned Depth) const {
  if (A == B)
    return true;
  const auto *I = dyn_cast<Instruction>(A);
  const auto *J = dyn_cast<Instruction>(B);
  if (!I || !J || Depth > 6 || isa<PHINode>(I) || isa<AllocaInst>(I) ||
      isNoAliasCall(I) || I == &Site || J == &Site ||
      !I->isSameOperationAs(J, Instruction::CompareIgnoringAlignment))
    return false;
  for (auto [X, Y] : zip(I->operands(), J->operands()))
    if (!areAlike(X, Y, Depth + 1))
      return false;
  return true;
}

std::optional<bool> LeakSearch::saidBefore(const Value *Condition,
                                           const Way &W) const {
  const auto *C = dyn_cast<ICmpInst>(Condition);
  for (const Way::Branch &Before : reverse(W.Branches)) {
    const Value *Said = resolve(Before.At->getCondition(), W);
    if (areAlike(Said, Condition))
      return Before.IsTrue;
    const auto *S = dyn_cast<ICmpInst>(Said);
    if (C && S && S->getPredicate() == C->getInversePredicate() &&
        areAlike(S->getOperand(0), C->getOperand(0)) &&
        areAlike(S->getOperand(1), C->getOperand(1)))
      return !Before.IsTrue;
  }
  return std::nullopt;
}

/// \returns whether a handler of type \p Handler takes what is thrown with type
/// information \p Thrown, as far as that is known. Of a class whose bases are not, it
/// is taken to.
static std::optional<bool> isCaught(const Value *Thrown, const Value *Handler) {
  if (Thrown == Handler)
    return true;
  const auto *Info = dyn_cast<GlobalVariable>(Thrown);
  StringRef Name = Info ? Info->getName() : "";
  if (!Name.consume_front("_ZTI") || Name.empty() || Name.starts_with("P"))
    return std::nullopt; // pointers are converted
  bool IsClass = isDigit(Name.front()) || Name.front() == 'N' || Name.front() == 'S';
  if (!Info->hasInitializer())
    return IsClass;
  return any_of(Info->getInitializer()->operands(), [&](const Use &Base) {
    const auto *G = dyn_cast<GlobalVariable>(Base->stripPointerCasts());
    return G && G->getName().starts_with("_ZTI") && isCaught(G, Handler) == true;
  });
}

/// \returns what \p V is, also where it is looked at as a number.
const Value *LeakSearch::address(const Value *V, const Way &W) const {
  V = resolve(V, W);
  const auto *Cast = dyn_cast<PtrToIntInst>(V);
  return Cast && DL.getTypeSizeInBits(Cast->getType()) >= DL.getPointerSizeInBits()
             ? resolve(Cast->getOperand(0), W)
             : V;
}

/// The object is there, so it is neither null nor another one; and what was thrown is
/// of its type.
std::optional<bool> LeakSearch::compare(const ICmpInst &C, const Way &W) const {
  for (const Use &Op : C.operands())
    if (const auto *Type = dyn_cast<IntrinsicInst>(Op);
        Type && Type->getIntrinsicID() == Intrinsic::eh_typeid_for && W.Thrown)
      if (std::optional<bool> Caught = isCaught(
              W.Thrown, Type->getArgOperand(0)->stripPointerCasts()))
        return *Caught == (C.getPredicate() == ICmpInst::ICMP_EQ);
  const Value *A = address(C.getOperand(0), W), *B = address(C.getOperand(1), W);
  ICmpInst::Predicate Is = C.getPredicate();
  if (B == &Site) {
    std::swap(A, B);
    Is = C.getSwappedPredicate();
  }
  if (A != &Site || A == B)
    return std::nullopt;
  const auto *Number = dyn_cast<Constant>(B);
  if (Number && Number->isNullValue() && !C.isSigned())
    return Is == ICmpInst::ICMP_NE || Is == ICmpInst::ICMP_UGT ||
           Is == ICmpInst::ICMP_UGE;
  if (C.isEquality() && isIdentifiedObject(B))
    return Is == ICmpInst::ICMP_NE;
  return std::nullopt;
}

std::optional<bool> LeakSearch::decide(const Value *Condition,
                                       const Way &W) const {
  Condition = resolve(Condition, W);
  if (const auto *C = dyn_cast_or_null<ConstantInt>(evaluate(Condition, W)))
    return !C->isZero();
  if (const auto *X = dyn_cast<BinaryOperator>(Condition);
      X && X->getOpcode() == Instruction::Xor)
    if (const auto *One = dyn_cast<ConstantInt>(X->getOperand(1));
        One && One->isOne())
      if (std::optional<bool> Inner = decide(X->getOperand(0), W))
        return !*Inner;
  return saidBefore(Condition, W);
}

/// \returns whether \p B frees the object, or passes it on, and then goes on to
/// \p Other: if (…) free(p);
bool LeakSearch::isGuardedFree(const BasicBlock *B, const BasicBlock *Other,
                               const Way &W) const {
  bool Frees = false;
  for (unsigned Depth = 0; B && B != Other && Depth < 3;
       ++Depth, B = B->getSingleSuccessor())
    Frees |= any_of(*B, [&](const Instruction &I) {
      const auto *C = dyn_cast<CallBase>(&I);
      return isFreedBy(I, W) || (C && isPassedTo(*C, W));
    });
  return Frees && B == Other;
}

/// \returns whether \p V comes from memory or a call: what it stands for may
/// have been settled elsewhere.
static bool isRead(const Value *V, unsigned Depth = 0) {
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || Depth > 6)
    return false;
  return isa<LoadInst, CallBase, PHINode>(I) || any_of(I->operands(), [&](const Use &Op) {
           return isRead(Op, Depth + 1);
         });
}

/// \returns whether \p V is the same in each round of \p C.
static bool isInvariant(const Value *V, const Cycle &C, unsigned Depth = 0) {
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || !C.contains(I->getParent()))
    return true;
  return Depth < 6 && !isa<PHINode, LoadInst, CallBase>(I) &&
         all_of(I->operands(), [&](const Use &Op) {
           return isInvariant(Op, C, Depth + 1);
         });
}

/// Goes on from \p W's block to \p To.
void LeakSearch::enter(Way &W, const BasicBlock *To) const {
  SmallVector<std::pair<const Value *, const Value *>, 4> New; // all at once
  for (const PHINode &P : To->phis())
    New.push_back({&P, resolve(P.getIncomingValueForBlock(W.Block), W)});
  W.Known.append(New);
  W.Block = To;
}

void LeakSearch::follow(const Way &W, const BasicBlock *To) {
  if (!Seen.insert({W.Block, To}).second)
    return;
  Way &Next = Work.emplace_back(W);
  // What was decided in one round may be otherwise in the next.
  if (const Cycle *C = Cycles.getCycle(To);
      C && C->isEntry(To) && C->contains(W.Block))
    erase_if(Next.Branches, [&](const Way::Branch &B) {
      return !isInvariant(B.At->getCondition(), *C);
    });
  enter(Next, To);
}

void LeakSearch::followBranch(const BranchInst &Br, Way W) {
  if (Br.isUnconditional())
    return follow(W, Br.getSuccessor(0));
  const Value *Condition = Br.getCondition();
  if (std::optional<bool> Known = decide(Condition, W))
    return follow(W, Br.getSuccessor(*Known ? 0 : 1));
  for (bool IsTrue : {true, false}) {
    if (isRead(Condition) && isGuardedFree(Br.getSuccessor(IsTrue),
                                           Br.getSuccessor(!IsTrue), W))
      continue;
    W.Branches.push_back({&Br, IsTrue});
    follow(W, Br.getSuccessor(IsTrue ? 0 : 1));
    W.Branches.pop_back();
  }
}

/// \returns whether the function ends in this block, and the object is there.
bool LeakSearch::followBlock(Way W, const Instruction *I) {
  for (; I; I = I->getNextNode()) {
    if (Budget == 0 || I == &Site || isFreedBy(*I, W))
      return false;
    --Budget;
    if (const auto *C = dyn_cast<CallBase>(I)) {
      bool IsPassed = isPassedTo(*C, W);
      if (IsPassed && !FollowsCalls)
        return false;
      if (IsPassed)
        W.Through.push_back(C);
      const Function *F = C->getCalledFunction();
      bool Throws = F && F->getName() == "__cxa_throw";
      if (F && !Throws && MB.neverReturns(*F))
        return false; // nor are exceptions that pass through it ways out
      if (Throws)
        W.Thrown = C->getArgOperand(1)->stripPointerCasts();
      if (const auto *Invoke = dyn_cast<InvokeInst>(C))
        follow(W, Throws ? Invoke->getUnwindDest() : Invoke->getNormalDest());
      else if (!Throws)
        continue;
      if (isa<InvokeInst>(C))
        return false;
    }
    bool IsThrow = isa<CallInst>(I) && !I->isTerminator();
    if (isa<ReturnInst>(I) || isa<ResumeInst>(I) || IsThrow) {
      Found = W;
      Exit = I;
      return true;
    }
    const auto *Switch = dyn_cast<SwitchInst>(I);
    const auto *Case = dyn_cast_or_null<ConstantInt>(
        Switch ? evaluate(Switch->getCondition(), W) : nullptr);
    if (Case) // clang leaves several scopes at once by way of a switch
      follow(W, Switch->findCaseValue(Case)->getCaseSuccessor());
    else if (const auto *Br = dyn_cast<BranchInst>(I))
      followBranch(*Br, W);
    else if (I->isTerminator())
      for (const BasicBlock *Next : successors(W.Block))
        follow(W, Next);
  }
  return false;
}

bool LeakSearch::run() {
  findNames();
  return search(/*ThroughCalls=*/false) || search(/*ThroughCalls=*/true);
}

/// \param ThroughCalls go on after a call that is passed the object.
bool LeakSearch::search(bool ThroughCalls) {
  FollowsCalls = ThroughCalls;
  Seen.clear();
  Work.clear();
  Way Start{Site.getParent(), {}, {}, {}};
  // What was decided on every way to the allocation.
  const BasicBlock *To = Site.getParent();
  for (unsigned Depth = 0; Depth < 16; ++Depth) {
    const BasicBlock *From = To->getSinglePredecessor();
    if (!From)
      break;
    if (const auto *Br = dyn_cast<BranchInst>(From->getTerminator());
        Br && Br->isConditional() && Br->getSuccessor(0) != Br->getSuccessor(1))
      Start.Branches.push_back({Br, Br->getSuccessor(0) == To, true});
    To = From;
  }
  if (const auto *Invoke = dyn_cast<InvokeInst>(&Site))
    follow(Start, Invoke->getNormalDest());
  else if (followBlock(Start, Site.getNextNode()))
    return true;
  while (!Work.empty()) {
    Way W = Work.pop_back_val();
    const Instruction *First = &W.Block->front();
    if (followBlock(std::move(W), First)) {
      erase_if(Found.Branches, [](const Way::Branch &B) { return B.IsGiven; });
      return true;
    }
  }
  return false;
}

} // namespace

static DebugLoc firstPlace(const BasicBlock &B) {
  for (const Instruction &I : B)
    if (const DebugLoc &Loc = I.getDebugLoc(); Loc && Loc.getLine())
      return Loc;
  return {};
}

void FunctionBuilder::leakPath(const CallBase &Site, ObjectId Obj,
                               std::optional<uint32_t> Call) {
  LeakSearch Search(Site, MB, TLI, Cycles, LeakBudget);
  if (!Search.run())
    return;
  LeakPath Leak;
  Leak.Obj = Obj;
  Leak.Call = Call;
  Leak.IsStored = Search.IsStored;
  // The statement that leaves comes before what all ways out share.
  const Instruction *Exit = Search.Exit;
  const auto *Last = Exit->getParent()->getSinglePredecessor();
  Leak.Exit = MB.location(Last && &Exit->getParent()->front() == Exit
                              ? Last->getTerminator()->getDebugLoc()
                              : Exit->getDebugLoc());
  for (const Way::Branch &B : Search.Found.Branches)
    Leak.Branches.push_back({MB.location(B.At->getDebugLoc()),
                             MB.location(firstPlace(*B.At->getSuccessor(!B.IsTrue)))});
  for (const CallBase *C : Search.Found.Through)
    if (auto It = CallIndices.find(C); It != CallIndices.end())
      Leak.Through.push_back(It->second);
  G.LeakPaths.push_back(std::move(Leak));
}

/// Looks at the allocations of a user's function, and at what functions of the
/// user's give it.
void FunctionBuilder::leakPaths() {
  for (auto [Site, Obj] : AllocationSites)
    leakPath(*Site, Obj, std::nullopt);
  for (auto [Site, Index] : CallIndices) {
    const Function *Callee = Site->getCalledFunction();
    if (Callee && Site->getType()->isPointerTy() && hasBody(*Callee) &&
        !MB.Traits(*Callee).IsSystem)
      leakPath(*Site, ObjectId(), Index);
  }
}

} // namespace escape
