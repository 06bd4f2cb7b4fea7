//===- Runner.cpp - many translation units --------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Run/Runner.h"
#include "InputRecorder.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/FileManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Serialization/ASTReader.h"
#include "clang/Tooling/Tooling.h"
#include "escape/Capture/LifetimeWarnings.h"
#include "escape/Capture/SourceContracts.h"
#include "escape/Program/ClosedWorld.h"
#include "escape/Program/Linker.h"
#include "escape/Support/StageTimer.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <atomic>
#include <mutex>
#include <thread>

using namespace llvm;

namespace escape {
namespace {

/// Clang's parser and code generator recurse deeply on generated code.
constexpr unsigned StackSize = 64u << 20;

std::atomic<bool> HasCrashed = false;

/// Runs \p Do on a thread of its own, with a large stack.
/// \returns whether it did not crash.
bool runSafely(function_ref<void()> Do) {
  CrashRecoveryContext Guard;
  bool Succeeded = Guard.RunSafelyOnThread(Do, StackSize);
  HasCrashed = HasCrashed || !Succeeded;
  return Succeeded;
}

/// A job that is run, with what it gives to the program.
struct RunningJob {
  JobResult Result;
  UnitData Data;
  std::optional<Digest> Name; ///< of what became of it, in the cache
  bool IsCacheable = true;
};

class UnitAction : public clang::ASTFrontendAction {
public:
  UnitAction(RunningJob &Job, const UnitOptions &Options)
      : Job(Job), Result(Job.Result), Options(Options) {}

  bool BeginInvocation(clang::CompilerInstance &CI) override {
    CI.getFrontendOpts().DisableFree = false;
    // "1 error generated." would come on standard error, out of order.
    CI.setVerboseOutputStream(std::make_unique<raw_null_ostream>());
    CI.getCodeGenOpts().ClearASTBeforeBackend = false;
    // A precompiled header or a module that is refused ends the job before
    // EndSourceFileAction().
    Job.IsCacheable = CI.getPreprocessorOpts().ImplicitPCHInclude.empty() &&
                      CI.getFrontendOpts().ModuleFiles.empty();
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

  void EndSourceFileAction() override {
    // Of the headers that a module or a precompiled header was made of Clang
    // only asks whether they are newer.
    const clang::CompilerInstance &CI = getCompilerInstance();
    const auto Reader = CI.getASTReader();
    Job.IsCacheable = CI.getFrontendOpts().Plugins.empty() &&
                      (!Reader || Reader->getModuleManager().size() == 0);
  }

  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &CI, StringRef) override {
    LoweringCallbacks Callbacks;
    Callbacks.Lowered = [this](LoweredUnit Unit) {
      Job.Data = collectUnit(Unit, Options);
      Result.Analysed = true;
    };
    Callbacks.Failed = [this](std::string Why) {
      Result.Failure = "clang could not lower it: " + Why;
    };
    return createLowering(CI, std::move(Callbacks));
  }

private:
  RunningJob &Job;
  JobResult &Result;
  UnitOptions Options;
};

/// Runs an action as Clang would run it: after errors of the driver it does not, and
/// which files there are the command may say.
class UnitTool : public clang::tooling::FrontendActionFactory {
public:
  UnitTool(const CompileJob &Command, RunningJob &Job, const UnitOptions &Options)
      : Command(Command), Job(Job), Options(Options) {}

  std::unique_ptr<clang::FrontendAction> create() override {
    return std::make_unique<UnitAction>(Job, Options);
  }

