//===- CompileJobs.cpp - what to analyse ----------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Run/CompileJobs.h"
#include "escape/Support/SourcePath.h"
#include "clang/Basic/LangStandard.h"
#include "clang/Options/Options.h"
#include "clang/Tooling/ArgumentsAdjusters.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/TargetSelect.h"
#include <nlohmann/json.hpp>
#include <set>

using namespace llvm;
using namespace clang::tooling;

namespace escape {
namespace {

/// Errors in Clang that GCC 12 gives as warnings, and C code still relies on.
constexpr StringLiteral GccTakesThese[] = {
    "-Wno-error=implicit-function-declaration",
    "-Wno-error=implicit-int",
    "-Wno-error=int-conversion",
    "-Wno-error=incompatible-function-pointer-types",
    "-Wno-error=return-mismatch",
};

Error databaseError(const Twine &What) {
  return createStringError(
      inconvertibleErrorCode(),
      What + "\nget one with 'cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON', or "
             "with 'bear -- make' for other builds, and name its directory "
             "with -p; or give the command itself after '--'");
}

std::string absolute(StringRef File, StringRef Directory) {
  SmallString<256> Path(File);
  if (!sys::path::is_absolute(Path)) {
    Path = Directory;
    sys::path::append(Path, File);
  }
  removeDots(Path);
  return std::string(Path);
}

std::string currentDirectory() {
  SmallString<256> Here;
  sys::fs::current_path(Here);
  return std::string(Here);
}

/// Puts the contents of response files in place of their names.
Error expandResponseFiles(CompileCommand &C) {
  SmallVector<const char *, 64> Args;
  for (const std::string &Arg : C.CommandLine)
    Args.push_back(Arg.c_str());
  BumpPtrAllocator Memory;
  cl::ExpansionContext Expansion(Memory, cl::TokenizeGNUCommandLine);
  Expansion.setCurrentDir(C.Directory);
  if (Error E = Expansion.expandResponseFiles(Args))
    return E;
  C.CommandLine = std::vector<std::string>(Args.begin(), Args.end());
  for (StringRef Arg : C.CommandLine) // else it would be gone
    if (Arg.consume_front("@") && !sys::fs::exists(absolute(Arg, C.Directory)))
      return createStringError(inconvertibleErrorCode(),
                               "the response file " + Arg + " does not exist");
  return Error::success();
}

/// A database whose directories are absolute and whose response files are
/// expanded. Where that fails the command is left as it is: makeJob says why.
class ExpandedDatabase : public CompilationDatabase {
public:
  /// \param Base the directory that relative ones start from.
  ExpandedDatabase(std::unique_ptr<CompilationDatabase> From, std::string Base)
      : From(std::move(From)), Base(std::move(Base)) {}

  std::vector<CompileCommand>
  getCompileCommands(StringRef File) const override {
    return expanded(From->getCompileCommands(File));
  }
  std::vector<std::string> getAllFiles() const override {
    return From->getAllFiles();
  }
  std::vector<CompileCommand> getAllCompileCommands() const override {
    return expanded(From->getAllCompileCommands());
  }

private:
  std::vector<CompileCommand>
  expanded(std::vector<CompileCommand> Commands) const {
    for (CompileCommand &C : Commands) {
      C.Directory = absolute(C.Directory, Base);
      consumeError(expandResponseFiles(C));
    }
    return Commands;
  }

