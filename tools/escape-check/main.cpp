//===- main.cpp - the escape-check command --------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "clang/Tooling/CompilationDatabase.h"
#include "escape/Report/Outputs.h"
#include "escape/Report/Report.h"
#include "escape/Run/Objects.h"
#include "escape/Run/Runner.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <set>
#include <thread>

using namespace llvm;
using namespace llvm::opt;
using namespace escape;

namespace {

enum ExitCode { Clean = 0, GateFailed = 1, UsageError = 2, UnitFailed = 3 };

enum OptionId {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

#define OPTTABLE_STR_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_STR_TABLE_CODE
#define OPTTABLE_PREFIXES_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

constexpr opt::OptTable::Info OptionInfoTable[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

class OptionTable : public opt::GenericOptTable {
public:
  OptionTable()
      : GenericOptTable(OptionStrTable, OptionPrefixesTable, OptionInfoTable) {}
};

/// The command line, read and checked.
struct CommandLine {
  JobOptions Jobs;
  unsigned DecisionLevel = 0;
  std::vector<Output> Outputs;
  unsigned Threads = 0;
  std::string HeaderFilter = ".*";
  std::vector<std::string> ContractFiles;
  Limits TheLimits;
  FindingOptions Findings;
  bool ClosedWorld = false;
  bool Link = false;
  std::string CacheDirectory; ///< empty: no cache
  bool IsDefaultCache = false;
  CachePruningPolicy CachePolicy;
  bool Stats = false;
  Dump DumpStage = Dump::None;
};

Error wrong(const Twine &Message) {
  return createStringError(inconvertibleErrorCode(), Message);
}

Error readNumber(const opt::InputArgList &Args, OptionId Id, StringRef Name,
                 unsigned Min, unsigned Max, unsigned &Into) {
  const opt::Arg *A = Args.getLastArg(Id);
  if (A && (StringRef(A->getValue()).getAsInteger(10, Into) || Into < Min ||
            Into > Max))
    return wrong(Name + " takes a number from " + Twine(Min) + " to " +
                 Twine(Max) + ", not '" + A->getValue() + "'");
  return Error::success();
}

Error readSize(const opt::InputArgList &Args, OptionId Id, StringRef Name,
               int64_t &Into) {
  const opt::Arg *A = Args.getLastArg(Id);
  if (A && (StringRef(A->getValue()).getAsInteger(10, Into) || Into < 0))
    return wrong(Name + " takes a number of bytes, not '" + A->getValue() + "'");
  return Error::success();
}

Error readUnknown(const OptionTable &Table, const opt::InputArgList &Args) {
  for (const opt::Arg *A : Args.filtered(OPT_UNKNOWN)) {
    std::string Given = A->getAsString(Args), Nearest;
    std::string Message = "unknown option '" + Given + "'";
    if (Table.findNearest(Given, Nearest) <= 2)
      Message += "; did you mean '" + Nearest + "'?";
    return wrong(Message);
  }
  return Error::success();
}

/// \param First what the user's list is added to
Error readGlobs(const opt::InputArgList &Args, OptionId Id, StringRef Name,
                StringRef First, CheckGlobs &Into) {
  auto Globs = CheckGlobs::parse((First + "," + Args.getLastArgValue(Id)).str());
  if (!Globs)
    return wrong(Name + ": " + toString(Globs.takeError()));
  Into = std::move(*Globs);
  return Error::success();
}

Error readFormats(const opt::InputArgList &Args, std::vector<Output> &Into) {
  std::optional<std::string> File;
  if (const opt::Arg *A = Args.getLastArg(OPT_output))
    File = A->getValue();
  auto Outputs = readOutputs(Args.getAllArgValues(OPT_format_eq), File);
  if (!Outputs)
    return Outputs.takeError();
  Into = std::move(*Outputs);
  return Error::success();
}

/// An empty or relative $XDG_CACHE_HOME counts as none, as its specification has
/// it.
bool userCacheDirectory(SmallVectorImpl<char> &Directory) {
  if (sys::path::cache_directory(Directory) && sys::path::is_absolute(Directory))
    return true;
  if (!sys::path::home_directory(Directory))
    return false;
  sys::path::append(Directory, ".cache");
  return true;
}

/// Of --cache-dir and --no-cache the last counts.
Error readCache(const opt::InputArgList &Args, CommandLine &CL) {
  auto Policy = parseCachePruningPolicy(
      Args.getLastArgValue(OPT_cache_policy_eq, "cache_size_bytes=2g"));
  if (!Policy)
    return wrong("--cache-policy: " + toString(Policy.takeError()));
  CL.CachePolicy = *Policy;
  const opt::Arg *A = Args.getLastArg(OPT_cache_dir_eq, OPT_no_cache);
  if (A && A->getOption().matches(OPT_no_cache))
    return Error::success();
  SmallString<128> Directory;
  if (A)
    Directory = A->getValue();
  else if ((CL.IsDefaultCache = userCacheDirectory(Directory)))
    sys::path::append(Directory, "escape-check");
  if (A && Directory.empty())
    return wrong("--cache-dir takes a directory, not ''");
  CL.CacheDirectory = std::string(Directory);
  return Error::success();
}

Expected<CommandLine> readOptions(const OptionTable &Table,
                                  const opt::InputArgList &Args) {
  CommandLine CL;
  if (Error E = readUnknown(Table, Args))
    return E;
  CL.Jobs.Files = Args.getAllArgValues(OPT_INPUT);
  CL.Jobs.BuildPath = Args.getLastArgValue(OPT_build_path_eq);
  CL.Jobs.ExtraAfter = Args.getAllArgValues(OPT_extra_arg_eq);
  CL.Jobs.ExtraBefore = Args.getAllArgValues(OPT_extra_arg_before_eq);
  CL.DecisionLevel = Args.hasArg(OPT_decisions);
  if (Error E = readNumber(Args, OPT_decisions_eq, "-m", 1, 2, CL.DecisionLevel))
    return E;
  if (Error E = readNumber(Args, OPT_jobs, "-j", 1, 1024, CL.Threads))
    return E;
  if (Error E = readFormats(Args, CL.Outputs))
    return E;
  CL.HeaderFilter = Args.getLastArgValue(OPT_header_filter_eq, ".*");
  if (Error E = readSize(Args, OPT_max_variable_eq, "--max-variable-size",
                         CL.TheLimits.Variable))
    return E;
  if (Error E = readSize(Args, OPT_max_allocation_eq, "--max-allocation-size",
                         CL.TheLimits.Allocation))
    return E;
  if (Error E = readGlobs(Args, OPT_checks_eq, "--checks", "*", CL.Findings.Checks))
    return E;
  if (Error E = readGlobs(Args, OPT_warnings_as_errors_eq, "--warnings-as-errors",
                          "", CL.Findings.Errors))
    return E;
  CL.ContractFiles = Args.getAllArgValues(OPT_contracts_eq);
  CL.Link = Args.hasArg(OPT_link);
  CL.ClosedWorld = Args.hasArg(OPT_closed_world);
  if (Error E = readCache(Args, CL))
    return E;
  CL.Stats = Args.hasArg(OPT_stats);
  StringRef Name = Args.getLastArgValue(OPT_dump_stage_eq);
  CL.DumpStage = StringSwitch<Dump>(Name)
                     .Case("facts", Dump::Facts)
                     .Case("ir", Dump::IR)
                     .Case("graph", Dump::Graph)
                     .Case("summaries", Dump::Summaries)
                     .Default(Dump::None);
  if (CL.DumpStage == Dump::None && Args.hasArg(OPT_dump_stage_eq))
    return wrong("--dump takes facts, ir, graph or summaries, not '" + Name +
                 "'");
  return CL;
}

void printVersion(raw_ostream &OS) {
  OS << "escape-check " << ESCAPE_VERSION << " (LLVM " << LLVM_VERSION_STRING
     << ")\n";
}

int usageError(const Twine &Message) {
  WithColor::error(errs(), "escape-check") << Message << "\n";
  return UsageError;
}

/// \param Texts gets what the files are, for the cache.
Error addContracts(ArrayRef<std::string> Files, Contracts &Into,
                   std::string &Texts) {
  for (const std::string &File : Files) {
    auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/true);
    if (!Buffer)
      return createStringError(Buffer.getError(), "cannot read " + File + ": " +
                                                      Buffer.getError().message());
    if (Error E = Into.add((*Buffer)->getBuffer(), File))
      return E;
    Texts += (*Buffer)->getBuffer();
    Texts += '\0';
  }
  return Error::success();
}

/// Keeps what the header filter lets through.
void filter(Decisions &D, const Regex &Headers, ArrayRef<CompileJob> Jobs) {
  std::set<StringRef> Main;
  for (const CompileJob &Job : Jobs)
    Main.insert(Job.File);
  auto Drop = [&](const Decision &X) {
    return !Main.count(X.Place.File) && !Headers.match(X.Place.File);
  };
  erase_if(D.Allocations, Drop);
  erase_if(D.Variables, Drop);
  erase_if(D.Parameters, Drop);
  erase_if(D.Frames, Drop);
  erase_if(D.Temporaries, Drop);
  erase_if(D.Warnings, Drop);
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
    return wrong("a command after '--' needs a file before it");
  return jobsFor(CL.Jobs, *Fixed);
}

/// What a run found, in the forms that the user asked for.
class Reports {
public:
  Reports(const CommandLine &CL, const Decisions &D, ArrayRef<Finding> Findings,
          int ExitStatus)
      : CL(CL), D(D), Findings(Findings), ExitStatus(ExitStatus) {}

