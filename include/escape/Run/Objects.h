//===- Objects.h - graphs that object files carry -------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_RUN_OBJECTS_H
#define ESCAPE_RUN_OBJECTS_H

#include "escape/Run/Runner.h"

namespace escape {

/// An object file, or a member of an archive.
struct ObjectFile {
  std::string Name;            ///< a.o, or lib.a(a.o)
  std::string Failure;         ///< why its graphs are not known, or empty
  std::vector<UnitData> Units; ///< of which it is made
};

/// Reads the graphs that the plugin embedded in objects and archives.
/// \param Arguments files, or @file: the response file of a linker, of which only
///        the objects and archives are read, wherever its directory is.
std::vector<ObjectFile> readObjects(llvm::ArrayRef<std::string> Arguments);

} // namespace escape

#endif // ESCAPE_RUN_OBJECTS_H
