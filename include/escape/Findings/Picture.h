//===- Picture.h - a lifetime graph with names ---------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_FINDINGS_PICTURE_H
#define ESCAPE_FINDINGS_PICTURE_H

#include "escape/Findings/Decisions.h"

namespace escape {

/// A LifetimeGraph joined with the source, in words.
struct Picture {
  struct Node {
    std::vector<std::string> Lines; ///< name, type and size, verdict
    Region Box = Region::Program;
    bool IsDecided = false; ///< made here; all else is only reached
    bool Escapes = false;
  };
  struct Hold {
    unsigned From, To;
    std::vector<std::string> Fields; ///< in which To's address is held
  };
  struct Exit {
    unsigned From;
    bool ToCaller;
    std::string Step, Place; ///< in words
  };
  std::string Function;
  std::vector<Node> Nodes;
  std::vector<Hold> Holds;
  std::vector<Exit> Exits;
};

/// Joins the graph that \p Solution has with the source.
/// \param D what was decided of the program
Picture draw(const ModuleGraph &M, const LifetimeGraph &G,
             const SourceFacts &Facts, const Decisions &D);

/// The wish for the picture of one function.
struct PictureRequest {
  /// A qualified name, the end of one, or a symbol.
  std::string Function;
  std::vector<std::string> Matches; ///< functions that are meant by it
  std::vector<std::string> Known;   ///< when there is none: all there are
  std::optional<Picture> Answer;    ///< when there is one
};

/// Finds the user's function that \p Request means, and notes all that it may.
/// \returns its symbol, or an invalid one when it is not the only one.
SymbolId findFunction(const ModuleGraph &M, const SourceFacts &Facts,
                      PictureRequest &Request);

} // namespace escape

#endif // ESCAPE_FINDINGS_PICTURE_H
