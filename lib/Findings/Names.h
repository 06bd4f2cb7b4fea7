//===- Names.h - functions as people call them ---------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_FINDINGS_NAMES_H
#define ESCAPE_LIB_FINDINGS_NAMES_H

#include "escape/Capture/SourceFacts.h"
#include "escape/Graph/FunctionGraph.h"

namespace escape {

/// \returns the qualified name of \p S, without parameters and without a
/// function's own template arguments; empty for an invalid symbol.
std::string nameOf(const ModuleGraph &M, const SourceFacts &Facts, SymbolId S);

/// \returns the place of \p L, empty when it has none.
SourcePlace placeOf(const ModuleGraph &M, Location L);

} // namespace escape

#endif // ESCAPE_LIB_FINDINGS_NAMES_H
