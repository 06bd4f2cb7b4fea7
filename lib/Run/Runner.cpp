//===- Runner.cpp - many translation units --------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Run/Runner.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/FileManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "clang/Tooling/Tooling.h"
#include "escape/Capture/LifetimeWarnings.h"
#include "escape/Program/Linker.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

using namespace llvm;

namespace escape {
namespace {

/// Clang's parser and code generator recurse deeply on generated code.
constexpr unsigned StackSize = 64u << 20;

/// A job that is run, with what it gives to the program.
struct RunningJob {
  JobResult Result;
  UnitData Data;
};

class UnitAction : public clang::ASTFrontendAction {
public:
  UnitAction(RunningJob &Job, const UnitOptions &Options)
      : Result(Job.Result), Data(Job.Data), Options(Options) {}

  bool BeginInvocation(clang::CompilerInstance &CI) override {
    CI.getFrontendOpts().DisableFree = false;
    // "1 error generated." would come on standard error, out of order.
    CI.setVerboseOutputStream(std::make_unique<raw_null_ostream>());
    CI.getCodeGenOpts().ClearASTBeforeBackend = false;
    const clang::LangOptions &L = CI.getLangOpts();
    if (L.ObjC || L.CUDA || L.OpenCL || L.HLSL) {
      Result.Failure = "not analysed: only C and C++ are, no other language";
      return false;
    }
    return true;
  }

  bool BeginSourceFileAction(clang::CompilerInstance &CI) override {
    LifetimeWarnings::enable(CI);
    return true;
  }

  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &CI, StringRef) override {
    LoweringCallbacks Callbacks;
    Callbacks.Lowered = [this](LoweredUnit Unit) {
      Data = collectUnit(Unit, Options);
      Result.Analysed = true;
    };
    Callbacks.Failed = [this](std::string Why) {
      Result.Failure = "clang could not lower it: " + Why;
    };
    return createLowering(CI, std::move(Callbacks));
  }

private:
  JobResult &Result;
  UnitData &Data;
  UnitOptions Options;
};

bool isAssembly(const CompileJob &Job) {
  StringRef Extension = sys::path::extension(Job.File);
  return Extension.equals_insensitive(".s") || Extension == ".asm";
}

void runJob(const CompileJob &Job, const RunOptions &Options,
            RunningJob &Running) {
  JobResult &Result = Running.Result;
  if (!Job.Failure.empty()) {
    Result.Failure = Job.Failure;
    return;
  }
  auto FS = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(
      vfs::createPhysicalFileSystem());
  if (FS->setCurrentWorkingDirectory(Job.Directory)) {
    Result.Failure = "its directory does not exist: " + Job.Directory;
    return;
  }
  if (!FS->exists(Job.File)) {
    Result.Failure = "the file does not exist";
    return;
  }
  if (isAssembly(Job)) {
    Result.NotSource = true;
    Result.Failure = "not analysed: it is assembly";
    return;
  }
  raw_string_ostream Messages(Result.Diagnostics);
  clang::DiagnosticOptions DiagOptions;
  clang::TextDiagnosticPrinter Printer(Messages, DiagOptions);
  LifetimeWarnings Warnings(Printer);
  clang::FileSystemOptions FileOptions;
  FileOptions.WorkingDir = Job.Directory;
  auto Files = makeIntrusiveRefCnt<clang::FileManager>(FileOptions, FS);
  raw_string_ostream DumpStream(Result.Dump);
  UnitOptions Unit = Options.Unit;
  Unit.Warnings = &Warnings;
  if (Unit.TheDump != Dump::None)
    Unit.DumpTo = &DumpStream;
  auto Begin = std::chrono::steady_clock::now();
  clang::tooling::ToolInvocation Invocation(
      Job.Command, std::make_unique<UnitAction>(Running, Unit),
      Files.get());
  Invocation.setDiagnosticConsumer(&Warnings);
  Invocation.run();
  Messages.flush();
  if (!Result.Analysed && Result.Failure.empty())
    Result.Failure = "it does not parse";
  std::map<std::string, double> &Seconds = Running.Data.Seconds;
  double Total = std::chrono::duration<double>(
                     std::chrono::steady_clock::now() - Begin)
                     .count();
  for (const auto &[Stage, Time] : Seconds)
    Total -= Time;
  Seconds["parse and lower"] = Total;
}

/// Links units in the order of the jobs, each as soon as those before it are
/// there.
class OrderedLinker {
public:
  explicit OrderedLinker(size_t NumJobs) : Waiting(NumJobs), Jobs(NumJobs) {}

  /// Takes what job \p I gave. Called from any thread.
  void take(size_t I, RunningJob Job) {
    std::lock_guard Lock(Mutex);
    Waiting[I] = std::move(Job);
    for (; Next < Waiting.size() && Waiting[Next]; ++Next) {
      if (Waiting[Next]->Result.Analysed)
        Linkers[Waiting[Next]->Data.Graph.PointerSize].add(
            std::move(Waiting[Next]->Data));
      Jobs[Next] = std::move(Waiting[Next]->Result);
      Waiting[Next].reset();
    }
  }

  RunResult result() {
    RunResult R;
    R.Jobs = std::move(Jobs);
    for (auto &[PointerSize, L] : Linkers)
      R.Programs.push_back(L.take());
    return R;
  }

private:
  std::mutex Mutex;
  std::vector<std::optional<RunningJob>> Waiting;
  std::vector<JobResult> Jobs;
  size_t Next = 0;
  std::map<unsigned, Linker> Linkers; ///< by the size of a pointer
};

} // namespace

RunResult runJobs(ArrayRef<CompileJob> Jobs, const RunOptions &Options) {
  InitializeAllTargetInfos();
  InitializeAllTargets();
  InitializeAllTargetMCs();
  InitializeAllAsmParsers();
  CrashRecoveryContext::Enable();
  OrderedLinker Linker(Jobs.size());
  std::atomic<size_t> Next = 0;
  std::mutex ProgressMutex;
  auto Work = [&] {
    for (size_t I; (I = Next++) < Jobs.size();) {
      if (Options.Progress) {
        std::lock_guard Lock(ProgressMutex);
        Options.Progress(I + 1, Jobs.size(), Jobs[I].File);
      }
      RunningJob Job;
      CrashRecoveryContext Guard;
      if (!Guard.RunSafelyOnThread([&] { runJob(Jobs[I], Options, Job); },
                                   StackSize)) {
        Job = RunningJob();
        Job.Result.Failure = "the analysis crashed on it; please report this";
      }
      Linker.take(I, std::move(Job));
    }
  };
  std::vector<std::thread> Threads;
  for (size_t I = 1; I < std::min<size_t>(Options.Threads, Jobs.size()); ++I)
    Threads.emplace_back(Work);
  Work();
  for (std::thread &T : Threads)
    T.join();
  return Linker.result();
}

Expected<Decisions> analyzePrograms(std::vector<UnitData> Programs,
                                    const UnitOptions &Options) {
  std::vector<Decisions> All;
  CrashRecoveryContext Guard;
  bool Succeeded = Guard.RunSafelyOnThread(
      [&] {
        for (UnitData &Program : Programs)
          All.push_back(analyze(std::move(Program), Options));
      },
      StackSize);
  if (!Succeeded)
    return createStringError("the analysis crashed; please report this");
  return merge(std::move(All));
}

} // namespace escape
