//===- Diff.h - the change that a user asks about ------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_TOOLS_DIFF_H
#define ESCAPE_TOOLS_DIFF_H

#include "escape/Run/CompileJobs.h"
#include "escape/Run/Patch.h"

namespace escape {

/// Gets the files as they were before the change that --diff names: since where
/// the branch left \p Revision, or by a patch on standard input for "-".
/// \returns an error of one line: no repository, no such revision, a patch that
/// is none or that does not apply, or none of \p Jobs in the repository.
llvm::Expected<OldFiles> oldFiles(llvm::StringRef Revision,
                                  llvm::ArrayRef<CompileJob> Jobs);

} // namespace escape

#endif // ESCAPE_TOOLS_DIFF_H
