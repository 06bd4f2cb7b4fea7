//===- SourcePath.cpp - one name for a file -------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Support/SourcePath.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace escape {

static std::string resolved(StringRef Path) {
  SmallString<256> Folded(Path), Real;
  sys::path::remove_dots(Folded, /*remove_dot_dot=*/true);
  sys::fs::file_status Found, There;
  if (sys::fs::status(Path, Found) ||
      (!sys::fs::status(Folded, There) && sys::fs::equivalent(Found, There)) ||
      sys::fs::real_path(Path, Real))
    return Folded.str().str();
  return Real.str().str();
}

void removeDots(SmallVectorImpl<char> &Path) {
  StringRef Name(Path.data(), Path.size());
  if (!Name.contains("..")) {
    sys::path::remove_dots(Path);
    return;
  }
  // A file is asked for at each place in it.
  static thread_local StringMap<std::string> Known;
  auto [It, New] = Known.try_emplace(Name);
  if (New)
    It->second = resolved(Name);
  Path.assign(It->second.begin(), It->second.end());
}

} // namespace escape
