//===- ModuleBuilder.cpp - globals and their initialisers -----------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "ModuleBuilder.h"
#include "FunctionBuilder.h"
#include "escape/Support/SourcePath.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace escape {

/// \returns whether \p M is C, which has no vtables, going by the unit of its functions.
static bool isC(const Module &M) {
  auto F = find_if(M, [](const Function &F) { return F.getSubprogram(); });
  if (F == M.end())
    return false;
  DISourceLanguageName Language = F->getSubprogram()->getUnit()->getSourceLanguage();
  return Language.hasVersionedName()
             ? Language.getName() == dwarf::DW_LNAME_C
             : dwarf::isC(dwarf::SourceLanguage(Language.getName()));
}

ModuleBuilder::ModuleBuilder(const Module &M, TraitsOf Traits)
    : M(M), Traits(Traits), TLII(M.getTargetTriple()), DL(M.getDataLayout()),
      IsC(isC(M)) {
  Graph.PointerSize = DL.getPointerSize();
}

Location ModuleBuilder::location(const DebugLoc &Loc) {
  if (!Loc || Loc.getLine() == 0)
    return {};
  return {file(Loc->getFile()), Loc.getLine(), Loc.getCol()};
}

FileId ModuleBuilder::file(const DIFile *File) {
  if (!File)
    return {};
  auto [It, New] = FileIds.try_emplace(File);
  if (New) {
    SmallString<128> Path(File->getFilename());
    if (!sys::path::is_absolute(Path)) {
      Path = File->getDirectory();
      sys::path::append(Path, File->getFilename());
    }
    removeDots(Path);
    It->second = Graph.file(Path);
  }
  return It->second;
}

SymbolId ModuleBuilder::symbol(const GlobalValue &G) {
  auto [It, New] = SymbolIds.try_emplace(&G);
  if (!New)
    return It->second;
  std::string Name = G.hasName()
                         ? G.getName().str()
                         : "<unnamed " + std::to_string(SymbolIds.size()) + ">";
  It->second = G.hasLocalLinkage() || !G.hasName() ? Graph.localSymbol(Name)
                                                   : Graph.symbol(Name);
  return It->second;
}

SymbolId ModuleBuilder::bodySymbol(const Function &F) {
  return F.hasFnAttribute(InlineOnlyAttribute) ? Graph.localSymbol(F.getName())
                                               : symbol(F);
}

std::pair<const GlobalValue *, int32_t> globalTarget(const Constant &C,
                                                     const DataLayout &DL) {
  APInt Offset(DL.getIndexTypeSizeInBits(C.getType()), 0);
  const Value *Base = C.stripAndAccumulateConstantOffsets(
      DL, Offset, /*AllowNonInbounds=*/true);
  while (const auto *A = dyn_cast<GlobalAlias>(Base)) {
    if (A->isInterposable())
      break;
    Base = A->getAliasee()->stripAndAccumulateConstantOffsets(
        DL, Offset, /*AllowNonInbounds=*/true);
  }
  const auto *G = dyn_cast<GlobalValue>(Base);
  return {G, G ? exactOffset(Offset.getSExtValue()) : 0};
}

static bool isVtable(const GlobalVariable &G) {
  return G.hasMetadata(LLVMContext::MD_type);
}

/// \returns whether \p C is a number that is written as a pointer, as the offset
/// to the top is in a vtable.
static bool isNumber(const Constant &C) {
  const auto *E = dyn_cast<ConstantExpr>(&C);
  return E && E->getOpcode() == Instruction::IntToPtr &&
         isa<ConstantInt>(E->getOperand(0));
}

