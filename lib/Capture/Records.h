//===- Records.h - the members of classes --------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_CAPTURE_RECORDS_H
#define ESCAPE_LIB_CAPTURE_RECORDS_H

#include "clang/AST/PrettyPrinter.h"
#include "clang/AST/Type.h"
#include "escape/Capture/SourceFacts.h"

namespace escape {

/// How facts print types.
clang::PrintingPolicy typePolicy(const clang::ASTContext &Context);

/// Notes which classes types are, point or refer to, with the members of those
/// that the user wrote, and of those that their members point to.
class RecordCapture {
public:
  RecordCapture(const clang::ASTContext &Context, SourceFacts &Into)
      : Context(Context), Into(Into) {}

  /// \param Printed the type as a fact has it
  void add(clang::QualType Type, llvm::StringRef Printed);

private:
  /// \returns the name of the class that \p Type is, of which the members will be
  /// noted; empty for other types.
  std::string recordOf(clang::QualType Type);
  void members(const clang::RecordDecl &R, int64_t Base, const std::string &Prefix,
               unsigned Depth, std::vector<FieldFact> &Fields);
  void member(const clang::FieldDecl &F, int64_t Offset, std::string Name,
              unsigned Depth, std::vector<FieldFact> &Fields);

  const clang::ASTContext &Context;
  SourceFacts &Into;
  llvm::SmallVector<std::pair<const clang::RecordDecl *, std::string>> Work;
};

} // namespace escape

#endif // ESCAPE_LIB_CAPTURE_RECORDS_H
