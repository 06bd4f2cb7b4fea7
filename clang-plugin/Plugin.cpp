//===- Plugin.cpp - escape-check inside clang ------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
//   clang++ -fplugin=build/lib/EscapePlugin.so -c file.cpp
//
// gives the findings of the default view as remarks of the compilation. The
// user's object file is generated as without the plugin.
//===----------------------------------------------------------------------===//
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Version.h"
#include "clang/Basic/Version.inc"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "escape/Findings/Checks.h"
#include "escape/Unit/Unit.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;
using namespace escape;

namespace {

/// Gives findings as diagnostics of the compilation.
class Reporter {
public:
  explicit Reporter(ASTContext &Context)
      : SM(Context.getSourceManager()), Diags(Context.getDiagnostics()),
        Remark(Diags.getCustomDiagID(DiagnosticsEngine::Remark,
                                     "%0 [%1]")),
        Note(Diags.getCustomDiagID(DiagnosticsEngine::Note, "%0")) {}

  void report(const Finding &F) {
    Diags.Report(location(F.Place), Remark)
        << F.Message << llvm::StringRef(F.Check->Name);
    for (const WhyStep &W : F.Why)
      Diags.Report(location(W.Place), Note) << W.Message;
  }

private:
  SourceLocation location(const SourcePlace &P) const {
    auto File = SM.getFileManager().getOptionalFileRef(P.File);
    if (!File || !P.Line)
      return {};
    return SM.translateFileLineCol(&File->getFileEntry(), P.Line,
                                   P.Column ? P.Column : 1);
  }

  const SourceManager &SM;
  DiagnosticsEngine &Diags;
  unsigned Remark, Note;
};

class EscapeAction : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override {
    LoweringCallbacks Callbacks;
    Callbacks.Lowered = [](LoweredUnit Unit) {
      UnitOptions Options;
      Options.Known = &Contracts::shipped();
      Decisions D = merge({analyze(collectUnit(Unit, Options), Options)});
      Reporter Report(Unit.Context);
      for (const Finding &F : findings(D))
        Report.report(F);
    };
    Callbacks.Failed = [&CI](std::string Why) {
      DiagnosticsEngine &Diags = CI.getDiagnostics();
      Diags.Report(Diags.getCustomDiagID(
          DiagnosticsEngine::Remark, "escape-check could not lower this: %0"))
          << Why;
    };
    return createLowering(CI, std::move(Callbacks));
  }

  bool ParseArgs(const CompilerInstance &CI,
                 const std::vector<std::string> &Args) override {
    DiagnosticsEngine &Diags = CI.getDiagnostics();
    // The classes of another version have another layout.
    if (llvm::StringRef(getClangFullVersion()).find(CLANG_VERSION_STRING) ==
        llvm::StringRef::npos) {
      Diags.Report(Diags.getCustomDiagID(
          DiagnosticsEngine::Error,
          "escape-check's plugin was built for clang %0; this is %1"))
          << CLANG_VERSION_STRING << getClangFullVersion();
      return false;
    }
    for (const std::string &Arg : Args) {
      Diags.Report(Diags.getCustomDiagID(
          DiagnosticsEngine::Error, "escape-check's plugin has no option '%0'"))
          << Arg;
      return false;
    }
    return true;
  }

  ActionType getActionType() override { return AddBeforeMainAction; }
};

FrontendPluginRegistry::Add<EscapeAction> Register("escape",
                                                   "escape analysis");

} // namespace
