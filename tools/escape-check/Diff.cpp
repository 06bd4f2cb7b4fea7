//===- Diff.cpp - the change that a user asks about -----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Diff.h"
#include "Programs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace escape {
namespace {

Expected<std::string> topLevel() {
  auto Text = runProgram("git", {"rev-parse", "--show-toplevel"});
  return Text ? StringRef(*Text).rtrim("\n").str() : std::move(Text);
}

/// The options leave nothing to the user's configuration.
Expected<std::string> diffTo(StringRef Revision, StringRef Root) {
  return runProgram(
      "git", {"--no-optional-locks", "-C", Root, "-c", "core.quotePath=false",
              "diff", "--merge-base", "-U0", "-M", "--no-color",
              "--no-ext-diff", "--no-textconv", "--no-relative",
              "--ignore-submodules=all", "--src-prefix=a/", "--dst-prefix=b/",
              Revision, "--"});
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
