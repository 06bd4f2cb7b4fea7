//===- Outlined.h - functions that have no declaration -----------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CAPTURE_OUTLINED_H
#define ESCAPE_CAPTURE_OUTLINED_H

#include "escape/Capture/SourceFacts.h"

namespace clang {
class ASTContext;
class NamedDecl;
class Stmt;
} // namespace clang

namespace escape {

/// What Clang generates as a function that has no declaration: what OpenMP runs in
/// parallel or as a task, the body of a block, the initialiser of a global.
struct OutlinedBody {
  const clang::Stmt *Body = nullptr;
  const clang::NamedDecl *Of = nullptr; ///< the function or variable with it, if any
  SourceSpan Span;
  bool IsUntied = false; ///< a task that may go on in another thread
};

/// \returns what people call the function \p Name, when it is such a one or combines
/// what the threads have: "block"; else nothing.
llvm::StringRef outlinedKind(llvm::StringRef Name);

/// Those of the user's in a unit.
class OutlinedBodies {
public:
  explicit OutlinedBodies(const clang::ASTContext &Context);

  /// \param Places of what a function with no declaration does
  /// \returns the body that most of them stand in, or null. Those within another body
  /// have functions of their own, and clauses stand outside.
  const OutlinedBody *at(llvm::ArrayRef<SourcePlace> Places) const;

private:
  const OutlinedBody *innermost(const SourcePlace &Place) const;

  std::vector<OutlinedBody> Bodies; ///< in the order in which they begin, outer ones first
  std::vector<SourcePlace> Ends;    ///< of each the last end of it and those before it
};

/// \param Kind what people call it
/// \param Types as of captureFunction
FunctionFact captureOutlined(const OutlinedBody &Body, llvm::StringRef Kind,
                             const clang::ASTContext &Context, SourceFacts &Types);

} // namespace escape

#endif // ESCAPE_CAPTURE_OUTLINED_H
