//===- Generate.h - what is made of the table of options --------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_TOOLS_GENERATE_H
#define ESCAPE_TOOLS_GENERATE_H

#include "OptionTable.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace escape {

/// One option as a user sees it, with all its spellings taken together.
struct OptionDoc {
  std::string Name;      ///< --format, -m
  llvm::StringRef Group; ///< the heading that it stands under
  bool HasValue = false;
  bool HasEquals = false; ///< --name=VALUE, not -oVALUE
  bool HasNext = false;   ///< --name VALUE
  llvm::StringRef Meta;   ///< what kind of value, without brackets
  llvm::StringRef Help;
  std::vector<std::string> Values; ///< that it can have, if there are few
};

/// \returns the options that --help shows, in its order: by heading.
std::vector<OptionDoc> documentedOptions(const OptionTable &Table);

/// Prints the completion of the command line for \p Shell: bash, zsh or fish.
llvm::Error generateCompletion(const OptionTable &Table, llvm::StringRef Shell,
                               llvm::raw_ostream &OS);

/// Prints the manual page, in the macros of man(7).
void generateMan(const OptionTable &Table, llvm::raw_ostream &OS);

} // namespace escape

#endif // ESCAPE_TOOLS_GENERATE_H
