//===- WarningListener.h - hears what Clang warns of ---------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CLANG_PLUGIN_WARNINGLISTENER_H
#define ESCAPE_CLANG_PLUGIN_WARNINGLISTENER_H

#include "clang/Basic/Diagnostic.h"
#include "escape/Capture/LifetimeWarnings.h"

namespace escape {

/// Stands before what shows the diagnostics of a compilation: hands them on as they
/// are, and keeps those about lifetimes.
class WarningListener : public clang::DiagnosticConsumer {
public:
  /// Listens from now on, until the compilation is over.
  /// \returns the listener, which \p Diags owns.
  static const WarningListener *install(clang::DiagnosticsEngine &Diags);

  const LifetimeWarnings &heard() const { return Heard; }

  void clear() override;
  void BeginSourceFile(const clang::LangOptions &Lang,
                       const clang::Preprocessor *PP) override;
  void EndSourceFile() override;
  void finish() override;
  bool IncludeInDiagnosticCounts() const override;
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;

private:
  WarningListener(clang::DiagnosticConsumer &Shown,
                  std::unique_ptr<clang::DiagnosticConsumer> Owned);

  clang::DiagnosticConsumer &Shown;
  std::unique_ptr<clang::DiagnosticConsumer> Owned; ///< the same, or null
  clang::IgnoringDiagConsumer Nobody;
  LifetimeWarnings Heard{Nobody};
};

} // namespace escape

#endif // ESCAPE_CLANG_PLUGIN_WARNINGLISTENER_H
