//===- GraphFile.h - the file form of a unit -----------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_PROGRAM_GRAPHFILE_H
#define ESCAPE_PROGRAM_GRAPHFILE_H

#include "escape/Program/UnitData.h"
#include "escape/Support/Encoding.h"

namespace escape {

extern const FileFormat GraphFileFormat;

/// The section of an object file that holds the graph file of its unit, or of
/// several, one after another, when objects were linked into one.
inline constexpr llvm::StringLiteral GraphSection = ".escape.graph";

/// \returns the file of \p Unit, of which times are no part. The same data gives
/// the same bytes, and what is read from them does.
llvm::SmallVector<char, 0> writeGraphFile(const UnitData &Unit);

/// Reads the file of a unit, whatever its bytes are.
/// \returns an error for one that is damaged or of another version, and for
/// graphs that no unit can have.
llvm::Expected<UnitData> readGraphFile(llvm::StringRef Bytes);

} // namespace escape

#endif // ESCAPE_PROGRAM_GRAPHFILE_H