void ModuleBuilder::collectPointers(const Constant &C, int64_t Offset,
                                    bool InVtable, GlobalGraph &Into,
                                    bool &Complete) {
  if (isa<ConstantData>(C) || (InVtable && isNumber(C)))
    return;
  if (const auto *S = dyn_cast<ConstantStruct>(&C)) {
    const StructLayout *Layout = DL.getStructLayout(S->getType());
    for (unsigned I = 0; I < S->getNumOperands(); ++I)
      collectPointers(*S->getOperand(I), Offset + Layout->getElementOffset(I),
                      InVtable, Into, Complete);
    return;
  }
  if (isa<ConstantArray>(C) || isa<ConstantVector>(C)) {
    uint64_t Stride = DL.getTypeAllocSize(C.getOperand(0)->getType());
    for (unsigned I = 0; I < C.getNumOperands(); ++I)
      collectPointers(*cast<Constant>(C.getOperand(I)), Offset + I * Stride,
                      InVtable, Into, Complete);
    return;
  }
  if (!C.getType()->isPointerTy()) {
    Complete = false;
    return;
  }
  auto [G, TargetOffset] = globalTarget(C, DL);
  if (!G) {
    Complete = false;
    return;
  }
  noteGlobal(*G);
  Into.Pointers.push_back({exactOffset(Offset), symbol(*G), TargetOffset});
}

bool hasBody(const Function &F) {
  return !F.isDeclaration() && !F.isInterposable() &&
         !F.hasFnAttribute(Attribute::Naked) &&
         !F.hasFnAttribute(ReplaceableAttribute);
}

/// Enters what the code generator says of a vtable: for which classes it is.
void ModuleBuilder::noteClasses(const GlobalVariable &Vtable, GlobalGraph &Into) {
  SmallVector<MDNode *, 4> Types;
  Vtable.getMetadata(LLVMContext::MD_type, Types);
  for (const MDNode *Type : Types)
    if (const auto *Name = dyn_cast<MDString>(Type->getOperand(1))) {
      auto *Offset = mdconst::extract<ConstantInt>(Type->getOperand(0));
      Into.Classes.push_back({exactOffset(Offset->getSExtValue()),
                              Graph.symbol(Name->getString())});
    }
}

void ModuleBuilder::noteGlobal(const GlobalValue &G) {
  SymbolId S = symbol(G);
  auto [It, New] = Graph.Globals.try_emplace(S.Value);
  if (!New)
    return;
  if (const auto *F = dyn_cast<Function>(&G)) {
    It->second.IsFunction = true;
    It->second.IsDefined = !F->isDeclaration();
    if ((!hasBody(*F) || F->hasFnAttribute(InlineOnlyAttribute)) &&
        !F->isIntrinsic()) {
      FunctionTraits T = Traits(*F);
      It->second.IsStandardLibrary = T.IsStandardLibrary;
      It->second.IsUserDeclared =
          T.IsUserDeclared || (!F->isDeclaration() && !T.IsSystem);
    }
    return;
  }
  if (isa<GlobalAlias, GlobalIFunc>(G)) {
    It->second.IsFunction = G.getValueType()->isFunctionTy();
    It->second.IsUserDeclared = It->second.IsUnseen = true;
    return;
  }
  const auto *Var = dyn_cast<GlobalVariable>(&G);
  It->second.IsDefined = !G.isDeclaration();
  if (!Var || !Var->isConstant())
    return;
  It->second.IsReadOnly = true;
  if (!Var->hasDefinitiveInitializer())
    return;
  GlobalGraph Result;
  Result.IsReadOnly = Result.IsDefined = true;
  bool Complete = true;
  collectPointers(*Var->getInitializer(), 0, isVtable(*Var), Result, Complete);
  Result.IsConstant = Complete;
  Result.IsUserDeclared = Var->hasAttribute(UserAttribute);
  noteClasses(*Var, Result);
  Graph.Globals[S.Value] = std::move(Result);
}

/// \returns \p T without the names of structures, which each unit chooses.
static Type *withoutNames(Type *T) {
  if (auto *A = dyn_cast<ArrayType>(T))
    return ArrayType::get(withoutNames(A->getElementType()), A->getNumElements());
  auto *S = dyn_cast<StructType>(T);
  if (!S || S->isOpaque())
    return T;
  SmallVector<Type *, 4> Members;
  for (Type *Member : S->elements())
    Members.push_back(withoutNames(Member));
  return StructType::get(T->getContext(), Members, S->isPacked());
}

