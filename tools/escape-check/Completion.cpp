//===- Completion.cpp - completion of the command line by shells ----------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Generate.h"
#include "escape/Findings/Checks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace llvm;

namespace escape {
namespace {

std::string checkNames() {
  std::vector<StringRef> Names;
  for (const CheckInfo &C : allChecks())
    Names.push_back(C.Name);
  return join(Names, " ");
}

/// What stands for the values that an option can have.
enum class ValueKind { Choice, Checks, Check, File, Directory, Other };

ValueKind kindOf(const OptionDoc &O) {
  if (!O.Values.empty())
    return ValueKind::Choice;
  if (O.Meta == "globs" || O.Meta == "what")
    return ValueKind::Checks;
  if (O.Meta == "check")
    return ValueKind::Check;
  if (O.Meta == "file" || O.Meta == "path")
    return ValueKind::File;
  if (O.Meta == "directory")
    return ValueKind::Directory;
  return ValueKind::Other;
}

/// The help without what is in parentheses: a line of a menu is short.
std::string shortHelp(const OptionDoc &O) {
  return O.Help.split(" (").first.str();
}

// --- bash

constexpr StringLiteral BashHead = R"(# bash completion of escape-check

_escape_check() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local has_equals= front= word
  COMPREPLY=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == -- ]]; then # the compiler's command
      compopt -o default
      return
    fi
  done
  # The shell may take = for the end of a word, or not.
  if [[ $cur == = ]]; then
    has_equals=yes cur=
  elif [[ $prev == = ]]; then
    has_equals=yes prev=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $cur == -*=* ]]; then
    has_equals=yes prev=${cur%%=*} front=${cur%%=*}= cur=${cur#*=}
  fi
  case $prev$has_equals in
)";

constexpr StringLiteral BashTail = R"(  *)
    if [[ $cur == -* ]]; then
      mapfile -t COMPREPLY < <(compgen -W "$_escape_check_options" -- "$cur")
      [[ ${COMPREPLY[*]} == *= ]] && compopt -o nospace
    else
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
    return
    ;;
  esac
  COMPREPLY=("${COMPREPLY[@]/#/$front}")
}

complete -F _escape_check escape-check
)";

StringRef bashAction(ValueKind Kind) {
  switch (Kind) {
  case ValueKind::Checks: // behind the last comma, with or without a minus
    return "    front+=${cur%\"${cur##*,}\"}\n"
           "    cur=${cur##*,}\n"
           "    [[ $cur == -* ]] && front+=- cur=${cur#-}\n"
           "    compopt -o nospace\n"
           "    mapfile -t COMPREPLY < <(compgen -W \"$_escape_check_checks\" "
           "-- "
           "\"$cur\")\n";
  case ValueKind::Check:
    return "    mapfile -t COMPREPLY < <(compgen -W \"$_escape_check_checks\" "
           "-- "
           "\"$cur\")\n";
  case ValueKind::File:
    return "    compopt -o filenames\n"
           "    mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n";
  case ValueKind::Directory:
    return "    compopt -o filenames\n"
           "    mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")\n";
  case ValueKind::Choice:
  case ValueKind::Other:
    return "";
  }
  llvm_unreachable("all are listed");
}

void printBash(ArrayRef<OptionDoc> Options, raw_ostream &OS) {
  std::vector<std::string> Words;
  for (const OptionDoc &O : Options)
    Words.push_back(O.Name + (O.HasEquals ? "=" : ""));
  OS << "_escape_check_options='" << join(Words, " ") << "'\n"
     << "_escape_check_checks='" << checkNames() << "'\n\n"
     << BashHead;
  for (const OptionDoc &O : Options) {
    if (!O.HasValue)
      continue;
    ListSeparator Bar(" | ");
    OS << "  ";
    if (O.HasNext)
      OS << Bar << O.Name;
    if (O.HasEquals)
      OS << Bar << O.Name << "yes";
    OS << ")\n" << bashAction(kindOf(O));
    if (!O.Values.empty())
      OS << "    mapfile -t COMPREPLY < <(compgen -W '" << join(O.Values, " ")
         << "' -- \"$cur\")\n";
    OS << "    ;;\n";
  }
  OS << BashTail;
}

// --- zsh

std::string zshQuoted(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (C == '\'')
      Result += "'\\'";
    else if (StringRef("[]:\\").contains(C))
      Result += '\\';
    Result += C;
  }
  return Result;
}

std::string zshAction(const OptionDoc &O) {
  switch (kindOf(O)) {
  case ValueKind::Choice:
    return "(" + join(O.Values, " ") + ")";
  case ValueKind::Checks:
    return "_escape_check_checks";
  case ValueKind::Check:
    return "(" + checkNames() + ")";
  case ValueKind::File:
    return "_files";
  case ValueKind::Directory:
    return "_files -/";
  case ValueKind::Other:
    return " ";
  }
  llvm_unreachable("all are listed");
}