  bool
  runInvocation(std::shared_ptr<clang::CompilerInvocation> Invocation,
                clang::FileManager *Files,
                std::shared_ptr<clang::PCHContainerOperations> PCH,
                clang::DiagnosticConsumer *Diags) override {
    // What GCC takes and Clang's driver does not is left out.
    if (Command.IsClang && Diags->getNumErrors())
      return false;
    if (std::string Other = otherInput(*Invocation, *Files); !Other.empty()) {
      Job.Result.Failure = "its command reads " + Other + ", and not this file";
      return false;
    }
    dropOutputs(*Invocation);
    if (Invocation->getHeaderSearchOpts().VFSOverlayFiles.empty())
      return FrontendActionFactory::runInvocation(std::move(Invocation), Files,
                                                  std::move(PCH), Diags);
    clang::DiagnosticOptions DiagOptions;
    auto Engine = clang::CompilerInstance::createDiagnostics(
        Files->getVirtualFileSystem(), DiagOptions, Diags, /*ShouldOwnClient=*/false);
    auto Overlaid = makeIntrusiveRefCnt<clang::FileManager>(
        Files->getFileSystemOpts(),
        clang::createVFSFromCompilerInvocation(*Invocation, *Engine,
                                               Files->getVirtualFileSystemPtr()));
    if (Diags->getNumErrors())
      return false;
    return FrontendActionFactory::runInvocation(std::move(Invocation), Overlaid.get(),
                                                std::move(PCH), Diags);
  }

private:
  /// \returns what is read instead of the job's file, empty when that is.
  std::string otherInput(const clang::CompilerInvocation &Invocation,
                         clang::FileManager &Files) const {
    const auto &Inputs = Invocation.getFrontendOpts().Inputs;
    StringRef Name = Inputs.size() == 1 && Inputs[0].isFile() ? Inputs[0].getFile() : "";
    if (Name.empty() || Name == "-")
      return Name.empty() ? "no file" : "standard input";
    SmallString<256> Path(Name);
    sys::path::make_absolute(Command.Directory, Path);
    sys::path::remove_dots(Path);
    if (Path == Command.File)
      return "";
    auto Read = Files.getVirtualFileSystem().status(Path);
    auto Meant = Files.getVirtualFileSystem().status(Command.File);
    return Read && Meant && !Read->equivalent(*Meant) ? Name.str() : "";
  }

  /// The parser would overwrite what the build has written.
  static void dropOutputs(clang::CompilerInvocation &Invocation) {
    Invocation.getDependencyOutputOpts() = clang::DependencyOutputOptions();
    Invocation.getDiagnosticOpts().DiagnosticLogFile.clear();
    Invocation.getDiagnosticOpts().DiagnosticSerializationFile.clear();
    Invocation.getFrontendOpts().StatsFile.clear();
  }

  const CompileJob &Command;
  RunningJob &Job;
  const UnitOptions &Options;
};

bool isAssembly(const CompileJob &Job) {
  StringRef Extension = sys::path::extension(Job.File);
  return Extension.equals_insensitive(".s") || Extension == ".asm";
}

/// \returns what becomes of a job of which nothing needs to be read.
std::optional<JobResult> resultWithoutReading(const CompileJob &Job) {
  JobResult Result;
  SmallString<256> File(Job.File);
  sys::path::make_absolute(Job.Directory, File);
  if (!Job.Failure.empty())
    Result.Failure = Job.Failure;
  else if (!sys::fs::is_directory(Job.Directory))
    Result.Failure = "its directory does not exist: " + Job.Directory;
  else if (!sys::fs::exists(File))
    Result.Failure = "the file does not exist";
  else if (isAssembly(Job)) {
    Result.NotSource = true;
    Result.Failure = "not analysed: it is assembly";
  }
  return Result.Failure.empty() ? std::nullopt : std::optional(Result);
}

void runJob(const CompileJob &Job, const RunOptions &Options,
            RunningJob &Running) {
  JobResult &Result = Running.Result;
  IntrusiveRefCntPtr<vfs::FileSystem> Base = vfs::createPhysicalFileSystem();
  auto Physical = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(
      Options.Before ? Options.Before->over(std::move(Base)) : std::move(Base));
  if (Physical->setCurrentWorkingDirectory(Job.Directory)) {
    Result.Failure = "its directory cannot be entered: " + Job.Directory;
    Running.IsCacheable = false;
    return;
  }
  auto FS = makeIntrusiveRefCnt<InputRecorder>(Physical);
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
  UnitTool Tool(Job, Running, Unit);
  clang::tooling::ToolInvocation Invocation(
      Job.Command, &Tool, Files.get(),
      std::make_shared<clang::PCHContainerOperations>());
  Invocation.setDiagnosticConsumer(&Warnings);
  double Total = 0;
  {
    StageTimer Timer("parse and lower", Total);
    Invocation.run();
  }
  Messages.flush();
  if (!Result.Analysed && Result.Failure.empty())
    Result.Failure = "it does not parse";
  std::map<std::string, double> &Seconds = Running.Data.Seconds;
  for (const auto &[Stage, Time] : Seconds)
    Total -= Time;
  Seconds["parse and lower"] = Total;
  if (Options.TheCache && Running.IsCacheable && !FS->hasContradiction())
    Running.Name = Options.TheCache->store(Job, FS->takeInputs(), Result,
                                           Running.Data);
}

/// Gets what became of a job from the cache.
bool loadJob(const Digest &Name, const RunOptions &Options, RunningJob &Running) {
  double Seconds = 0;
  bool Loaded;
  {
    StageTimer Timer("cache", Seconds);
    Loaded = Options.TheCache->load(Name, Running.Result, Running.Data);
  }
  if (!Loaded)
    return false;
  Running.Name = Name;
  Running.Data.Cached = 1;
  Running.Data.Seconds["cache"] = Seconds;
  return true;
}

/// Calls \p Do with each number below \p Count, from several threads.
void inParallel(size_t Count, unsigned NumThreads,
                function_ref<void(size_t)> Do) {
  std::atomic<size_t> Next = 0;
  auto Work = [&] {
    for (size_t I; (I = Next++) < Count;)
      Do(I);
  };
  std::vector<std::thread> Threads;
  for (size_t I = 1; I < std::min<size_t>(NumThreads, Count); ++I)
    Threads.emplace_back(Work);
  Work();
  for (std::thread &T : Threads)
    T.join();
}

/// \returns the values, if all have one.
std::optional<std::vector<Digest>>
allOf(ArrayRef<std::optional<Digest>> Names) {
  std::vector<Digest> All;
  for (const std::optional<Digest> &Name : Names) {
    if (!Name)
      return std::nullopt;
    All.push_back(*Name);
  }
  return All;
}

/// A unit with what can be made of it in its own thread.
struct UnitToLink {
  explicit UnitToLink(UnitData Given) : Data(std::move(Given)) {
    StageTimer Timer("link", Data.Seconds["link"]);
    Bodies = Linker::digests(Data.Graph);
  }
  UnitData Data;
  std::vector<Digest> Bodies;
};

/// What came of a job.
struct FinishedJob {
  JobResult Result;
  std::optional<Digest> Name; ///< of what became of it, in the cache
  std::vector<UnitToLink> Units;
};

/// Links units in the order of the jobs, each as soon as those before it are
/// there.
class OrderedLinker {
public:
  explicit OrderedLinker(size_t NumJobs)
      : Waiting(NumJobs), Jobs(NumJobs), Names(NumJobs) {}

