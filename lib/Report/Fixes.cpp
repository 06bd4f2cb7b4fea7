//===- Fixes.cpp - findings for clang-apply-replacements ------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Sources.h"
#include "escape/Report/Report.h"
#include "clang/Tooling/DiagnosticsYaml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;

namespace escape {
namespace {

using clang::tooling::Diagnostic;
using clang::tooling::DiagnosticMessage;

class FixWriter {
public:
  Diagnostic diagnostic(const Finding &F) {
    constexpr Diagnostic::Level Levels[] = {
        Diagnostic::Remark, Diagnostic::Warning, Diagnostic::Error};
    DiagnosticMessage Main = message(F.Place, F.Message);
    for (const Replacement &R : F.Fix)
      // Two changes of one place would be a mistake of ours: one is left out.
      consumeError(Main.Fix[R.Place.File.str()].add(
          {R.Place.File.str(), R.Offset, R.Length, R.Text}));
    SmallVector<DiagnosticMessage, 1> Notes;
    for (const WhyStep &W : F.Why)
      Notes.push_back(message(W.Place, W.Message));
    return Diagnostic(F.Check->Name, Main, Notes,
                      Levels[unsigned(F.TheSeverity)], Here.directory());
  }

private:
  DiagnosticMessage message(const SourcePlace &P, StringRef Text) {
    DiagnosticMessage M;
    M.Message = Text.str();
    M.FilePath = P.File.str();
    M.FileOffset = Lines.offset(P);
    return M;
  }

  Paths Here;
  SourceLines Lines;
};

} // namespace

void reportFixes(raw_ostream &OS, ArrayRef<Finding> Findings) {
  clang::tooling::TranslationUnitDiagnostics All;
  FixWriter Writer;
  for (const Finding &F : Findings)
    All.Diagnostics.push_back(Writer.diagnostic(F));
  yaml::Output Out(OS);
  Out << All;
}

} // namespace escape