SymbolId ModuleBuilder::typeOf(FunctionType *T) {
  auto [It, New] = TypeSymbols.try_emplace(T);
  if (!New)
    return It->second;
  SmallVector<Type *, 4> Params;
  for (Type *Param : T->params())
    Params.push_back(withoutNames(Param));
  std::string Text = "type ";
  raw_string_ostream OS(Text);
  FunctionType::get(withoutNames(T->getReturnType()), Params, T->isVarArg())
      ->print(OS);
  return TypeSymbols[T] = Graph.symbol(Text);
}

/// \returns whether \p Use hands a function to the C++ runtime, which calls it and never
/// gives it back.
static bool isForRuntime(const CallBase &Call, const Use &Use) {
  const Function *Callee = Call.getCalledFunction();
  if (!Callee || !Callee->isDeclaration() || !Call.isArgOperand(&Use))
    return false;
  unsigned Number = Call.getArgOperandNo(&Use);
  StringRef Name = Callee->getName();
  return Name == "__cxa_throw" ? Number == 2
                               : Number == 0 && (Name == "__cxa_atexit" ||
                                                 Name == "__cxa_thread_atexit");
}

/// \returns whether the address of \p V, a function or a constant that has one, is taken
/// by anything but vtables.
static bool isTaken(const Constant &V) {
  return any_of(V.uses(), [](const Use &U) {
    const User *By = U.getUser();
    if (const auto *F = dyn_cast<Function>(By))
      return !F->hasPersonalityFn() || F->getPersonalityFn() != U.get();
    if (const auto *Call = dyn_cast<CallBase>(By))
      return !Call->isCallee(&U) && !isForRuntime(*Call, U);
    if (const auto *Var = dyn_cast<GlobalVariable>(By))
      return !isVtable(*Var);
    return !isa<ConstantAggregate>(By) || isTaken(*cast<Constant>(By));
  });
}

/// \returns whether the type of \p G is the one that it is called by: a declaration has
/// another one when it has no prototype, or incomplete types in it, and perhaps when it
/// passes unions, of which each unit may write the members in another order.
bool ModuleBuilder::hasOwnType(const GlobalValue &G, const FunctionType &T) const {
  const auto *F = dyn_cast_or_null<Function>(G.getAliaseeObject());
  bool IsPlaceholder = T.getReturnType()->isVoidTy() && T.getNumParams() == 0;
  return F && !Traits(*F).PassesUnions &&
         (!F->isDeclaration() || !(T.isVarArg() || IsPlaceholder));
}

/// Enters the functions whose addresses are taken. What is declared as data may be one
/// elsewhere, as entries of trampolines are.
void ModuleBuilder::noteTaken() {
  for (const GlobalValue &G : M.global_values()) {
    auto *T = dyn_cast<FunctionType>(G.getValueType());
    if (T ? !isTaken(G) : !G.isDeclaration())
      continue;
    noteGlobal(G);
    GlobalGraph &Known = Graph.Globals[symbol(G).Value];
    Known.IsTaken = true;
    if (T && hasOwnType(G, *T))
      Known.Type = typeOf(T);
  }
}

bool ModuleBuilder::neverReturns(const Function &F, unsigned Depth) {
  constexpr unsigned MaxDepth = 32;
  if (!hasBody(F) || Depth > MaxDepth)
    return F.doesNotReturn();
  if (auto [It, New] = NeverReturns.try_emplace(&F, false); !New)
    return It->second;
  SmallPtrSet<const BasicBlock *, 16> Seen = {&F.getEntryBlock()};
  SmallVector<const BasicBlock *> Open = {&F.getEntryBlock()};
  auto EndsHere = [&](const Instruction &I) {
    const auto *Call = dyn_cast<CallInst>(&I);
    const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
    return Callee && neverReturns(*Callee, Depth + 1);
  };
  while (!Open.empty()) {
    const BasicBlock *B = Open.pop_back_val();
    if (any_of(*B, EndsHere))
      continue;
    if (isa<ReturnInst>(B->getTerminator()))
      return false;
    for (const BasicBlock *Next : successors(B))
      if (Seen.insert(Next).second)
        Open.push_back(Next);
  }
  return NeverReturns[&F] = true;
}

