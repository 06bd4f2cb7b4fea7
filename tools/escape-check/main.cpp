//===- main.cpp - the escape-check command --------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "clang/Tooling/CompilationDatabase.h"
#include "escape/Findings/Baseline.h"
#include "escape/Report/Outputs.h"
#include "escape/Report/Report.h"
#include "escape/Run/Objects.h"
#include "escape/Run/Runner.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
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

/// When findings make the exit status 1, beside those that are errors.
struct Gate {
  bool OnKnown = false; ///< also those that the baseline has
  CheckGlobs Checks;
};

/// The command line, read and checked.
struct CommandLine {
  JobOptions Jobs;
  unsigned DecisionLevel = 0;
  std::vector<Output> Outputs;
  unsigned Threads = 0;
  std::string HeaderFilter = ".*";
  std::vector<std::string> Exclude;
  std::vector<std::string> ContractFiles;
  Limits TheLimits;
  FindingOptions Findings;
  std::string BaselineFile, NewBaselineFile; ///< empty: none
  Gate FailOn;
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

Error checkRegex(StringRef Option, StringRef Text) {
  std::string Message;
  return Regex(Text).isValid(Message) ? Error::success()
                                      : wrong(Option + ": " + Message);
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
  if (Error E = Into.read((First + "," + Args.getLastArgValue(Id)).str()))
    return wrong(Name + ": " + toString(std::move(E)));
  return Error::success();
}

Error readGate(const opt::InputArgList &Args, Gate &Into) {
  const opt::Arg *A = Args.getLastArg(OPT_fail_on_eq);
  if (!A)
    return Error::success();
  StringRef What = A->getValue();
  Into.OnKnown = What == "any";
  if (Error E = Into.Checks.read(Into.OnKnown || What == "new" ? "*" : What))
    return wrong("--fail-on takes new, any or globs of checks: " +
                 toString(std::move(E)));
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
  CL.Exclude = Args.getAllArgValues(OPT_exclude_eq);
  if (Error E = checkRegex("--header-filter", CL.HeaderFilter))
    return E;
  for (StringRef R : CL.Exclude)
    if (Error E = checkRegex("--exclude", R))
      return E;
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
  CL.BaselineFile = Args.getLastArgValue(OPT_baseline_eq);
  CL.NewBaselineFile = Args.getLastArgValue(OPT_write_baseline_eq);
  if (Error E = readGate(Args, CL.FailOn))
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
  auto Drop = [&](const Decision &X) {
    auto [It, New] = Known.try_emplace(X.Place.File);
    StringRef File = X.Place.File;
    if (New)
      It->second = (!Main.count(File) && !Headers.match(File)) ||
                   any_of(Excluded, [&](const Regex &R) { return R.match(File); });
    return It->second;
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

/// Writes a baseline of \p Findings, which are \p Known from then on.
/// \param Failed whether a file was not analysed, whose findings would be lost
Error renewBaseline(StringRef Path, ArrayRef<Finding> Findings, bool Failed,
                    Baseline &Known) {
  if (Failed)
    return wrong("no baseline was written: not every file was analysed");
  if (Error E = writeToOutput(Path, [&](raw_ostream &OS) {
        OS << Baseline::text(Findings, Path);
        return Error::success();
      }))
    return wrong("no baseline was written: " + toString(std::move(E)));
  WithColor::note(errs(), "escape-check")
      << "a baseline of " << Findings.size() << " finding"
      << (Findings.size() == 1 ? "" : "s") << " was written to " << Path << "\n";
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
int report(const CommandLine &CL, ArrayRef<CompileJob> Jobs, RunResult &Result,
           Baseline &Known) {
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
  std::vector<Finding> Findings = findings(Result.Answer, CL.Findings);
  bool HasBaseline = true;
  if (!CL.NewBaselineFile.empty())
    if (Error E = renewBaseline(CL.NewBaselineFile, Findings, Failed, Known)) {
      WithColor::error(errs(), "escape-check") << toString(std::move(E)) << "\n";
      HasBaseline = false;
    }
  bool IsOverGate = CL.FailOn.OnKnown && !Findings.empty();
  subtractKnown(Known, Jobs, Findings);
  IsOverGate |= any_of(Findings, [&](const Finding &F) {
    return F.TheSeverity == Severity::Error || CL.FailOn.Checks.match(F.Check->Name);
  });
  ExitCode Status = Failed         ? UnitFailed
                    : !HasBaseline ? UsageError
                    : IsOverGate   ? GateFailed
                                   : Clean;
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
  Baseline Known;
  if (!CL.BaselineFile.empty()) {
    auto Read = Baseline::read(CL.BaselineFile);
    if (!Read)
      return usageError(toString(Read.takeError()));
    Known = std::move(*Read);
  }
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
    std::vector<ObjectFile> Objects = findObjects(CL.Jobs.Files);
    RunResult Result = runObjects(Objects, Options);
    std::vector<CompileJob> Jobs(Objects.size());
    for (auto [Job, Object] : zip(Jobs, Objects))
      Job.File = Object.Name;
    return report(CL, Jobs, Result, Known);
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
  return report(CL, *Jobs, Result, Known);
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
