//===- Outputs.h - which reports, and where to ---------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_REPORT_OUTPUTS_H
#define ESCAPE_REPORT_OUTPUTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace escape {

enum class Format { Text, Json, Sarif, GitHub, Checkstyle, JUnit, Html };

/// One report of a run.
struct Output {
  Format TheFormat = Format::Text;
  std::string File = "-"; ///< "-" is standard output
};

/// Reads the values of --format, each a name or name:file.
/// \param File where the one without a file goes: the value of -o, if any
llvm::Expected<std::vector<Output>>
readOutputs(llvm::ArrayRef<std::string> Formats,
            std::optional<std::string> File);

} // namespace escape

#endif // ESCAPE_REPORT_OUTPUTS_H
