//===- Config.cpp - configuration files -----------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// One table has all keys. Reading, inheriting and printing walk over it.
//===----------------------------------------------------------------------===//
#include "escape/Config/Config.h"
#include "escape/Findings/CheckGlobs.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"
#include <set>
#include <variant>

using namespace llvm;

namespace escape {
namespace {

/// What a text, or each of a list, has to be.
enum class Meaning { Plain, Globs, Gate, Regex, Path };

using Field = std::variant<Config::Text Config::*, Config::Flag Config::*,
                           Config::Number Config::*, Config::List Config::*>;

struct Key {
  StringLiteral Name;
  Field Member;
  Meaning Means;
  bool IsOfRun;
  StringLiteral Help;   ///< lines of a comment
  StringLiteral Sample; ///< a value, for who has none
};

const Key Keys[] = {
    {"Checks", &Config::Checks, Meaning::Globs, false,
     "The checks to report on, in the files below this directory: names and\n"
     "globs between commas. A minus takes away, the last that matches counts;\n"
     "*,-annotate-*,-unused-suppression stands in front.",
     "-heap-to-arena"},
    {"WarningsAsErrors", &Config::WarningsAsErrors, Meaning::Globs, false,
     "The checks whose findings are errors there: the exit status is then 1.",
     "moved-to-heap"},
    {"InheritParentConfig", &Config::InheritParentConfig, Meaning::Plain, false,
     "Whether the next file upward counts as well, in front of this one.",
     "true"},
    {"FailOn", &Config::FailOn, Meaning::Gate, true,
     "When the exit status is 1: new (any finding that is reported), any "
     "(also\n"
     "those that the baseline knows), or globs of checks.",
     "new"},
    {"Baseline", &Config::Baseline, Meaning::Path, true,
     "Findings that are known, and not reported. Paths are relative to this\n"
     "file.",
     "escape-check.baseline"},
    {"HeaderFilterRegex", &Config::HeaderFilterRegex, Meaning::Regex, true,
     "Of headers, report on those whose path matches.", ".*"},
    {"ExcludeRegex", &Config::ExcludeRegex, Meaning::Regex, true,
     "Report nothing in files whose path matches one of these.",
     "['/third_party/']"},
    {"BuildPath", &Config::BuildPath, Meaning::Path, true,
     "The directory of compile_commands.json, or the file itself.", "build"},
    {"ExtraArgs", &Config::ExtraArgs, Meaning::Plain, true,
     "Arguments to append to the compile commands.", "['-DANALYSIS']"},
    {"ExtraArgsBefore", &Config::ExtraArgsBefore, Meaning::Plain, true,
     "Arguments to put in front of them.", "['-std=c++20']"},
    {"Contracts", &Config::Contracts, Meaning::Path, true,
     "What functions without a body do: files, of which the last that has a\n"
     "function counts.",
     "['contracts.json']"},
    {"ClosedWorld", &Config::ClosedWorld, Meaning::Plain, true,
     "The files are a whole program: nobody else derives from its classes.",
     "true"},
    {"MaxVariableSize", &Config::MaxVariableSize, Meaning::Plain, true,
     "Bytes that a variable, or all of a function, may take of the stack.",
     "131072"},
    {"MaxAllocationSize", &Config::MaxAllocationSize, Meaning::Plain, true,
     "Bytes that an allocation may have to be put on the stack.", "65536"},
};

Error checkValue(Meaning Means, StringRef Value) {
  CheckGlobs Globs;
  escape::Gate TheGate;
  std::string Message;
  switch (Means) {
  case Meaning::Plain:
    return Error::success();
  case Meaning::Gate:
    return TheGate.read(Value);
  case Meaning::Globs:
    return Globs.read(Value);
  case Meaning::Regex:
    return Regex(Value).isValid(Message) ? Error::success()
                                         : createStringError(Message);
  case Meaning::Path:
    return Value.empty() ? createStringError("a path is missing")
                         : Error::success();
  }
  llvm_unreachable("all are listed");
}

/// Of a file, in bytes: the parser calls itself for each bracket.
constexpr size_t MaxSize = 1 << 16;

/// Reads one file.
class Reader {
public:
  Reader(StringRef Content, StringRef Name, StringRef Directory)
      : Content(Content), Name(Name), Directory(Directory) {
    Sources.setDiagHandler(
        [](const SMDiagnostic &D, void *This) {
          auto &R = *static_cast<Reader *>(This);
          if (R.Wrong.empty())
            R.Wrong = (R.Name + ":" + Twine(D.getLineNo()) + ":" +
                       Twine(D.getColumnNo() + 1) + ": " + D.getMessage())
                          .str();
        },
        this);
    Stream.emplace(MemoryBufferRef(Content, Name), Sources,
                   /*ShowColors=*/false);
  }

