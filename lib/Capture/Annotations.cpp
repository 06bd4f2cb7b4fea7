//===- Annotations.cpp - what declarations could say ----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Capture/Annotations.h"
#include "Places.h"
#include "Types.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Analysis/Analyses/LifetimeSafety/LifetimeAnnotations.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;

namespace escape {
namespace {

/// What is said of a virtual function binds all that override it, and of a
/// template all that is made of it, whoever does.
bool canBeAnnotated(const FunctionDecl &F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  if (Method && (Method->isVirtual() || Method->getParent()->isLambda() ||
                 Method->getParent()->isLocalClass()))
    return false;
  return !F.isMain() && !F.isTemplated() &&
         F.getTemplatedKind() == FunctionDecl::TK_NonTemplate &&
         !isa<CXXDestructorDecl>(F) && !F.isImplicit() && !F.isDefaulted();
}

/// \returns where an attribute of `this` goes: behind the qualifiers, and in front
/// of a trailing return type, whose arrow counts as their end.
SourceLocation behindQualifiers(const FunctionDecl &F) {
  FunctionTypeLoc Type = F.getFunctionTypeLoc();
  const auto *Proto = F.getType()->getAs<FunctionProtoType>();
  if (!Type || !Proto)
    return SourceLocation();
  const SourceManager &SM = F.getASTContext().getSourceManager();
  const LangOptions &Lang = F.getASTContext().getLangOpts();
  SourceLocation End = Type.getLocalRangeEnd();
  if (Proto->hasTrailingReturn()) {
    SourceLocation Except = F.getExceptionSpecSourceRange().getEnd();
    End = Except.isValid() ? Except : Type.getRParenLoc();
    std::optional<Token> Next;
    while (End.isFileID() && (Next = Lexer::findNextToken(End, SM, Lang)) &&
           Next->isNot(tok::arrow) && Next->isNot(tok::eof))
      End = Next->getLocation();
    if (!Next || Next->isNot(tok::arrow))
      return SourceLocation();
  }
  return End.isMacroID() ? SourceLocation()
                         : Lexer::getLocForEndOfToken(End, 0, SM, Lang);
}

/// \returns the declarations of \p F, the first one first.
llvm::SmallVector<const FunctionDecl *, 4> inOrder(const FunctionDecl &F) {
  llvm::SmallVector<const FunctionDecl *, 4> All;
  for (const FunctionDecl *D = F.getMostRecentDecl(); D; D = D->getPreviousDecl())
    All.push_back(D);
  std::reverse(All.begin(), All.end());
  return All;
}

/// A place after #line is in a file that another one was made of.
bool hasLineDirective(SourceLocation Loc, const SourceManager &SM) {
  PresumedLoc Told = SM.getPresumedLoc(Loc);
  return Told.isInvalid() || Told.getLine() != SM.getSpellingLineNumber(Loc) ||
         StringRef(Told.getFilename()) != SM.getFilename(Loc);
}

void addPlace(SourceLocation Loc, uint32_t Parameter, StringRef Name,
              const FunctionDecl &F, std::vector<AttributePlace> &Into) {
  const SourceManager &SM = F.getASTContext().getSourceManager();
  AttributePlace Place;
  Place.Parameter = Parameter;
  Place.Name = Name;
  Place.IsFirst = F.isFirstDecl();
  Place.IsBehind = Parameter == AttributePlace::This;
  bool IsWritable = Loc.isValid() && Loc.isFileID() &&
                    !SM.isInSystemHeader(Loc) && !hasLineDirective(Loc, SM);
  Place.Place = place(IsWritable ? Loc : F.getLocation(), SM);
  Place.Offset = IsWritable ? SM.getFileOffset(Loc) : AttributePlace::NotWritable;
  Into.push_back(std::move(Place));
}

/// \returns whether any declaration of \p F says it of parameter \p P.
template <typename Attribute>
bool isSaid(const FunctionDecl &F, const ParmVarDecl &P) {
  unsigned Index = P.getFunctionScopeIndex();
  return llvm::any_of(F.redecls(), [&](const FunctionDecl *D) {
    return Index < D->getNumParams() && // none without a prototype
           D->getParamDecl(Index)->hasAttr<Attribute>();
  });
}

/// \returns whether \p F may take over what \p P holds, as moves and swaps do. Who
/// keeps what then depends on the state of both.
bool mayTakeOver(const FunctionDecl &F, const ParmVarDecl &P) {
  QualType T = P.getType();
  const auto *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  if (T->isRValueReferenceType())
    return true;
  if (!T->isReferenceType() || !Class)
    return false;
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  if (Method && Method->getParent()->getCanonicalDecl() == Class->getCanonicalDecl())
    return true;
  return llvm::any_of(F.parameters(), [&](const ParmVarDecl *Other) {
    return Other != &P && Other->getType()->isReferenceType() &&
           Other->getType().getNonReferenceType()->getAsCXXRecordDecl() == Class;
  });
}

/// \param P a parameter of \p F, or null for `this`
PossibleAttributes possibleAttributes(const FunctionDecl &F,
                                      const ParmVarDecl *P) {
  const ASTContext &Context = F.getASTContext();
  PossibleAttributes Can;
  Can.InC = !Context.getLangOpts().CPlusPlus;
  Can.OfConstructor = isa<CXXConstructorDecl>(F);
  bool HasResult =
      Can.OfConstructor || holdsPointer(F.getReturnType(), Context);
  if (!P) {
    Can.LifetimeBound = HasResult && !Can.OfConstructor &&
                        !lifetimes::implicitObjectParamIsLifetimeBound(&F);
    return Can;
  }
  QualType T = P->getType();
  QualType Pointee = T->getPointeeType();
  bool IsPointer = !Pointee.isNull() && !Pointee->isFunctionType() &&
                   (T->isPointerType() || T->isReferenceType());
  // A static function of a header is one for each file, but has one declaration.
  bool IsShared =
      F.hasExternalFormalLinkage() ||
      Context.getSourceManager().isInMainFile(F.getLocation());
  Can.NoEscape = IsPointer && IsShared && !isSaid<NoEscapeAttr>(F, *P);
  bool IsTaken = mayTakeOver(F, *P);
  bool CanBeHeld = IsPointer || (T->isRecordType() && isPointer(T));
  Can.LifetimeBound = CanBeHeld && HasResult &&
                      !(Can.OfConstructor && IsTaken) &&
                      !isSaid<LifetimeBoundAttr>(F, *P);
  Can.LifetimeCaptureBy = CanBeHeld && !IsTaken &&
                          !isSaid<LifetimeCaptureByAttr>(F, *P);
  return Can;
}

/// Finds functions that are named otherwise than to call them.
class NameVisitor : public RecursiveASTVisitor<NameVisitor> {
public:
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool VisitDeclRefExpr(const DeclRefExpr *E) {
    if (const auto *F = dyn_cast<FunctionDecl>(E->getDecl());
        F && !Called.contains(E))
      Named.insert(F->getCanonicalDecl());
    return true;
  }
  bool VisitCallExpr(const CallExpr *E) { // comes before its callee
    if (const auto *Callee =
            dyn_cast<DeclRefExpr>(E->getCallee()->IgnoreParenImpCasts()))
      Called.insert(Callee);
    return true;
  }

