//===- Sources.h - the files that reports point into ---------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_REPORT_SOURCES_H
#define ESCAPE_LIB_REPORT_SOURCES_H

#include "escape/Findings/Checks.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"

namespace escape {

/// Paths below a directory are shown relative to it, unless it is the root.
class Paths {
public:
  /// The current directory.
  Paths();
  explicit Paths(llvm::StringRef Directory);

  /// With a separator at the end.
  llvm::StringRef directory() const { return Here; }
  llvm::StringRef show(llvm::StringRef Path) const {
    if (Here.size() > 1)
      Path.consume_front(Here);
    return Path;
  }
  std::string show(const SourcePlace &P) const;

  bool isBelow(llvm::StringRef Path) const;
  /// \returns a URI: relative to the directory for what is below it.
  std::string uri(llvm::StringRef Path) const;

private:
  llvm::SmallString<128> Here;
};

/// \returns the URI of an absolute path.
std::string fileUri(llvm::StringRef Path);

/// The lines of files, each of which is read once.
class SourceLines {
public:
  /// \returns the line without its end, empty when there is none.
  llvm::StringRef line(const SourcePlace &P);
  /// \returns how many bytes of the file are before \p P; 0 when there is no
  /// such place.
  unsigned offset(const SourcePlace &P);

private:
  struct File {
    std::unique_ptr<llvm::MemoryBuffer> Text;
    llvm::SmallVector<llvm::StringRef, 0> Lines;
  };
  llvm::StringMap<File> Files;
};

/// Prints lines of the source with a caret below.
class CaretPrinter {
public:
  CaretPrinter(llvm::raw_ostream &OS, bool Colours) : OS(OS), Colours(Colours) {}

  /// Prints the line of \p P, or nothing when there is none.
  void caret(const SourcePlace &P, unsigned Indent);
  /// Prints, below the caret, what a fix puts there.
  void hint(const Replacement &R, unsigned Indent);

private:
  void below(const SourcePlace &P, unsigned Indent, llvm::StringRef Text);

  llvm::raw_ostream &OS;
  bool Colours;
  SourceLines Lines;
};

} // namespace escape

#endif // ESCAPE_LIB_REPORT_SOURCES_H
