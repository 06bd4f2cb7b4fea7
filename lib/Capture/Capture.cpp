//===- Capture.cpp - from the Clang AST to SourceFacts --------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Capture/Capture.h"
#include "escape/Capture/Outlined.h"
#include "Places.h"
#include "Wrappers.h"
#include "Records.h"
#include "Regions.h"
#include "Types.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "escape/Capture/SourceContracts.h"
#include "escape/Support/SourcePath.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace escape {

SourcePlace place(SourceLocation Loc, const SourceManager &SM) {
  PresumedLoc P = SM.getPresumedLoc(SM.getFileLoc(Loc));
  if (P.isInvalid())
    return {};
  llvm::SmallString<256> Path(P.getFilename());
  SM.getFileManager().makeAbsolutePath(Path);
  removeDots(Path);
  return {SharedText(Path.str()), P.getLine(), P.getColumn()};
}

bool isPointer(QualType T) {
  const auto *Class = T->getAsCXXRecordDecl();
  return T->isPointerOrReferenceType() || (Class && Class->hasAttr<PointerAttr>());
}

bool holdsPointer(QualType T, const ASTContext &Context, unsigned Depth) {
  T = T.getCanonicalType();
  if (T->isAnyPointerType() || T->isReferenceType() ||
      T->isBlockPointerType())
    return true;
  if (const auto *A = Context.getAsArrayType(T))
    return holdsPointer(A->getElementType(), Context, Depth);
  const auto *R = T->getAsRecordDecl();
  if (!R || !(R = R->getDefinition()))
    return false;
  if (Depth > 8)
    return true;
  if (const auto *C = dyn_cast<CXXRecordDecl>(R)) {
    if (C->isDynamicClass())
      return true;
    for (const CXXBaseSpecifier &B : C->bases())
      if (holdsPointer(B.getType(), Context, Depth + 1))
        return true;
  }
  return llvm::any_of(R->fields(), [&](const FieldDecl *F) {
    return holdsPointer(F->getType(), Context, Depth + 1);
  });
}

namespace {

SourceExtent extent(SourceRange Range, const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  CharSourceRange Chars = Lexer::makeFileCharRange(
      CharSourceRange::getTokenRange(Range), SM, Context.getLangOpts());
  if (Chars.isInvalid())
    return {};
  return {SM.getFileOffset(Chars.getBegin()), SM.getFileOffset(Chars.getEnd())};
}

const CXXRecordDecl *classOf(QualType T) {
  const auto *Class = T->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  return Class ? Class->getDefinition() : nullptr;
}

/// \returns whether a member function that is written may be used by everybody.
bool isUsable(const FunctionDecl &F) {
  return !F.isDeleted() && F.getAccess() != AS_private && F.getAccess() != AS_protected;
}

/// \returns whether an object of type \p T can be a local variable anywhere.
bool canBeDestroyed(QualType T) {
  const CXXRecordDecl *Class = classOf(T);
  const CXXDestructorDecl *D = Class ? Class->getDestructor() : nullptr;
  return !D || isUsable(*D);
}

/// \returns whether a value of type \p T can be moved or copied. What Clang declares
/// only when it is used is gone through member by member.
/// \param Seen the classes that need not be looked at again
bool canBeMoved(QualType T, llvm::SmallPtrSetImpl<const CXXRecordDecl *> &Seen) {
  const CXXRecordDecl *Class = classOf(T);
  if (!Class || !Seen.insert(Class).second)
    return true;
  const CXXConstructorDecl *Chosen = nullptr; // a move before a copy
  for (const CXXConstructorDecl *C : Class->ctors())
    if (C->isCopyOrMoveConstructor() && !C->isImplicit() &&
        (!Chosen || C->isMoveConstructor()))
      Chosen = C;
  if (Chosen ? !isUsable(*Chosen) : Class->hasUserDeclaredMoveAssignment())
    return false;
  if (Chosen && !Chosen->isDefaulted())
    return true;
  auto Can = [&](QualType Part) { return canBeMoved(Part, Seen); };
  return llvm::all_of(Class->bases(),
                      [&](const CXXBaseSpecifier &B) { return Can(B.getType()); }) &&
         llvm::all_of(Class->fields(),
                      [&](const FieldDecl *F) { return Can(F->getType()); });
}

bool canBeMoved(QualType T) {
  llvm::SmallPtrSet<const CXXRecordDecl *, 8> Seen;
  return canBeMoved(T, Seen);
}

/// Strips what leads from a part of a variable to the variable itself.
const DeclRefExpr *variableOf(const Expr *E) {
  while (true) {
    E = E->IgnoreParens();
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      if (M->isArrow())
        return nullptr;
      E = M->getBase();
    } else if (const auto *A = dyn_cast<ArraySubscriptExpr>(E)) {
      const Expr *Base = A->getBase()->IgnoreParens();
      const auto *Decay = dyn_cast<ImplicitCastExpr>(Base);
      if (!Decay || Decay->getCastKind() != CK_ArrayToPointerDecay)
        return nullptr;
      E = Decay->getSubExpr();
    } else if (const auto *C = dyn_cast<ImplicitCastExpr>(E);
               C && C->getCastKind() == CK_NoOp) {
      E = C->getSubExpr();
    } else {
      return dyn_cast<DeclRefExpr>(E);
    }
  }
}