  Expected<Config> read() {
    if (isReadable())
      readStream();
    if (!Wrong.empty())
      return createStringError(Wrong);
    return std::move(Result);
  }

private:
  std::string place(SMLoc At) {
    auto [Line, Column] = Sources.getLineAndColumn(At);
    return (Name + ":" + Twine(Line) + ":" + Twine(Column)).str();
  }
  std::string place(const yaml::Node &N) {
    return place(N.getSourceRange().Start);
  }

  /// What the parser does not refuse, or not well.
  bool isReadable() {
    size_t BadByte = 0;
    if (Content.size() > MaxSize)
      Wrong = (Name + ":1:1: a configuration has at most 64 KiB").str();
    else if (!json::isUTF8(Content, &BadByte))
      Wrong = place(SMLoc::getFromPointer(Content.data() + BadByte)) +
              ": this is no UTF-8";
    return Wrong.empty();
  }

  void fail(const yaml::Node &N, const Twine &Message) {
    if (Wrong.empty())
      Wrong = place(N) + ": " + Message.str();
  }

  void readStream() {
    auto Document = Stream->begin();
    if (Document == Stream->end())
      return;
    yaml::Node *Root = Document->getRoot();
    if (!Root) // the parser has told
      return;
    if (auto *Map = dyn_cast<yaml::MappingNode>(Root)) {
      for (yaml::KeyValueNode &Entry : *Map)
        readEntry(Entry);
    } else if (!isa<yaml::NullNode>(Root)) {
      return fail(*Root, "a configuration is keys with values, as in "
                         "'Checks: -leak'");
    }
    if (Wrong.empty() && !Stream->failed() && ++Document != Stream->end())
      if (yaml::Node *Second = Document->getRoot())
        fail(*Second, "a configuration is one YAML document");
  }

  void readEntry(yaml::KeyValueNode &Entry) {
    yaml::Node *Name = Entry.getKey(), *Value = Entry.getValue();
    std::optional<std::string> Text = Name ? text(*Name) : std::nullopt;
    if (!Text || !Value) {
      if (Name)
        fail(*Name, "this is no key with a value");
      return;
    }
    const Key *K = find_if(Keys, [&](const Key &K) { return K.Name == *Text; });
    if (K == std::end(Keys)) {
      SmallVector<StringRef> Names;
      for (const Key &Known : Keys)
        Names.push_back(Known.Name);
      return fail(*Name,
                  "unknown key '" + *Text + "'" + didYouMean(*Text, Names, 3));
    }
    if (!Seen.insert(K->Name).second)
      return fail(*Name, "'" + *Text + "' is there twice");
    if (K->IsOfRun)
      Result.RunKeys.push_back({K->Name, place(*Name)});
    std::visit([&](auto Member) { readValue(*K, *Value, Result.*Member); },
               K->Member);
  }

