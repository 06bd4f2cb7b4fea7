//===- Configuration.h - configuration and the command line -----*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_TOOLS_CONFIGURATION_H
#define ESCAPE_TOOLS_CONFIGURATION_H

#include "CommandLine.h"
#include "escape/Findings/Baseline.h"
#include "llvm/ADT/StringMap.h"
#include <map>

namespace escape {

/// \returns the configurations that \p Args ask for: one for all files with
/// --config-file or --config, else what directories have.
llvm::Expected<ConfigTree> openConfigs(const llvm::opt::InputArgList &Args);

/// \returns the current directory, whose configuration is that of the run.
std::string runDirectory();

/// What the findings in each file are judged by: the configuration of its
/// directory, and behind it the command line.
class FileOptions {
public:
  FileOptions(ConfigTree &Configs, const Config &Run, const Config &Given)
      : Configs(Configs), Run(Run), Given(Given) {}

  /// Warns when the configuration sets what counts for the whole run, and is
  /// not that of the run. For one that is wrong the defaults are returned, and
  /// takeError() tells.
  const FindingOptions &of(llvm::StringRef File);
  /// \returns the first thing that was wrong.
  llvm::Error takeError();
  /// \returns the configuration of \p File alone, without the command line.
  llvm::Expected<const Config *> config(llvm::StringRef File);

private:
  void warnOfRunKeys(const Config &C) const;

  ConfigTree &Configs;
  const Config &Run;
  const Config &Given;
  std::map<const Config *, FindingOptions> ByConfig;
  llvm::StringMap<const FindingOptions *> ByFile;
  FindingOptions Defaults;
  std::string Wrong;
};

/// Prints the configuration that \p CL amounts to: of the run, and for its
/// first file, if it has one.
llvm::Error dumpConfig(const CommandLine &CL, FileOptions &Files,
                       llvm::raw_ostream &OS);

/// Reads files of contracts.
/// \param Texts gets what they are, for the cache.
llvm::Error addContracts(llvm::ArrayRef<std::string> Files, Contracts &Into,
                         std::string &Texts);

/// Reads the baseline at \p Path, and warns of what is odd in it.
llvm::Expected<Baseline> openBaseline(llvm::StringRef Path);

/// Checks the configurations of the run and of its files, and what they name.
/// Prints those that are right.
llvm::Error verifyConfig(const CommandLine &CL, const Config &Run,
                         FileOptions &Files, llvm::raw_ostream &OS);

} // namespace escape

#endif // ESCAPE_TOOLS_CONFIGURATION_H