/// \returns whether \p F looks at a wrapper or at what it holds, and lets
/// nobody else have a part of the wrapper.
bool usesInPlace(const FunctionDecl *F) {
  if (!F)
    return false;
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!(Method ? Method->getParent()->isInStdNamespace() : F->isInStdNamespace()))
    return false;
  switch (F->getOverloadedOperator()) {
  case OO_Arrow:
  case OO_Star:
  case OO_Call:
  case OO_Subscript:
  case OO_EqualEqual:
  case OO_ExclaimEqual:
    return true;
  default:
    return isa<CXXConversionDecl>(F) ||
           (F->getIdentifier() &&
            llvm::is_contained({"get", "any_cast", "has_value", "type"},
                               F->getName()));
  }
}

/// Walks one function's body, without the lambdas in it: those are functions
/// of their own. A use of a variable takes its address unless it only reads
/// the value or assigns to it.
class BodyVisitor : public RecursiveASTVisitor<BodyVisitor> {
public:
  BodyVisitor(const ASTContext &Context, FunctionFact &Into,
              RecordCapture &Records)
      : Context(Context), SM(Context.getSourceManager()), Into(Into),
        Records(Records) {}

  bool shouldVisitImplicitCode() const { return true; }

  bool TraverseLambdaExpr(LambdaExpr *L) {
    for (auto [Capture, Init] : llvm::zip(L->captures(), L->capture_inits())) {
      if (Capture.capturesVariable() &&
          Capture.getCaptureKind() == LCK_ByRef)
        capture(Capture.getCapturedVar());
      if (Init)
        TraverseStmt(Init);
    }
    copiedWithin(L->getBody());
    return true;
  }
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) {
    return true; // not evaluated
  }
  bool TraverseCXXRecordDecl(CXXRecordDecl *) { return true; }
  // What is outlined is a function that has no declaration (Outlined.h): nothing is
  // known here of its variables, nor of its copies of ours.
  bool TraverseCapturedStmt(CapturedStmt *S) {
    if (Inlined.contains(S))
      return traverseIn(Regions, S->getCapturedStmt());
    for (const CapturedStmt::Capture &C : S->captures())
      if (C.capturesVariableByCopy())
        Copied.insert(C.getCapturedVar());
      else if (C.capturesVariable() && !Copied.contains(C.getCapturedVar()))
        if (VariableFact *F = variable(C.getCapturedVar()))
          F->AddressTaken = F->OtherwiseTaken = true;
    ++Outlined;
    bool Result = traverseIn(Regions, S->getCapturedStmt());
    --Outlined;
    return Result;
  }
  bool VisitOMPExecutableDirective(OMPExecutableDirective *D) {
    collectInlined(*D, Inlined);
    copiedBy(*D, /*Unseen=*/false);
    if (const auto *Loop = dyn_cast<OMPLoopDirective>(D))
      for (const Expr *Counter : Loop->counters())
        copied(Counter);
    return true;
  }
  /// To name a variable there is no use of it.
  bool TraverseOMPClause(OMPClause *C) {
    for (Stmt *Child : C->children())
      if (Child && !isa<DeclRefExpr>(Child))
        TraverseStmt(Child);
    return true;
  }
  bool TraverseSEHFinallyStmt(SEHFinallyStmt *S) {
    return traverseIn(Handlers, S->getBlock());
  }
  bool TraverseSEHExceptStmt(SEHExceptStmt *S) {
    traverseIn(Handlers, S->getFilterExpr());
    return TraverseStmt(S->getBlock());
  }
  bool TraverseBlockExpr(BlockExpr *) { return true; }
  bool TraverseInitListExpr(InitListExpr *E) {
    // What is evaluated; the form as written lacks the conversions.
    if (InitListExpr *Semantic = E->isSemanticForm() ? E : E->getSemanticForm())
      E = Semantic;
    for (Stmt *Child : E->children())
      if (Child)
        TraverseStmt(Child);
    return true;
  }
  /// What a structured binding is bound to is used where the name is, but for the
  /// call of get() that makes a variable.
  bool TraverseBindingDecl(BindingDecl *B) {
    VarDecl *Variable = B->getHoldingVar();
    return !Variable || TraverseDecl(Variable);
  }
  bool TraverseDecltypeTypeLoc(DecltypeTypeLoc, bool = true) { return true; }

  bool VisitCXXNewExpr(CXXNewExpr *E) {
    NewFact N;
    N.Place = place(E->getBeginLoc(), SM);
    macro(E->getBeginLoc(), MacroUse::Of::New);
    N.Extent = extent(E->getSourceRange(), Context);
    N.Type = E->getAllocatedType().getAsString(typePolicy(Context));
    Records.add(E->getAllocatedType(), N.Type);
    N.CannotBeLocal = !canBeDestroyed(E->getAllocatedType());
    N.CannotBeMoved = !canBeMoved(E->getAllocatedType());
    N.IsArray = E->isArray();
    const FunctionDecl *Allocator = E->getOperatorNew(); // that with std::nothrow is none
    N.IsPlacement = E->getNumPlacementArgs() > 0 &&
                    !(Allocator && Allocator->isReplaceableGlobalAllocationFunction());
    N.ToBase = Boxed.contains(E);
    Into.News.push_back(std::move(N));
    return true;
  }

  bool VisitImplicitCastExpr(ImplicitCastExpr *E) {
    if (E->getCastKind() == CK_LValueToRValue)
      valueUse(E->getSubExpr());
    if (E->getCastKind() == CK_DerivedToBase ||
        E->getCastKind() == CK_UncheckedDerivedToBase)
      if (auto *New = dyn_cast<CXXNewExpr>(E->getSubExpr()->IgnoreParens()))
        if (const auto *To = E->getType()->getPointeeCXXRecordDecl();
            To && To->hasDefinition() && To->isPolymorphic())
          Boxed.insert(New);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp())
      valueUse(E->getLHS());
    Into.MovesPointers |= E->getOpcode() == BO_Assign && isPointer(E->getType());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    Into.MovesPointers |= E->getOperator() == OO_Equal && E->getNumArgs() == 2 &&
                          isPointer(E->getArg(0)->getType());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *E) {
    if (E->isIncrementDecrementOp())
      valueUse(E->getSubExpr());
    return true;
  }
  bool VisitCStyleCastExpr(CStyleCastExpr *E) {
    if (E->getCastKind() == CK_ToVoid)
      valueUse(E->getSubExpr());
    return true;
  }

  bool VisitCallExpr(CallExpr *E) {
    macro(E->getExprLoc(), MacroUse::Of::Call);
    if (!usesInPlace(E->getDirectCallee()))
      return true;
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
      usedInPlace(M->getImplicitObjectArgument());
    else if (E->getNumArgs() > 0)
      usedInPlace(E->getArg(0));
    return true;
  }
  bool VisitAttributedStmt(AttributedStmt *S) {
    if (mustStay(*S))
      Into.StackSpans.push_back(span(*S->getSubStmt()));
    return true;
  }
  bool VisitReturnStmt(ReturnStmt *S) {
    // Returning a variable copies or moves it, or builds it in place.
    if (const Expr *E = S->getRetValue(); E && E->isPRValue())
      if (const auto *D = dyn_cast<DeclRefExpr>(returnedVariable(E)))
        ValueUses.insert(D);
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    macro(E->getLocation(), MacroUse::Of::Call);
    const CXXConstructorDecl *C = E->getConstructor();
    if (C->isCopyOrMoveConstructor() && C->isTrivial() && E->getNumArgs() == 1)
      valueUse(E->getArg(0));
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (!UsesInPlace.contains(E))
      if (VariableFact *F = variable(E->getDecl()))
        F->Unused = Wrapper::None;
    if (ValueUses.contains(E))
      return true;
    if (VariableFact *F = variable(E->getDecl())) {
      F->AddressTaken = F->OtherwiseTaken = true;
      F->TakenOutlined |= Handlers > 0 ||
                          (Regions > 0 && Copied.contains(E->getDecl())) ||
                          E->getDecl()->hasAttr<OMPAllocateDeclAttr>();
    }
    return true;
  }

  bool VisitDeclStmt(DeclStmt *S) {
    for (const Decl *D : S->decls())
      if (const auto *V = dyn_cast<VarDecl>(D))
        declare(V, S->getBeginLoc());
    return true;
  }
  bool VisitVarDecl(VarDecl *V) {
    declare(V, V->getBeginLoc());
    return true;
  }

  void declare(const VarDecl *V, SourceLocation Statement) {
    const auto *Bound = dyn_cast<DecompositionDecl>(V);
    if (Outlined || Handlers || !V->hasLocalStorage() ||
        V->getType()->isReferenceType() || V->isImplicit() ||
        (!V->getDeclName() && !Bound) || Index.contains(V))
      return;
    VariableFact F;
    F.Place = place(V->getLocation(), SM);
    macro(V->getLocation(), MacroUse::Of::Variable);
    F.Extent = extent(V->getSourceRange(), Context);
    F.Statement = place(Statement, SM);
    F.Name = V->getNameAsString();
    if (Bound) {
      llvm::raw_string_ostream OS(F.Name);
      Bound->printName(OS, typePolicy(Context)); // [a, b]
    }
    F.IsBound = Bound;
    F.Type = V->getType().getAsString(typePolicy(Context));
    Records.add(V->getType(), F.Type);
    F.MayBeResult = V->isNRVOVariable();
    F.IsCopiedAsBytes = V->getType().isTriviallyCopyableType(Context);
    if (const RecordDecl *R = V->getType()->getAsRecordDecl())
      F.Class = R->getQualifiedNameAsString();
    F.IsParameter = isa<ParmVarDecl>(V);
    F.IsVariableLength = V->getType()->isVariableArrayType();
    F.MustStay = mustStay(*V);
    if (F.MustStay && V->getInit())
      Into.StackSpans.push_back(span(*V->getInit()));
    if (V->getInit() && !F.IsParameter)
      F.Unused = wrapperOf(*V);
    if (F.Unused != Wrapper::None)
      F.Init = span(*V->getInit());
    QualType T = V->getType();
    if (!T->isDependentType() && !T->isIncompleteType() &&
        !T->isVariablyModifiedType() && !T->isSizelessType())
      F.Size = Context.getTypeSizeInChars(T).getQuantity();
    Index[V] = Into.Variables.size();
    Into.Variables.push_back(std::move(F));
  }