  llvm::SetVector<const FunctionDecl *> Named;

private:
  llvm::DenseSet<const DeclRefExpr *> Called;
};

} // namespace

std::vector<const FunctionDecl *> functionsNamed(ASTContext &Context) {
  NameVisitor Visitor;
  for (Decl *D : Context.getTranslationUnitDecl()->decls())
    if (!Context.getSourceManager().isInSystemHeader(D->getLocation()))
      Visitor.TraverseDecl(D);
  return {Visitor.Named.begin(), Visitor.Named.end()};
}

std::vector<AttributePlace> attributePlaces(const FunctionDecl &F) {
  std::vector<AttributePlace> Places;
  if (!canBeAnnotated(F))
    return Places;
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  for (const FunctionDecl *D : inOrder(F)) {
    if (Method && Method->isInstance())
      addPlace(behindQualifiers(*D), AttributePlace::This, "this", *D, Places);
    // Without a prototype, or through a typedef, there is nothing to write at.
    bool IsWritten = D->hasWrittenPrototype() && D->getFunctionTypeLoc();
    for (const ParmVarDecl *P : D->parameters())
      addPlace(IsWritten && !P->isExplicitObjectParameter() ? P->getBeginLoc()
                                                            : SourceLocation(),
               P->getFunctionScopeIndex(), P->getName(), *D, Places);
  }
  return Places;
}

void captureAnnotations(const FunctionDecl &F, FunctionFact &Into) {
  Into.AttributePlaces = attributePlaces(F);
  if (Into.AttributePlaces.empty())
    return;
  for (ParameterFact &P : Into.Parameters)
    P.CanHave = possibleAttributes(F, P.IsThis ? nullptr : F.getParamDecl(P.Number));
}

} // namespace escape
