//===- Plugin.cpp - escape-check inside clang ------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
//   clang++ -fplugin=build/lib/EscapePlugin.so -c file.cpp
//
// gives the findings of the default view as remarks of the compilation. The
// user's object file is generated as without the plugin, but for a section with
// the graphs, with -fplugin-arg-escape-embed, for escape-check --link.
//===----------------------------------------------------------------------===//
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Version.h"
#include "clang/Basic/Version.inc"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "escape/Findings/Checks.h"
#include "escape/Program/GraphFile.h"
#include "escape/Unit/Unit.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

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

/// Puts a file of graphs into the module, in a section that linkers leave out.
class Embed : public llvm::PassInfoMixin<Embed> {
public:
  explicit Embed(std::shared_ptr<llvm::SmallVector<char, 0>> File)
      : File(std::move(File)) {}

  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &) {
    if (!File->empty())
      llvm::embedBufferInModule(
          M, llvm::MemoryBufferRef({File->data(), File->size()}, "escape.graph"),
          GraphSection);
    return llvm::PreservedAnalyses::all();
  }
  static bool isRequired() { return true; }

private:
  std::shared_ptr<llvm::SmallVector<char, 0>> File;
};

class EscapeAction : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override {
    LoweringCallbacks Callbacks;
    auto File = std::make_shared<llvm::SmallVector<char, 0>>();
    if (Embeds)
      CI.getCodeGenOpts().PassBuilderCallbacks.push_back(
          [File](llvm::PassBuilder &Builder) {
            Builder.registerOptimizerLastEPCallback(
                [File](llvm::ModulePassManager &Passes, llvm::OptimizationLevel,
                       llvm::ThinOrFullLTOPhase) { Passes.addPass(Embed(File)); });
          });
    Callbacks.Lowered = [File, Embeds = Embeds](LoweredUnit Unit) {
      UnitOptions Options;
      Options.Known = &Contracts::shipped();
      UnitData Data = collectUnit(Unit, Options);
      if (Embeds)
        *File = writeGraphFile(Data);
      Decisions D = merge({analyze(std::move(Data), Options)});
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
      if (Arg == "embed") {
        Embeds = true;
        continue;
      }
      Diags.Report(Diags.getCustomDiagID(
          DiagnosticsEngine::Error, "escape-check's plugin has no option '%0'"))
          << Arg;
      return false;
    }
    return true;
  }

  ActionType getActionType() override { return AddBeforeMainAction; }

private:
  bool Embeds = false;
};

FrontendPluginRegistry::Add<EscapeAction> Register("escape",
                                                   "escape analysis");

} // namespace
