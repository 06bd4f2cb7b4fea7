//===- SourceContracts.h - what contract.h demands -----------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The macros of escape/contract.h are attributes that only we know. They are
// registered with Clang when this part of the program is loaded, so that
// __has_attribute finds them, and are kept in a form that no code generator
// looks at: object files do not depend on them.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CAPTURE_SOURCECONTRACTS_H
#define ESCAPE_CAPTURE_SOURCECONTRACTS_H

#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/Diagnostic.h"

namespace escape {

/// Makes Clang's list of registered attributes. Clang makes it where it first asks for
/// one, without a lock: two parses that begin at once would lose demands. To be called
/// before there are threads that parse.
void makeAttributeList();

/// Turns on the warning of a word that stands where it has no effect.
void warnOfMisplacedDemands(clang::DiagnosticsEngine &Diags);
/// \returns whether \p Info is that warning.
bool isMisplacedDemand(const clang::Diagnostic &Info);

/// \returns whether the variable is ESCAPE_STACK.
bool mustStay(const clang::VarDecl &V);
/// \returns whether the statement is ESCAPE_STACK.
bool mustStay(const clang::AttributedStmt &S);
/// \returns whether any declaration of \p F, or of what it overrides, says
/// ESCAPE_NOESCAPE of its parameter number \p Index.
bool mustNotEscape(const clang::FunctionDecl &F, unsigned Index);
/// \returns whether any declaration of \p F, or of what it overrides, says
/// ESCAPE_NOALLOC.
bool mustNotAllocate(const clang::FunctionDecl &F);

} // namespace escape

#endif // ESCAPE_CAPTURE_SOURCECONTRACTS_H
