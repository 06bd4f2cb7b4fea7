//===- Runner.h - many translation units ----------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_RUN_RUNNER_H
#define ESCAPE_RUN_RUNNER_H

#include "escape/Run/Cache.h"
#include "escape/Run/Objects.h"
#include "escape/Run/Patch.h"
#include "escape/Unit/Unit.h"

namespace escape {

struct RunOptions {
  UnitOptions Unit;
  unsigned Threads = 1;
  bool ClosedWorld = false;   ///< nobody derives from the program's classes
  Cache *TheCache = nullptr;  ///< of former runs, or null
  const OldFiles *Before = nullptr; ///< seen instead of what is there, or null
  std::string ContractsTexts; ///< the user's contracts, as a part of the cache's key
  /// Called, from one thread at a time, when a file is to be parsed: its number
  /// from 1, of how many, and its path.
  std::function<void(size_t, size_t, llvm::StringRef)> Progress;
};

/// Runs \p Jobs in parallel, links what they give, one program for each size of
/// a pointer, and decides on all that is in it. A job that crashes the front end
/// is reported as failed, the others still run. The result does not depend on
/// the number of threads, nor on what the cache has.
RunResult runJobs(llvm::ArrayRef<CompileJob> Jobs, const RunOptions &Options);

/// Does the same with the graphs in objects, which were made elsewhere. Of the
/// result each object is a job.
RunResult runObjects(llvm::ArrayRef<ObjectFile> Objects,
                     const RunOptions &Options);

/// \returns whether a part of the analysis has crashed in this process, and left
/// memory behind that is in no good order.
bool analysisCrashed();

} // namespace escape

#endif // ESCAPE_RUN_RUNNER_H
