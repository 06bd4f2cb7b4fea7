//===- Plugin.cpp - escape-check inside clang ------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
//   clang++ -fplugin=build/lib/EscapePlugin.so -c file.cpp
//
// gives the findings of the default view as diagnostics of the compilation. The
// user's object file is generated as without the plugin, but for a section with
// the graphs, with -fplugin-arg-escape-embed, for escape-check --link.
//===----------------------------------------------------------------------===//
#include "PluginOptions.h"
#include "PluginPasses.h"
#include "WarningListener.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticFrontend.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Version.h"
#include "clang/Basic/Version.inc"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "escape/Program/GraphFile.h"
#include "escape/Unit/Unit.h"

using namespace clang;
using namespace escape;

namespace {

/// Shows remarks, unless the command or a pragma says otherwise. A module would keep
/// that they are shown: it is the same with and without the plugin.
void enableRemarks(CompilerInstance &CI) {
  DiagnosticsEngine &Diags = CI.getDiagnostics();
  if (CI.getLangOpts().isCompilingModule() ||
      llvm::is_contained(CI.getDiagnosticOpts().Remarks, "no-remark-backend-plugin"))
    return;
  Diags.setSeverity(diag::remark_fe_backend_plugin, diag::Severity::Remark,
                    SourceLocation());
}

/// Gives findings as diagnostics of the compilation, those that Clang has for
/// plugins: of -Wbackend-plugin and -Rremark-backend-plugin.
class Reporter {
public:
  explicit Reporter(ASTContext &Context)
      : SM(Context.getSourceManager()), Diags(Context.getDiagnostics()) {}

  void report(const Finding &F) {
    // What turns the warning off turns the error off.
    if (F.TheSeverity == escape::Severity::Error &&
        Diags.isIgnored(diag::warn_fe_backend_plugin, location(F.Place)))
      return;
    say(F.Place, id(F.TheSeverity), F.Message + " [" + F.Check->Name.str() + "]");
    if (F.Of)
      notes(F.Of->Macros);
    notes(F.Why);
  }

private:
  void notes(llvm::ArrayRef<WhyStep> Steps) {
    for (const WhyStep &W : Steps)
      say(W.Place, diag::note_fe_backend_plugin, W.Message.str());
  }

  /// In a file that was preprocessed before, Clang knows no such places.
  void say(const SourcePlace &At, unsigned Id, std::string Message) {
    SourceLocation Loc = location(At);
    if (Loc.isInvalid() && At.Line)
      Message = (At.File.str() + ":" + llvm::Twine(At.Line) + ":" +
                 llvm::Twine(At.Column) + ": " + Message)
                    .str();
    Diags.Report(Loc, Id) << Message;
  }

  static unsigned id(escape::Severity S) {
    switch (S) {
    case escape::Severity::Remark:
      return diag::remark_fe_backend_plugin;
    case escape::Severity::Warning:
      return diag::warn_fe_backend_plugin;
    case escape::Severity::Error:
      return diag::err_fe_backend_plugin;
    }
    llvm_unreachable("all are listed");
  }

  SourceLocation location(const SourcePlace &P) const {
    auto File = SM.getFileManager().getOptionalFileRef(P.File);
    if (!File || !P.Line)
      return {};
    return SM.translateFileLineCol(&File->getFileEntry(), P.Line,
                                   P.Column ? P.Column : 1);
  }

  const SourceManager &SM;
  DiagnosticsEngine &Diags;
};

void dropFirst(std::vector<WarningFact> &Warnings, size_t Count) {
  Warnings.erase(Warnings.begin(), Warnings.begin() + Count);
}

class EscapeAction : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override {
    enableRemarks(CI);
    auto Passes = addPluginPasses(CI, Options->Embeds);
    const WarningListener *Listener =
        Options->Embeds ? WarningListener::install(CI.getDiagnostics()) : nullptr;
    LoweringCallbacks Callbacks;
    // The action is gone by then.
    Callbacks.Lowered = [Options = Options, Passes, Listener](LoweredUnit Unit) {
      UnitOptions Collecting = Options->Unit;
      Collecting.Warnings = Listener ? &Listener->heard() : nullptr;
      UnitData Data = collectUnit(Unit, Collecting);
      if (Options->Embeds)
        Passes->GraphFile = writeGraphFile(Data);
      if (Listener) // the compilation has shown them
        dropFirst(Data.Facts.Warnings, Listener->heard().warnings().size());
      if (!Options->reports() && !Passes->WantsRemarks)
        return;
      Decisions D = merge({analyze(std::move(Data), Options->Unit)});
      Reporter Report(Unit.Context);
      for (const Finding &F : findings(D, Options->Findings))
        Report.report(F);
      if (Passes->WantsRemarks)
        Passes->Answer = std::move(D);
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
    checkVersion();
    DiagnosticsEngine &Diags = CI.getDiagnostics();
    auto Fail = [&](std::string Why) {
      Diags.Report(diag::err_fe_backend_plugin) << "escape-check's plugin: " + Why;
      return false;
    };
    if (llvm::count_if(FrontendPluginRegistry::entries(),
                       [](const auto &E) { return E.getName() == "escape"; }) > 1)
      return Fail("it is loaded from two files");
    for (llvm::StringRef Arg : Args)
      if (llvm::Error E = Options->read(Arg))
        return Fail(llvm::toString(std::move(E)));
    llvm::StringRef Why = whyNotEmbedded(CI);
    if (Options->Embeds && !Why.empty()) {
      Diags.Report(diag::warn_fe_backend_plugin)
          << ("escape-check's plugin: no graph is embedded, for " + Why).str();
      Options->Embeds = false;
    }
    return true;
  }

  /// \returns why objects cannot carry a graph, or nothing.
  static llvm::StringRef whyNotEmbedded(const CompilerInstance &CI) {
    if (CI.getCodeGenOpts().DisableLLVMPasses)
      return "this step of the compilation runs no passes (-save-temps or "
             "-disable-llvm-passes)";
    llvm::Triple Target(CI.getTargetOpts().Triple);
    if (!(Target.isOSBinFormatELF() || Target.isOSBinFormatCOFF()) ||
        Target.isNVPTX() || Target.isAMDGPU() || Target.isArch16Bit())
      return "the target has no objects that could carry it";
    return "";
  }

  /// The classes of another version have another layout: not even a diagnostic
  /// can be given.
  static void checkVersion() {
    std::string Here = getClangFullVersion();
    if (llvm::StringRef(Here).contains(CLANG_VERSION_STRING))
      return;
    llvm::errs() << "error: escape-check's plugin was built for clang "
                 << CLANG_VERSION_STRING << "; this is " << Here << "\n";
    std::exit(1);
  }

  ActionType getActionType() override { return AddBeforeMainAction; }

private:
  std::shared_ptr<PluginOptions> Options = std::make_shared<PluginOptions>();
};

// What escape-check --doctor looks for in the file.
[[gnu::used]] const char Mark[] = ESCAPE_PLUGIN_MARK;

FrontendPluginRegistry::Add<EscapeAction> Register("escape",
                                                   "escape analysis");

} // namespace
