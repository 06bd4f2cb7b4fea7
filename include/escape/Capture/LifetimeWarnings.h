//===- LifetimeWarnings.h - what Clang itself says of lifetimes ----*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Clang looks for dangling pointers of its own while it parses: within a
// statement, and with the attributes lifetimebound and gsl::Pointer
// (-Wdangling). The functions without bodies that these speak of are not what a
// points-to analysis sees. So these warnings are on in every parse, all others
// are off, and they become findings.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CAPTURE_LIFETIMEWARNINGS_H
#define ESCAPE_CAPTURE_LIFETIMEWARNINGS_H

#include "clang/Basic/Diagnostic.h"
#include "escape/Capture/SourceFacts.h"

namespace clang {
class CompilerInstance;
}

namespace escape {

/// Keeps Clang's warnings about lifetimes, and those of demands that stand in a
/// wrong place, drops other warnings and passes errors on.
class LifetimeWarnings : public clang::DiagnosticConsumer {
public:
  /// \param Errors what prints errors; lives as long as this.
  explicit LifetimeWarnings(clang::DiagnosticConsumer &Errors)
      : Errors(Errors) {}

  /// Turns the warnings on, before a parse begins. What the command or a pragma
  /// of the source says of them holds no less.
  static void enable(clang::CompilerInstance &CI);

  llvm::ArrayRef<WarningFact> warnings() const { return Warnings; }

  void BeginSourceFile(const clang::LangOptions &Lang,
                       const clang::Preprocessor *PP) override;
  void EndSourceFile() override;
  void finish() override { Errors.finish(); }
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;

private:
  clang::DiagnosticConsumer &Errors;
  std::vector<WarningFact> Warnings;
  enum class Last { Error, Warning, Dropped } LastOne = Last::Dropped;
};

} // namespace escape

#endif // ESCAPE_CAPTURE_LIFETIMEWARNINGS_H
