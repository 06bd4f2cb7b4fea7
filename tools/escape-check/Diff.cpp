//===- Diff.cpp - the change that a user asks about -----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Diff.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace escape {
namespace {

/// A file of its own that is removed in the end.
class TemporaryFile {
public:
  TemporaryFile() { EC = sys::fs::createTemporaryFile("escape-check", "", Path); }
  ~TemporaryFile() {
    if (!EC)
      sys::fs::remove(Path);
  }
  StringRef path() const { return Path; }
  Expected<std::string> text() const {
    auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false);
    if (EC || !Buffer)
      return createStringError("cannot use a temporary file: " +
                               (EC ? EC : Buffer.getError()).message());
    return (*Buffer)->getBuffer().str();
  }

private:
  SmallString<128> Path;
  std::error_code EC;
};

/// \returns what git prints, or what it complains of.
Expected<std::string> runGit(ArrayRef<StringRef> Arguments) {
  auto Git = sys::findProgramByName("git");
  if (!Git)
    return createStringError("there is no program git on the PATH");
  SmallVector<StringRef> Command = {"git"};
  append_range(Command, Arguments);
  TemporaryFile Out, Complaints;
  std::optional<StringRef> Redirects[] = {"", Out.path(), Complaints.path()};
  std::string Message;
  int Status = sys::ExecuteAndWait(*Git, Command, /*Env=*/std::nullopt, Redirects,
                                   /*SecondsToWait=*/0, /*MemoryLimit=*/0,
                                   &Message);
  auto Text = Out.text();
  if (Status == 0 || !Text)
    return Text;
  auto Said = Complaints.text();
  if (!Said)
    return Said;
  StringRef First = StringRef(*Said).split('\n').first;
  return createStringError("git: " + (First.empty() ? Message : First.str()));
}

Expected<std::string> topLevel() {
  auto Text = runGit({"rev-parse", "--show-toplevel"});
  return Text ? StringRef(*Text).rtrim("\n").str() : std::move(Text);
}

/// The options leave nothing to the user's configuration.
Expected<std::string> diffTo(StringRef Revision, StringRef Root) {
  return runGit({"--no-optional-locks", "-C", Root, "-c", "core.quotePath=false",
                 "diff", "--merge-base", "-U0", "-M", "--no-color",
                 "--no-ext-diff", "--no-textconv", "--no-relative",
                 "--ignore-submodules=all", "--src-prefix=a/",
                 "--dst-prefix=b/", Revision, "--"});
}

Expected<std::string> standardInput() {
  auto Buffer = MemoryBuffer::getSTDIN();
  if (!Buffer)
    return createStringError("cannot read standard input: " +
                             Buffer.getError().message());
  std::string Text = (*Buffer)->getBuffer().str();
  if (!Text.empty() && Text.back() != '\n')
    Text += '\n';
  return Text;
}

bool isBelow(StringRef File, StringRef Root) {
  SmallString<256> Real;
  if (sys::fs::real_path(File, Real))
    Real = File;
  return Real.starts_with(Root) &&
         (Root.ends_with("/") || Real.substr(Root.size()).starts_with("/"));
}

} // namespace

Expected<OldFiles> oldFiles(StringRef Revision, ArrayRef<CompileJob> Jobs) {
  auto Root = topLevel();
  std::vector<std::string> Roots;
  if (Root)
    Roots.push_back(*Root);
  else if (Revision != "-")
    return Root.takeError();
  else // a patch needs no git
    consumeError(Root.takeError());
  if (Revision != "-" &&
      none_of(Jobs, [&](const CompileJob &J) { return isBelow(J.File, Roots[0]); }))
    return createStringError("no file that is analysed is in the repository " +
                             Roots[0]);
  SmallString<256> Here;
  if (!sys::fs::current_path(Here))
    Roots.push_back(std::string(Here));
  auto Text = Revision == "-" ? standardInput() : diffTo(Revision, Roots[0]);
  if (!Text)
    return Text.takeError();
  auto Patches = readPatch(*Text);
  if (!Patches)
    return Patches.takeError();
  if (Patches->empty() && !StringRef(*Text).trim().empty() &&
      !StringRef(*Text).contains("diff --git "))
    return createStringError("standard input is no patch");
  return OldFiles::make(*Patches, Roots);
}

} // namespace escape