  /// Takes what job \p I gave. Called from any thread.
  void take(size_t I, FinishedJob Job) {
    std::lock_guard Lock(Mutex);
    Waiting[I] = std::move(Job);
    for (; Next < Waiting.size() && Waiting[Next]; ++Next) {
      for (UnitToLink &U : Waiting[Next]->Units)
        Linkers[U.Data.Graph.PointerSize].add(std::move(U.Data), U.Bodies);
      Jobs[Next] = std::move(Waiting[Next]->Result);
      Names[Next] = Waiting[Next]->Name;
      Waiting[Next].reset();
    }
  }

  std::vector<JobResult> takeJobs() { return std::move(Jobs); }
  /// \returns the names of what became of the jobs, if all have one.
  std::optional<std::vector<Digest>> names() const {
    return allOf(Names);
  }
  std::vector<UnitData> takePrograms() {
    std::vector<UnitData> Programs;
    for (auto &[PointerSize, L] : Linkers)
      Programs.push_back(L.take());
    return Programs;
  }

private:
  std::mutex Mutex;
  std::vector<std::optional<FinishedJob>> Waiting;
  std::vector<JobResult> Jobs;
  std::vector<std::optional<Digest>> Names;
  size_t Next = 0;
  std::map<unsigned, Linker> Linkers; ///< by the size of a pointer
};

/// One call of runJobs().
class Run {
public:
  Run(ArrayRef<CompileJob> Jobs, const RunOptions &Options)
      : Jobs(Jobs), Options(Options), TheCache(Options.TheCache),
        Running(Jobs.size()), Linker(Jobs.size()) {}

  RunResult result();

private:
  void findJobs();
  FinishedJob run(size_t I);
  void showProgress(size_t I);
  std::optional<Digest> answerName(std::optional<std::vector<Digest>> Names) const;

