//===- Objects.h - graphs that object files carry -------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_RUN_OBJECTS_H
#define ESCAPE_RUN_OBJECTS_H

#include "escape/Program/UnitData.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>

namespace escape {

/// An object file, or a member of an archive. Nothing of its graphs is read yet.
struct ObjectFile {
  std::string Name;    ///< a.o, or lib.a(a.o)
  std::string Failure; ///< why its graphs cannot be known, or empty
  std::string Path;    ///< of the file that it is, or empty
  /// Else what it is in an archive.
  llvm::MemoryBufferRef Member;
  std::shared_ptr<llvm::MemoryBuffer> Archive;
};

struct ObjectUnits {
  std::string Failure;         ///< why some graphs are not known, or empty
  std::vector<UnitData> Units; ///< of which the object is made
};

/// Finds the objects that the plugin may have embedded graphs in.
/// \param Arguments objects, archives, or @file: the response file of a linker,
///        of which only the objects and archives are read, wherever its
///        directory is.
std::vector<ObjectFile> findObjects(llvm::ArrayRef<std::string> Arguments);

/// Reads the graphs in \p Object. Safe to call from several threads.
ObjectUnits readUnits(const ObjectFile &Object);

} // namespace escape

#endif // ESCAPE_RUN_OBJECTS_H
