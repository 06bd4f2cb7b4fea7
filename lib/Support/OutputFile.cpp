//===- OutputFile.cpp - files that are written for users ------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Support/OutputFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace escape {
namespace {

using Printer = function_ref<void(raw_ostream &)>;

Error printTo(raw_fd_ostream &OS, Printer Print) {
  Print(OS);
  OS.flush();
  std::error_code EC = OS.error();
  OS.clear_error();
  return errorCodeToError(EC);
}

/// \returns whether the name is that of something which another file must not
/// take the place of: a pipe, a device, or a link to what is not there yet.
bool mustStay(StringRef Path) {
  sys::fs::file_status Status;
  if (sys::fs::status(Path, Status))
    return sys::fs::is_symlink_file(Path);
  return !sys::fs::is_regular_file(Status);
}

} // namespace

Error writeOutput(StringRef Path, Printer Print) {
  if (Path == "-")
    return printTo(outs(), Print);
  if (mustStay(Path)) {
    std::error_code EC;
    raw_fd_ostream OS(Path, EC);
    return EC ? errorCodeToError(EC) : printTo(OS, Print);
  }
  SmallString<256> Real;
  if (sys::fs::real_path(Path, Real))
    Real = Path; // a new file
  return replaceFile(Real, Print);
}

Error replaceFile(StringRef Path, Printer Print) {
  // llvm::writeToOutput() puts what it could not write whole in its place.
  auto New = sys::fs::TempFile::create(Path + ".new-%%%%%%");
  if (!New)
    return New.takeError();
  Error Failed = Error::success();
  {
    raw_fd_ostream OS(New->FD, /*shouldClose=*/false);
    Failed = joinErrors(std::move(Failed), printTo(OS, Print));
  }
  if (Failed)
    return joinErrors(std::move(Failed), New->discard());
  return New->keep(Path);
}

std::error_code whyNotWritable(StringRef Path) {
  if (Path == "-")
    return {};
  sys::fs::file_status Status;
  std::error_code EC = sys::fs::status(Path, Status);
  if (!EC && sys::fs::is_directory(Status))
    return make_error_code(errc::is_a_directory);
  if (mustStay(Path)) // where a link leads to nothing a file is made
    return EC ? std::error_code()
              : sys::fs::access(Path, sys::fs::AccessMode::Write);
  SmallString<256> Directory;
  if (sys::fs::real_path(Path, Directory))
    Directory = Path;
  sys::path::remove_filename(Directory);
  if (Directory.empty())
    Directory = ".";
  if (std::error_code EC = sys::fs::status(Directory, Status))
    return EC;
  if (!sys::fs::is_directory(Status))
    return make_error_code(errc::not_a_directory);
  return sys::fs::access(Directory, sys::fs::AccessMode::Write);
}

} // namespace escape
