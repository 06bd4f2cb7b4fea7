//===- main.cpp - the escape-check command --------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Configuration.h"
#include "Diff.h"
#include "Doctor.h"
#include "Explain.h"
#include "Generate.h"
#include "Programs.h"
#include "Reports.h"
#include "escape/Report/Dot.h"
#include "escape/Report/Report.h"
#include "escape/Run/Objects.h"
#include "escape/Run/Runner.h"
#include "escape/Support/OutputFile.h"
#include "escape/Support/UserInput.h"
#include "clang/Basic/Version.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Process.h"
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

/// \returns where to tell what is no error and no warning.
raw_ostream &note(const CommandLine &CL) {
  return CL.Quiet ? nulls() : WithColor::note(errs(), "escape-check");
}

bool isExcluded(const CommandLine &CL, StringRef File) {
  return any_of(CL.Exclude, [&](StringRef R) { return Regex(R).match(File); });
}

/// Keeps what the header filter lets through and nothing excludes.
void filter(Decisions &D, const CommandLine &CL, ArrayRef<CompileJob> Jobs) {
  std::set<StringRef> Main;
  for (const CompileJob &Job : Jobs)
    Main.insert(Job.File);
  const Regex Headers(CL.HeaderFilter);
  std::map<SharedText, bool> Known; // by file: whether it is dropped
  auto Drop = [&](const auto &X) {
    auto [It, New] = Known.try_emplace(X.Place.File);
    StringRef File = X.Place.File;
    if (New)
      It->second = (!Main.count(File) && !Headers.match(File)) ||
                   isExcluded(CL, File);
    return It->second;
  };
  forEachList([&](auto &Items) { erase_if(Items, Drop); }, D);
  erase_if(D.Suppressions, Drop);
}

