//===- Integers.cpp - sizes and cases in terms of parameters --------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "FunctionBuilder.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace escape {

static IntExpr combine(IntExpr A, IntExpr B, bool Multiply) {
  if (!A.Known || !B.Known)
    return {};
  if (A.isConstant())
    std::swap(A, B);
  if (!B.isConstant())
    return {};
  // Sizes are far below these; what is above is not followed.
  constexpr int64_t Limit = int64_t(1) << 31;
  auto Small = [](int64_t V) { return V < Limit && V > -Limit; };
  if (!Small(A.Factor) || !Small(A.Constant) || !Small(B.Constant))
    return {};
  if (Multiply) {
    A.Factor *= B.Constant;
    A.Constant *= B.Constant;
  } else {
    A.Constant += B.Constant;
  }
  A.Computed = true;
  return A;
}

/// \returns whether \p Condition is true only when arithmetic has overflowed.
static bool isOverflow(const Value *Condition) {
  if (const auto *Or = dyn_cast<BinaryOperator>(Condition))
    return Or->getOpcode() == Instruction::Or && isOverflow(Or->getOperand(0)) &&
           isOverflow(Or->getOperand(1));
  const auto *E = dyn_cast<ExtractValueInst>(Condition);
  return E && isa<WithOverflowInst>(E->getAggregateOperand()) &&
         E->getIndices()[0] == 1;
}

IntExpr FunctionBuilder::integer(const Value *V, unsigned Depth) const {
  if (const auto *C = dyn_cast<ConstantInt>(V))
    return C->getBitWidth() <= 64 ? IntExpr::constant(C->getSExtValue())
                                  : IntExpr();
  if (const auto *A = dyn_cast<llvm::Argument>(V))
    return IntExpr::parameter(A->getArgNo());
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || Depth > 6)
    return {};
  auto Operand = [&](unsigned K) {
    return integer(I->getOperand(K), Depth + 1);
  };
  switch (I->getOpcode()) {
  case Instruction::Add:
    return combine(Operand(0), Operand(1), /*Multiply=*/false);
  case Instruction::Mul:
    return combine(Operand(0), Operand(1), /*Multiply=*/true);
  case Instruction::Shl: {
    IntExpr By = Operand(1);
    if (!By.isConstant() || By.Constant < 0 || By.Constant > 30)
      return {};
    return combine(Operand(0), IntExpr::constant(int64_t(1) << By.Constant),
                   /*Multiply=*/true);
  }
  case Instruction::SExt:
  case Instruction::Freeze:
    return Operand(0);
  case Instruction::Select: {
    // new T[n] asks for the largest size when n * sizeof(T) overflows.
    const auto *Max = dyn_cast<ConstantInt>(I->getOperand(1));
    return Max && Max->isMinusOne() && isOverflow(I->getOperand(0))
               ? Operand(2)
               : IntExpr();
  }
  case Instruction::ExtractValue:
    if (const auto *O = dyn_cast<WithOverflowInst>(I->getOperand(0)))
      if (cast<ExtractValueInst>(I)->getIndices()[0] == 0 &&
          O->getBinaryOp() != Instruction::Sub)
        return combine(integer(O->getLHS(), Depth + 1),
                       integer(O->getRHS(), Depth + 1),
                       O->getBinaryOp() == Instruction::Mul);
    return {};
  default:
    return {};
  }
}

} // namespace escape
