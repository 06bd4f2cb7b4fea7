//===- Dispatcher.h - a function that is any of several ------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_PROGRAM_DISPATCHER_H
#define ESCAPE_LIB_PROGRAM_DISPATCHER_H

#include "escape/Graph/FunctionGraph.h"

namespace escape {

/// \returns whether a caller of one may as well have called the other.
bool areCalledAlike(llvm::ArrayRef<const FunctionGraph *> Bodies);

/// Makes the body of a function that calls each of \p Callees with its own
/// arguments.
/// \param Bodies those of some of them, at least one, which are called alike.
FunctionGraph dispatcher(SymbolId Name, llvm::ArrayRef<SymbolId> Callees,
                         llvm::ArrayRef<const FunctionGraph *> Bodies);

} // namespace escape

#endif // ESCAPE_LIB_PROGRAM_DISPATCHER_H
