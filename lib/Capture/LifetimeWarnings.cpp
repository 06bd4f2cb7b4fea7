//===- LifetimeWarnings.cpp - what Clang itself says of lifetimes ---------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Capture/LifetimeWarnings.h"
#include "Places.h"
#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "escape/Capture/SourceContracts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"

using namespace clang;

namespace escape {

/// The groups of warnings that are about lifetimes. The last is never given, but
/// pragmas may turn it off for findLateUses.
static constexpr llvm::StringLiteral Groups[] = {
    "dangling", "return-stack-address", "experimental-lifetime-safety-permissive"};

void LifetimeWarnings::enable(CompilerInstance &CI) {
  DiagnosticsEngine &Diags = CI.getDiagnostics();
  std::vector<diag::kind> All;
  DiagnosticIDs::getAllDiagnostics(diag::Flavor::WarningOrError, All);
  for (diag::kind Id : All)
    if (Diags.getDiagnosticIDs()->isWarningOrExtension(Id) &&
        Diags.getDiagnosticLevel(Id, SourceLocation()) == DiagnosticsEngine::Warning)
      Diags.setSeverity(Id, diag::Severity::Ignored, SourceLocation());
  Diags.setIgnoreAllWarnings(false);
  for (llvm::StringRef Group : Groups)
    Diags.setSeverityForGroup(diag::Flavor::WarningOrError, Group,
                              diag::Severity::Warning);
  warnOfMisplacedDemands(Diags);
}

void LifetimeWarnings::BeginSourceFile(const LangOptions &Lang,
                                       const Preprocessor *PP) {
  Errors.BeginSourceFile(Lang, PP);
}

void LifetimeWarnings::EndSourceFile() { Errors.EndSourceFile(); }

static bool isAboutLifetimes(const clang::Diagnostic &Info) {
  DiagnosticIDs &Ids = *Info.getDiags()->getDiagnosticIDs();
  llvm::StringRef Group = Ids.getWarningOptionForDiag(Info.getID());
  return Group.starts_with("dangling") || llvm::is_contained(Groups, Group);
}

void LifetimeWarnings::HandleDiagnostic(DiagnosticsEngine::Level Level,
                                        const clang::Diagnostic &Info) {
  if (Level >= DiagnosticsEngine::Error)
    LastOne = Last::Error;
  else if (Level != DiagnosticsEngine::Note)
    LastOne = isAboutLifetimes(Info) || isMisplacedDemand(Info) ? Last::Warning
                                                                : Last::Dropped;
  if (LastOne == Last::Dropped)
    return;
  if (LastOne == Last::Error) {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    return Errors.HandleDiagnostic(Level, Info);
  }
  if (!Info.hasSourceManager() || Info.getLocation().isInvalid())
    return;
  llvm::SmallString<128> Text;
  Info.FormatDiagnostic(Text);
  SourcePlace At = place(Info.getLocation(), Info.getSourceManager());
  if (Level != DiagnosticsEngine::Note)
    Warnings.push_back({At, Text.str().str(), {}, isMisplacedDemand(Info)});
  else if (!Warnings.empty())
    Warnings.back().Notes.push_back({At, Text.str().str()});
}

} // namespace escape
