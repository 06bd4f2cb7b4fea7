//===- CompileJobs.h - what to analyse ------------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_RUN_COMPILEJOBS_H
#define ESCAPE_RUN_COMPILEJOBS_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace clang::tooling {
class CompilationDatabase;
}

namespace escape {

/// One translation unit: a file and the command that parses it.
struct CompileJob {
  std::string Directory; ///< where it looks for files
  std::string File; ///< absolute
  std::vector<std::string> Command;
  std::string Failure; ///< why there is no command to analyse it with, or empty
  std::string Compiler; ///< as the database names it, without a launcher
  bool IsClang = false; ///< the compiler: what Clang refuses is no command then
};

struct JobOptions {
  std::string BuildPath;          ///< -p: a directory or a database; may be empty
  std::vector<std::string> Files; ///< as given; empty for the whole database
  std::string Near; ///< where to look for a database, when no file is given
  std::vector<std::string> ExtraBefore, ExtraAfter;
};

/// \returns the file of the compile database that \p Options mean, or an error
/// that says what to do when there is none.
llvm::Expected<std::string> findDatabase(const JobOptions &Options);

/// Makes the jobs from a compile database, one for each entry, in its order.
/// Commands written for GCC are made ones that Clang takes.
/// \returns an error that says what to do when there is no database.
llvm::Expected<std::vector<CompileJob>> findJobs(const JobOptions &Options);

/// \returns whether \p Compiler, a path or a name, is one whose options are
/// GCC's or Clang's.
bool isKnownCompiler(llvm::StringRef Compiler);

/// \returns the Clang that escape-check was built with: a job's files are parsed
/// as if this program did.
llvm::StringRef ownClang();

/// Makes the jobs for \p Options.Files from the command after "--".
std::vector<CompileJob> jobsFor(const JobOptions &Options,
                                const clang::tooling::CompilationDatabase &DB);

/// \returns \p Command as Clang's parser takes it: only parsing, no outputs,
/// no warnings, no option that only GCC knows; what the compiler's name and the
/// configuration files beside it say, as options.
/// \param Directory in which the command runs
std::vector<std::string> adjustCommand(std::vector<std::string> Command,
                                       llvm::StringRef File,
                                       llvm::StringRef Directory,
                                       const JobOptions &Options);

} // namespace escape

#endif // ESCAPE_RUN_COMPILEJOBS_H