private:
  /// A structured binding is a part of a variable that has no name.
  VariableFact *variable(const ValueDecl *V) {
    if (const auto *B = dyn_cast<BindingDecl>(V))
      V = B->getDecomposedDecl();
    auto It = Index.find(V);
    return It == Index.end() ? nullptr : &Into.Variables[It->second];
  }

  /// Keeps by which macros \p Loc comes about.
  void macro(SourceLocation Loc, MacroUse::Of Of) {
    if (!Loc.isMacroID() ||
        !Macros.insert({SM.getFileLoc(Loc), unsigned(Of)}).second)
      return;
    MacroUse M = {place(Loc, SM), Of, {}};
    while (Loc.isMacroID()) {
      // What an argument brings stands where the definition uses the argument.
      SourceLocation In = SM.isMacroArgExpansion(Loc)
                              ? SM.getImmediateExpansionRange(Loc).getBegin()
                              : Loc;
      StringRef Name = Lexer::getImmediateMacroName(In, SM, Context.getLangOpts());
      SourceLocation Spelled = SM.getSpellingLoc(In);
      if (SM.getFileEntryRefForID(SM.getFileID(Spelled)) && !Name.empty())
        M.Steps.push_back({place(Spelled, SM), Name.str()});
      Loc = SM.getImmediateMacroCallerLoc(Loc);
    }
    std::reverse(M.Steps.begin(), M.Steps.end());
    if (M.Steps.size() > 6) // as many as Clang shows
      M.Steps.erase(M.Steps.begin() + 3, M.Steps.end() - 3);
    if (!M.Steps.empty())
      Into.Macros.push_back(std::move(M));
  }

  SourceSpan span(const Stmt &S) const {
    return {place(S.getBeginLoc(), SM), place(S.getEndLoc(), SM)};
  }
  void usedInPlace(const Expr *E) {
    if (const auto *D = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts()))
      UsesInPlace.insert(D);
  }

  void capture(const ValueDecl *V) {
    if (VariableFact *F = variable(V)) {
      F->AddressTaken = F->CapturedByReference = true;
      F->Unused = Wrapper::None;
    }
  }

  /// Strips the construction of the result from what it is made of.
  static const Expr *returnedVariable(const Expr *E) {
    while (true) {
      E = E->IgnoreParens();
      if (const auto *Full = dyn_cast<FullExpr>(E))
        E = Full->getSubExpr();
      else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
        E = Bind->getSubExpr();
      else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
        E = Temporary->getSubExpr();
      else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E);
               Cast && (Cast->getCastKind() == CK_NoOp ||
                        Cast->getCastKind() == CK_ConstructorConversion))
        E = Cast->getSubExpr();
      else if (const auto *C = dyn_cast<CXXConstructExpr>(E);
               C && C->getNumArgs() == 1 &&
               C->getConstructor()->isCopyOrMoveConstructor())
        E = C->getArg(0);
      else
        return E;
    }
  }

  void valueUse(const Expr *E) {
    if (const DeclRefExpr *D = variableOf(E))
      ValueUses.insert(D);
  }

  /// \param Depth counts that we are in \p S
  bool traverseIn(unsigned &Depth, Stmt *S) {
    ++Depth;
    bool Result = TraverseStmt(S);
    --Depth;
    return Result;
  }
  /// \returns whether \p C combines what the threads have as the user says.
  static bool combinesByUser(const OMPClause &C) {
    const auto *Reduction = dyn_cast<OMPReductionClause>(&C);
    const IdentifierInfo *Name =
        Reduction ? Reduction->getNameInfo().getName().getAsIdentifierInfo() : nullptr;
    return Name && Name->getName() != "min" && Name->getName() != "max";
  }
  /// \param Unseen what becomes of the copies is not looked at here
  void copiedBy(const OMPExecutableDirective &D, bool Unseen) {
    for (const OMPClause *C : D.clauses())
      if (C->getClauseKind() != llvm::omp::OMPC_shared)
        for (const Stmt *Named : C->children())
          copied(Named, Unseen || combinesByUser(*C));
  }
  /// A lambda's regions may copy what it captured of ours.
  void copiedWithin(const Stmt *S) {
    if (!S || !Context.getLangOpts().OpenMP)
      return;
    if (const auto *D = dyn_cast<OMPExecutableDirective>(S))
      copiedBy(*D, /*Unseen=*/true);
    if (const auto *C = dyn_cast<CapturedStmt>(S))
      copiedWithin(C->getCapturedStmt());
    if (const auto *L = dyn_cast<LambdaExpr>(S))
      copiedWithin(L->getBody());
    for (const Stmt *Child : S->children())
      copiedWithin(Child);
  }
  /// Each thread may have a copy of the variables in \p E, which a class or a user's
  /// reduction may let go where nobody sees it.
  void copied(const Stmt *E, bool Unseen = false) {
    if (!E)
      return;
    if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
      Copied.insert(D->getDecl());
      VariableFact *F = variable(D->getDecl());
      if (F && (Unseen || classOf(D->getDecl()->getType())))
        F->TakenOutlined = true;
    }
    for (const Stmt *Child : E->children())
      copied(Child, Unseen);
  }

  const ASTContext &Context;
  /// How many parts that are functions of their own in the IR we are in: parallel
  /// regions, and what Microsoft's exceptions run.
  unsigned Outlined = 0, Handlers = 0;
  unsigned Regions = 0; ///< of OpenMP, outlined or not
  llvm::DenseSet<const CapturedStmt *> Inlined; ///< regions that are none of these
  llvm::DenseSet<const Decl *> Copied; ///< for regions: their addresses are others
  const SourceManager &SM;
  FunctionFact &Into;
  RecordCapture &Records;
  llvm::DenseMap<const Decl *, size_t> Index;
  llvm::DenseSet<const DeclRefExpr *> ValueUses, UsesInPlace;
  llvm::DenseSet<const CXXNewExpr *> Boxed;
  /// The places and kinds of things for which there is a MacroUse.
  llvm::DenseSet<std::pair<SourceLocation, unsigned>> Macros;
};

