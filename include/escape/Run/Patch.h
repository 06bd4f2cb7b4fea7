//===- Patch.h - a unified diff, and the files before it -----------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The files are there as they are after the patch. Their old contents are got by
// taking the patch back, in memory.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_RUN_PATCH_H
#define ESCAPE_RUN_PATCH_H

#include "escape/Findings/Change.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem/UniqueID.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <memory>

namespace escape {

/// What a patch does to one file.
struct FilePatch {
  struct Hunk {
    size_t Number = 0; ///< of its line in the patch
    unsigned OldBegin = 0, NewBegin = 0; ///< first lines, from 1
    /// With their ends of line: the last of a file may have none.
    std::vector<llvm::StringRef> OldLines, NewLines;
    std::vector<ChangedLines::Edit> Edits; ///< without lines that stay
  };
  std::string OldName, NewName; ///< as the patch has them; empty: no such file
  std::vector<Hunk> Hunks;
};

/// Reads \p Text, which the result refers to: a unified diff, of git or not.
/// Binary files are left out. \returns an error for a hunk that is cut off.
llvm::Expected<std::vector<FilePatch>> readPatch(llvm::StringRef Text);

/// \returns what \p Text, the file after \p Patch, was before; or an error when
/// the lines that the patch made are not there.
llvm::Expected<std::string> takeBack(const FilePatch &Patch,
                                     llvm::StringRef Text);

/// The files as they were before a change.
class OldFiles {
public:
  /// Makes those before \p Patches.
  /// \param Roots directories that names in the patch may be relative to; the
  ///        first one counts in which there is a file of the patch, with its
  ///        name or with that without the first directory.
  static llvm::Expected<OldFiles> make(llvm::ArrayRef<FilePatch> Patches,
                                       llvm::ArrayRef<std::string> Roots);

  const ChangedLines &lines() const { return Lines; }
  /// \returns whether all files are as they were.
  bool empty() const { return Changed.empty() && Gone.empty(); }

  /// \returns whether the file at \p Path was not there before.
  bool isNew(llvm::StringRef Path) const;

  /// \returns a file system that has what \p Base has, but for the files of the
  /// change. Each belongs to one thread.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
  over(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Base) const;

  using Text = std::shared_ptr<const std::string>;

private:
  /// By which file it is, whatever it is called; null: it was not there.
  std::map<llvm::sys::fs::UniqueID, Text> Changed;
  std::vector<std::pair<std::string, Text>> Gone; ///< by path
  ChangedLines Lines;
};

} // namespace escape

#endif // ESCAPE_RUN_PATCH_H
