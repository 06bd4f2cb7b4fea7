//===- ManPage.cpp - the manual page --------------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Generate.h"
#include "escape/Findings/Checks.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace escape {
namespace {

// No date: the same sources give the same page.
constexpr StringLiteral Head =
    R"(.TH ESCAPE-CHECK 1 "" "escape-check )" ESCAPE_VERSION
    R"(" "User Commands"
.SH NAME
escape-check \- escape analysis for C and C++
.SH SYNOPSIS
.B escape-check
.RI [ options ]
.RI [ file ...]
.br
.B escape-check
.RI [ options ]
.IR file ...
.B \-\-
.I command
.br
.B escape-check \-\-link
.RI [ options ]
.IR object ...
.SH DESCRIPTION
.B escape-check
tells of each allocation, each local variable whose address is taken and each parameter that can carry an address
whether it can outlive its function, and by which way.
It reads a
.IR compile_commands.json ,
parses each file with Clang, and follows every pointer through LLVM IR.
"Does not escape" is meant as a proof.
.PP
Without files every entry of the compile database is analysed.
Behind
.B \-\-
stands the compile command for the files in front of it, in place of a database.
.PP
Without other options the findings of the checks are printed.
.SH OPTIONS
.BI \-\-name= VALUE
and
.BI "\-\-name " VALUE
are the same.
)";

constexpr StringLiteral Tail = R"(.SH EXIT STATUS
.TP
.B 0
every file was analysed, whatever else was found
.TP
.B 1
every file was analysed, and a check that
.B \-\-fail\-on
or
.B \-\-warnings\-as\-errors
means found something
.TP
.B 2
wrong usage, no database, a wrong contract or configuration, or the report could not be written
.TP
.B 3
some file was not analysed; the others are still reported
.SH FILES
.TP
.I .escape\-check
the configuration, in YAML: the nearest file upward.
.B \-\-dump\-config
prints one, with each key explained.
.TP
.I compile_commands.json
the compile database: beside the first file, or here without files; in
.I build
there; and in the directories above
.TP
.I ~/.cache/escape\-check
what was found out of files, unless
.B \-\-cache\-dir
names another directory, or
.B XDG_CACHE_HOME
is set
.SH EXAMPLES
.TP
.B escape\-check \-p build
what to act on, in the whole database
.TP
.B escape\-check \-p build \-m src/cache.cpp
every decision in one file
.TP
.B escape\-check src/cache.cpp \-\- \-std=c++20 \-Isrc
without a database
.SH SEE ALSO
.BR clang (1),
.BR clang\-tidy (1)
)";

/// Text that roff prints as it is.
std::string roff(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (C == '\\')
      Result += "\\e";
    else if (C == '-')
      Result += "\\-";
    else if (C == '\'')
      Result += "\\(aq";
    else if (C == '.' && Result.empty())
      Result += "\\&.";
    else
      Result += C;
  }
  return Result;
}

void printOption(const OptionDoc &O, raw_ostream &OS) {
  OS << ".TP\n";
  if (!O.HasValue)
    OS << ".B " << roff(O.Name) << "\n";
  else
    OS << ".BI \"" << roff(O.Name) << (O.HasEquals ? "=" : " ") << "\" "
       << roff(O.Meta) << "\n";
  OS << roff(O.Help) << "\n";
}

} // namespace

void generateMan(const OptionTable &Table, raw_ostream &OS) {
  OS << Head;
  StringRef Group;
  for (const OptionDoc &O : documentedOptions(Table)) {
    if (Group != O.Group)
      OS << ".SS " << roff(O.Group) << "\n";
    Group = O.Group;
    printOption(O, OS);
  }
  OS << ".SH CHECKS\n.BI \"\\-\\-explain=\" check\nprints more about each.\n";
  for (const CheckInfo &C : allChecks())
    OS << ".TP\n.B " << roff(C.Name) << "\n" << roff(C.Summary) << "\n";
  OS << Tail;
}

} // namespace escape
