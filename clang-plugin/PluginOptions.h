//===- PluginOptions.h - what -fplugin-arg-escape-… says ----------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CLANG_PLUGIN_PLUGINOPTIONS_H
#define ESCAPE_CLANG_PLUGIN_PLUGINOPTIONS_H

#include "escape/Findings/Checks.h"
#include "escape/Unit/Unit.h"

namespace escape {

struct PluginOptions {
  bool Embeds = false; ///< puts the graphs into the object file
  FindingOptions Findings;
  UnitOptions Unit;

  PluginOptions();

  /// Takes NAME or NAME=VALUE.
  llvm::Error read(llvm::StringRef Argument);

  /// \returns whether any finding could be reported.
  bool reports() const;

private:
  std::unique_ptr<Contracts> Overrides; ///< the user's
};

} // namespace escape

#endif // ESCAPE_CLANG_PLUGIN_PLUGINOPTIONS_H