/// Prints what went wrong with single files: Clang's own messages once each,
/// then one line for each file.
bool reportFailures(const CommandLine &CL, ArrayRef<CompileJob> Jobs,
                    ArrayRef<JobResult> Results) {
  bool Failed = false;
  std::set<StringRef> Printed;
  for (auto [Job, Result] : zip(Jobs, Results)) {
    if (Result.Analysed)
      continue;
    if (Result.NotSource) {
      note(CL) << Job.File << ": " << Result.Failure << "\n";
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

/// A directory that the user did not name is used if it can be. What only few
/// runs want is not kept.
/// \param Before the files to look at instead of those that are there, or null
std::unique_ptr<Cache> openCache(const CommandLine &CL,
                                 const OldFiles *Before = nullptr) {
  if (CL.CacheDirectory.empty() || CL.DumpStage != Dump::None ||
      CL.SuggestAnnotations)
    return nullptr;
  IntrusiveRefCntPtr<vfs::FileSystem> Files = vfs::getRealFileSystem();
  auto TheCache = Cache::open(CL.CacheDirectory, CL.CachePolicy,
                              Before ? Before->over(Files) : Files);
  if (TheCache)
    return std::move(*TheCache);
  std::string Message = toString(TheCache.takeError());
  if (!CL.IsDefaultCache)
    WithColor::warning(errs(), "escape-check") << Message << "\n";
  return nullptr;
}

/// Writes the baseline of \p Findings, which are \p Known from then on.
/// \param Failed whether a file was not analysed, whose findings would be lost
Error renewBaseline(const CommandLine &CL, ArrayRef<Finding> Findings,
                    bool Failed, Baseline &Known) {
  const std::string &Path = CL.NewBaselineFile;
  if (Failed)
    return createStringError(
        "no baseline was written: not every file was analysed");
  const std::string Text = Baseline::text(Findings, Path);
  if (Error E = writeOutput(Path, [&](raw_ostream &OS) { OS << Text; }))
    return createStringError("no baseline was written: " +
                             toString(std::move(E)));
  note(CL) << "a baseline of " << counted(Findings.size(), "finding")
           << " was written to " << Path << "\n";
  Known = cantFail(Baseline::parse(Text, Path));
  return Error::success();
}

/// \returns what of \p Known, from which all findings were subtracted, is left.
Baseline::Left leftOf(const Baseline &Known, const CommandLine &CL,
                      FileOptions &Options, ArrayRef<CompileJob> Jobs,
                      ArrayRef<JobResult> Results) {
  std::vector<StringRef> Files;
  for (auto [Job, Result] : zip(Jobs, Results))
    if (Result.Analysed && !isExcluded(CL, Job.File))
      Files.push_back(Job.File);
  return Known.left(Files, [&](StringRef Check, StringRef File) {
    return Options.of(File).Checks.match(Check) &&
           (CL.SuggestAnnotations || !Check.starts_with("annotate-"));
  });
}

/// Tells what became of the entries of a baseline.
void tellOfKnown(const CommandLine &CL, size_t NumKnown, Baseline::Left Left) {
  if (!NumKnown && !Left.Fixed)
    return;
  raw_ostream &OS = note(CL);
  OS << NumKnown << " known finding" << (NumKnown == 1 ? " is" : "s are")
     << " in the baseline";
  if (Left.Fixed) {
    OS << ", and " << Left.Fixed << (Left.Fixed == 1 ? " that is" : " that are")
       << " fixed: --write-baseline takes "
       << (Left.Fixed == 1 ? "it" : "them") << " out";
    if (Left.NotSought) // would be lost
      OS << ", in a run with all checks and files";
  }
  OS << "\n";
}

/// \returns what makes the exit status 1, in words; nothing when it is another.
/// \param Findings that are reported
/// \param NumKnown findings are as well, which the baseline has
std::string failureOf(const CommandLine &CL, ArrayRef<Finding> Findings,
                      size_t NumKnown) {
  size_t NumErrors = 0, NumMeant = 0;
  for (const Finding &F : Findings)
    if (F.TheSeverity == Severity::Error)
      ++NumErrors;
    else if (CL.FailOn.Checks.match(F.Check->Name))
      ++NumMeant;
  std::vector<std::string> Result;
  if (NumErrors)
    Result.push_back(counted(NumErrors, "error"));
  if (NumMeant)
    Result.push_back(counted(NumMeant, "finding"));
  if (NumKnown)
    Result.push_back(counted(NumKnown, "known finding"));
  if (NumMeant || NumKnown)
    Result.back() += " (--fail-on=" + *CL.Effective.FailOn + ")";
  return join(Result, ", ");
}

/// What --diff compares with.
struct Comparison {
  OldFiles Files;
  /// What was decided before the change, if that could be found out.
  std::optional<Decisions> Before;
};

/// Analyses the program before the change.
/// \param Now what became of \p Jobs; what failed was told of there
void runBefore(const CommandLine &CL, ArrayRef<CompileJob> Jobs,
               ArrayRef<JobResult> Now, RunOptions Options, Comparison &Into) {
  if (Into.Files.empty())
    return;
  std::vector<CompileJob> OldJobs;
  std::vector<bool> WasAnalysed;
  for (auto [Job, Result] : zip(Jobs, Now))
    if (!Into.Files.isNew(Job.File)) {
      OldJobs.push_back(Job);
      WasAnalysed.push_back(Result.Analysed);
    }
  std::unique_ptr<Cache> TheCache = openCache(CL, &Into.Files);
  Options.TheCache = TheCache.get();
  Options.Before = &Into.Files;
  RunResult Result = runJobs(OldJobs, Options);
  std::string Why = Result.Failure;
  for (auto [Job, Old, Analysed] : zip(OldJobs, Result.Jobs, WasAnalysed))
    if (Analysed && !Old.Analysed)
      Why = Job.File + ": " + Old.Failure;
  if (Why.empty())
    Into.Before = std::move(Result.Answer);
  else
    WithColor::warning(errs(), "escape-check")
        << "only changed lines are reported on, the program before the change "
           "was not analysed: "
        << Why << "\n";
}

/// Writes the reports. \returns the exit status, \p R's when all were written.
int write(const CommandLine &CL, const RunReport &R) {
  Error E = writeReports(CL, R);
  if (!E)
    return R.ExitStatus;
  handleAllErrors(std::move(E), [](const ErrorInfoBase &Each) {
    usageError(Each.message());
  });
  return UsageError;
}

/// \returns all findings, each with whether the user gets to see it.
std::vector<JudgedFinding> judge(FileOptions &Files, Decisions &D,
                                 Baseline &Known) {
  StringMap<FindingOptions> All; // by file
  auto OptionsFor = [&](StringRef File) -> const FindingOptions & {
    auto [It, New] = All.try_emplace(File);
    if (New) {
      It->second = Files.of(File);
      It->second.Checks = CheckGlobs::parseComment("*");
    }
    return It->second;
  };
  auto Comments = std::exchange(D.Suppressions, {});
  std::vector<Finding> Found = findings(D, OptionsFor);
  D.Suppressions = std::move(Comments);
  std::vector<JudgedFinding> Result;
  for (Finding &F : Found) {
    std::string Status = "reported";
    std::vector<Finding> Alone = {F};
    if (!Files.of(F.Place.File).Checks.match(F.Check->Name))
      Status = "not reported: --checks leaves the check out";
    else if (const SuppressionFact *S = suppressionOf(F, D))
      Status = "suppressed by the comment at line " + utostr(S->Place.Line);
    else if (Known.subtract(Alone))
      Status = "known: it is in the baseline";
    Result.push_back({std::move(F), std::move(Status)});
  }
  return Result;
}

/// Answers --why. \returns the exit status.
int tellStory(const CommandLine &CL, FileOptions &Files,
              ArrayRef<CompileJob> Jobs, Decisions &D, Baseline &Known,
              bool Failed) {
  std::vector<StringRef> Names;
  for (const CompileJob &Job : Jobs)
    Names.push_back(Job.File);
  auto Told = decisionsAt(*CL.Why, D, Names);
  if (!Told)
    return usageError(toString(Told.takeError()));
  std::vector<JudgedFinding> Judged = judge(Files, D, Known);
  if (Error E = Files.takeError())
    return usageError(toString(std::move(E)));
  return write(CL, {.Answer = D,
                    .ExitStatus = Failed ? UnitFailed : Clean,
                    .Told = *Told,
                    .Judged = Judged});
}

/// Writes the reports on what is of a change. \returns the exit status.
int writeOfChange(const CommandLine &CL, const Comparison &C, RunReport R) {
  const ChangedLines &Lines = C.Files.lines();
  std::vector<VerdictChange> Changes;
  if (C.Before)
    Changes = compare(*C.Before, R.Answer, Lines);
  Decisions Changed;
  auto Copy = [&](const auto &From, auto &Into) {
    copy_if(From, std::back_inserter(Into),
            [&](const Decision &D) { return Lines.isChanged(D.Place); });
  };
  if (CL.DecisionLevel)
    forEachList(Copy, R.Answer, Changed);
  R.Changes = Changes;
  R.OnChangedLines = &Changed;
  return write(CL, R);
}

/// \returns why \p Request has no answer.
std::string whyNoPicture(const PictureRequest &Request) {
  std::string Message = "--graph: ";
  if (Request.Matches.size() == 1)
    return Message + "nothing is known of '" + Request.Function + "'";
  if (!Request.Matches.empty()) {
    Message += "several functions are called '" + Request.Function +
               "'; name one by its symbol: ";
    return Message + join(Request.Matches, ", ");
  }
  std::vector<StringRef> Known;
  for (StringRef Name : Request.Known) {
    Known.push_back(Name);
    if (Name.contains("::"))
      Known.push_back(Name.rsplit("::").second);
  }
  return Message + "no function that was analysed is called '" +
         Request.Function + "'" + didYouMean(Request.Function, Known, 3);
}

/// Answers --graph. \returns the exit status.
int drawPicture(const CommandLine &CL, const Decisions &D,
                const PictureRequest &Request, bool Failed) {
  if (!Request.Answer)
    return usageError(whyNoPicture(Request));
  std::string Text;
  raw_string_ostream OS(Text);
  reportDot(OS, *Request.Answer);
  if (StringRef(CL.Outputs.front().File).ends_with(".svg")) {
    auto Image = runProgram("dot", {"-Tsvg"}, Text, /*Seconds=*/60);
    if (!Image)
      return usageError("--graph: an SVG needs graphviz: " +
                        toString(Image.takeError()));
    Text = std::move(*Image);
  }
  return write(CL, {.Answer = D,
                    .ExitStatus = Failed ? UnitFailed : Clean,
                    .Picture = Text});
}

/// Tells that no function was found in \p Jobs.
void tellOfNothing(const CommandLine &CL, ArrayRef<CompileJob> Jobs) {
  note(CL) << "nothing to analyse was found in "
           << (Jobs.size() == 1 ? Jobs.front().File
                                : counted(Jobs.size(), "file"))
           << ": no function with a body, and no instance of a template\n";
}

/// Shows what became of the run. \returns the exit status.
/// \param Diff what --diff compares with, or null
int report(const CommandLine &CL, FileOptions &Files, ArrayRef<CompileJob> Jobs,
           RunResult &Result, Baseline &Known, const PictureRequest &Picture,
           const Comparison *Diff = nullptr) {
  bool Failed = reportFailures(CL, Jobs, Result.Jobs);
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
  if (!CL.Graph.empty())
    return drawPicture(CL, Result.Answer, Picture, Failed);
  if (CL.Why)
    return tellStory(CL, Files, Jobs, Result.Answer, Known, Failed);
  filter(Result.Answer, CL, Jobs);
  auto OptionsFor = [&](StringRef File) -> const FindingOptions & {
    return Files.of(File);
  };
  std::vector<Finding> Findings = findings(Result.Answer, OptionsFor);
  std::vector<Finding> Before;
  if (Diff && Diff->Before)
    Before = findings(*Diff->Before, OptionsFor);
  if (Error E = Files.takeError())
    return usageError(toString(std::move(E)));
  bool HasBaseline = true;
  if (!CL.NewBaselineFile.empty())
    if (Error E = renewBaseline(CL, Findings, Failed, Known)) {
      WithColor::error(errs(), "escape-check")
          << toString(std::move(E)) << "\n";
      HasBaseline = false;
    }
  auto KeepOfChange = [&](std::vector<Finding> All) {
    if (Diff)
      keepOfChange(All, Diff->Before ? &Before : nullptr, Diff->Files.lines());
    return All;
  };
  auto NumMeant = [&](const std::vector<Finding> &All) {
    return count_if(All, [&](const Finding &F) {
      return CL.FailOn.Checks.match(F.Check->Name);
    });
  };
  size_t NumKnownOfGate =
      CL.FailOn.OnKnown ? NumMeant(KeepOfChange(Findings)) : 0;
  size_t NumKnown = Known.subtract(Findings);
  tellOfKnown(CL, NumKnown, leftOf(Known, CL, Files, Jobs, Result.Jobs));
  Findings = KeepOfChange(std::move(Findings));
  if (CL.FailOn.OnKnown)
    NumKnownOfGate -= NumMeant(Findings);
  std::string Failure = failureOf(CL, Findings, NumKnownOfGate);
  ExitCode Status = Failed            ? UnitFailed
                    : !HasBaseline    ? UsageError
                    : Failure.empty() ? Clean
                                      : GateFailed;
  RunReport R = {Result.Answer, Findings, Status};
  int Written = Diff ? writeOfChange(CL, *Diff, R) : write(CL, R);
  if (!Failed && !Result.Answer.Stats.UserFunctions)
    tellOfNothing(CL, Jobs);
  if (Written == GateFailed)
    note(CL) << "exit status 1: " << Failure << "\n";
  if (CL.Stats && Written != UsageError)
    reportStatistics(errs(), Result.Answer);
  return Written;
}

/// Looks whether the reports can be written, before there are any.
bool areWritable(const CommandLine &CL) {
  std::vector<StringRef> Paths;
  for (const Output &O : CL.Outputs)
    Paths.push_back(O.File);
  if (!CL.ExportFixes.empty())
    Paths.push_back(CL.ExportFixes);
  if (!CL.NewBaselineFile.empty())
    Paths.push_back(CL.NewBaselineFile);
  bool Result = true;
  for (StringRef Path : Paths)
    if (std::error_code EC = whyNotWritable(Path)) {
      usageError("cannot write " + Path + ": " + EC.message());
      Result = false;
    }
  return Result;
}

int run(const CommandLine &CL, FileOptions &Files,
        const clang::tooling::CompilationDatabase *Fixed) {
  if (!areWritable(CL))
    return UsageError;
  Contracts UserContracts;
  RunOptions Options;
  if (Error E =
          addContracts(CL.ContractFiles, UserContracts, Options.ContractsTexts))
    return usageError(toString(std::move(E)));
  Baseline Known;
  if (!CL.BaselineFile.empty() && CL.NewBaselineFile.empty()) {
    auto Read = openBaseline(CL.BaselineFile);
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
  PictureRequest Picture;
  Picture.Function = CL.Graph;
  Options.Unit.Picture = CL.Graph.empty() ? nullptr : &Picture;
  Options.Unit.WantAnnotations = CL.SuggestAnnotations;
  if (CL.Link) {
    if (CL.Jobs.Files.empty())
      return usageError("--link needs objects or archives");
    std::vector<ObjectFile> Objects = findObjects(CL.Jobs.Files);
    if (Objects.empty())
      return usageError("nothing to do: what --link was given has no object file");
    RunResult Result = runObjects(Objects, Options);
    std::vector<CompileJob> Jobs(Objects.size());
    for (auto [Job, Object] : zip(Jobs, Objects))
      Job.File = Object.Name;
    return report(CL, Files, Jobs, Result, Known, Picture);
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
  if (errs().is_displayed() && !CL.Quiet && Jobs->size() > 1)
    Options.Progress = [](size_t I, size_t N, StringRef File) {
      errs() << "[" << I << "/" << N << "] " << File << "\n";
    };
  std::optional<Comparison> Diff;
  if (!CL.Diff.empty()) {
    auto Files = oldFiles(CL.Diff, *Jobs);
    if (!Files)
      return usageError("--diff: " + toString(Files.takeError()));
    Diff = {std::move(*Files), std::nullopt};
  }
  std::unique_ptr<Cache> TheCache = openCache(CL);
  Options.TheCache = TheCache.get();
  RunResult Result = runJobs(*Jobs, Options);
  if (Diff)
    runBefore(CL, *Jobs, Result.Jobs, Options, *Diff);
  return report(CL, Files, *Jobs, Result, Known, Picture, Diff ? &*Diff : nullptr);
}

/// Sets what messages on standard error look like.
void colourMessages(Colours When) {
  if (When == Colours::Auto)
    return;
  errs().enable_colors(When == Colours::Always);
  WithColor::setAutoDetectFunction(
      [](const raw_ostream &OS) { return OS.colors_enabled(); });
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

/// Puts what response files of the compile command hold in place of their names:
/// arguments behind "--", which is not ours.
Error expandCommand(SmallVectorImpl<const char *> &Args, BumpPtrAllocator &Memory) {
  const auto IsDashes = [](StringRef Arg) { return Arg == "--"; };
  SmallVector<const char *> Command(find_if(Args, IsDashes), Args.end());
  Args.truncate(Args.size() - Command.size());
  cl::ExpansionContext Expansion(Memory, cl::TokenizeGNUCommandLine);
  if (Error E = Expansion.expandResponseFiles(Command))
    return E;
  for (StringRef Arg : Command)
    if (Arg.starts_with("@"))
      return createStringError("cannot read the response file " + Arg.drop_front());
  append_range(Args, Command);
  return Error::success();
}

/// Does what \p Given, the program's arguments, ask for. \returns the exit status.
int run(SmallVector<const char *> Given) {
  BumpPtrAllocator Memory;
  if (Error E = expandCommand(Given, Memory))
    return usageError(toString(std::move(E)));
  int Argc = Given.size();
  const char **Argv = Given.data();
  // Everything after "--" is the command, not ours.
  std::string Message;
  std::unique_ptr<clang::tooling::FixedCompilationDatabase> Fixed =
      clang::tooling::FixedCompilationDatabase::loadFromCommandLine(Argc, Argv,
                                                                    Message);
  OptionTable Table;
  unsigned MissingIndex, MissingCount;
  opt::InputArgList Args =
      Table.ParseArgs(ArrayRef(Argv + 1, Argc - 1), MissingIndex, MissingCount);
  Expected<Colours> WhenColours = readColours(Args);
  if (!WhenColours)
    return usageError(toString(WhenColours.takeError()));
  colourMessages(*WhenColours);
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
    return finish(
        explain(A->getValue(), hasColours(*WhenColours, outs()), outs()));
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

} // namespace

int main(int NumArgs, const char **FirstArg) {
  InitLLVM Init(NumArgs, FirstArg);
  int Status = run({FirstArg, FirstArg + NumArgs});
  if (!analysisCrashed())
    return Status;
  // What a crash left behind cannot be tidied up.
  outs().flush();
  errs().flush();
  sys::Process::Exit(Status, /*NoCleanup=*/true);
}
