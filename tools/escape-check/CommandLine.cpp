//===- CommandLine.cpp - what the user asked for --------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "CommandLine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace escape {
namespace {

Error readNumber(const opt::InputArgList &Args, OptionId Id, StringRef Name,
                 unsigned Min, unsigned Max, unsigned &Into) {
  const opt::Arg *A = Args.getLastArg(Id);
  if (A && (StringRef(A->getValue()).getAsInteger(10, Into) || Into < Min ||
            Into > Max))
    return createStringError(Name + " takes a number from " + Twine(Min) +
                             " to " + Twine(Max) + ", not '" + A->getValue() +
                             "'");
  return Error::success();
}

Error readSize(const opt::InputArgList &Args, OptionId Id, StringRef Name,
               Config::Number &Into) {
  const opt::Arg *A = Args.getLastArg(Id);
  int64_t Value;
  if (A && (StringRef(A->getValue()).getAsInteger(10, Value) || Value < 0))
    return createStringError(Name + " takes a number of bytes, not '" +
                             A->getValue() + "'");
  if (A)
    Into = Value;
  return Error::success();
}

Error checkRegex(StringRef Option, StringRef Text) {
  std::string Message;
  return Regex(Text).isValid(Message)
             ? Error::success()
             : createStringError(Option + ": " + Message);
}

Error readUnknown(const OptionTable &Table, const opt::InputArgList &Args) {
  for (const opt::Arg *A : Args.filtered(OPT_UNKNOWN)) {
    std::string Given = A->getAsString(Args), Nearest;
    std::string Message = "unknown option '" + Given + "'";
    if (Table.findNearest(Given, Nearest) <= 2)
      Message += "; did you mean '" + Nearest + "'?";
    return createStringError(Message);
  }
  return Error::success();
}

/// Refuses an empty value, as an unset variable of a script leaves it, where it
/// cannot be meant. That of -p, --checks, --warnings-as-errors and --baseline is
/// as good as none.
Error readEmpty(const opt::InputArgList &Args) {
  constexpr std::pair<OptionId, StringLiteral> Needed[] = {
      {OPT_graph_eq, "the name of a function"},
      {OPT_export_fixes_eq, "a file"},
      {OPT_output, "a file"},
      {OPT_write_baseline_eq, "a file"},
      {OPT_contracts_eq, "a file"},
      {OPT_cache_dir_eq, "a directory"},
      {OPT_header_filter_eq, "a regular expression ('^$' matches no header)"},
      {OPT_exclude_eq, "a regular expression"}};
  for (auto [Id, What] : Needed)
    for (const opt::Arg *A : Args.filtered(Id))
      if (StringRef(A->getValue()).empty())
        return createStringError(A->getSpelling().rtrim('=') + " takes " +
                                 What + ", not ''");
  return Error::success();
}

Config::Text readText(const opt::InputArgList &Args, OptionId Id) {
  const opt::Arg *A = Args.getLastArg(Id);
  return A ? Config::Text(A->getValue()) : std::nullopt;
}

Error checkGlobs(StringRef Name, const Config::Text &List) {
  CheckGlobs Globs;
  if (List)
    if (Error E = Globs.read(*List))
      return createStringError(Name + ": " + toString(std::move(E)));
  return Error::success();
}

/// Reads what a configuration file might say as well.
Error readConfig(const opt::InputArgList &Args, Config &C) {
  C.BuildPath = readText(Args, OPT_build_path_eq);
  C.ExtraArgs = Args.getAllArgValues(OPT_extra_arg_eq);
  C.ExtraArgsBefore = Args.getAllArgValues(OPT_extra_arg_before_eq);
  C.HeaderFilterRegex = readText(Args, OPT_header_filter_eq);
  if (C.HeaderFilterRegex)
    if (Error E = checkRegex("--header-filter", *C.HeaderFilterRegex))
      return E;
  C.ExcludeRegex = Args.getAllArgValues(OPT_exclude_eq);
  for (StringRef R : C.ExcludeRegex)
    if (Error E = checkRegex("--exclude", R))
      return E;
  if (Error E = readSize(Args, OPT_max_variable_eq, "--max-variable-size",
                         C.MaxVariableSize))
    return E;
  if (Error E = readSize(Args, OPT_max_allocation_eq, "--max-allocation-size",
                         C.MaxAllocationSize))
    return E;
  C.Checks = readText(Args, OPT_checks_eq);
  if (Error E = checkGlobs("--checks", C.Checks))
    return E;
  C.WarningsAsErrors = readText(Args, OPT_warnings_as_errors_eq);
  if (Error E = checkGlobs("--warnings-as-errors", C.WarningsAsErrors))
    return E;
  C.Baseline = readText(Args, OPT_baseline_eq);
  C.FailOn = readText(Args, OPT_fail_on_eq);
  C.Contracts = Args.getAllArgValues(OPT_contracts_eq);
  if (Args.hasArg(OPT_closed_world, OPT_no_closed_world))
    C.ClosedWorld =
        Args.hasFlag(OPT_closed_world, OPT_no_closed_world, false);
  return Error::success();
}

/// Takes what the command line and the configuration say together.
Error applyConfig(const Config &C, CommandLine &CL) {
  CL.Jobs.BuildPath = C.BuildPath.value_or("");
  CL.Jobs.ExtraAfter = C.ExtraArgs;
  CL.Jobs.ExtraBefore = C.ExtraArgsBefore;
  CL.HeaderFilter = C.HeaderFilterRegex.value_or(".*");
  CL.Exclude = C.ExcludeRegex;
  CL.TheLimits.Variable = C.MaxVariableSize.value_or(CL.TheLimits.Variable);
  CL.TheLimits.Allocation =
      C.MaxAllocationSize.value_or(CL.TheLimits.Allocation);
  CL.BaselineFile = C.Baseline.value_or("");
  CL.ContractFiles = C.Contracts;
  CL.ClosedWorld = C.ClosedWorld.value_or(false);
  if (C.FailOn)
    if (Error E = CL.FailOn.read(*C.FailOn))
      return createStringError("--fail-on takes new, any or globs of checks: " +
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

/// \returns an error when one of \p Others is given beside \p Name.
Error checkAlone(const opt::InputArgList &Args, StringRef Name,
                 std::initializer_list<OptionId> Others) {
  for (OptionId Other : Others)
    if (const opt::Arg *A = Args.getLastArg(Other))
      return createStringError(Name + " cannot be combined with " +
                               A->getSpelling().rtrim('='));
  return Error::success();
}

Error readDiff(const opt::InputArgList &Args, CommandLine &CL) {
  const opt::Arg *A = Args.getLastArg(OPT_diff_eq);
  if (!A)
    return Error::success();
  CL.Diff = A->getValue();
  if (CL.Diff.empty() || (CL.Diff.front() == '-' && CL.Diff != "-"))
    return createStringError("--diff takes a revision or -, not '" + CL.Diff +
                             "'");
  return checkAlone(Args, "--diff", {OPT_link, OPT_dump_stage_eq});
}

/// Reads --graph, which prints a picture.
Error readGraph(const opt::InputArgList &Args, CommandLine &CL) {
  const opt::Arg *A = Args.getLastArg(OPT_graph_eq);
  if (!A)
    return Error::success();
  CL.Graph = A->getValue();
  return checkAlone(Args, "--graph",
                    {OPT_decisions, OPT_decisions_eq, OPT_diff_eq, OPT_why_eq,
                     OPT_format_eq, OPT_write_baseline_eq, OPT_dump_stage_eq});
}

/// Reads --why, which prints a text of its own.
Error readWhy(const opt::InputArgList &Args, CommandLine &CL) {
  const opt::Arg *A = Args.getLastArg(OPT_why_eq);
  if (!A)
    return Error::success();
  if (Error E = checkAlone(Args, "--why",
                           {OPT_decisions, OPT_decisions_eq, OPT_diff_eq,
                            OPT_write_baseline_eq, OPT_dump_stage_eq}))
    return E;
  if (any_of(CL.Outputs,
             [](const Output &O) { return O.TheFormat != Format::Text; }))
    return createStringError("--why has no other format than text");
  auto Place = PlaceName::read(A->getValue());
  if (!Place)
    return Place.takeError();
  CL.Jobs.Near = Place->File;
  CL.Why = std::move(*Place);
  return Error::success();
}

/// Reads what has to do with fixes. Objects have no places to write at.
Error readFixes(const opt::InputArgList &Args, CommandLine &CL) {
  CL.ExportFixes = Args.getLastArgValue(OPT_export_fixes_eq);
  CL.SuggestAnnotations = Args.hasArg(OPT_suggest_annotations);
  if (!CL.SuggestAnnotations)
    return Error::success();
  if (!Args.hasArg(OPT_checks_eq))
    CL.Given.Checks = "-*,annotate-*";
  return checkAlone(Args, "--suggest-annotations",
                    {OPT_link, OPT_dump_stage_eq, OPT_graph_eq});
}

/// An empty or relative $XDG_CACHE_HOME counts as none, as its specification
/// has it.
bool userCacheDirectory(SmallVectorImpl<char> &Directory) {
  if (sys::path::cache_directory(Directory) &&
      sys::path::is_absolute(Directory))
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
    return createStringError("--cache-policy: " + toString(Policy.takeError()));
  CL.CachePolicy = *Policy;
  const opt::Arg *A = Args.getLastArg(OPT_cache_dir_eq, OPT_no_cache);
  if (A && A->getOption().matches(OPT_no_cache))
    return Error::success();
  SmallString<128> Directory;
  if (A)
    Directory = A->getValue();
  else if ((CL.IsDefaultCache = userCacheDirectory(Directory)))
    sys::path::append(Directory, "escape-check");
  CL.CacheDirectory = std::string(Directory);
  return Error::success();
}

} // namespace

bool hasColours(Colours When, raw_ostream &OS) {
  if (When == Colours::Always)
    OS.enable_colors(true); // a file has none otherwise
  return When == Colours::Always || (When == Colours::Auto && OS.has_colors());
}

Expected<Colours> readColours(const opt::InputArgList &Args) {
  const opt::Arg *A = Args.getLastArg(OPT_color_eq, OPT_use_color_eq);
  StringRef Value = A ? A->getValue() : "auto";
  bool IsBool = A && A->getOption().matches(OPT_use_color_eq);
  if (Value == (IsBool ? "true" : "always"))
    return Colours::Always;
  if (Value == (IsBool ? "false" : "never"))
    return Colours::Never;
  if (IsBool || Value != "auto")
    return createStringError(
        A->getSpelling().rtrim('=') + " takes " +
        (IsBool ? "true or false" : "auto, always or never") + ", not '" +
        Value + "'");
  std::optional<std::string> NoColour = sys::Process::GetEnv("NO_COLOR");
  return NoColour && !NoColour->empty() ? Colours::Never : Colours::Auto;
}

Expected<CommandLine> readOptions(const OptionTable &Table,
                                  const opt::InputArgList &Args,
                                  const Config &Run) {
  CommandLine CL;
  if (Error E = readUnknown(Table, Args))
    return E;
  if (Error E = readEmpty(Args))
    return E;
  CL.Jobs.Files = Args.getAllArgValues(OPT_INPUT);
  CL.DecisionLevel = Args.hasArg(OPT_decisions);
  if (Error E =
          readNumber(Args, OPT_decisions_eq, "-m", 1, 2, CL.DecisionLevel))
    return E;
  if (Error E = readNumber(Args, OPT_jobs, "-j", 1, 1024, CL.Threads))
    return E;
  if (Error E = readFormats(Args, CL.Outputs))
    return E;
  if (Error E = readWhy(Args, CL))
    return E;
  if (Error E = readDiff(Args, CL))
    return E;
  if (Error E = readGraph(Args, CL))
    return E;
  if (Error E = readConfig(Args, CL.Given))
    return E;
  if (Error E = readFixes(Args, CL))
    return E;
  CL.Effective = CL.Given;
  CL.Effective.inherit(Run);
  if (Error E = applyConfig(CL.Effective, CL))
    return E;
  CL.NewBaselineFile = Args.getLastArgValue(OPT_write_baseline_eq);
  CL.Link = Args.hasArg(OPT_link);
  if (Error E = readCache(Args, CL))
    return E;
  CL.Stats = Args.hasArg(OPT_stats);
  CL.Quiet = Args.hasArg(OPT_quiet);
  CL.WhenColours = cantFail(readColours(Args)); // it was read before
  StringRef Name = Args.getLastArgValue(OPT_dump_stage_eq);
  CL.DumpStage = StringSwitch<Dump>(Name)
                     .Case("facts", Dump::Facts)
                     .Case("ir", Dump::IR)
                     .Case("graph", Dump::Graph)
                     .Case("summaries", Dump::Summaries)
                     .Default(Dump::None);
  if (CL.DumpStage == Dump::None && Args.hasArg(OPT_dump_stage_eq))
    return createStringError(
        "--dump takes facts, ir, graph or summaries, not '" + Name + "'");
  return CL;
}

} // namespace escape
