//===- SourceContracts.cpp - what contract.h demands ----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Capture/SourceContracts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/DiagnosticSema.h"
#include "clang/Basic/ParsedAttrInfo.h"
#include "clang/Sema/ParsedAttr.h"
#include "clang/Sema/Sema.h"

using namespace clang;

namespace escape {
namespace {

/// An attribute without arguments, kept as an annotation called like itself.
class ContractAttribute : public ParsedAttrInfo {
protected:
  /// \param Name as GNU's syntax has it
  /// \param Subjects what it may be on, in the words of a diagnostic
  ContractAttribute(const char *Name, StringRef Subjects)
      : GNU{ParsedAttr::AS_GNU, Name}, Name(Name), Subjects(Subjects) {
    Spellings = GNU;
    IsStmt = true;
  }

  virtual bool isFor(const Decl &) const { return false; }
  virtual bool isForStatements() const { return false; }

public:
  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr,
                            const Decl *D) const override {
    return isFor(*D) || refuse(S, Attr);
  }
  bool diagAppertainsToStmt(Sema &S, const ParsedAttr &Attr,
                            const Stmt *) const override {
    return isForStatements() || refuse(S, Attr);
  }
  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &Attr) const override {
    D->addAttr(make(S, Attr));
    return AttributeApplied;
  }
  AttrHandling handleStmtAttribute(Sema &S, Stmt *, const ParsedAttr &Attr,
                                   class Attr *&Result) const override {
    Result = make(S, Attr);
    return AttributeApplied;
  }

private:
  bool refuse(Sema &S, const ParsedAttr &Attr) const {
    S.Diag(Attr.getLoc(), diag::warn_attribute_wrong_decl_type_str)
        << Attr << Attr.isRegularKeywordAttribute() << Subjects;
    return false;
  }
  /// Annotations of types are for tools: nothing else in Clang reads them.
  class Attr *make(Sema &S, const ParsedAttr &Attr) const {
    return AnnotateTypeAttr::Create(S.Context, Name, nullptr, 0, Attr);
  }

  const Spelling GNU[1];
  const StringRef Name, Subjects;
};

constexpr const char *Stack = "escape_check_stack";
constexpr const char *NoEscape = "escape_check_noescape";
constexpr const char *NoAlloc = "escape_check_noalloc";

class StackAttribute : public ContractAttribute {
public:
  StackAttribute() : ContractAttribute(Stack, "local variables and statements") {}
  bool isFor(const Decl &D) const override {
    const auto *V = dyn_cast<VarDecl>(&D);
    return V && V->hasLocalStorage() && !isa<ParmVarDecl>(V);
  }
  bool isForStatements() const override { return true; }
};

class NoEscapeAttribute : public ContractAttribute {
public:
  NoEscapeAttribute()
      : ContractAttribute(NoEscape, "parameters that can hold an address") {}
  bool isFor(const Decl &D) const override {
    const auto *P = dyn_cast<ParmVarDecl>(&D);
    return P && !isNumber(*P->getType());
  }

private:
  static bool isNumber(const Type &T) {
    return T.isArithmeticType() || T.isEnumeralType() ||
           T.isMemberPointerType() || T.isNullPtrType();
  }
};

class NoAllocAttribute : public ContractAttribute {
public:
  NoAllocAttribute() : ContractAttribute(NoAlloc, "functions") {}
  bool isFor(const Decl &D) const override { return isa<FunctionDecl>(D); }
};

ParsedAttrInfoRegistry::Add<StackAttribute> AddStack(Stack, "");
ParsedAttrInfoRegistry::Add<NoEscapeAttribute> AddNoEscape(NoEscape, "");
ParsedAttrInfoRegistry::Add<NoAllocAttribute> AddNoAlloc(NoAlloc, "");

bool isCalled(const Attr *A, StringRef Name) {
  const auto *Annotation = dyn_cast<AnnotateTypeAttr>(A);
  return Annotation && Annotation->getAnnotation() == Name;
}

bool has(const Decl &D, StringRef Name) {
  return D.hasAttrs() && llvm::any_of(D.attrs(), [&](const Attr *A) {
           return isCalled(A, Name);
         });
}

/// \returns whether \p Holds is true of any declaration of \p F, of the template
/// that it is made from, or of a function that it overrides.
template <typename Predicate>
bool anyDeclaration(const FunctionDecl &F, const Predicate &Holds) {
  for (const FunctionDecl *D : F.redecls())
    if (Holds(*D))
      return true;
  if (const FunctionDecl *Pattern = F.getTemplateInstantiationPattern();
      Pattern && Pattern != &F && anyDeclaration(*Pattern, Holds))
    return true;
  const auto *M = dyn_cast<CXXMethodDecl>(&F);
  return M && llvm::any_of(M->overridden_methods(), [&](const CXXMethodDecl *O) {
           return anyDeclaration(*O, Holds);
         });
}

} // namespace

void makeAttributeList() { getAttributePluginInstances(); }

void warnOfMisplacedDemands(DiagnosticsEngine &Diags) {
  Diags.setSeverity(diag::warn_attribute_wrong_decl_type_str,
                    diag::Severity::Warning, SourceLocation());
}

bool isMisplacedDemand(const Diagnostic &Info) {
  if (Info.getID() != diag::warn_attribute_wrong_decl_type_str)
    return false;
  llvm::SmallString<64> Text;
  Info.FormatDiagnostic(Text);
  return Text.starts_with("'escape_check_");
}

bool mustStay(const VarDecl &V) { return has(V, Stack); }

bool mustStay(const AttributedStmt &S) {
  return llvm::any_of(S.getAttrs(),
                      [](const Attr *A) { return isCalled(A, Stack); });
}

bool mustNotEscape(const FunctionDecl &F, unsigned Index) {
  return anyDeclaration(F, [&](const FunctionDecl &D) {
    return Index < D.getNumParams() && has(*D.getParamDecl(Index), NoEscape);
  });
}

bool mustNotAllocate(const FunctionDecl &F) {
  return anyDeclaration(F, [](const FunctionDecl &D) { return has(D, NoAlloc); });
}

} // namespace escape
