//===- Annotations.h - what declarations could say -----------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CAPTURE_ANNOTATIONS_H
#define ESCAPE_CAPTURE_ANNOTATIONS_H

#include "escape/Capture/SourceFacts.h"

namespace clang {
class ASTContext;
class FunctionDecl;
} // namespace clang

namespace escape {

/// \returns where all declarations of \p F in this unit can get attributes for
/// its parameters and for `this`; nothing for functions of which one would say
/// more than is known: virtual ones, templates, lambdas.
std::vector<AttributePlace> attributePlaces(const clang::FunctionDecl &F);

/// \returns the functions that the user's text in this unit names otherwise than
/// to call them, as for their address or their type, each once.
std::vector<const clang::FunctionDecl *> functionsNamed(clang::ASTContext &Context);

/// Enters the places, and which attributes Clang lets the parameters have that
/// they have not, into the fact of \p F, which is a definition.
void captureAnnotations(const clang::FunctionDecl &F, FunctionFact &Into);

} // namespace escape

#endif // ESCAPE_CAPTURE_ANNOTATIONS_H
