//===- main.cpp - the escape-check command --------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Configuration.h"
#include "Doctor.h"
#include "Explain.h"
#include "Generate.h"
#include "Reports.h"
#include "escape/Findings/Baseline.h"
#include "escape/Report/Report.h"
#include "escape/Run/Objects.h"
#include "escape/Run/Runner.h"
#include "escape/Support/UserInput.h"
#include "clang/Basic/Version.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include <map>
#include <set>
#include <thread>

using namespace llvm;
using namespace llvm::opt;
using namespace escape;

namespace {

enum ExitCode { Clean = 0, GateFailed = 1, UsageError = 2, UnitFailed = 3 };

void printVersion(raw_ostream &OS) {
  OS << "escape-check " << ESCAPE_VERSION << " (LLVM " << LLVM_VERSION_STRING
     << ")\n"
     << clang::getClangFullVersion() << "\n"
     << "host: " << sys::getDefaultTargetTriple() << "\n";
}

int usageError(const Twine &Message) {
  WithColor::error(errs(), "escape-check") << Message << "\n";
  return UsageError;
}

/// \param Texts gets what the files are, for the cache.
Error addContracts(ArrayRef<std::string> Files, Contracts &Into,
                   std::string &Texts) {
  for (const std::string &File : Files) {
    auto Buffer = readTextFile(File);
    if (!Buffer)
      return Buffer.takeError();
    if (Error E = Into.add((*Buffer)->getBuffer(), File))
      return E;
    Texts += (*Buffer)->getBuffer();
    Texts += '\0';
  }
  return Error::success();
}

/// Keeps what the header filter lets through and nothing excludes.
void filter(Decisions &D, const CommandLine &CL, ArrayRef<CompileJob> Jobs) {
  std::set<StringRef> Main;
  for (const CompileJob &Job : Jobs)
    Main.insert(Job.File);
  const Regex Headers(CL.HeaderFilter);
  const std::vector<Regex> Excluded(CL.Exclude.begin(), CL.Exclude.end());
  std::map<SharedText, bool> Known; // by file: whether it is dropped
  auto Drop = [&](const auto &X) {
    auto [It, New] = Known.try_emplace(X.Place.File);
    StringRef File = X.Place.File;
    if (New)
      It->second =
          (!Main.count(File) && !Headers.match(File)) ||
          any_of(Excluded, [&](const Regex &R) { return R.match(File); });
    return It->second;
  };
  erase_if(D.Allocations, Drop);
  erase_if(D.Variables, Drop);
  erase_if(D.Parameters, Drop);
  erase_if(D.Frames, Drop);
  erase_if(D.Temporaries, Drop);
  erase_if(D.Warnings, Drop);
  erase_if(D.Allocating, Drop);
  erase_if(D.Suppressions, Drop);
}

/// Prints what went wrong with single files: Clang's own messages once each,
/// then one line for each file.
bool reportFailures(ArrayRef<CompileJob> Jobs, ArrayRef<JobResult> Results) {
  bool Failed = false;
  std::set<StringRef> Printed;
  for (auto [Job, Result] : zip(Jobs, Results)) {
    if (Result.Analysed)
      continue;
    if (Result.NotSource) {
      WithColor::note(errs(), "escape-check")
          << Job.File << ": " << Result.Failure << "\n";
      continue;
    }
    Failed = true;
    if (Printed.insert(Result.Diagnostics).second)
      errs() << Result.Diagnostics;
    WithColor::error(errs(), "escape-check")
        << Job.File << ": " << Result.Failure << "\n";
  }
  return Failed;
}

Expected<std::vector<CompileJob>>
collectJobs(const CommandLine &CL,
            const clang::tooling::CompilationDatabase *Fixed) {
  if (!Fixed)
    return findJobs(CL.Jobs);
  if (CL.Jobs.Files.empty())
    return createStringError("a command after '--' needs a file before it");
  return jobsFor(CL.Jobs, *Fixed);
}

/// A directory that the user did not name is used if it can be.
std::unique_ptr<Cache> openCache(const CommandLine &CL) {
  if (CL.CacheDirectory.empty() || CL.DumpStage != Dump::None)
    return nullptr;
  auto TheCache = Cache::open(CL.CacheDirectory, CL.CachePolicy);
  if (TheCache)
    return std::move(*TheCache);
  std::string Message = toString(TheCache.takeError());
  if (!CL.IsDefaultCache)
    WithColor::warning(errs(), "escape-check") << Message << "\n";
  return nullptr;
}

/// Writes a baseline of \p Findings, which are \p Known from then on.
/// \param Failed whether a file was not analysed, whose findings would be lost
Error renewBaseline(StringRef Path, ArrayRef<Finding> Findings, bool Failed,
                    Baseline &Known) {
  if (Failed)
    return createStringError(
        "no baseline was written: not every file was analysed");
  if (Error E = writeToOutput(Path, [&](raw_ostream &OS) {
        OS << Baseline::text(Findings, Path);
        return Error::success();
      }))
    return createStringError("no baseline was written: " +
                             toString(std::move(E)));
  WithColor::note(errs(), "escape-check")
      << "a baseline of " << Findings.size() << " finding"
      << (Findings.size() == 1 ? "" : "s") << " was written to " << Path
      << "\n";
  auto Read = Baseline::read(Path);
  if (!Read)
    return Read.takeError();
  Known = std::move(*Read);
  return Error::success();
}

/// Takes out of \p Findings what is known, and tells of it.
void subtractKnown(Baseline &Known, ArrayRef<CompileJob> Jobs,
                   std::vector<Finding> &Findings) {
  size_t NumKnown = Known.subtract(Findings);
  std::vector<StringRef> Files;
  for (const CompileJob &Job : Jobs)
    Files.push_back(Job.File);
  size_t NumFixed = Known.numLeft(Files);
  if (NumKnown || NumFixed) {
    raw_ostream &OS = WithColor::note(errs(), "escape-check");
    OS << NumKnown << " known finding" << (NumKnown == 1 ? " is" : "s are")
       << " in the baseline";
    if (NumFixed)
      OS << ", and " << NumFixed << " that " << (NumFixed == 1 ? "is" : "are")
         << " fixed: --write-baseline takes them out";
    OS << "\n";
  }
}

/// Shows what became of the run. \returns the exit status.
int report(const CommandLine &CL, FileOptions &Files, ArrayRef<CompileJob> Jobs,
           RunResult &Result, Baseline &Known) {
  bool Failed = reportFailures(Jobs, Result.Jobs);
  if (CL.DumpStage != Dump::None) {
    for (const JobResult &R : Result.Jobs)
      outs() << R.Dump;
    return Failed ? UnitFailed : Clean;
  }
  if (!Result.Failure.empty()) {
    WithColor::error(errs(), "escape-check") << Result.Failure << "\n";
    return UnitFailed;
  }
  if (!Result.Warning.empty())
    WithColor::warning(errs(), "escape-check") << Result.Warning << "\n";
  filter(Result.Answer, CL, Jobs);
  std::vector<Finding> Findings = findings(
      Result.Answer,
      [&](StringRef File) -> const FindingOptions & { return Files.of(File); });
  if (Error E = Files.takeError())
    return usageError(toString(std::move(E)));
  bool HasBaseline = true;
  if (!CL.NewBaselineFile.empty())
    if (Error E = renewBaseline(CL.NewBaselineFile, Findings, Failed, Known)) {
      WithColor::error(errs(), "escape-check")
          << toString(std::move(E)) << "\n";
      HasBaseline = false;
    }
  bool IsOverGate = CL.FailOn.OnKnown && !Findings.empty();
  subtractKnown(Known, Jobs, Findings);
  IsOverGate |= any_of(Findings, [&](const Finding &F) {
    return F.TheSeverity == Severity::Error ||
           CL.FailOn.Checks.match(F.Check->Name);
  });
  ExitCode Status = Failed         ? UnitFailed
                    : !HasBaseline ? UsageError
                    : IsOverGate   ? GateFailed
                                   : Clean;
  if (Error E = writeReports(CL, Result.Answer, Findings, Status)) {
    handleAllErrors(std::move(E), [](const ErrorInfoBase &Each) {
      usageError(Each.message());
    });
    return UsageError;
  }
  if (CL.Stats)
    reportStatistics(errs(), Result.Answer);
  return Status;
}

int run(const CommandLine &CL, FileOptions &Files,
        const clang::tooling::CompilationDatabase *Fixed) {
  Contracts UserContracts;
  RunOptions Options;
  if (Error E =
          addContracts(CL.ContractFiles, UserContracts, Options.ContractsTexts))
    return usageError(toString(std::move(E)));
  Baseline Known;
  if (!CL.BaselineFile.empty() && CL.NewBaselineFile.empty()) {
    auto Read = Baseline::read(CL.BaselineFile);
    if (!Read)
      return usageError(toString(Read.takeError()));
    Known = std::move(*Read);
  }
  Options.Unit.Known = &Contracts::shipped();
  Options.Unit.Overrides = &UserContracts;
  Options.Unit.TheLimits = CL.TheLimits;
  Options.Unit.TheDump = CL.DumpStage;
  Options.Threads =
      CL.Threads ? CL.Threads : std::thread::hardware_concurrency();
  Options.Unit.Threads = Options.Threads;
  Options.ClosedWorld = CL.ClosedWorld;
  if (CL.Link) {
    if (CL.Jobs.Files.empty())
      return usageError("--link needs objects or archives");
    std::vector<ObjectFile> Objects = findObjects(CL.Jobs.Files);
    RunResult Result = runObjects(Objects, Options);
    std::vector<CompileJob> Jobs(Objects.size());
    for (auto [Job, Object] : zip(Jobs, Objects))
      Job.File = Object.Name;
    return report(CL, Files, Jobs, Result, Known);
  }
  auto Jobs = collectJobs(CL, Fixed);
  if (!Jobs)
    return usageError(toString(Jobs.takeError()));
  if (Jobs->empty())
    return usageError("nothing to do: the compile database has no entry");
  for (const CompileJob &Job : *Jobs)
    (void)Files.of(Job.File);
  if (Error E = Files.takeError())
    return usageError(toString(std::move(E)));
  if (errs().is_displayed() && Jobs->size() > 1)
    Options.Progress = [](size_t I, size_t N, StringRef File) {
      errs() << "[" << I << "/" << N << "] " << File << "\n";
    };
  std::unique_ptr<Cache> TheCache = openCache(CL);
  Options.TheCache = TheCache.get();
  RunResult Result = runJobs(*Jobs, Options);
  return report(CL, Files, *Jobs, Result, Known);
}

/// Ends a command that prints something else than a report.
int finish(Error E, ExitCode Status = Clean) {
  if (E)
    return usageError(toString(std::move(E)));
  outs().flush();
  std::error_code EC = outs().error();
  outs().clear_error();
  return EC ? usageError("cannot write standard output: " + EC.message())
            : Status;
}

/// Prints the checks that are reported on in the first file, or else in this
/// directory.
Error listChecks(const CommandLine &CL, FileOptions &Files) {
  const FindingOptions &Options =
      Files.of(CL.Jobs.Files.empty() ? "here" : CL.Jobs.Files.front());
  if (Error E = Files.takeError())
    return E;
  for (const CheckInfo &C : allChecks())
    if (Options.Checks.match(C.Name))
      outs() << C.Name << "\n";
  return Error::success();
}

} // namespace

