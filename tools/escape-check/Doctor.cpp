//===- Doctor.cpp - is all in place that a run needs ----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Doctor.h"
#include "Configuration.h"
#include "Programs.h"
#include "escape/Run/CompileJobs.h"
#include "escape/Support/UserInput.h"
#include "clang/Basic/Version.h"
#include "clang/Basic/Version.inc"
#include "clang/Options/OptionUtils.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <map>

using namespace llvm;

namespace escape {
namespace {

std::string path(StringRef Directory, const Twine &Below) {
  SmallString<256> Result(Directory);
  sys::path::append(Result, Below);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return std::string(Result);
}

/// \returns the nearest directory upward that exists.
StringRef existing(StringRef Path) {
  while (!Path.empty() && !sys::fs::exists(Path))
    Path = sys::path::parent_path(Path);
  return Path.empty() ? "." : Path;
}

/// \returns what a program prints with --version: its first line, or nothing.
std::string versionOf(StringRef Program) {
  auto Said = runProgram(Program, {"--version"}, /*Input=*/"", /*Seconds=*/20);
  if (Said)
    return StringRef(*Said).split('\n').first.str();
  consumeError(Said.takeError());
  return "";
}

class Doctor {
public:
  Doctor(const OptionTable &Table, const opt::InputArgList &Args,
         StringRef Program, raw_ostream &OS)
      : Table(Table), Args(Args), Home(sys::path::parent_path(Program)),
        OS(OS) {}

  bool examine() {
    version();
    resources();
    configuration();
    if (CL) {
      database();
      cache();
    }
    plugin();
    compiler();
    git();
    return !HasError;
  }

private:
  void ok(const Twine &What) { OS << "ok       " << What << "\n"; }
  void warning(const Twine &What, const Twine &Do) {
    OS << "warning  " << What << ": " << Do << "\n";
  }
  void error(const Twine &What, const Twine &Do) {
    OS << "error    " << What << ": " << Do << "\n";
    HasError = true;
  }

  void version() {
    std::string Clang = clang::getClangFullVersion();
    if (StringRef(Clang).contains(CLANG_VERSION_STRING))
      ok("escape-check " ESCAPE_VERSION " with " + Clang);
    else
      error("this escape-check was built with Clang " CLANG_VERSION_STRING
            ", but runs with " +
                Clang,
            "build it again, or install that version of libclang-cpp");
  }

  /// Clang's own headers, without which nothing parses.
  void resources() {
    std::string Directory = clang::GetResourcesPath(ownClang());
    if (!sys::fs::exists(path(Directory, "include/stddef.h")))
      error("there are no headers of Clang in " + Directory,
            "install clang " CLANG_VERSION_MAJOR_STRING
            ", with which escape-check was built");
    else
      ok("Clang's headers: " + Directory);
  }

  void configuration() {
    auto Given = openConfigs(Args);
    if (!Given)
      return error("configuration", toString(Given.takeError()));
    Configs = std::move(*Given);
    auto Found = Configs.find(runDirectory());
    if (!Found)
      return error("configuration", toString(Found.takeError()));
    auto Read = readOptions(Table, Args, **Found);
    if (!Read)
      return error("command line", toString(Read.takeError()));
    CL = std::move(*Read);
    if ((*Found)->Files.empty())
      ok("configuration: no " + ConfigFileName +
         " here or above, so the defaults");
    for (StringRef File : (*Found)->Files)
      ok("configuration: " + File);
    for (const std::string &File : CL->ContractFiles)
      if (!sys::fs::exists(File))
        error("contracts: " + File + " does not exist",
              "take it out, or write it");
    if (!CL->BaselineFile.empty() && !sys::fs::exists(CL->BaselineFile))
      error("baseline: " + CL->BaselineFile + " does not exist",
            "write it with --write-baseline");
  }

  void database() {
    auto File = findDatabase(CL->Jobs);
    if (!File) {
      auto [What, Do] = breakLine(toString(File.takeError()));
      return CL->Jobs.BuildPath.empty() ? warning(What, Do) : error(What, Do);
    }
    auto Jobs = findJobs(CL->Jobs);
    if (!Jobs) {
      auto [What, Do] = breakLine(toString(Jobs.takeError()));
      return error(What, Do);
    }
    if (Jobs->empty())
      return error("compile database: " + *File + " has no entry",
                   "build the project, or name another one with -p");
    ok("compile database: " + *File + ", " + counted(Jobs->size(), "command"));
    sources(*Jobs);
    compilers(*Jobs);
    nested(*Jobs);
  }

  static std::pair<std::string, std::string> breakLine(StringRef Message) {
    auto [What, Do] = Message.split('\n');
    return {What.str(), Do.empty() ? "see there" : Do.str()};
  }

