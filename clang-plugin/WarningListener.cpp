//===- WarningListener.cpp - hears what Clang warns of ---------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "WarningListener.h"

using namespace clang;

namespace escape {

const WarningListener *WarningListener::install(DiagnosticsEngine &Diags) {
  DiagnosticConsumer &Shown = *Diags.getClient();
  auto *Listener = new WarningListener(Shown, Diags.takeClient());
  Diags.setClient(Listener, /*ShouldOwnClient=*/true);
  return Listener;
}

WarningListener::WarningListener(DiagnosticConsumer &Shown,
                                 std::unique_ptr<DiagnosticConsumer> Owned)
    : Shown(Shown), Owned(std::move(Owned)) {
  // The driver asks the consumer that it finds at the end.
  NumWarnings = Shown.getNumWarnings();
  NumErrors = Shown.getNumErrors();
}

void WarningListener::clear() {
  DiagnosticConsumer::clear();
  Shown.clear();
}

void WarningListener::BeginSourceFile(const LangOptions &Lang,
                                      const Preprocessor *PP) {
  Shown.BeginSourceFile(Lang, PP);
}

void WarningListener::EndSourceFile() { Shown.EndSourceFile(); }

void WarningListener::finish() { Shown.finish(); }

bool WarningListener::IncludeInDiagnosticCounts() const {
  return Shown.IncludeInDiagnosticCounts();
}

void WarningListener::HandleDiagnostic(DiagnosticsEngine::Level Level,
                                       const Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  Shown.HandleDiagnostic(Level, Info);
  Heard.HandleDiagnostic(Level, Info);
}

} // namespace escape
