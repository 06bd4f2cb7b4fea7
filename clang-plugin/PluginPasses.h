//===- PluginPasses.h - what the plugin adds to the pipeline ------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CLANG_PLUGIN_PLUGINPASSES_H
#define ESCAPE_CLANG_PLUGIN_PLUGINPASSES_H

#include "escape/Findings/Decisions.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class CompilerInstance;
}

namespace escape {

/// What the passes work with. It is filled when the unit was analysed, before
/// the user's module is optimised.
struct PassData {
  bool WantsRemarks = false; ///< -Rpass=escape and the like were given
  llvm::SmallVector<char, 0> GraphFile; ///< to be embedded, or empty
  Decisions Answer;
};

/// Adds to the passes that \p CI runs over the user's module what \p Embeds and
/// the options of the compilation ask for.
std::shared_ptr<PassData> addPluginPasses(clang::CompilerInstance &CI, bool Embeds);

} // namespace escape

#endif // ESCAPE_CLANG_PLUGIN_PLUGINPASSES_H
