//===- LifetimeGraph.h - what a function's objects hold ------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The points-to result of one function, for people: which object holds the
// address of which, how long each lives, and by which step one gets out.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SOLVE_LIFETIMEGRAPH_H
#define ESCAPE_SOLVE_LIFETIMEGRAPH_H

#include "escape/Solve/Fate.h"

namespace escape {

struct LifetimeGraph {
  struct Object {
    enum class Kind : uint8_t { Local, Allocation, Parameter, Content, Global };
    Kind TheKind;
    Region TheRegion = Region::Program;
    std::optional<uint32_t> Fate; ///< of FunctionFate::Objects
    std::vector<uint32_t> MergedFates; ///< of others that are not told apart from it
    uint32_t Parameter = 0;       ///< that it is, or that leads to it
    uint32_t Holder = 0;          ///< Content: the object that it is read from
    int32_t Offset = 0;           ///< Content: and where in it
    SymbolId Symbol;              ///< Global
  };
  /// Cell \c Offset of \c Holder may hold the address of \c Held.
  struct Hold {
    uint32_t Holder;
    int32_t Offset;
    uint32_t Held;
    auto operator<=>(const Hold &) const = default;
  };
  /// The step by which an object leaves the function.
  struct Exit {
    uint32_t Object;
    bool ToCaller;
    FlowStep Step;
  };
  FunctionFate Fate;
  std::vector<Object> Objects; ///< a content after what it is read from
  std::vector<Hold> Holds;
  std::vector<Exit> Exits;
};

} // namespace escape

#endif // ESCAPE_SOLVE_LIFETIMEGRAPH_H