  std::unique_ptr<CompilationDatabase> From;
  std::string Base;
};

Expected<std::unique_ptr<CompilationDatabase>> load(StringRef File) {
  InitializeAllTargetInfos(); // compilers may be named after them
  std::string Message;
  // Clang's reader takes what it can of a file that is cut off.
  auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/true);
  if (Buffer && !nlohmann::json::accept((*Buffer)->getBuffer()))
    return databaseError("cannot read " + File + ": it is not valid JSON");
  auto DB = JSONCompilationDatabase::loadFromFile(
      File, Message, JSONCommandLineSyntax::AutoDetect);
  if (!DB)
    return databaseError("cannot read " + File + ": " + StringRef(Message).trim());
  return std::make_unique<ExpandedDatabase>(
      std::move(DB), absolute(sys::path::parent_path(File), currentDirectory()));
}

/// Looks for a database in the directories above \p Start.
Expected<std::string> detect(StringRef Start) {
  SmallString<128> Dir(Start);
  sys::fs::make_absolute(Dir);
  sys::path::remove_dots(Dir);
  for (; !Dir.empty(); Dir.truncate(sys::path::parent_path(Dir).size()))
    for (StringRef Sub : {"", "build"}) {
      SmallString<128> File(Dir);
      sys::path::append(File, Sub, "compile_commands.json");
      if (sys::fs::exists(File))
        return std::string(File);
    }
  return databaseError("no compile_commands.json in " + Start +
                       ", its build directory or a directory above");
}

/// \returns whether \p Arg is called as compilers are: gcc, arm-linux-gnu-g++-12.
bool isCompilerName(StringRef Arg) {
  static const Regex Name("^(.*-)?(cc|c\\+\\+|gcc|g\\+\\+|clang|clang\\+\\+|clang-cl)"
                          "(-[0-9.]+)?(-posix|-win32)?(\\.exe)?$");
  return Name.match(sys::path::filename(Arg));
}

/// \returns where the compiler stands in a command that compiles \p File: behind a
/// launcher, as ccache or distcc, and the launcher's own options.
size_t compilerIndex(ArrayRef<std::string> Command, StringRef File) {
  bool IsFirst = !Command.empty() && isKnownCompiler(Command.front());
  for (size_t I = 1; I < Command.size(); ++I) {
    StringRef Arg = Command[I];
    if (Arg == "-c" || Arg == File || (IsFirst && I > 1))
      break;
    bool IsValue = is_contained({"-o", "-I", "-L", "-B", "-include", "-isystem", "-iquote",
                                 "-idirafter", "-isysroot"},
                                StringRef(Command[I - 1]));
    if (!Arg.starts_with("-") && isCompilerName(Arg) && !IsValue)
      return I;
  }
  return 0;
}

/// \returns what Clang's driver would pass over, or take for something else, though it
/// changes what the code means; empty when all is well.
std::string misunderstood(const CompileCommand &C, StringRef Directory) {
  ArrayRef<std::string> Args = C.CommandLine;
  Args = Args.drop_front(compilerIndex(Args, C.Filename));
  auto End = find(Args, "--");
  for (StringRef Arg : make_range(Args.begin(), End))
    if (Arg.consume_front("-std=") &&
        clang::LangStandard::getLangKind(Arg) == clang::LangStandard::lang_unspecified)
      return ("no language standard is called '" + Arg + "'").str();
  for (StringRef Arg : drop_begin(make_range(End, Args.end()), End != Args.end()))
    if (absolute(Arg, Directory) != absolute(C.Filename, Directory))
      return ("'" + Arg + "' stands behind '--', where only the file can").str();
  return "";
}

/// Takes the option out of \p Command that says where it looks for files.
/// \returns that directory: \p Directory, in which it is run, when there is none.
std::string takeWorkingDirectory(std::vector<std::string> &Command, StringRef Directory) {
  std::string Found;
  for (size_t I = 0; I < Command.size();) {
    StringRef Arg = Command[I];
    size_t Length = 0;
    if (Arg.consume_front("-working-directory=")) {
      Found = Arg.str();
      Length = 1;
    } else if (Arg == "-working-directory" && I + 1 < Command.size()) {
      Found = Command[I + 1];
      Length = 2;
    }
    Command.erase(Command.begin() + I, Command.begin() + I + Length);
    I += Length == 0;
  }
  return absolute(Found, Directory);
}

CompileJob makeJob(CompileCommand C, const JobOptions &Options) {
  CompileJob Job;
  C.Directory = absolute(C.Directory, currentDirectory());
  Job.File = absolute(C.Filename, C.Directory);
  if (Error E = expandResponseFiles(C))
    Job.Failure = "its command cannot be read: " + toString(std::move(E));
  Job.Directory = takeWorkingDirectory(C.CommandLine, C.Directory);
  if (!C.CommandLine.empty())
    Job.Compiler = C.CommandLine[compilerIndex(C.CommandLine, C.Filename)];
  if (std::string What = misunderstood(C, Job.Directory); !What.empty())
    Job.Failure = "its command cannot be read: " + What;
  Job.IsClang = sys::path::filename(Job.Compiler).contains("clang");
  Job.Command = adjustCommand(C.CommandLine, C.Filename, C.Directory, Options);
  return Job;
}

/// \returns whether the value of \p A is the argument behind it.
bool isSeparate(const opt::Arg &A, ArrayRef<const char *> Args) {
  return A.getNumValues() != 0 && A.getIndex() + 1 < Args.size() &&
         A.getValue() == Args[A.getIndex() + 1];
}

/// Drops the options that Clang's own table does not know, as -fno-… of GCC, and what
/// only says how far to compile or what depends on what: entries that differ in it
/// parse the same.
std::vector<std::string> dropOptions(ArrayRef<std::string> Command) {
  SmallVector<const char *, 64> Args;
  for (const std::string &Arg : Command.drop_front())
    Args.push_back(Arg.c_str());
  unsigned MissingIndex, MissingCount;
  opt::InputArgList Parsed = clang::getDriverOptTable().ParseArgs(
      Args, MissingIndex, MissingCount,
      opt::Visibility(clang::options::ClangOption));
  BitVector Drop(Args.size());
  for (const opt::Arg *A : Parsed) {
    const opt::Option &O = A->getOption();
    if (O.getKind() == opt::Option::UnknownClass ||
        O.matches(clang::options::OPT_clang_ignored_gcc_optimization_f_Group) ||
        O.matches(clang::options::OPT_c) || O.matches(clang::options::OPT_S) ||
        O.matches(clang::options::OPT_E) || O.matches(clang::options::OPT_M_Group))
      Drop.set(A->getIndex(), A->getIndex() + 1 + isSeparate(*A, Args));
    // A language standard or machine option of a newer GCC is an error, too,
    // but dropping it would change what the code means: clang says so.
  }
  std::vector<std::string> Result{Command.front()};
  for (size_t I = 0; I < Args.size(); ++I)
    if (!Drop[I])
      Result.push_back(Args[I]);
  return Result;
}

/// \returns whether \p Args include the header of which \p Precompiled is made.
bool includesHeaderOf(StringRef Precompiled, ArrayRef<std::string> Args) {
  StringRef Header = Precompiled;
  if (!Header.consume_back(".pch") && !Header.consume_back(".gch"))
    return false;
  for (size_t I = 0; I + 1 < Args.size(); ++I)
    if (Args[I] == "-include" &&
        Header == Args[I + 1 + (Args[I + 1] == "-Xclang" && I + 2 < Args.size())])
      return true;
  return false;
}

/// A precompiled header of another version of Clang cannot be read, so the header is
/// read instead, where the command names it as well, as CMake's do.
void dropPrecompiledHeaders(std::vector<std::string> &Args) {
  for (size_t I = 0; I + 1 < Args.size();) {
    size_t Length = 0;
    if (Args[I] == "-include-pch" && includesHeaderOf(Args[I + 1], Args))
      Length = 2;
    else if (I + 3 < Args.size() && Args[I] == "-Xclang" &&
             Args[I + 1] == "-include-pch" && Args[I + 2] == "-Xclang" &&
             includesHeaderOf(Args[I + 3], Args))
      Length = 4;
    else if (Args[I] == "-Winvalid-pch" || Args[I] == "-fpch-preprocess")
      Length = 1;
    if (Length)
      Args.erase(Args.begin() + I, Args.begin() + I + Length);
    else
      ++I;
  }
}

/// \returns the directory of the program that \p Compiler runs, in which Clang looks
/// for configuration files, or nothing when it is not there.
std::string directoryOf(StringRef Compiler, StringRef Directory) {
  std::string Path = Compiler.str();
  if (sys::path::has_parent_path(Compiler))
    Path = absolute(Compiler, Directory);
  else if (ErrorOr<std::string> Found = sys::findProgramByName(Compiler))
    Path = *Found;
  SmallString<128> Real;
  return sys::fs::real_path(Path, Real) ? ""
                                        : sys::path::parent_path(Real).str();
}

} // namespace