  ArrayRef<CompileJob> Jobs;
  const RunOptions &Options;
  Cache *TheCache;
  std::vector<RunningJob> Running; ///< what is known of each before it is run
  OrderedLinker Linker;
  std::mutex ProgressMutex;
};

/// Looks what can be known of the jobs without running any.
void Run::findJobs() {
  inParallel(Jobs.size(), Options.Threads, [&](size_t I) {
    if (auto Result = resultWithoutReading(Jobs[I])) {
      Running[I].Result = std::move(*Result);
      Running[I].Name = Digest::of(Running[I].Result.Failure);
    } else if (TheCache) {
      Running[I].Name = TheCache->find(Jobs[I]);
    }
  });
}

void Run::showProgress(size_t I) {
  if (!Options.Progress)
    return;
  std::lock_guard Lock(ProgressMutex);
  Options.Progress(I + 1, Jobs.size(), Jobs[I].File);
}

FinishedJob Run::run(size_t I) {
  RunningJob Job = std::move(Running[I]);
  if (!Job.Result.Failure.empty())
    return {std::move(Job.Result), Job.Name, {}};
  bool Succeeded = runSafely([&] {
    if (Job.Name && loadJob(*Job.Name, Options, Job))
      return;
    Job = RunningJob();
    showProgress(I);
    runJob(Jobs[I], Options, Job);
  });
  if (!Succeeded) {
    Job = RunningJob();
    Job.Result.Failure = "the analysis crashed on it; please report this";
  }
  FinishedJob Finished = {std::move(Job.Result), Job.Name, {}};
  if (Finished.Result.Analysed) {
    Job.Data.File = Jobs[I].File;
    Finished.Units.emplace_back(std::move(Job.Data));
  }
  return Finished;
}

std::optional<Digest>
Run::answerName(std::optional<std::vector<Digest>> Names) const {
  if (!TheCache || !Names || Options.Unit.Picture) // an answer has no picture
    return std::nullopt;
  return TheCache->answerName(*Names, Options.Unit.TheLimits,
                              Options.ContractsTexts, Options.ClosedWorld);
}

/// \returns why \p Programs may be added to, whatever the user says, or nothing.
StringRef whyOpen(ArrayRef<JobResult> Jobs, ArrayRef<UnitData> Programs) {
  if (any_of(Jobs, [](const JobResult &R) { return !R.Analysed; }))
    return "not every file was analysed";
  for (const UnitData &Program : Programs) // of several they are variants
    if (none_of(Program.Graph.Functions, [&](const FunctionGraph &G) {
          return Program.Graph.name(G.Name) == "main";
        }))
      return "no file has a function main";
  return "";
}

/// Decides on linked programs.
RunResult analyzePrograms(std::vector<JobResult> Jobs,
                          std::vector<UnitData> Programs,
                          const RunOptions &Options) {
  RunResult Result;
  Result.Jobs = std::move(Jobs);
  if (Options.Unit.TheDump != Dump::None)
    return Result;
  if (Options.ClosedWorld) {
    StringRef Why = whyOpen(Result.Jobs, Programs);
    if (!Why.empty())
      Result.Warning = ("--closed-world has no effect: " + Why).str();
    else
      for (UnitData &Program : Programs)
        closeWorld(Program.Graph);
  }
  std::vector<Decisions> All;
  bool Succeeded = runSafely([&] {
    for (UnitData &Program : Programs)
      All.push_back(analyze(std::move(Program), Options.Unit));
  });
  if (!Succeeded)
    Result.Failure = "the analysis crashed; please report this";
  Result.Answer = merge(std::move(All));
  return Result;
}

RunResult Run::result() {
  RunResult Result;
  findJobs();
  std::vector<std::optional<Digest>> Found;
  for (const RunningJob &Job : Running)
    Found.push_back(Job.Name);
  std::optional<Digest> Name = answerName(allOf(Found));
  if (Name && TheCache->load(*Name, Result) && Result.Jobs.size() == Jobs.size()) {
    Result.Answer.Stats.Cached = Result.Answer.Stats.Units;
    return Result;
  }
  Result = RunResult();
  inParallel(Jobs.size(), Options.Threads,
             [&](size_t I) { Linker.take(I, run(I)); });
  Name = answerName(Linker.names());
  Result = analyzePrograms(Linker.takeJobs(), Linker.takePrograms(), Options);
  if (Name && Result.Failure.empty())
    TheCache->store(*Name, Result);
  if (TheCache)
    TheCache->prune();
  return Result;
}

} // namespace

RunResult runJobs(ArrayRef<CompileJob> Jobs, const RunOptions &Options) {
  InitializeAllTargetInfos();
  InitializeAllTargets();
  InitializeAllTargetMCs();
  InitializeAllAsmParsers();
  makeAttributeList();
  CrashRecoveryContext::Enable();
  return Run(Jobs, Options).result();
}

RunResult runObjects(ArrayRef<ObjectFile> Objects, const RunOptions &Options) {
  CrashRecoveryContext::Enable();
  OrderedLinker Linker(Objects.size());
  inParallel(Objects.size(), Options.Threads, [&](size_t I) {
    ObjectUnits Read = readUnits(Objects[I]);
    FinishedJob Job;
    Job.Result.Failure = std::move(Read.Failure);
    Job.Result.Analysed = Job.Result.Failure.empty();
    for (UnitData &Unit : Read.Units) {
      Unit.File = Objects[I].Name;
      Job.Units.emplace_back(std::move(Unit));
    }
    Linker.take(I, std::move(Job));
  });
  return analyzePrograms(Linker.takeJobs(), Linker.takePrograms(), Options);
}

bool analysisCrashed() { return HasCrashed; }

} // namespace escape