/// \returns whether \p C may be in a name of an assembler's. Also letters that are no
/// ASCII.
static bool isOfName(char C) {
  return isAlnum(C) || static_cast<signed char>(C) < 0 || StringRef("_.$").contains(C);
}

/// \returns whether a label may stand in the text of a statement: a colon that belongs
/// to no operand and no segment register.
static bool hasLabel(StringRef Statement) {
  while (true) {
    size_t At = Statement.find_first_of("{:");
    if (At == StringRef::npos)
      return false;
    bool IsOperand = Statement[At] == '{' && Statement.take_front(At).ends_with("$");
    StringRef Before = Statement.take_front(At).rtrim(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (Statement[At] == ':' && !Before.ends_with("%"))
      return true;
    Statement = Statement.substr(IsOperand ? Statement.find('}', At) : At + 1);
  }
}

/// \returns whether the text of a file-scope statement has more than labels, directives
/// and comments.
static bool hasInstructions(StringRef Text) {
  SmallVector<StringRef> Lines;
  SplitString(Text, Lines, "\n;");
  return any_of(Lines, [](StringRef Line) {
    for (size_t Colon; (Colon = Line.find_if_not(isOfName)) != StringRef::npos &&
                       Line[Colon] == ':';)
      Line = Line.drop_front(Colon + 1).ltrim();
    return !Line.empty() && Line[0] != '.' && Line[0] != '#';
  });
}

void ModuleBuilder::noteAssembly(StringRef Statement) {
  noteNames(Statement);
  Graph.HasAssembledCode |= hasLabel(Statement);
}

/// Whatever is named in \p Assembly may have its address taken there.
void ModuleBuilder::noteNames(StringRef Assembly) {
  while (true) {
    Assembly = Assembly.drop_until(isOfName);
    if (Assembly.empty())
      return;
    StringRef Name = Assembly.take_while(isOfName);
    Assembly = Assembly.drop_front(Name.size());
    const GlobalValue *G = M.getNamedValue(Name);
    if (G)
      noteGlobal(*G);
    Graph.Globals[(G ? symbol(*G) : Graph.symbol(Name)).Value].IsTaken = true;
  }
}

/// Enters what other units may refer to and this one does not: vtables, tables,
/// and definitions that say nothing but that there is one. Also vtables that only
/// this unit has: objects that are no constants may be made with them.
void ModuleBuilder::noteForOthers() {
  for (const GlobalValue &G : M.global_values()) {
    const auto *Var = dyn_cast<GlobalVariable>(&G);
    const auto *F = dyn_cast<Function>(&G);
    if (G.isDeclaration() ||
        (G.hasLocalLinkage() && !(Var && isVtable(*Var))))
      continue;
    if (Var ? Var->isConstant() : !F || F->hasFnAttribute(Attribute::Naked)) {
      noteGlobal(G);
      Graph.Globals[symbol(G).Value].IsUnseen =
          !Var || !Var->hasDefinitiveInitializer();
    }
  }
}

ModuleGraph ModuleBuilder::build() {
  for (const Function &F : M) {
    if (F.isDeclaration())
      continue;
    if (F.hasFnAttribute(Attribute::Naked)) {
      for (const Instruction &I : instructions(F))
        if (const auto *Call = dyn_cast<CallBase>(&I); Call && Call->isInlineAsm())
          noteAssembly(cast<InlineAsm>(Call->getCalledOperand())->getAsmString());
      continue;
    }
    FunctionGraph &G = Graph.Functions.emplace_back();
    G.IsReplaceable = !hasBody(F);
    FunctionBuilder(*this, F, G).build();
  }
  noteForOthers();
  noteTaken();
  noteNames(M.getModuleInlineAsm());
  Graph.HasAssembledCode |= hasInstructions(M.getModuleInlineAsm());
  return std::move(Graph);
}

ModuleGraph buildModuleGraph(const Module &M, TraitsOf Traits) {
  return ModuleBuilder(M, Traits).build();
}

} // namespace escape
