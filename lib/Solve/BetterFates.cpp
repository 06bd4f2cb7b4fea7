//===- BetterFates.cpp - of two proofs, the better one --------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "BetterFates.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <tuple>

using namespace llvm;

namespace escape {

/// What tells objects of a function apart in both answers.
using Identity = std::tuple<bool, bool, bool, Location, SymbolId, std::string>;

static Identity identity(const ObjectFate &O) {
  return {O.IsLocal, O.IsCall, O.IsContained, O.Loc, O.Callee, O.Name};
}

using Groups = std::map<Identity, std::vector<ObjectFate *>>;

static Groups group(std::vector<ObjectFate> &Objects) {
  Groups Found;
  for (ObjectFate &O : Objects)
    Found[identity(O)].push_back(&O);
  return Found;
}

static Region longest(ArrayRef<ObjectFate *> Objects) {
  Region R = Region::Iteration;
  for (const ObjectFate *O : Objects)
    R = std::max(R, O->TheRegion);
  return R;
}

static void takeBetter(std::vector<ObjectFate> &Objects,
                       std::vector<ObjectFate> &Others) {
  if (all_of(Objects, [](const ObjectFate &O) { return O.TheRegion <= Region::Frame; }))
    return;
  Groups Theirs = group(Others);
  DenseSet<const ObjectFate *> Replaced;
  std::vector<ObjectFate> Better;
  for (auto &[Id, Ours] : group(Objects)) {
    auto It = Theirs.find(Id);
    if (It == Theirs.end() || longest(It->second) >= longest(Ours) ||
        any_of(It->second, [](const ObjectFate *O) { return O->MayBeMore; }))
      continue;
    Replaced.insert_range(Ours);
    for (ObjectFate *O : It->second) {
      // Its number is of the solver that draws the picture, which is ours.
      bool IsOne = Ours.size() == 1 && It->second.size() == 1;
      O->Memory = IsOne ? Ours.front()->Memory : ~0u;
      Better.push_back(std::move(*O));
    }
  }
  erase_if(Objects, [&](const ObjectFate &O) { return Replaced.contains(&O); });
  append_range(Objects, std::move(Better));
}

static void takeBetter(std::vector<ParameterFate> &Parameters,
                       std::vector<ParameterFate> &Others) {
  auto Leaks = [](const ParameterFate &P) {
    return std::make_tuple(P.Leaks, P.LeaksContent, P.KeptInItself);
  };
  for (auto [Ours, Other] : zip_equal(Parameters, Others))
    if (Leaks(Other) < Leaks(Ours))
      Ours = std::move(Other);
}

void takeBetter(std::vector<FunctionFate> &Fates, std::vector<FunctionFate> Others) {
  DenseMap<uint32_t, FunctionFate *> ByName;
  for (FunctionFate &F : Others)
    ByName[F.Name.Value] = &F;
  for (FunctionFate &Ours : Fates) {
    FunctionFate *Other = ByName.lookup(Ours.Name.Value);
    if (!Other)
      continue;
    takeBetter(Ours.Objects, Other->Objects);
    takeBetter(Ours.Parameters, Other->Parameters);
    Ours.ResultHoldsItself &= Other->ResultHoldsItself;
  }
}

} // namespace escape