/// \returns whether the caller makes a copy, and passes its address.
bool isPassedByAddress(QualType T) {
  const auto *Class = T->getAsCXXRecordDecl();
  return Class && Class->hasDefinition() && !Class->canPassInRegisters();
}

void captureParameters(const FunctionDecl &F, const ASTContext &Context,
                       FunctionFact &Into, RecordCapture &Records) {
  const SourceManager &SM = Context.getSourceManager();
  if (const auto *M = dyn_cast<CXXMethodDecl>(&F);
      M && M->isInstance() && !Into.IsLambda &&
      !M->isExplicitObjectMemberFunction()) {
    ParameterFact P;
    P.Place = Into.Place;
    P.Name = "this";
    P.IsThis = true;
    P.Type = M->getThisType().getAsString(typePolicy(Context));
    Records.add(M->getThisType(), P.Type);
    Into.Parameters.push_back(std::move(P));
  }
  for (const ParmVarDecl *Param : F.parameters()) {
    QualType T = Param->getType();
    if (!Param->getDeclName())
      continue;
    ParameterFact P;
    P.Number = Param->getFunctionScopeIndex();
    P.HasAddress = holdsPointer(T, Context) || isPassedByAddress(T);
    P.Place = place(Param->getLocation(), SM);
    P.Name = Param->getNameAsString();
    P.Type = T.getAsString(typePolicy(Context));
    Records.add(T, P.Type);
    P.ByValue = T->isRecordType();
    P.MustStay = mustNotEscape(F, P.Number);
    Into.Parameters.push_back(std::move(P));
  }
}

