//===- Capture.h - from the Clang AST to SourceFacts ---------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CAPTURE_CAPTURE_H
#define ESCAPE_CAPTURE_CAPTURE_H

#include "escape/Capture/SourceFacts.h"

namespace clang {
class ASTContext;
class Decl;
class FunctionDecl;
} // namespace clang
namespace llvm {
class raw_ostream;
}

namespace escape {

/// \returns whether \p D is not the user's own text: it stands in a system
/// header, or nobody wrote it (implicit and defaulted functions).
bool isSystem(const clang::Decl &D, const clang::ASTContext &Context);

/// \returns whether \p D is declared by a system header in namespace std, and is
/// libstdc++'s.
bool isStandardLibrary(const clang::Decl &D, const clang::ASTContext &Context);

/// \param Types gets the classes that it mentions: Records and RecordOf.
FunctionFact captureFunction(const clang::FunctionDecl &F,
                             const clang::ASTContext &Context,
                             SourceFacts &Types);
CalleeFact captureCallee(const clang::FunctionDecl &F,
                         const clang::ASTContext &Context);

/// Finds the NOLINT comments, as clang-tidy understands them, of a file.
/// \param Into gets them in the order of their lines.
void captureSuppressions(llvm::StringRef Text, SharedText File,
                         std::vector<SuppressionFact> &Into);

/// Prints \p Facts in the stable text form of --dump=facts.
void print(llvm::raw_ostream &OS, const SourceFacts &Facts);

} // namespace escape

#endif // ESCAPE_CAPTURE_CAPTURE_H
