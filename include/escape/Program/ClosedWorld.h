//===- ClosedWorld.h - a program that nobody adds to ----------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_PROGRAM_CLOSEDWORLD_H
#define ESCAPE_PROGRAM_CLOSEDWORLD_H

#include "escape/Graph/FunctionGraph.h"

namespace escape {

/// Takes \p M for all that is ever derived from its own classes: a virtual call
/// on an object of which nothing is known calls an override that a vtable of
/// \p M has for that class (class hierarchy analysis: Dean, Grove and Chambers
/// 1995). Classes of system headers stay open, and those whose own vtable is
/// somewhere else.
///
/// And for all that it calls through pointers: a call through one of which nothing is
/// known calls a function of the same type whose address \p M takes. It stays open when
/// none has a body, when the call has arguments that no type declares, and when the
/// program asks for functions by name (dlsym).
void closeWorld(ModuleGraph &M);

} // namespace escape

#endif // ESCAPE_PROGRAM_CLOSEDWORLD_H
