//===- PluginPasses.cpp - what the plugin adds to the pipeline ------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "PluginPasses.h"
#include "clang/Frontend/CompilerInstance.h"
#include "escape/Findings/Lines.h"
#include "escape/Program/GraphFile.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace escape {
namespace {

/// Puts a file of graphs into the module, in a section that linkers leave out.
class Embed : public PassInfoMixin<Embed> {
public:
  explicit Embed(std::shared_ptr<PassData> Data) : Data(std::move(Data)) {}

  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    const SmallVector<char, 0> &File = Data->GraphFile;
    bool IsThere = any_of(M.globals(), [](const GlobalVariable &G) {
      return G.getSection() == GraphSection; // a pipeline of two parts
    });
    if (!File.empty() && !IsThere)
      embedBufferInModule(
          M, MemoryBufferRef({File.data(), File.size()}, "escape.graph"),
          GraphSection);
    return PreservedAnalyses::all();
  }
  static bool isRequired() { return true; }

private:
  std::shared_ptr<PassData> Data;
};

/// Tells of decisions as an optimisation does: what stays is what it achieved.
class Remarks : public PassInfoMixin<Remarks> {
public:
  explicit Remarks(std::shared_ptr<PassData> Data) : Data(std::move(Data)) {}

  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    for (const DecisionLine &L : lines(Data->Answer)) {
      Function *F = M.getFunction(L.Of->Mangled);
      if (F && !F->isDeclaration())
        tell(L, *F);
    }
    return PreservedAnalyses::all();
  }
  static bool isRequired() { return true; }

private:
  static constexpr const char *Pass = "escape";

  void tell(const DecisionLine &L, Function &F) {
    OptimizationRemarkEmitter Emitter(&F);
    DiagnosticLocation At = location(L.Of->Place, F);
    const BasicBlock *Region = &F.getEntryBlock();
    if (StringRef(L.Text).starts_with("leaking"))
      return Emitter.emit(
          OptimizationRemarkAnalysis(Pass, "LeakingParam", At, Region) << L.Text);
    if (L.Sink.empty())
      return Emitter.emit(OptimizationRemark(Pass, "DoesNotEscape", At, Region)
                          << L.Text);
    Emitter.emit(OptimizationRemarkMissed(Pass, "Escapes", At, Region) << L.Text);
    for (const WhyStep &W : L.Of->Why)
      Emitter.emit(OptimizationRemarkAnalysis(Pass, "Flow",
                                              location(W.Place, F), Region)
                   << L.Subject << ": from " << W.Message.str());
  }

  /// \returns \p P as a place in \p F, which clang shows as it is.
  static DiagnosticLocation location(const SourcePlace &P, Function &F) {
    DISubprogram *SP = F.getSubprogram();
    if (!SP)
      return {};
    LLVMContext &Context = F.getContext();
    auto *File = DIFile::get(Context, sys::path::filename(P.File),
                             sys::path::parent_path(P.File));
    auto *Scope = DILexicalBlockFile::get(Context, SP, File, 0);
    return DiagnosticLocation(
        DebugLoc(DILocation::get(Context, P.Line, P.Column, Scope)));
  }

  std::shared_ptr<PassData> Data;
};

bool wantsRemarks(const clang::CodeGenOptions &Options) {
  return !Options.OptRecordFile.empty() ||
         Options.OptimizationRemark.hasValidPattern() ||
         Options.OptimizationRemarkMissed.hasValidPattern() ||
         Options.OptimizationRemarkAnalysis.hasValidPattern();
}

} // namespace

std::shared_ptr<PassData> addPluginPasses(clang::CompilerInstance &CI,
                                          bool Embeds) {
  auto Data = std::make_shared<PassData>();
  clang::CodeGenOptions &Options = CI.getCodeGenOpts();
  Data->WantsRemarks = wantsRemarks(Options);
  if (Embeds)
    Options.PassBuilderCallbacks.push_back([Data](PassBuilder &Builder) {
      Builder.registerOptimizerLastEPCallback(
          [Data](ModulePassManager &Passes, OptimizationLevel,
                 ThinOrFullLTOPhase) { Passes.addPass(Embed(Data)); });
    });
  if (Data->WantsRemarks)
    Options.PassBuilderCallbacks.push_back([Data](PassBuilder &Builder) {
      Builder.registerPipelineStartEPCallback(
          [Data](ModulePassManager &Passes, OptimizationLevel) {
            Passes.addPass(Remarks(Data));
          });
    });
  return Data;
}

} // namespace escape