  /// \returns what a node says that is a text, plain, quoted or a block.
  std::optional<std::string> text(yaml::Node &N) {
    SmallString<64> Storage;
    if (auto *Scalar = dyn_cast<yaml::ScalarNode>(&N)) {
      // The parser takes a quote for closed at the end of the file.
      StringRef Raw = Scalar->getRawValue();
      char First = Raw.empty() ? ' ' : Raw.front();
      if ((First == '\'' || First == '"') &&
          (Raw.size() < 2 || Raw.back() != First))
        fail(N, "the quote is not closed");
      return Scalar->getValue(Storage).str();
    }
    if (auto *Block = dyn_cast<yaml::BlockScalarNode>(&N))
      return Block->getValue().str();
    return std::nullopt;
  }

  std::optional<std::string> checkedText(const Key &K, yaml::Node &N) {
    std::optional<std::string> Text = text(N);
    if (!Text) {
      fail(N, K.Name + " takes text");
      return std::nullopt;
    }
    if (Error E = checkValue(K.Means, *Text)) {
      fail(N, K.Name + ": " + toString(std::move(E)));
      return std::nullopt;
    }
    if (K.Means != Meaning::Path)
      return Text;
    SmallString<256> Path(*Text);
    sys::path::make_absolute(Directory, Path);
    sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    return std::string(Path);
  }

  void readValue(const Key &K, yaml::Node &N, Config::Text &Into) {
    auto *Sequence = dyn_cast<yaml::SequenceNode>(&N);
    if (!Sequence || K.Means != Meaning::Globs) {
      Into = checkedText(K, N);
      return;
    }
    std::vector<std::string> Globs;
    readValue(K, N, Globs);
    Into = join(Globs, ",");
  }

  void readValue(const Key &K, yaml::Node &N, Config::List &Into) {
    auto *Sequence = dyn_cast<yaml::SequenceNode>(&N);
    if (!Sequence)
      return fail(N, K.Name + " takes a list, as in [a, b]");
    for (yaml::Node &Item : *Sequence)
      if (auto Text = checkedText(K, Item))
        Into.push_back(std::move(*Text));
  }

  void readValue(const Key &K, yaml::Node &N, Config::Flag &Into) {
    if (auto Text = text(N))
      Into = yaml::parseBool(*Text);
    if (!Into)
      fail(N, K.Name + " takes true or false");
  }

  void readValue(const Key &K, yaml::Node &N, Config::Number &Into) {
    int64_t Value;
    std::optional<std::string> Text = text(N);
    if (!Text || StringRef(*Text).getAsInteger(10, Value) || Value < 0)
      return fail(N, K.Name + " takes a number of bytes");
    Into = Value;
  }

  StringRef Content, Name, Directory;
  SourceMgr Sources;
  std::optional<yaml::Stream> Stream;
  std::set<StringRef> Seen;
  std::string Wrong; ///< the first thing that is
  Config Result;
};

/// A text as YAML has it.
std::string quoted(StringRef Text) {
  if (all_of(Text, [](char C) { return uint8_t(C) >= ' ' && C != 0x7f; })) {
    std::string Result = "'";
    for (char C : Text)
      Result.append(C == '\'' ? 2 : 1, C);
    return Result + "'";
  }
  return "\"" + yaml::escape(Text, /*EscapePrintable=*/false) + "\"";
}

std::string relativeTo(StringRef Directory, StringRef Path) {
  if (Path.starts_with(Directory)) {
    StringRef Below = Path.drop_front(Directory.size());
    if (Below.consume_front(sys::path::get_separator()) && !Below.empty())
      return Below.str();
  }
  return Path.str();
}

/// The value of a key as YAML has it, or nothing when it has none.
class Printer {
public:
  Printer(const Key &K, StringRef Directory) : K(K), Directory(Directory) {}