/// \returns whether objects of \p R are made to be shared by threads: they
/// hold a lock, an atomic or something to wait on.
bool isSynchronised(const CXXRecordDecl *R, unsigned Depth = 0) {
  if (!R || !(R = R->getDefinition()) || Depth > 3)
    return false;
  for (const FieldDecl *F : R->fields()) {
    QualType T = F->getType().getCanonicalType();
    const auto *Field = T->getAsCXXRecordDecl();
    StringRef Name = Field && Field->getIdentifier() ? Field->getName() : "";
    if (llvm::StringSwitch<bool>(Name)
            .Cases({"mutex", "shared_mutex", "recursive_mutex", "timed_mutex"},
                   true)
            .Cases({"condition_variable", "condition_variable_any", "atomic",
                    "counting_semaphore", "__shared_mutex_pthread"},
                   true)
            .Default(false))
      return true;
  }
  return llvm::any_of(R->bases(), [&](const CXXBaseSpecifier &B) {
    return isSynchronised(B.getType()->getAsCXXRecordDecl(), Depth + 1);
  });
}

std::string kindOfClass(StringRef Name) {
  return llvm::StringSwitch<std::string>(Name)
      .Cases({"basic_string", "basic_stringbuf", "basic_ostringstream",
              "basic_stringstream", "basic_istringstream"},
             "string")
      .Cases({"function", "move_only_function", "_Function_base"}, "function")
      .Case("any", "any")
      .Cases({"thread", "jthread", "promise", "packaged_task"}, "thread")
      .Cases({"shared_ptr", "__shared_ptr", "__shared_count", "unique_ptr"},
             "smart_pointer")
      .Default("container");
}