  /// \returns whether all could be written.
  bool write() const {
    bool IsWritten = true;
    for (const Output &O : CL.Outputs)
      if (Error E = write(O)) {
        usageError("cannot write " +
                   (O.File == "-" ? "standard output" : O.File) + ": " +
                   toString(std::move(E)));
        IsWritten = false;
      }
    return IsWritten;
  }

private:
  void print(const Output &O, raw_ostream &OS) const {
    switch (O.TheFormat) {
    case Format::Text:
      if (CL.DecisionLevel)
        return reportDecisions(OS, D, CL.DecisionLevel);
      return reportFindings(OS, Findings, D, O.File == "-" && OS.has_colors());
    case Format::Json:
      return reportJson(OS, Findings, D);
    case Format::Sarif:
      return reportSarif(OS, Findings, ExitStatus);
    case Format::GitHub:
      return reportGitHub(OS, Findings);
    case Format::Checkstyle:
      return reportCheckstyle(OS, Findings);
    case Format::JUnit:
      return reportJUnit(OS, Findings, ExitStatus);
    }
  }

  /// Prints to a stream that is no file of ours: a terminal, a pipe, a device.
  Error printDirectly(const Output &O, raw_fd_ostream &OS) const {
    print(O, OS);
    OS.flush();
    std::error_code EC = OS.error();
    OS.clear_error();
    return errorCodeToError(EC);
  }

