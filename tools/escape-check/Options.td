//===- Options.td - the command's options ---------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
include "llvm/Option/OptParser.td"

// The first prefix is what --help shows.
class Flag_<string Name, string Help> : Flag<["--", "-"], Name>, HelpText<Help>;

// --name=VALUE and --name VALUE
multiclass Value_<string Name, string Help, string Meta, string Choices = "",
                  list<string> Prefixes = ["--", "-"]> {
  def NAME # _eq : Joined<Prefixes, Name # "=">, HelpText<Help>,
                   MetaVarName<Meta>, Values<Choices>;
  def NAME : Separate<["-", "--"], Name>, Alias<!cast<Option>(NAME # _eq)>;
}

// The headings of --help and of the manual page, which are sorted by name.
def analysis_group : OptionGroup<"<analysis>">, HelpText<"Analysis options">;
def cache_group : OptionGroup<"<cache>">, HelpText<"Cache options">;
def check_group : OptionGroup<"<check>">, HelpText<"Check options">;
def configuration_group : OptionGroup<"<configuration>">, HelpText<"Configuration options">;
def gate_group : OptionGroup<"<gate>">, HelpText<"Gate options">;
def generic_group : OptionGroup<"<generic>">, HelpText<"Generic options">;
def report_group : OptionGroup<"<report>">, HelpText<"Report options">;

let Group = analysis_group in {
defm build_path : Value_<"p", "Directory of compile_commands.json, or the file itself",
  "<path>", "", ["-", "--"]>;
def link : Flag_<"link",
  "The files are objects, archives or @response-files of a linker: read the graphs that the plugin embedded in them">;
def closed_world : Flag_<"closed-world",
  "The files are a whole program: nobody else derives from its classes or hands it functions">;
def no_closed_world : Flag_<"no-closed-world",
  "Take --closed-world back, which the configuration file may say">;
defm contracts : Value_<"contracts",
  "File that says what functions without a body do (docs/contracts.md)", "<file>">;
defm extra_arg : Value_<"extra-arg", "Argument to append to the compile commands", "<arg>">;
defm extra_arg_before : Value_<"extra-arg-before", "Argument to prepend to the compile commands", "<arg>">;
defm max_variable : Value_<"max-variable-size",
  "Bytes that a variable, or all of a function, may take of the stack (default: 131072)", "<bytes>">;
defm max_allocation : Value_<"max-allocation-size",
  "Bytes that an allocation may have to be put on the stack (default: 65536)", "<bytes>">;
def jobs : JoinedOrSeparate<["-"], "j">, MetaVarName<"<n>">,
  HelpText<"Number of files analysed at once (default: the number of processors)">;
}

let Group = cache_group in {
defm cache_dir : Value_<"cache-dir",
  "Directory for what was found out of files, to be used again when nothing changed (default: escape-check in the user's cache directory)", "<directory>">;
def no_cache : Flag_<"no-cache", "Neither use nor fill a cache">;
defm cache_policy : Value_<"cache-policy",
  "When to remove what, as lld's --thinlto-cache-policy takes it (default: cache_size_bytes=2g)", "<policy>">;
}

let Group = check_group in {
defm checks : Value_<"checks",
  "Names and globs of the checks to report on, between commas; a minus takes away (default: *,-annotate-*,-unused-suppression)", "<globs>">;
def list_checks : Flag_<"list-checks", "Print the names of the checks that --checks selects">;
defm explain : Value_<"explain",
  "Print what a check means, what it costs, and when to ignore it", "<check>">;
defm header_filter : Value_<"header-filter",
  "Report on headers whose path matches (default: all that are no system headers)", "<regex>">;
defm exclude : Value_<"exclude",
  "Report nothing in files whose path matches; may be repeated", "<regex>">;
def suggest_annotations : Flag_<"suggest-annotations",
  "Report what the declarations could tell Clang: noescape, lifetimebound, lifetime_capture_by">;
}

let Group = configuration_group in {
defm config_file : Value_<"config-file",
  "Configuration file for all files, in place of the nearest .escape-check upward", "<file>">;
defm config : Value_<"config", "The same, as text: the content of a configuration file", "<yaml>">;
def dump_config : Flag_<"dump-config",
  "Print a configuration file with all that this command would go by">;
def verify_config : Flag_<"verify-config",
  "Check the configuration files of this directory and of the files, and what they name">;
}

let Group = gate_group in {
defm fail_on : Value_<"fail-on",
  "When the exit status is 1: new (any finding that is reported), any (also those that the baseline knows), and globs of checks", "<what>">;
defm warnings_as_errors : Value_<"warnings-as-errors",
  "Checks whose findings are errors: then the exit status is 1", "<globs>">;
defm baseline : Value_<"baseline",
  "File of findings that are known: they are not reported", "<file>">;
defm write_baseline : Value_<"write-baseline",
  "Write a baseline of all findings that there are, and take them for known", "<file>">;
}

let Group = generic_group in {
def help : Flag_<"help", "Print this text">;
def help_short : Flag<["-"], "h">, Alias<help>, HelpText<"Same as --help">;
def version : Flag_<"version", "Print the version">;
def doctor : Flag_<"doctor",
  "Check that all is in place which this command needs, and say what to do">;
def quiet : Flag_<"quiet",
  "Print the findings and what went wrong, but no summary, progress or notes">;
defm color : Value_<"color",
  "Whether to colour what is printed: auto (on terminals, unless NO_COLOR is set), always or never", "<when>",
  "auto,always,never">;
def use_color : Flag<["--", "-"], "use-color">, Alias<color_eq>, AliasArgs<["always"]>,
  HelpText<"As clang-tidy has it: --color=always; --use-color=false: --color=never">;
def use_color_eq : Joined<["-", "--"], "use-color=">, Flags<[HelpHidden]>;
}

let Group = report_group in {
def decisions : Flag<["-", "--"], "m">,
  HelpText<"Print every decision, one line each, in Go's words">;
def decisions_eq : Joined<["-", "--"], "m=">, MetaVarName<"<level>">, Values<"1,2">,
  HelpText<"1: as -m; 2: with the way that the pointer takes">;
defm why : Value_<"why",
  "Print all that is known of one place instead of a report", "<file:line[:column]>">;
defm graph : Value_<"graph",
  "Print what the objects of a function hold, and how long they live, for graphviz; as a picture, if -o ends in .svg", "<function>">;
defm diff : Value_<"diff",
  "Report on what changed since a revision of git's, or in a patch on standard input (-)", "<rev>">;
defm format : Value_<"format",
  "Format of the report: text, json, sarif, github, checkstyle, junit or html; with a colon and a file behind it, as often as you like", "<format>",
  "text,json,sarif,github,checkstyle,junit,html">;
def output : JoinedOrSeparate<["-"], "o">, MetaVarName<"<file>">,
  HelpText<"Write the report whose format has no file to this one">;
defm export_fixes : Value_<"export-fixes",
  "Write the findings with their fixes as YAML, for clang-apply-replacements", "<file>">;
def stats : Flag_<"stats", "Print counts, times and unknown calls on standard error">;
defm dump_stage : Value_<"dump",
  "Print the data of one stage instead of a report: facts, ir, graph or summaries", "<stage>",
  "facts,ir,graph,summaries">;
}

// Made of this table when it is built, and installed.
class Hidden_<string Name> : Joined<["--"], Name # "=">, Flags<[HelpHidden]>;
def generate_completion : Hidden_<"generate-completion">,
  HelpText<"Print the completion for bash, zsh or fish">;
def generate_man : Flag<["--"], "generate-man">, Flags<[HelpHidden]>,
  HelpText<"Print the manual page">;
