//===- LifetimeGraph.cpp - what a function's objects hold -----------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Solve/LifetimeGraph.h"
#include "Solver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace escape {

class LifetimeGraphBuilder {
public:
  LifetimeGraphBuilder(const Solver &S, const FunctionFate &Fate)
      : M(S.M), P(S.P) {
    Out.Fate = Fate;
  }
  LifetimeGraph build();

private:
  using Object = LifetimeGraph::Object;
  using Hold = LifetimeGraph::Hold;

  bool hasName(uint32_t Id) const;
  bool tells(const Hold &H) const;
  void want(uint32_t Id);
  void findWanted();
  void addObject(uint32_t Id);
  void addExits(uint32_t Id);

  const ModuleGraph &M;
  const PointsTo &P;
  std::vector<Hold> All; ///< between numbers of the solver
  std::vector<uint8_t> Wanted;
  DenseMap<uint32_t, uint32_t> FateOf; ///< by number of the solver
  DenseMap<uint32_t, std::vector<uint32_t>> MergedFates; ///< with the same number
  DenseMap<uint32_t, uint32_t> Number; ///< in Out, by number of the solver
  LifetimeGraph Out;
};

/// Wants an object, and what tells its name.
void LifetimeGraphBuilder::want(uint32_t Id) {
  while (!std::exchange(Wanted[Id], 1) &&
         P.memory(Id).TheKind == Memory::Kind::Content)
    Id = P.memory(Id).Parent;
}

/// \returns whether the object can be told by a name: not what is unknown, nor
/// what stands for all that is behind something, nor code and constants.
bool LifetimeGraphBuilder::hasName(uint32_t Id) const {
  auto IsMember = [&](const Memory &Mem) {
    return Mem.TheKind == Memory::Kind::Content && !Mem.Cyclic &&
           isExact(Mem.Offset);
  };
  if (P.memory(Id).isOwned())
    return FateOf.contains(Id);
  while (IsMember(P.memory(Id)))
    Id = P.memory(Id).Parent;
  const Memory &Mem = P.memory(Id);
  return Mem.TheKind == Memory::Kind::Parameter ||
         (Mem.TheKind == Memory::Kind::Global && !Mem.IsReadOnly &&
          !M.name(Mem.Symbol).starts_with("_ZT")); // a class's tables
}

/// \returns whether the compiler made the object: a temporary, or what a loop
/// over a range keeps.
static bool isImplicit(const ObjectFate &F) {
  StringRef Name = F.Name;
  Name.consume_back(".addr");
  return F.IsLocal && (Name.contains('.') || Name.starts_with("__"));
}

/// \returns whether a hold tells something: what is with the caller or with the
/// program may hold much else there that nobody knows.
bool LifetimeGraphBuilder::tells(const Hold &H) const {
  auto RegionOf = [&](uint32_t Id) {
    if (auto Fate = FateOf.find(Id); Fate != FateOf.end())
      return Out.Fate.Objects[Fate->second].TheRegion;
    return P.memory(Id).isPublic() ? Region::Program : Region::Caller;
  };
  Region Holder = RegionOf(H.Holder);
  if (Holder == Region::Program)
    return RegionOf(H.Held) != Region::Program;
  return isExact(H.Offset) || Holder != Region::Caller;
}

/// The user's variables and allocations are wanted, the parameters that point somewhere, and what
/// else holds one of the objects or is held by one.
void LifetimeGraphBuilder::findWanted() {
  Wanted.resize(P.numMemories());
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id) {
    const Memory &Mem = P.memory(Id);
    bool IsUsed = Mem.Sinks != 0;
    P.forEachCell(Id, [&](int32_t, uint32_t) { IsUsed = true; });
    if (FateOf.contains(Id) ||
        (Mem.TheKind == Memory::Kind::Parameter && IsUsed))
      want(Id);
    if (!hasName(Id))
      continue;
    P.forEachCell(Id, [&](int32_t Offset, uint32_t Node) {
      for (Target T : P.targets(Node))
        if (hasName(T.Object) && !P.isOwnContent(Id, Offset, T))
          if (Hold H = {Id, Offset, T.Object}; tells(H))
            All.push_back(H);
    });
  }
  for (const Hold &H : All)
    if (FateOf.contains(H.Held) || FateOf.contains(H.Holder)) {
      want(H.Holder);
      want(H.Held);
    }
}

