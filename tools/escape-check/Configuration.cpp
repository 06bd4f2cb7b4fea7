//===- Configuration.cpp - configuration files and the command line -------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Configuration.h"
#include "escape/Solve/Contracts.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;

namespace escape {
namespace {

/// Of lists that were read before.
CheckGlobs globs(std::initializer_list<Config::Text> Lists) {
  std::vector<std::string> All;
  for (const Config::Text &List : Lists)
    if (List)
      All.push_back(*List);
  CheckGlobs Result;
  cantFail(Result.read(join(All, ",")));
  return Result;
}

} // namespace

std::string runDirectory() {
  SmallString<256> Here;
  sys::fs::current_path(Here);
  return std::string(Here);
}

Expected<ConfigTree> openConfigs(const opt::InputArgList &Args) {
  const opt::Arg *File = Args.getLastArg(OPT_config_file_eq);
  const opt::Arg *Content = Args.getLastArg(OPT_config_eq);
  if (!File && !Content)
    return ConfigTree();
  if (File && Content)
    return createStringError("--config-file and --config exclude each other");
  if (File && StringRef(File->getValue()).empty())
    return createStringError("--config-file takes a file, not ''");
  auto C = File
               ? Config::read(File->getValue())
               : Config::parse(Content->getValue(), "--config", runDirectory());
  if (!C)
    return C.takeError();
  return ConfigTree(std::move(*C));
}

Expected<const Config *> FileOptions::config(StringRef File) {
  SmallString<256> Path(File);
  sys::fs::make_absolute(Path);
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Configs.find(sys::path::parent_path(Path));
}

const FindingOptions &FileOptions::of(StringRef File) {
  auto [Known, IsNew] = ByFile.try_emplace(File, &Defaults);
  if (!IsNew)
    return *Known->second;
  auto Found = config(File);
  if (!Found) {
    std::string Message = toString(Found.takeError());
    if (Wrong.empty())
      Wrong = std::move(Message);
    return Defaults;
  }
  const Config &C = **Found;
  auto [Options, IsFirst] = ByConfig.try_emplace(&C);
  if (IsFirst) {
    Options->second.Checks =
        globs({DefaultChecks.str(), C.Checks, Given.Checks});
    Options->second.Errors =
        globs({C.WarningsAsErrors, Given.WarningsAsErrors});
    warnOfRunKeys(C);
  }
  return *(Known->second = &Options->second);
}

void FileOptions::warnOfRunKeys(const Config &C) const {
  if (C.Files.empty() || is_contained(Run.Files, C.Files.front()))
    return;
  for (const RunKey &K : C.RunKeys)
    WithColor::warning(errs(), "escape-check")
        << K.Place << ": '" << K.Name
        << "' has no effect: it counts for a whole "
        << "run, which takes it from "
        << (Run.Files.empty() ? "the nearest file above " + runDirectory() +
                                    ", and there is none"
                              : Run.Files.front())
        << "\n";
}

Error FileOptions::takeError() {
  return Wrong.empty() ? Error::success()
                       : createStringError(std::exchange(Wrong, ""));
}

Error dumpConfig(const CommandLine &CL, FileOptions &Files, raw_ostream &OS) {
  Config C = CL.Effective;
  OS << "# escape-check";
  if (!CL.Jobs.Files.empty()) {
    auto Of = Files.config(CL.Jobs.Files.front());
    if (!Of)
      return Of.takeError();
    C.Checks = CL.Given.Checks;
    C.WarningsAsErrors = CL.Given.WarningsAsErrors;
    Config OfFile;
    OfFile.Checks = (*Of)->Checks;
    OfFile.WarningsAsErrors = (*Of)->WarningsAsErrors;
    C.inherit(OfFile);
    OS << " for " << CL.Jobs.Files.front();
  }
  OS << ": " << ConfigFileName << " in this or a directory above.\n";
  if (!C.Checks || C.Checks->empty())
    C.Checks = DefaultChecks;
  C.InheritParentConfig = false;
  C.HeaderFilterRegex = CL.HeaderFilter;
  C.ClosedWorld = CL.ClosedWorld;
  C.MaxVariableSize = CL.TheLimits.Variable;
  C.MaxAllocationSize = CL.TheLimits.Allocation;
  for (Config::Text *Path : {&C.Baseline, &C.BuildPath})
    if (*Path && (*Path)->empty())
      Path->reset();
  C.print(OS, runDirectory());
  return Error::success();
}

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

Expected<Baseline> openBaseline(StringRef Path) {
  auto Read = Baseline::read(Path);
  if (Read && !Read->warning().empty())
    WithColor::warning(errs(), "escape-check") << Read->warning() << "\n";
  return Read;
}

Error verifyConfig(const CommandLine &CL, const Config &Run, FileOptions &Files,
                   raw_ostream &OS) {
  SmallVector<const Config *> All = {&Run};
  for (const std::string &File : CL.Jobs.Files) {
    auto Of = Files.config(File);
    if (!Of)
      return Of.takeError();
    (void)Files.of(File); // warns
    All.push_back(*Of);
  }
  Contracts Known;
  std::string Texts;
  if (Error E = addContracts(CL.ContractFiles, Known, Texts))
    return E;
  if (!CL.BaselineFile.empty())
    if (auto Read = openBaseline(CL.BaselineFile); !Read)
      return Read.takeError();
  std::vector<std::string> Names;
  for (const Config *C : All)
    for (const std::string &Name : C->Files)
      if (!is_contained(Names, Name))
        Names.push_back(Name);
  for (StringRef Name : Names)
    OS << Name << ": no errors\n";
  if (Names.empty())
    OS << "there is no " << ConfigFileName << " in " << runDirectory()
       << " or above\n";
  return Error::success();
}

} // namespace escape
