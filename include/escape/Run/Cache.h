//===- Cache.h - answers of former runs ---------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// A directory of files that are named by a digest of all that they depend on,
// so that what is there under a name is right, whoever wrote it and when:
//
//   of a job         the paths that its parse asked for last time
//   of a job and the state of those paths
//                    what became of the job: a graph file, or why there is none
//   of all jobs' names, options and contracts
//                    the decisions
//
// Files are written under another name and renamed. Any may be missing, cut off
// or removed at any time: then the work is done again.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_RUN_CACHE_H
#define ESCAPE_RUN_CACHE_H

#include "escape/Program/UnitData.h"
#include "escape/Run/CompileJobs.h"
#include "escape/Run/Results.h"
#include "escape/Support/Digest.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/FileSystem/UniqueID.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <mutex>

namespace escape {

/// Something that a parse asked the file system, and what it was told.
struct Input {
  enum class Kind : uint8_t {
    Status,   ///< whether it exists, and as what
    Content,  ///< the bytes of a file
    Listing,  ///< the names in a directory
    RealPath, ///< where links lead
  };
  Kind TheKind = Kind::Status;
  std::string Path; ///< absolute
  struct Answer {
    Digest Told;
    /// Which file or directory that is, if any: to Clang two paths of one are
    /// the same.
    llvm::sys::fs::UniqueID Identity;
    bool operator==(const Answer &) const = default;
  } Told;
};

/// Asks a file system itself, each question once.
class InputStates {
public:
  explicit InputStates(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files)
      : Files(std::move(Files)) {}

  /// Safe to call from several threads.
  Input::Answer state(Input::Kind Kind, llvm::StringRef Path);

private:
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files;
  std::mutex Mutex;
  llvm::StringMap<Input::Answer> Known[4]; // by kind
};

/// All member functions are safe to call from several threads and processes.
class Cache {
public:
  /// \returns the cache in \p Directory, which is made if there is none, or why
  /// it cannot be used.
  /// \param Files what is looked at to know whether inputs are as they were
  static llvm::Expected<std::unique_ptr<Cache>>
  open(llvm::StringRef Directory, llvm::CachePruningPolicy Policy,
       llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files =
           llvm::vfs::getRealFileSystem());

  /// \returns the name under which what became of \p Job may be, if all that it
  /// read in a former run is as it was then.
  std::optional<Digest> find(const CompileJob &Job);
  /// \returns whether what became of the job of that name was there.
  bool load(const Digest &Name, JobResult &Result, UnitData &Data) const;
  using Inputs = std::vector<Input>;
  /// \returns the name of what became of \p Job, for which \p Read was read.
  Digest store(const CompileJob &Job, Inputs Read, const JobResult &Result,
               const UnitData &Data) const;

  /// \returns the name of the answer to all of a run.
  Digest answerName(llvm::ArrayRef<Digest> Jobs, const Limits &Limits,
                    llvm::StringRef Contracts, bool ClosedWorld) const;
  /// \returns whether the answer was there.
  bool load(const Digest &Name, RunResult &Result) const;
  void store(const Digest &Name, const RunResult &Result) const;

  /// Removes what was not used for long, and what is too much.
  void prune() const;

private:
  Cache(llvm::StringRef Directory, llvm::CachePruningPolicy Policy,
        llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files);
  std::string path(const Digest &Name) const;
  struct Entry {
    std::unique_ptr<llvm::MemoryBuffer> File;
    llvm::StringRef Bytes; ///< of it, without the seal
  };
  std::optional<Entry> read(const Digest &Name) const;
  static std::string seal(const Digest &Name);
  void write(const Digest &Name, llvm::ArrayRef<char> Bytes) const;
  Digest jobDigest(const CompileJob &Job) const;
  static Digest resultName(const Digest &Job, llvm::ArrayRef<Input> Inputs);
  /// \returns what former runs of a job asked, the last first.
  std::vector<Inputs> knownInputs(const Digest &Job) const;

  std::string Directory;
  llvm::CachePruningPolicy Policy;
  Digest Tool; ///< of the program itself
  InputStates States;
};

} // namespace escape

#endif // ESCAPE_RUN_CACHE_H