std::vector<std::string> adjustCommand(std::vector<std::string> Command,
                                       StringRef File, StringRef Directory,
                                       const JobOptions &Options) {
  if (Command.empty())
    Command.push_back("clang");
  Command.erase(Command.begin(), Command.begin() + compilerIndex(Command, File));
  std::string Compiler = Command[0];
  StringRef Name = sys::path::filename(Compiler);
  bool IsClang = Name.contains("clang");
  bool IsCxx = Name.contains("++");
  // Clang finds its own headers by the name it is called with. What else the name
  // says is said by options: aarch64-linux-gnu-g++ is --target and --driver-mode.
  Command[0] = IsCxx ? ESCAPE_CLANG "++" : ESCAPE_CLANG;
  addTargetAndModeForProgramName(Command, Compiler);
  if (std::string Dir = IsClang ? directoryOf(Compiler, Directory) : "";
      !Dir.empty())
    Command.insert(Command.begin() + 1, "--config-system-dir=" + Dir);
  for (ArgumentsAdjuster Adjust :
       {getClangStripOutputAdjuster(), getClangSyntaxOnlyAdjuster()})
    Command = Adjust(Command, File);
  dropPrecompiledHeaders(Command);
  Command = dropOptions(Command);
  std::vector<std::string> Extra = {"-w", "-Wno-error"};
  // There would be a job for each device.
  if (any_of(Command, [](StringRef Arg) { return Arg.starts_with("-fopenmp-targets="); }))
    Extra.push_back("--offload-host-only");
  if (!IsClang)
    Extra.insert(Extra.end(), std::begin(GccTakesThese), std::end(GccTakesThese));
  Command.insert(Command.begin() + 1, Options.ExtraBefore.begin(),
                 Options.ExtraBefore.end());
  // Options after "--" would be taken for files.
  auto End = llvm::find(Command, "--");
  Extra.insert(Extra.end(), Options.ExtraAfter.begin(), Options.ExtraAfter.end());
  Command.insert(End, Extra.begin(), Extra.end());
  return Command;
}

