//===- UnitData.h - what a translation unit brings ----------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_PROGRAM_UNITDATA_H
#define ESCAPE_PROGRAM_UNITDATA_H

#include "escape/Capture/SourceFacts.h"
#include "escape/Graph/FunctionGraph.h"
#include <map>

namespace escape {

/// All that the later stages need of one translation unit, or of several that
/// were linked: plain data, which stays when the AST and the IR are gone.
struct UnitData {
  ModuleGraph Graph;
  SourceFacts Facts; ///< functions and callees by ModuleGraph::key
  unsigned Units = 1;
  unsigned Cached = 0; ///< of them, from the cache
  std::map<std::string, double> Seconds; ///< by stage
  std::string File;    ///< of one unit: its source, or the object that it is in
  /// Functions with external linkage of which units have different bodies, by
  /// name: for each body the file of the first unit that has it.
  std::map<std::string, std::vector<std::string>> Variants;
};

} // namespace escape

#endif // ESCAPE_PROGRAM_UNITDATA_H
