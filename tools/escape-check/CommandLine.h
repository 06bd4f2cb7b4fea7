//===- CommandLine.h - what the user asked for ---------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_TOOLS_COMMANDLINE_H
#define ESCAPE_TOOLS_COMMANDLINE_H

#include "OptionTable.h"
#include "escape/Config/Config.h"
#include "escape/Findings/Checks.h"
#include "escape/Report/Outputs.h"
#include "escape/Report/Story.h"
#include "escape/Run/CompileJobs.h"
#include "escape/Unit/Unit.h"
#include "llvm/Support/CachePruning.h"

namespace escape {

enum class Colours { Auto, Always, Never };

/// \returns whether what goes to \p OS is coloured. Then \p OS lets colours
/// through.
bool hasColours(Colours When, llvm::raw_ostream &OS);

/// Reads --color, and the environment behind it.
llvm::Expected<Colours> readColours(const llvm::opt::InputArgList &Args);

/// The command line, read and checked.
struct CommandLine {
  Config Given;     ///< what it says of that which configuration files may say
  Config Effective; ///< the same, with the configuration of the run behind it
  JobOptions Jobs;
  unsigned DecisionLevel = 0;
  std::optional<PlaceName> Why; ///< the place whose story is wanted
  std::string Graph; ///< the function whose picture is wanted; empty: none
  std::string Diff; ///< a revision, or "-" for a patch; empty: all is reported
  std::vector<Output> Outputs;
  std::string ExportFixes; ///< a file; empty: none
  bool SuggestAnnotations = false;
  unsigned Threads = 0;
  std::string HeaderFilter = ".*";
  std::vector<std::string> Exclude;
  std::vector<std::string> ContractFiles;
  Limits TheLimits;
  std::string BaselineFile, NewBaselineFile; ///< empty: none
  Gate FailOn; ///< when the exit status is 1
  bool ClosedWorld = false;
  bool Link = false;
  std::string CacheDirectory; ///< empty: no cache
  bool IsDefaultCache = false;
  llvm::CachePruningPolicy CachePolicy;
  bool Stats = false;
  bool Quiet = false;
  Colours WhenColours = Colours::Auto;
  Dump DumpStage = Dump::None;
};

/// Reads and checks what \p Args has.
/// \param Run the configuration of the run, for what \p Args do not say
/// \returns an error for the first option that is unknown or has a wrong value.
llvm::Expected<CommandLine> readOptions(const OptionTable &Table,
                                        const llvm::opt::InputArgList &Args,
                                        const Config &Run);

} // namespace escape

#endif // ESCAPE_TOOLS_COMMANDLINE_H
