//===- InputRecorder.h - what a parse depends on -------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_RUN_INPUTRECORDER_H
#define ESCAPE_LIB_RUN_INPUTRECORDER_H

#include "escape/Run/Cache.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace escape {

using StatusOrError = llvm::ErrorOr<llvm::vfs::Status>;
using BufferOrError = llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>;
Input::Answer statusAnswer(const StatusOrError &Status);
Input::Answer contentAnswer(const StatusOrError &Status,
                            const BufferOrError &Buffer);
Input::Answer listingAnswer(llvm::vfs::FileSystem &FS, llvm::StringRef Path);
Input::Answer realPathAnswer(llvm::vfs::FileSystem &FS, llvm::StringRef Path);

/// A file system that takes down what it is asked and what it answers: of files
/// the content that it handed out, and of what is not there that it was not.
class InputRecorder : public llvm::vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override;
  bool exists(const llvm::Twine &Path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override;
  llvm::vfs::directory_iterator dir_begin(const llvm::Twine &Path,
                                          std::error_code &EC) override;
  std::error_code getRealPath(const llvm::Twine &Path,
                              llvm::SmallVectorImpl<char> &Output) override;

  /// \returns all that was asked, each question once, in a stable order.
  std::vector<Input> takeInputs();

  /// \returns whether two answers to one question were not the same.
  bool hasContradiction() const { return Contradiction; }

  void note(Input::Kind Kind, const llvm::Twine &Path, Input::Answer Answer);

private:
  llvm::StringMap<Input::Answer> Told[4]; // by kind, then absolute path
  bool Contradiction = false;
};

} // namespace escape

#endif // ESCAPE_LIB_RUN_INPUTRECORDER_H
