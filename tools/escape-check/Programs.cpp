//===- Programs.cpp - other programs that are run -------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Programs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace escape {
namespace {

/// A file of its own that is removed in the end.
class TemporaryFile {
public:
  explicit TemporaryFile(StringRef Content = "") {
    int Descriptor;
    EC = sys::fs::createTemporaryFile("escape-check", "", Descriptor, Path);
    if (EC)
      return;
    raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
    OS << Content;
    OS.flush();
    EC = OS.error();
    OS.clear_error();
  }
  ~TemporaryFile() {
    if (!Path.empty())
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

} // namespace

Expected<std::string> runProgram(StringRef Name, ArrayRef<StringRef> Arguments,
                                 StringRef Input, unsigned Seconds) {
  auto Program = sys::findProgramByName(Name);
  if (!Program)
    return createStringError("there is no program " + Name + " on the PATH");
  SmallVector<StringRef> Command = {Name};
  append_range(Command, Arguments);
  TemporaryFile In(Input), Out, Complaints;
  if (auto Written = In.text(); !Written)
    return Written;
  std::optional<StringRef> Redirects[] = {In.path(), Out.path(),
                                          Complaints.path()};
  std::string Message;
  int Status =
      sys::ExecuteAndWait(*Program, Command, /*Env=*/std::nullopt, Redirects,
                          Seconds, /*MemoryLimit=*/0, &Message);
  auto Text = Out.text();
  if (Status == 0 || !Text)
    return Text;
  auto Said = Complaints.text();
  if (!Said)
    return Said;
  StringRef First = StringRef(*Said).split('\n').first;
  return createStringError(Name + ": " + (First.empty() ? Message : First.str()));
}

} // namespace escape