  /// A regular file is written under another name first, so that it is either
  /// the old one or the whole new one.
  Error write(const Output &O) const {
    if (O.File == "-")
      return printDirectly(O, outs());
    sys::fs::file_status Status;
    if (!sys::fs::status(O.File, Status) && !sys::fs::is_regular_file(Status)) {
      std::error_code EC;
      raw_fd_ostream OS(O.File, EC);
      return EC ? errorCodeToError(EC) : printDirectly(O, OS);
    }
    return writeToOutput(O.File, [&](raw_ostream &OS) {
      print(O, OS);
      return Error::success();
    });
  }

  const CommandLine &CL;
  const Decisions &D;
  ArrayRef<Finding> Findings;
  int ExitStatus;
};

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

/// Reads the graphs of objects in place of running jobs.
/// \param Jobs gets one for each object.
RunResult link(const CommandLine &CL, const RunOptions &Options,
               std::vector<CompileJob> &Jobs) {
  std::vector<JobResult> Results;
  std::vector<UnitData> Units;
  for (ObjectFile &Object : readObjects(CL.Jobs.Files)) {
    Jobs.emplace_back().File = Object.Name;
    JobResult &Result = Results.emplace_back();
    Result.Failure = Object.Failure;
    Result.Analysed = Object.Failure.empty();
    for (UnitData &Unit : Object.Units) {
      Unit.File = Object.Name;
      Units.push_back(std::move(Unit));
    }
  }
  return runUnits(std::move(Results), std::move(Units), Options);
}

/// Shows what became of the run. \returns the exit status.
int report(const CommandLine &CL, ArrayRef<CompileJob> Jobs, RunResult &Result) {
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
  filter(Result.Answer, Regex(CL.HeaderFilter), Jobs);
  std::vector<Finding> Findings = findings(Result.Answer, CL.Findings);
  bool IsBroken = any_of(Findings, [](const Finding &F) {
    return F.TheSeverity == Severity::Error;
  });
  ExitCode Status = Failed ? UnitFailed : IsBroken ? GateFailed : Clean;
  if (!Reports(CL, Result.Answer, Findings, Status).write())
    return UsageError;
  if (CL.Stats)
    reportStatistics(errs(), Result.Answer);
  return Status;
}

int run(const CommandLine &CL,
        const clang::tooling::CompilationDatabase *Fixed) {
  Contracts UserContracts;
  RunOptions Options;
  if (Error E =
          addContracts(CL.ContractFiles, UserContracts, Options.ContractsTexts))
    return usageError(toString(std::move(E)));
  std::string Message;
  if (!Regex(CL.HeaderFilter).isValid(Message))
    return usageError("--header-filter: " + Message);
  Options.Unit.Known = &Contracts::shipped();
  Options.Unit.Overrides = &UserContracts;
  Options.Unit.TheLimits = CL.TheLimits;
  Options.Unit.TheDump = CL.DumpStage;
  Options.Threads = CL.Threads ? CL.Threads : std::thread::hardware_concurrency();
  Options.Unit.Threads = Options.Threads;
  Options.ClosedWorld = CL.ClosedWorld;
  if (CL.Link) {
    if (CL.Jobs.Files.empty())
      return usageError("--link needs objects or archives");
    std::vector<CompileJob> Objects;
    RunResult Result = link(CL, Options, Objects);
    return report(CL, Objects, Result);
  }
  auto Jobs = collectJobs(CL, Fixed);
  if (!Jobs)
    return usageError(toString(Jobs.takeError()));
  if (Jobs->empty())
    return usageError("nothing to do: the compile database has no entry");
  if (errs().is_displayed() && Jobs->size() > 1)
    Options.Progress = [](size_t I, size_t N, StringRef File) {
      errs() << "[" << I << "/" << N << "] " << File << "\n";
    };
  std::unique_ptr<Cache> TheCache = openCache(CL);
  Options.TheCache = TheCache.get();
  RunResult Result = runJobs(*Jobs, Options);
  return report(CL, *Jobs, Result);
}

} // namespace

int main(int Argc, const char **Argv) {
  InitLLVM Init(Argc, Argv);
  // Everything after "--" is the command, not ours.
  std::string Message;
  std::unique_ptr<clang::tooling::FixedCompilationDatabase> Fixed =
      clang::tooling::FixedCompilationDatabase::loadFromCommandLine(
          Argc, Argv, Message);
  OptionTable Table;
  unsigned MissingIndex, MissingCount;
  opt::InputArgList Args = Table.ParseArgs(ArrayRef(Argv + 1, Argc - 1),
                                           MissingIndex, MissingCount);
  if (MissingCount)
    return usageError(Twine(Args.getArgString(MissingIndex)) + " needs a value");
  if (Args.hasArg(OPT_help)) {
    Table.printHelp(outs(),
                    "escape-check [options] [file...] [-- compile command]",
                    "escape analysis for C and C++; without files it takes "
                    "every entry of the compile database");
    return Clean;
  }
  if (Args.hasArg(OPT_version)) {
    printVersion(outs());
    return Clean;
  }
  Expected<CommandLine> CL = readOptions(Table, Args);
  if (!CL)
    return usageError(toString(CL.takeError()));
  if (Args.hasArg(OPT_list_checks)) {
    for (const CheckInfo &C : allChecks())
      if (CL->Findings.Checks.match(C.Name))
        outs() << C.Name << "\n";
    return Clean;
  }
  return run(*CL, Fixed.get());
}