void LifetimeGraphBuilder::addObject(uint32_t Id) {
  const Memory &Mem = P.memory(Id);
  Object O;
  O.Symbol = Mem.Symbol;
  switch (Mem.TheKind) {
  case Memory::Kind::Parameter:
    O.TheKind = Object::Kind::Parameter;
    O.TheRegion = Region::Caller;
    O.Parameter = Mem.Index;
    break;
  case Memory::Kind::Content:
    O.TheKind = Object::Kind::Content;
    O.TheRegion = Region::Caller;
    O.Holder = Number.lookup(Mem.Parent);
    O.Offset = Mem.Cyclic ? AnyOffset : Mem.Offset;
    break;
  case Memory::Kind::Global:
    O.TheKind = Object::Kind::Global;
    break;
  default:
    O.TheKind = Mem.TheKind == Memory::Kind::Local ? Object::Kind::Local
                                                   : Object::Kind::Allocation;
    O.Fate = FateOf.lookup(Id);
    O.TheRegion = Out.Fate.Objects[*O.Fate].TheRegion;
    O.MergedFates = MergedFates.lookup(Id);
  }
  Number[Id] = Out.Objects.size();
  Out.Objects.push_back(O);
}

/// Adds the steps that take the object out by itself: what its holder brings
/// along, the holder's step explains. What is the caller's is with the caller.
void LifetimeGraphBuilder::addExits(uint32_t Id) {
  const Memory &Mem = P.memory(Id);
  for (Sink S : {Sink::Escaped, Sink::Passed, Sink::Returned, Sink::Exposed}) {
    if (!Mem.in(S))
      continue;
    auto [Step, First] = P.entry(S, Id);
    bool IsHeld = any_of(Out.Holds, [&](const Hold &H) {
      return H.Held == Number.lookup(Id) &&
             Out.Objects[H.Holder].TheRegion >= Region::Caller;
    });
    if (First != Id || reasonCode(Step.Step).empty() ||
        (S == Sink::Exposed && (IsHeld || Mem.isPlaceholder())))
      continue;
    bool ToCaller = S == Sink::Returned || S == Sink::Exposed;
    if (!Step.Loc.isValid())
      if (std::vector<FlowStep> Path = P.path(P.sink(S), Id); !Path.empty())
        Step.Loc = Path.back().Loc;
    Out.Exits.push_back({Number.lookup(Id), ToCaller, Step});
  }
}

LifetimeGraph LifetimeGraphBuilder::build() {
  for (auto [I, F] : enumerate(Out.Fate.Objects))
    if (F.Memory != ~0u && !isImplicit(F) &&
        !FateOf.try_emplace(F.Memory, I).second)
      MergedFates[F.Memory].push_back(I);
  findWanted();
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id)
    if (Wanted[Id])
      addObject(Id);
  for (const Hold &H : All)
    if (Wanted[H.Holder] && Wanted[H.Held])
      Out.Holds.push_back({Number.lookup(H.Holder), H.Offset,
                           Number.lookup(H.Held)});
  sort(Out.Holds);
  Out.Holds.erase(llvm::unique(Out.Holds), Out.Holds.end());
  for (uint32_t Id = 0; Id < P.numMemories(); ++Id)
    if (Wanted[Id])
      addExits(Id);
  return std::move(Out);
}

LifetimeGraph Solver::lifetimeGraph(const FunctionFate &Fate) {
  return LifetimeGraphBuilder(*this, Fate).build();
}

} // namespace escape
