//===- OptionTable.h - the options of the command ------------------*- C++
//-*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_TOOLS_OPTIONTABLE_H
#define ESCAPE_TOOLS_OPTIONTABLE_H

#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"

namespace escape {

enum OptionId {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

/// What Options.td has.
class OptionTable : public llvm::opt::GenericOptTable {
public:
  OptionTable();
};

} // namespace escape

#endif // ESCAPE_TOOLS_OPTIONTABLE_H
