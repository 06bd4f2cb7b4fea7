//===- ParsedDecls.cpp - what there is to lower ---------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "ParsedDecls.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace escape {
namespace {

/// \returns whether an attribute asks for the definition, used or not.
bool isDemanded(const Decl &D) {
  return D.hasAttrs() &&
         (D.hasAttr<UsedAttr>() || D.hasAttr<ConstructorAttr>() ||
          D.hasAttr<DestructorAttr>() || D.hasAttr<AliasAttr>() ||
          D.hasAttr<IFuncAttr>() || D.hasAttr<GNUInlineAttr>() ||
          D.hasAttr<DLLExportAttr>());
}

/// \returns whether each unit that uses \p D has a definition of its own.
template <typename T> bool isDiscardable(const T &D) {
  TemplateSpecializationKind Kind = D.getTemplateSpecializationKind();
  if (Kind == TSK_ExplicitInstantiationDefinition)
    return false;
  return Kind == TSK_ImplicitInstantiation || D.getStorageClass() == SC_Static;
}

/// \returns whether nothing happens when the life of \p V begins or ends.
bool isConstant(const VarDecl &V) {
  QualType T = V.getType();
  return V.isConstexpr() ||
         (T.isConstQualified() && T->isIntegralOrEnumerationType() &&
          V.hasConstantInitialization());
}

} // namespace

bool ParsedDecls::HandleTopLevelDecl(DeclGroupRef Group) {
  for (Decl *D : Group)
    Events.push_back({Kind::TopLevel, D});
  return true;
}

void ParsedDecls::HandleTopLevelDeclInObjCContainer(DeclGroupRef Group) {
  for (Decl *D : Group)
    Events.push_back({Kind::InContainer, D});
}

void ParsedDecls::HandleInlineFunctionDefinition(FunctionDecl *F) {
  Events.push_back({Kind::Inline, F});
}

void ParsedDecls::HandleCXXStaticMemberVarInstantiation(VarDecl *V) {
  if (Instantiations.insert(V).second) // it comes at each use
    Events.push_back({Kind::Instantiation, V});
}

void ParsedDecls::CompleteTentativeDefinition(VarDecl *V) {
  Events.push_back({Kind::Tentative, V});
}

void ParsedDecls::CompleteExternalDeclaration(DeclaratorDecl *D) {
  Events.push_back({Kind::External, D});
}

void ParsedDecls::HandleTagDeclDefinition(TagDecl *Tag) {
  Events.push_back({Kind::Tag, Tag});
}

void ParsedDecls::HandleVTable(CXXRecordDecl *Class) {
  Events.push_back({Kind::Vtable, Class});
}

bool ParsedDecls::isPutAside(const FunctionDecl &F) const {
  if (isDemanded(F) ||
      F.getTemplateSpecializationKind() == TSK_ExplicitInstantiationDefinition)
    return false;
  if (isa<CXXRecordDecl>(F.getLexicalDeclContext()))
    return F.doesThisDeclarationHaveABody();
  // An inline function of C may be one for other units.
  return F.getASTContext().getLangOpts().CPlusPlus && !F.isUsed() &&
         (F.isInlined() || isDiscardable(F)) &&
         SM.isInSystemHeader(F.getLocation());
}

bool ParsedDecls::isPutAside(const VarDecl &V) const {
  // An element of an array is read at run time without what the standard calls use.
  bool IsRead = !V.getType()->isScalarType() && V.isReferenced();
  return (V.isInline() || isDiscardable(V)) && isConstant(V) && !V.isUsed() &&
         !IsRead && !isDemanded(V) && SM.isInSystemHeader(V.getLocation());
}

void ParsedDecls::passOnTopLevel(Decl *D, ASTConsumer &Generator) const {
  if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D)) {
    for (Decl *Inner : cast<DeclContext>(D)->decls())
      passOnTopLevel(Inner, Generator);
    return;
  }
  const auto *F = dyn_cast<FunctionDecl>(D);
  const auto *V = dyn_cast<VarDecl>(D);
  if (!(F && isPutAside(*F)) && !(V && isPutAside(*V)))
    Generator.HandleTopLevelDecl(DeclGroupRef(D));
}

void ParsedDecls::passOn(ASTConsumer &Generator) const {
  for (size_t I = 0; I < Events.size(); ++I) // a precompiled header may add some
    switch (Decl *D = Events[I].D; Events[I].TheKind) {
    case Kind::TopLevel:
      passOnTopLevel(D, Generator);
      break;
    case Kind::InContainer:
      Generator.HandleTopLevelDeclInObjCContainer(DeclGroupRef(D));
      break;
    case Kind::Inline:
      if (!isPutAside(*cast<FunctionDecl>(D)))
        Generator.HandleInlineFunctionDefinition(cast<FunctionDecl>(D));
      break;
    case Kind::Instantiation:
      if (!isPutAside(*cast<VarDecl>(D)))
        Generator.HandleCXXStaticMemberVarInstantiation(cast<VarDecl>(D));
      break;
    case Kind::Tentative:
      Generator.CompleteTentativeDefinition(cast<VarDecl>(D));
      break;
    case Kind::External:
      Generator.CompleteExternalDeclaration(cast<DeclaratorDecl>(D));
      break;
    case Kind::Tag:
      Generator.HandleTagDeclDefinition(cast<TagDecl>(D));
      break;
    case Kind::Vtable:
      Generator.HandleVTable(cast<CXXRecordDecl>(D));
      break;
    }
}

} // namespace escape
