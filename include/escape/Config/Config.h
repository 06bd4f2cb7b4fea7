//===- Config.h - configuration files ---------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CONFIG_CONFIG_H
#define ESCAPE_CONFIG_CONFIG_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace escape {

/// What configuration files have for a name.
inline constexpr llvm::StringLiteral ConfigFileName = ".escape-check";

/// A key of which a run takes one value, whichever files it reports on.
struct RunKey {
  llvm::StringRef Name;
  std::string Place; ///< file:line:column
};

/// What a configuration says, a file or the command line: each member is a key
/// of the file, by the same name. What is not said is empty.
struct Config {
  using Text = std::optional<std::string>;
  using Flag = std::optional<bool>;
  using Number = std::optional<int64_t>;
  using List = std::vector<std::string>;

  // Of the files of a directory. Globs of checks that have been read once.
  Text Checks, WarningsAsErrors;
  Flag InheritParentConfig;

  // Of a whole run. Paths are absolute.
  Text FailOn, HeaderFilterRegex, Baseline, BuildPath;
  List ExcludeRegex, ExtraArgs, ExtraArgsBefore, Contracts;
  Flag ClosedWorld;
  Number MaxVariableSize, MaxAllocationSize;

  std::vector<std::string> Files; ///< those it comes from, the nearest first
  std::vector<RunKey> RunKeys;    ///< those that the nearest one has

  /// Reads the YAML \p Content of a file.
  /// \param Name what messages call it
  /// \param Directory where its relative paths start, absolute
  /// \returns an error, file:line:column: message, for the first thing that is
  /// wrong: no YAML, an unknown key, a value that the key cannot have.
  static llvm::Expected<Config> parse(llvm::StringRef Content,
                                      llvm::StringRef Name,
                                      llvm::StringRef Directory);
  /// Reads the file at \p Path.
  static llvm::Expected<Config> read(llvm::StringRef Path);

  /// Takes what \p Parent says where this says nothing. Lists and globs are put
  /// behind those of the parent.
  void inherit(const Config &Parent);

  /// Prints a file that says the same, with each key explained. Keys that are
  /// not set come as comments.
  /// \param Directory where the file is meant to be: paths below are relative
  void print(llvm::raw_ostream &OS, llvm::StringRef Directory) const;
};

/// The configurations of directories: that of the nearest directory upward
/// which has a file. Each file is read once.
class ConfigTree {
public:
  ConfigTree() = default;
  /// All directories have \p TheOnly, no file is looked for.
  explicit ConfigTree(Config TheOnly) : Only(std::move(TheOnly)) {}

  /// \param Directory absolute; it need not exist
  /// \returns the configuration, with all that it inherits, or what is wrong
  /// with one of its files. The same one has the same address.
  llvm::Expected<const Config *> find(llvm::StringRef Directory);

private:
  std::optional<Config> Only;
  Config None;
  std::deque<Config> Read;
  llvm::StringMap<const Config *> ByDirectory;
};

} // namespace escape

#endif // ESCAPE_CONFIG_CONFIG_H
