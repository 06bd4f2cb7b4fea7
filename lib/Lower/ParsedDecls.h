//===- ParsedDecls.h - what there is to lower -----------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Clang's parser hands declarations to its consumers while it goes on. A code
// generator names each inline function of each header then, and puts it aside for
// the case that somebody calls it, which is a third of its work. Here the
// declarations are kept until the unit ends, when it is known what is used.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_LOWER_PARSEDDECLS_H
#define ESCAPE_LIB_LOWER_PARSEDDECLS_H

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/DeclGroup.h"
#include "llvm/ADT/DenseSet.h"
#include <vector>

namespace clang {
class SourceManager;
}

namespace escape {

/// Takes down the declarations of a unit, in the order in which the parser gives them.
class ParsedDecls : public clang::ASTConsumer {
public:
  explicit ParsedDecls(const clang::SourceManager &SM) : SM(SM) {}

  bool HandleTopLevelDecl(clang::DeclGroupRef Group) override;
  void HandleTopLevelDeclInObjCContainer(clang::DeclGroupRef Group) override;
  void HandleInlineFunctionDefinition(clang::FunctionDecl *F) override;
  void HandleCXXStaticMemberVarInstantiation(clang::VarDecl *V) override;
  void CompleteTentativeDefinition(clang::VarDecl *V) override;
  void CompleteExternalDeclaration(clang::DeclaratorDecl *D) override;
  void HandleTagDeclDefinition(clang::TagDecl *Tag) override;
  void HandleVTable(clang::CXXRecordDecl *Class) override;

  /// Hands all on to \p Generator but what it would only put aside: functions that
  /// are written in a class, which it finds by itself, and what system headers
  /// define and nothing uses. To be called when the unit has ended.
  void passOn(clang::ASTConsumer &Generator) const;

private:
  enum class Kind {
    TopLevel,
    InContainer,
    Inline,
    Instantiation,
    Tentative,
    External,
    Tag,
    Vtable
  };
  struct Event {
    Kind TheKind;
    clang::Decl *D;
  };

  void passOnTopLevel(clang::Decl *D, clang::ASTConsumer &Generator) const;
  bool isPutAside(const clang::FunctionDecl &F) const;
  bool isPutAside(const clang::VarDecl &V) const;

  const clang::SourceManager &SM;
  std::vector<Event> Events;
  llvm::DenseSet<const clang::VarDecl *> Instantiations;
};

} // namespace escape

#endif // ESCAPE_LIB_LOWER_PARSEDDECLS_H
