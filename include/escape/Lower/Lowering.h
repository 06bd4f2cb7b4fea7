//===- Lowering.h - a private LLVM module beside the compilation --*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Lowering is an AST consumer that owns a CodeGenerator of its own, with its
// own options, LLVMContext and diagnostics. Whatever the main compilation does
// or does not generate is left as it is. When the translation unit ends, the
// module is brought into SSA form and handed to a callback, while the AST is
// still there.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LOWER_LOWERING_H
#define ESCAPE_LOWER_LOWERING_H

#include <functional>
#include <memory>
#include <string>

namespace clang {
class ASTConsumer;
class ASTContext;
class CodeGenerator;
class CompilerInstance;
class Decl;
class FunctionDecl;
} // namespace clang
namespace llvm {
class Function;
class Module;
class StringRef;
} // namespace llvm

namespace escape {

/// A lowered translation unit.
struct LoweredUnit {
  llvm::Module &Module;
  clang::ASTContext &Context;
  clang::CodeGenerator &Generator;

  /// \returns the declaration that was lowered to the symbol \p Name, or null
  /// for what the compiler made on its own.
  const clang::Decl *declaration(llvm::StringRef Name) const;
  /// \returns the symbol of \p F, which is no constructor or destructor and depends
  /// on no template parameter, whether it was lowered or not.
  std::string symbol(const clang::FunctionDecl &F) const;
};

/// What the consumer tells when the translation unit has ended.
struct LoweringCallbacks {
  /// The unit was lowered. It lives until the callback returns.
  std::function<void(LoweredUnit)> Lowered;
  /// Clang's code generation gave up; the message is its own.
  std::function<void(std::string)> Failed;
};

/// \returns a consumer to be run by \p CI, alone or beside others. When the
/// unit does not parse, neither callback is called.
std::unique_ptr<clang::ASTConsumer> createLowering(clang::CompilerInstance &CI,
                                                   LoweringCallbacks Callbacks);

} // namespace escape

#endif // ESCAPE_LOWER_LOWERING_H