int main(int Argc, const char **Argv) {
  InitLLVM Init(Argc, Argv);
  // Everything after "--" is the command, not ours.
  std::string Message;
  std::unique_ptr<clang::tooling::FixedCompilationDatabase> Fixed =
      clang::tooling::FixedCompilationDatabase::loadFromCommandLine(Argc, Argv,
                                                                    Message);
  OptionTable Table;
  unsigned MissingIndex, MissingCount;
  opt::InputArgList Args =
      Table.ParseArgs(ArrayRef(Argv + 1, Argc - 1), MissingIndex, MissingCount);
  if (MissingCount)
    return usageError(Twine(Args.getArgString(MissingIndex)) +
                      " needs a value");
  if (Args.hasArg(OPT_help)) {
    Table.printHelp(outs(),
                    "escape-check [options] [file...] [-- compile command]",
                    "escape analysis for C and C++; without files it takes "
                    "every entry of the compile database");
    return finish(Error::success());
  }
  if (Args.hasArg(OPT_version)) {
    printVersion(outs());
    return finish(Error::success());
  }
  if (Args.hasArg(OPT_generate_man)) {
    generateMan(Table, outs());
    return finish(Error::success());
  }
  if (const Arg *A = Args.getLastArg(OPT_generate_completion))
    return finish(generateCompletion(Table, A->getValue(), outs()));
  if (const Arg *A = Args.getLastArg(OPT_explain_eq))
    return finish(explain(A->getValue(), outs()));
  if (Args.hasArg(OPT_doctor)) {
    std::string Program = sys::fs::getMainExecutable(Argv[0], nullptr);
    bool IsWell = examine(Table, Args, Program, outs());
    return finish(Error::success(), IsWell ? Clean : UsageError);
  }
  Expected<ConfigTree> Configs = openConfigs(Args);
  if (!Configs)
    return usageError(toString(Configs.takeError()));
  Expected<const Config *> RunConfig = Configs->find(runDirectory());
  if (!RunConfig)
    return usageError(toString(RunConfig.takeError()));
  Expected<CommandLine> CL = readOptions(Table, Args, **RunConfig);
  if (!CL)
    return usageError(toString(CL.takeError()));
  FileOptions Files(*Configs, **RunConfig, CL->Given);
  if (Args.hasArg(OPT_list_checks))
    return finish(listChecks(*CL, Files));
  if (Args.hasArg(OPT_dump_config))
    return finish(dumpConfig(*CL, Files, outs()));
  if (Args.hasArg(OPT_verify_config))
    return finish(verifyConfig(*CL, **RunConfig, Files, outs()));
  return run(*CL, Files, Fixed.get());
}