/// \returns whether objects of \p R only point to what they were made from.
bool isView(const CXXRecordDecl *R) {
  StringRef Name = R && R->getIdentifier() ? R->getName() : "";
  return llvm::StringSwitch<bool>(Name)
      .Cases({"basic_string_view", "span", "initializer_list"}, true)
      .Cases({"__normal_iterator", "reverse_iterator"}, true)
      .Default(false);
}

/// \returns whether \p F makes or changes one object from another, so that
/// what it takes along depends on a state of the other.
bool makesFromAnother(const FunctionDecl &F, bool System) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  const auto *Made = dyn_cast<CXXConstructorDecl>(&F);
  if (Made && Made->isCopyOrMoveConstructor())
    return true;
  if (Method && (Method->isCopyAssignmentOperator() ||
                 Method->isMoveAssignmentOperator()))
    return true;
  const CXXRecordDecl *Result = F.getReturnType()->getAsCXXRecordDecl();
  if (!System)
    return Result && Method && Result == Method->getParent();
  if (Made || isa<CXXDestructorDecl>(F))
    return !isView(Method->getParent());
  return Result && !isView(Result);
}

/// The name by which people know a class: std::string, not basic_string.
std::string className(const CXXRecordDecl &R, const ASTContext &Context) {
  StringRef Name = R.getName();
  if (Name == "basic_string" || Name == "__cxx11::basic_string")
    return "std::string";
  std::string Space = R.isInStdNamespace() ? "std::" : "";
  return Space + Name.str();
}

} // namespace

