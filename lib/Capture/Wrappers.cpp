//===- Wrappers.cpp - what holds an object for another reason -------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Wrappers.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace escape {

/// \returns whether objects of \p R can make shared_ptrs of themselves.
static bool sharesItself(const CXXRecordDecl *R) {
  if (!R || !R->hasDefinition())
    return false;
  return (R->isInStdNamespace() && R->getIdentifier() &&
          R->getName() == "enable_shared_from_this") ||
         llvm::any_of(R->bases(), [](const CXXBaseSpecifier &B) {
           return sharesItself(B.getType()->getAsCXXRecordDecl());
         });
}

static bool hasVirtualDestructor(QualType T) {
  const auto *R = T->getAsCXXRecordDecl();
  const CXXDestructorDecl *D = R && R->hasDefinition() ? R->getDestructor() : nullptr;
  return D && D->isVirtual();
}

/// \returns the construction or call that makes the value of \p E, without what only
/// moves it.
static const Expr *maker(const Expr *E) {
  for (;;) {
    E = E->IgnoreUnlessSpelledInSource();
    const auto *C = dyn_cast<CXXConstructExpr>(E);
    if (!C || C->getNumArgs() != 1 || !C->getConstructor()->isCopyOrMoveConstructor())
      return E;
    E = C->getArg(0);
  }
}

static bool isMakeShared(const CallExpr &Call) {
  const FunctionDecl *F = Call.getDirectCallee();
  return F && F->isInStdNamespace() && F->getIdentifier() &&
         F->getName().starts_with("make_shared");
}

/// \returns whether a shared_ptr to \p Held that \p Init makes destroys the object as a
/// unique_ptr would.
static bool destroysWhatItShows(const Expr &Init, QualType Held,
                                const ASTContext &Context) {
  bool MayConvert = hasVirtualDestructor(Held);
  const Expr *E = maker(&Init);
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    bool HasOne = C->getNumArgs() && llvm::all_of(llvm::drop_begin(C->arguments()),
                                                  [](const Expr *Arg) {
                                                    return isa<CXXDefaultArgExpr>(Arg);
                                                  });
    if (!HasOne)
      return false;
    E = C->getArg(0)->IgnoreUnlessSpelledInSource();
    if (const auto *New = dyn_cast<CXXNewExpr>(E))
      return !New->isArray() &&
             (MayConvert || Context.hasSameUnqualifiedType(New->getAllocatedType(), Held));
    E = MayConvert ? maker(E) : E;
    const auto *Call = dyn_cast<CallExpr>(E);
    return MayConvert && Call && isMakeShared(*Call);
  }
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call || !isMakeShared(*Call))
    return false;
  const auto *Made = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Call->getType()->getAsCXXRecordDecl());
  return MayConvert || (Made && Made->getTemplateArgs().size() &&
                        Context.hasSameUnqualifiedType(
                            Made->getTemplateArgs()[0].getAsType(), Held));
}

/// \returns the operator that calls a \p T, if there is only one.
static const CXXMethodDecl *callOperator(QualType T) {
  const auto *R = T->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition() || R->getNumBases())
    return nullptr;
  const CXXMethodDecl *Only = nullptr;
  for (const NamedDecl *D : R->lookup(
           R->getASTContext().DeclarationNames.getCXXOperatorName(OO_Call))) {
    const auto *M = dyn_cast<CXXMethodDecl>(D);
    if (!M || Only)
      return nullptr; // a template, or one of several
    Only = M;
  }
  return Only;
}

/// \returns whether what \p Init puts into a wrapper of type \p Signature takes and
/// returns the same.
/// \param AsConst whether the wrapper is a constant
static bool isCalledAlike(const Expr &Init, QualType Signature, bool AsConst,
                          const ASTContext &Context) {
  const auto *Shown = Signature->getAs<FunctionProtoType>();
  const Expr *E = maker(&Init);
  if (const auto *C = dyn_cast<CXXConstructExpr>(E); C && C->getNumArgs())
    E = maker(C->getArg(0));
  const CXXMethodDecl *Held = callOperator(E->getType());
  const auto *Own = Held ? Held->getType()->getAs<FunctionProtoType>() : nullptr;
  return Shown && Own && (!AsConst || Held->isConst()) &&
         Shown->getNumParams() == Own->getNumParams() &&
         (Shown->getReturnType()->isVoidType() ||
          Context.hasSameType(Shown->getReturnType(), Own->getReturnType())) &&
         llvm::all_of(llvm::zip(Shown->param_types(), Own->param_types()),
                      [&](const auto &Pair) {
                        return Context.hasSameUnqualifiedType(std::get<0>(Pair),
                                                              std::get<1>(Pair));
                      });
}

Wrapper wrapperOf(const VarDecl &V) {
  const CXXRecordDecl *Class = V.getType()->getAsCXXRecordDecl();
  if (!Class || !Class->isInStdNamespace() || !Class->getIdentifier())
    return Wrapper::None;
  if (Class->getName() == "any")
    return Wrapper::Erased;
  const auto *Known = dyn_cast<ClassTemplateSpecializationDecl>(Class);
  if (!Known || !Known->getTemplateArgs().size() ||
      Known->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return Wrapper::None;
  QualType Shown = Known->getTemplateArgs()[0].getAsType();
  const ASTContext &Context = V.getASTContext();
  if (Class->getName() == "shared_ptr")
    return !sharesItself(Shown->getAsCXXRecordDecl()) &&
                   destroysWhatItShows(*V.getInit(), Shown, Context)
               ? Wrapper::Counted
               : Wrapper::None;
  bool IsFunction = llvm::is_contained({"function", "move_only_function"},
                                       Class->getName());
  bool AsConst = V.getType().isConstQualified();
  return IsFunction && isCalledAlike(*V.getInit(), Shown, AsConst, Context)
             ? Wrapper::Erased
             : Wrapper::None;
}

} // namespace escape