void printZsh(ArrayRef<OptionDoc> Options, raw_ostream &OS) {
  OS << "#compdef escape-check\n\n"
     << "_escape_check_checks() {\n"
     << "  compset -P '*,'\n"
     << "  compset -P '-'\n"
     << "  compadd -S '' -- " << checkNames() << "\n"
     << "}\n\n"
     << "_arguments -S \\\n";
  for (const OptionDoc &O : Options) {
    OS << "  '*" << O.Name;
    if (O.HasValue)
      OS << (!O.HasEquals ? "+" : O.HasNext ? "=" : "=-");
    OS << "[" << zshQuoted(shortHelp(O)) << "]";
    if (O.HasValue)
      OS << ":" << zshQuoted(O.Meta) << ":" << zshAction(O);
    OS << "' \\\n";
  }
  OS << "  '*:file:_files'\n";
}

// --- fish

std::string fishQuoted(StringRef Text) {
  std::string Result = "'";
  for (char C : Text) {
    if (C == '\'' || C == '\\')
      Result += '\\';
    Result += C;
  }
  return Result + "'";
}

std::string fishAction(const OptionDoc &O) {
  switch (kindOf(O)) {
  case ValueKind::Choice:
    return " -x -a " + fishQuoted(join(O.Values, " "));
  case ValueKind::Checks:
    return " -x -a '(__fish_append , " + checkNames() + ")'";
  case ValueKind::Check:
    return " -x -a " + fishQuoted(checkNames());
  case ValueKind::File:
    return " -r -F";
  case ValueKind::Directory:
    return " -x -a '(__fish_complete_directories)'";
  case ValueKind::Other:
    return " -x";
  }
  llvm_unreachable("all are listed");
}

void printFish(ArrayRef<OptionDoc> Options, raw_ostream &OS) {
  for (const OptionDoc &O : Options) {
    StringRef Name = StringRef(O.Name).ltrim('-');
    std::string Help = " -d " + fishQuoted(shortHelp(O));
    if (O.HasValue && !O.HasNext) { // -m=2: to fish a word of its own
      for (const std::string &Value : O.Values)
        OS << "complete -c escape-check -o " << Name << "=" << Value << Help
           << "\n";
      continue;
    }
    OS << "complete -c escape-check " << (Name.size() == 1 ? "-s " : "-l ")
       << Name << (O.HasValue ? fishAction(O) : "") << Help << "\n";
  }
}

} // namespace

std::vector<OptionDoc> documentedOptions(const OptionTable &Table) {
  std::vector<OptionDoc> Result;
  std::map<unsigned, size_t> ByOption;
  for (unsigned I = 1; I <= Table.getNumOptions(); ++I) {
    const opt::Option O = Table.getOption(I);
    const char *Help = Table.getOptionHelpText(I);
    if (!Help) { // --name VALUE
      auto It = ByOption.find(O.getUnaliasedOption().getID());
      if (It != ByOption.end())
        Result[It->second].HasNext = true;
      continue;
    }
    if (O.hasFlag(opt::HelpHidden) || O.getKind() == opt::Option::GroupClass)
      continue;
    OptionDoc D;
    D.Group = Table.getOptionHelpText(O.getGroup().getID());
    StringRef Name = O.getName();
    D.HasEquals = Name.consume_back("=");
    D.Name = ((Name.size() == 1 ? "-" : "--") + Name).str();
    D.HasValue = O.getKind() != opt::Option::FlagClass;
    D.HasNext = O.getKind() == opt::Option::JoinedOrSeparateClass;
    D.Help = Help;
    if (const char *Meta = Table.getOptionMetaVar(I))
      D.Meta = StringRef(Meta).trim("<>");
    if (D.HasValue)
      D.Values = Table.suggestValueCompletions(O.getPrefixedName(), "");
    ByOption[I] = Result.size();
    Result.push_back(std::move(D));
  }
  stable_sort(Result, [](const OptionDoc &A, const OptionDoc &B) {
    return A.Group < B.Group;
  });
  return Result;
}

Error generateCompletion(const OptionTable &Table, StringRef Shell,
                         raw_ostream &OS) {
  std::vector<OptionDoc> Options = documentedOptions(Table);
  if (Shell == "bash")
    printBash(Options, OS);
  else if (Shell == "zsh")
    printZsh(Options, OS);
  else if (Shell == "fish")
    printFish(Options, OS);
  else
    return createStringError(
        "--generate-completion takes bash, zsh or fish, not '" + Shell + "'");
  return Error::success();
}

} // namespace escape