bool isSystem(const Decl &D, const ASTContext &Context) {
  if (Context.getSourceManager().isInSystemHeader(D.getLocation()))
    return true;
  const auto *F = dyn_cast<FunctionDecl>(&D);
  return F && (F->isImplicit() || F->isDefaulted());
}

/// \returns whether \p Inner, a namespace in std, is where another library than
/// libstdc++ keeps its version of all: std::__1 and the like.
static bool isOfOtherLibrary(const NamespaceDecl *Inner) {
  return Inner && Inner->isInline() && Inner->getName().starts_with("__") &&
         Inner->getName() != "__cxx11" && Inner->getName() != "__8";
}

bool isStandardLibrary(const Decl &D, const ASTContext &Context) {
  if (!Context.getSourceManager().isInSystemHeader(D.getLocation()) ||
      !Context.getTargetInfo().getCXXABI().isItaniumFamily())
    return false;
  const NamespaceDecl *Inner = nullptr;
  for (const DeclContext *DC = D.getDeclContext(); DC; DC = DC->getParent()) {
    const auto *N = dyn_cast<NamespaceDecl>(DC);
    if (N && N->getParent()->getRedeclContext()->isTranslationUnit())
      return (N->getName() == "std" && !isOfOtherLibrary(Inner)) ||
             N->getName() == "__gnu_cxx";
    if (N)
      Inner = N;
  }
  return false;
}

FunctionFact captureFunction(const FunctionDecl &F, const ASTContext &Context,
                             SourceFacts &Types) {
  RecordCapture Records(Context, Types);
  FunctionFact Fact;
  Fact.Place = place(F.getLocation(), Context.getSourceManager());
  Fact.LastLine = place(F.getEndLoc(), Context.getSourceManager()).Line;
  llvm::raw_string_ostream OS(Fact.Name);
  F.getNameForDiagnostic(OS, typePolicy(Context), /*Qualified=*/true);
  if (const auto *M = dyn_cast<CXXMethodDecl>(&F))
    Fact.IsLambda = M->getParent()->isLambda();
  Fact.IsInstantiation = F.isTemplateInstantiation();
  if (const auto *R = F.getReturnType()->getAsCXXRecordDecl())
    Fact.ReturnsClosure =
        R->isLambda() ||
        (R->isInStdNamespace() && R->getIdentifier() &&
         (R->getName() == "function" || R->getName() == "move_only_function"));
  Fact.MovesPointers = isPointer(F.getReturnType());
  Fact.MustNotAllocate = mustNotAllocate(F);
  captureParameters(F, Context, Fact, Records);
  BodyVisitor Visitor(Context, Fact, Records);
  for (const ParmVarDecl *P : F.parameters())
    Visitor.declare(P, P->getBeginLoc());
  if (const auto *C = dyn_cast<CXXConstructorDecl>(&F))
    for (const CXXCtorInitializer *I : C->inits())
      Visitor.TraverseStmt(I->getInit());
  Visitor.TraverseStmt(F.getBody());
  return Fact;
}

FunctionFact captureOutlined(const OutlinedBody &Body, StringRef Kind,
                             const ASTContext &Context, SourceFacts &Types) {
  RecordCapture Records(Context, Types);
  FunctionFact Fact;
  Fact.Place = Body.Span.First;
  Fact.LastLine = Body.Span.Last.Line;
  llvm::raw_string_ostream OS(Fact.Name);
  OS << Kind;
  if (Body.Of) {
    OS << " of ";
    Body.Of->getNameForDiagnostic(OS, typePolicy(Context), /*Qualified=*/true);
  }
  BodyVisitor(Context, Fact, Records).TraverseStmt(const_cast<Stmt *>(Body.Body));
  if (Body.IsUntied) // they are no variables there, but parts of the task
    for (VariableFact &F : Fact.Variables)
      F.TakenOutlined = true;
  return Fact;
}