  std::string operator()(const Config::Text &Value) const {
    return Value ? text(*Value) : "";
  }
  std::string operator()(const Config::Flag &Value) const {
    return !Value ? "" : *Value ? "true" : "false";
  }
  std::string operator()(const Config::Number &Value) const {
    return Value ? std::to_string(*Value) : "";
  }
  std::string operator()(const Config::List &Value) const {
    if (Value.empty())
      return "";
    auto Texts =
        map_range(Value, [&](const std::string &Item) { return text(Item); });
    return "[" + join(Texts, ", ") + "]";
  }

private:
  std::string text(StringRef Value) const {
    return quoted(K.Means == Meaning::Path ? relativeTo(Directory, Value)
                                           : Value.str());
  }

  const Key &K;
  StringRef Directory;
};

bool isFile(StringRef Path) {
  sys::fs::file_status Status;
  return !sys::fs::status(Path, Status) && sys::fs::exists(Status) &&
         !sys::fs::is_directory(Status);
}

} // namespace

Expected<Config> Config::parse(StringRef Content, StringRef Name,
                               StringRef Directory) {
  auto Result = Reader(Content, Name, Directory).read();
  if (Result)
    Result->Files.push_back(Name.str());
  return Result;
}

Expected<Config> Config::read(StringRef Path) {
  auto Buffer = readTextFile(Path);
  if (!Buffer)
    return Buffer.takeError();
  SmallString<256> Directory(Path);
  sys::fs::make_absolute(Directory);
  sys::path::remove_filename(Directory);
  return parse((*Buffer)->getBuffer(), Path, Directory);
}

void Config::inherit(const Config &Parent) {
  for (const Key &K : Keys) {
    if (auto *Member = std::get_if<Text Config::*>(&K.Member)) {
      Text &Own = this->*(*Member);
      const Text &Inherited = Parent.*(*Member);
      if (Own && Inherited && K.Means == Meaning::Globs)
        Own = *Inherited + "," + *Own;
      else if (!Own)
        Own = Inherited;
    } else if (auto *Member = std::get_if<List Config::*>(&K.Member)) {
      List &Own = this->*(*Member);
      const List &Inherited = Parent.*(*Member);
      Own.insert(Own.begin(), Inherited.begin(), Inherited.end());
    } else if (auto *Member = std::get_if<Flag Config::*>(&K.Member)) {
      if (!(this->*(*Member)))
        this->*(*Member) = Parent.*(*Member);
    } else if (auto *Member = std::get_if<Number Config::*>(&K.Member)) {
      if (!(this->*(*Member)))
        this->*(*Member) = Parent.*(*Member);
    }
  }
  append_range(Files, Parent.Files);
}

void Config::print(raw_ostream &OS, StringRef Directory) const {
  for (const Key &K : Keys) {
    SmallVector<StringRef> Lines;
    K.Help.split(Lines, '\n');
    OS << "\n";
    for (StringRef Line : Lines)
      OS << "# " << Line << "\n";
    std::string Value = std::visit(
        [&](auto Member) { return Printer(K, Directory)(this->*Member); },
        K.Member);
    if (Value.empty())
      OS << "#" << K.Name << ": " << K.Sample << "\n";
    else
      OS << K.Name << ": " << Value << "\n";
  }
}

Expected<const Config *> ConfigTree::find(StringRef Directory) {
  if (Only)
    return &*Only;
  if (Directory.empty())
    return &None;
  if (auto It = ByDirectory.find(Directory); It != ByDirectory.end())
    return It->second;
  SmallString<256> File(Directory);
  sys::path::append(File, ConfigFileName);
  std::optional<Config> Here;
  if (isFile(File)) {
    auto Own = Config::read(File);
    if (!Own)
      return Own.takeError();
    Here = std::move(*Own);
  }
  const Config *Result = nullptr;
  if (!Here || Here->InheritParentConfig.value_or(false)) {
    auto Parent = find(sys::path::parent_path(Directory));
    if (!Parent)
      return Parent.takeError();
    Result = *Parent;
  }
  if (Here) {
    if (Result)
      Here->inherit(*Result);
    Result = &Read.emplace_back(std::move(*Here));
  }
  ByDirectory[Directory] = Result;
  return Result;
}

} // namespace escape