  void sources(ArrayRef<CompileJob> Jobs) {
    std::vector<StringRef> Missing;
    for (const CompileJob &Job : Jobs) {
      if (!Job.Failure.empty())
        error(Job.File, Job.Failure);
      if (!sys::fs::exists(Job.File))
        Missing.push_back(Job.File);
    }
    if (Missing.empty())
      return ok("sources: all are there");
    warning("sources: " + counted(Missing.size(), "file") +
                " of the database missing, as " + Missing.front(),
            "configure and build the project again");
  }

  void compilers(ArrayRef<CompileJob> Jobs) {
    std::map<std::string, size_t> Counts;
    for (const CompileJob &Job : Jobs)
      ++Counts[Job.Compiler];
    for (const auto &[Compiler, Count] : Counts) {
      StringRef Name = sys::path::filename(Compiler);
      if (isKnownCompiler(Compiler) && !Name.contains("clang-cl"))
        ok("compiler: " + Compiler + ", " + counted(Count, "command"));
      else
        warning("compiler: " + Compiler + ", " + counted(Count, "command"),
                "only options of GCC and Clang are understood");
    }
  }

  /// The configurations of other directories.
  void nested(ArrayRef<CompileJob> Jobs) {
    for (const CompileJob &Job : Jobs)
      if (auto Found = Configs.find(sys::path::parent_path(Job.File)); !Found)
        return error("configuration", toString(Found.takeError()));
  }

  void cache() {
    if (CL->CacheDirectory.empty())
      return ok("cache: switched off");
    StringRef Directory = CL->CacheDirectory;
    StringRef There = existing(Directory);
    if (!sys::fs::is_directory(There) ||
        sys::fs::access(There, sys::fs::AccessMode::Write))
      return error("cache: " + There +
                       " is no directory that can be written to",
                   "name another one with --cache-dir, or say --no-cache");
    uint64_t Bytes = 0, Files = 0;
    std::error_code EC;
    for (sys::fs::directory_iterator I(Directory, EC), End; I != End && !EC;
         I.increment(EC))
      if (auto Status = I->status();
          Status && Status->type() == sys::fs::file_type::regular_file) {
        Bytes += Status->getSize();
        ++Files;
      }
    ok("cache: " + Directory +
       (Files ? formatv(", {0:f1} MB in {1}", Bytes / 1e6, counted(Files, "file"))
                    .str()
              : ", empty"));
  }

  void plugin() {
    for (StringRef Below : {"../" ESCAPE_LIBDIR, "../lib"}) {
      std::string File = path(Home, Below + "/EscapePlugin.so");
      auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
      if (!Buffer)
        continue;
      StringRef Bytes = (*Buffer)->getBuffer();
      size_t At = Bytes.find("escape-check plugin, version ");
      if (At == StringRef::npos)
        return warning("plugin: " + File + " is of another version",
                       "install the one of this program");
      StringRef Is =
          Bytes.drop_front(At).take_until([](char C) { return C == '\0'; });
      if (Is == ESCAPE_PLUGIN_MARK)
        return ok("plugin: " + File);
      return warning("plugin: " + File + " is " + Is,
                     "install the one of this program");
    }
    warning("plugin: there is no EscapePlugin.so beside " + Home,
            "it is built and installed with this program; only the plugin and "
            "--link need it");
  }

  /// The Clang that can load the plugin.
  void compiler() {
    for (StringRef Name : {"clang++-" CLANG_VERSION_MAJOR_STRING, "clang++"}) {
      auto Found = sys::findProgramByName(Name);
      if (!Found)
        continue;
      std::string Version = versionOf(*Found);
      if (StringRef(Version).contains("version " CLANG_VERSION_STRING))
        return ok("Clang for the plugin: " + *Found);
      return warning("Clang for the plugin: " + *Found + " is '" + Version +
                         "'",
                     "the plugin needs Clang " CLANG_VERSION_STRING);
    }
    warning("Clang for the plugin: none in PATH",
            "the plugin needs Clang " CLANG_VERSION_STRING);
  }

  void git() {
    if (auto Found = sys::findProgramByName("git"))
      ok("git: " + *Found);
    else
      warning("git: not in PATH", "pre-commit hooks need it");
  }

  const OptionTable &Table;
  const opt::InputArgList &Args;
  StringRef Home; ///< where the program is
  raw_ostream &OS;
  ConfigTree Configs;
  std::optional<CommandLine> CL;
  bool HasError = false;
};

} // namespace

bool examine(const OptionTable &Table, const opt::InputArgList &Args,
             StringRef Program, raw_ostream &OS) {
  return Doctor(Table, Args, Program, OS).examine();
}

} // namespace escape