std::vector<CompileJob> jobsFor(const JobOptions &Options,
                                const CompilationDatabase &DB) {
  std::vector<CompileJob> Jobs;
  for (const std::string &File : Options.Files) {
    std::string Path = absolute(File, currentDirectory());
    for (CompileCommand &C : DB.getCompileCommands(Path))
      Jobs.push_back(makeJob(std::move(C), Options));
  }
  return Jobs;
}

bool isKnownCompiler(StringRef Compiler) {
  StringRef Name = sys::path::filename(Compiler);
  return Name.contains("gcc") || Name.contains("g++") || Name.contains("clang") ||
         Name == "cc" || Name == "c++";
}

StringRef ownClang() { return ESCAPE_CLANG; }

Expected<std::string> findDatabase(const JobOptions &Options) {
  if (!Options.BuildPath.empty()) {
    SmallString<128> File(Options.BuildPath);
    if (sys::fs::is_directory(File))
      sys::path::append(File, "compile_commands.json");
    if (!sys::fs::exists(File))
      return databaseError("no compile database: " + File + " does not exist");
    return std::string(File);
  }
  StringRef Directory = sys::path::parent_path(
      Options.Files.empty() ? Options.Near : Options.Files.front());
  if (Options.Files.empty() && !sys::fs::exists(Directory))
    Directory = "";
  return detect(Directory.empty() ? "." : Directory);
}

Expected<std::vector<CompileJob>> findJobs(const JobOptions &Options) {
  auto File = findDatabase(Options);
  if (!File)
    return File.takeError();
  auto DB = load(*File);
  if (!DB)
    return DB.takeError();
  if (!Options.Files.empty())
    return jobsFor(Options, *inferMissingCompileCommands(std::move(*DB)));
  std::vector<CompileJob> Jobs;
  std::set<std::vector<std::string>> Seen;
  for (CompileCommand &C : (*DB)->getAllCompileCommands()) {
    CompileJob Job = makeJob(std::move(C), Options);
    // Entries that parse the same way are analysed once.
    std::vector<std::string> Key = Job.Command;
    Key.push_back(Job.Directory);
    if (Seen.insert(std::move(Key)).second)
      Jobs.push_back(std::move(Job));
  }
  return Jobs;
}

} // namespace escape