CalleeFact captureCallee(const FunctionDecl &F, const ASTContext &Context) {
  CalleeFact Fact;
  Fact.Name = F.getQualifiedNameAsString();
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  const CXXRecordDecl *Class = Method ? Method->getParent() : nullptr;
  bool System = Context.getSourceManager().isInSystemHeader(F.getLocation());
  Fact.IsUser = !System;
  std::string Name = F.getNameAsString();
  if (Class && Class->getIdentifier() && isa<CXXConstructorDecl>(F))
    Name = className(*Class, Context);
  else if (Class && Class->isLambda())
    Name = "lambda";
  Fact.Text = Name + "(...)";
  if (Class)
    Fact.Sends = isSynchronised(Class) && !isa<CXXConstructorDecl>(F) &&
                 !isa<CXXDestructorDecl>(F);
  Fact.MustNotAllocate = !System && mustNotAllocate(F);
  for (unsigned I = 0; I < F.getNumParams() && !System; ++I)
    if (mustNotEscape(F, I))
      Fact.MustStay.push_back(I);
  Fact.Copies = makesFromAnother(F, System);
  if (const auto *Made = dyn_cast<CXXConstructorDecl>(&F))
    Fact.Makes = !Made->isCopyOrMoveConstructor();
  if (Class)
    Fact.Class = Class->getQualifiedNameAsString();
  Fact.IsView = isView(Class);
  const CXXRecordDecl *Result = F.getReturnType()->getAsCXXRecordDecl();
  Fact.ReturnsObject = Result && !isView(Result);
  if (!System) {
    Fact.Kind = "call";
    QualType T = F.getReturnType();
    Fact.Type = (T->isPointerType() ? T->getPointeeType() : T)
                    .getAsString(typePolicy(Context));
    return Fact;
  }
  StringRef Plain = F.getIdentifier() ? F.getName() : "";
  if (!Class) {
    Fact.Kind = Plain.empty() ? "library" : Plain.str();
    if (Plain == "make_unique" || Plain == "make_shared" ||
        Plain == "allocate_shared") {
      if (const auto *Args = F.getTemplateSpecializationArgs())
        if (Args->size() && Args->get(0).getKind() == TemplateArgument::Type) {
          Fact.Type = Args->get(0).getAsType().getAsString(typePolicy(Context));
          Fact.Text = Name + "<" + Fact.Type + ">(...)";
          Fact.CannotBeLocal = !canBeDestroyed(Args->get(0).getAsType());
          Fact.CannotBeMoved = !canBeMoved(Args->get(0).getAsType());
        }
    } else if (isStandardLibrary(F, Context)) {
      Fact.Kind = Plain == "async" ? "thread" : "library";
      Fact.Threads = Plain == "async";
    }
    return Fact;
  }
  StringRef ClassName = Class->getIdentifier() ? Class->getName() : "";
  Fact.Kind = kindOfClass(ClassName);
  Fact.Type = className(*Class, Context);
  Fact.Boxes = Fact.Kind == "function" || Fact.Kind == "any";
  if (Fact.Kind == "smart_pointer" && isa<CXXConstructorDecl>(F)) {
    // A smart pointer to a base, made from one to something derived.
    Fact.Boxes = F.getPrimaryTemplate() != nullptr;
  }
  Fact.Threads = ClassName == "thread" || ClassName == "jthread";
  Fact.Sends |= ClassName == "promise" || ClassName == "packaged_task" ||
                ClassName == "queue" || ClassName == "priority_queue";
  Fact.Contains = Fact.Kind == "container";
  return Fact;
}

void print(llvm::raw_ostream &OS, const SourceFacts &Facts) {
  std::vector<StringRef> Names;
  for (const auto &F : Facts.Functions)
    Names.push_back(F.getKey());
  llvm::sort(Names);
  auto At = [](const SourcePlace &P) {
    return " @" + llvm::utostr(P.Line) + ":" + llvm::utostr(P.Column);
  };
  for (StringRef Name : Names) {
    const FunctionFact &F = Facts.Functions.find(Name)->second;
    OS << "function " << Name << At(F.Place) << "\n";
    for (const ParameterFact &P : F.Parameters)
      OS << "  parameter " << P.Name << " : " << P.Type << At(P.Place) << "\n";
    for (const VariableFact &V : F.Variables)
      OS << "  variable " << V.Name << " : " << V.Type << At(V.Place)
         << (V.AddressTaken ? " address-taken" : "")
         << (V.CapturedByReference ? " captured" : "") << "\n";
    for (const NewFact &N : F.News)
      OS << "  new " << N.Type << (N.IsArray ? "[]" : "")
         << (N.IsPlacement ? " placement" : "") << At(N.Place) << " ["
         << N.Extent.Begin << "," << N.Extent.End << ")\n";
  }
}

} // namespace escape
