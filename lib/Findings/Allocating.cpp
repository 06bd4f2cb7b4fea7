//===- Allocating.cpp - functions that must not allocate, and may ---------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// A function is free of allocations when nothing in it allocates, and all that
// it calls is known and free of them. Calls that do not return are left out, as
// Clang does it for [[clang::nonallocating]]: what follows is the end anyway.
// What is ESCAPE_NOALLOC itself is not looked into: it answers for itself.
//===----------------------------------------------------------------------===//
#include "Names.h"
#include "escape/Findings/Decisions.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace escape {
namespace {

class AllocationFinder {
public:
  AllocationFinder(const ModuleGraph &M, const SourceFacts &Facts,
                   const Contracts &Known, const Contracts *Overrides)
      : M(M), Facts(Facts), Known(Known), Overrides(Overrides) {
    for (const FunctionGraph &G : M.Functions)
      if (!G.IsReplaceable)
        Bodies[G.Name.Value] = &G;
    for (const auto &F : Facts.Functions)
      UserFiles.insert(F.second.Place.File);
  }

  /// \returns the shortest way from \p Root to an allocation, else to a call
  /// that may be one, if there is any.
  std::optional<AllocatingDecision> find(const FunctionGraph &Root);

private:
  /// A function that is reached, and by which call.
  struct Visit {
    const FunctionGraph *Function;
    size_t From = 0; ///< the visit that the call is in
    Location Call;
  };
  /// Why a function is not free of allocations.
  struct Witness {
    size_t In; ///< the visit
    Location Loc;
    std::string What;
    StringRef Reason; ///< empty: it does allocate
  };

  void look(size_t Visit);
  void lookAt(const CallSite &C, size_t Visit);
  bool mustNotAllocate(SymbolId S) const;
  bool allocatesNothing(SymbolId S) const;
  void addStep(Location Loc, const Twine &Message, Decision &Into) const;
  AllocatingDecision tell(const Witness &W) const;

  const ModuleGraph &M;
  const SourceFacts &Facts;
  const Contracts &Known;
  const Contracts *Overrides;
  DenseMap<uint32_t, const FunctionGraph *> Bodies; // by symbol
  StringSet<> UserFiles;

  std::vector<Visit> Visits; // a queue
  DenseSet<const FunctionGraph *> Seen;
  std::optional<Witness> Allocates, MayAllocate;
};

/// Is \p S believed to answer for itself? Not so when its body is one that cannot
/// be looked into: then nobody does.
bool AllocationFinder::mustNotAllocate(SymbolId S) const {
  const CalleeFact *C = Facts.callee(M.key(S));
  if (!C || !C->MustNotAllocate)
    return false;
  const GlobalGraph *G = M.global(S);
  return !G || !G->mayBreakPromises() || Bodies.contains(S.Value);
}

/// Says a contract that no call of \p S allocates? A function of the user's may
/// have the name of a library's.
bool AllocationFinder::allocatesNothing(SymbolId S) const {
  const GlobalGraph *G = M.global(S);
  bool IsUsers = G && G->IsUserDeclared;
  return (Overrides && Overrides->allocatesNothing(M.name(S))) ||
         (!IsUsers && Known.allocatesNothing(M.name(S)));
}

void AllocationFinder::lookAt(const CallSite &C, size_t In) {
  if (!C.MayAllocate)
    return;
  SymbolId Callee = C.target();
  if (!Callee.isValid()) {
    if (!MayAllocate)
      MayAllocate = {In, C.Loc, "calls through a pointer what may allocate",
                     C.IsVirtual ? "virtual-call" : "indirect-call"};
    return;
  }
  if (mustNotAllocate(Callee))
    return;
  if (const FunctionGraph *Body = Bodies.lookup(Callee.Value)) {
    if (Seen.insert(Body).second)
      Visits.push_back({Body, In, C.Loc});
    return;
  }
  if (allocatesNothing(Callee))
    return;
  std::string Call = "calls " + nameOf(M, Facts, Callee);
  if (Known.allocates(M.name(Callee)))
    Allocates = {In, C.Loc, Call + ", which allocates", ""};
  else if (!MayAllocate)
    MayAllocate = {In, C.Loc, Call + ", which may allocate", "unknown-call"};
}

void AllocationFinder::look(size_t In) {
  const FunctionGraph &G = *Visits[In].Function;
  for (const Object &O : G.Objects)
    if (O.TheKind == Object::Kind::Heap) {
      std::string Allocator = nameOf(M, Facts, O.Symbol);
      Allocates = {In, O.Loc,
                   Allocator.empty() ? "allocates" : "allocates with " + Allocator,
                   ""};
      return;
    }
  for (const CallSite &C : G.Calls)
    if (!Allocates)
      lookAt(C, In);
}

/// Steps inside system headers are folded into the call that entered them.
void AllocationFinder::addStep(Location Loc, const Twine &Message,
                               Decision &Into) const {
  WhyStep Step;
  Step.Place = placeOf(M, Loc);
  if (!UserFiles.contains(Step.Place.File.str()))
    Step.Place = Into.Why.empty() ? Into.Place : Into.Why.back().Place;
  Step.Message = SharedText(Message.str());
  Into.Why.push_back(std::move(Step));
}

AllocatingDecision AllocationFinder::tell(const Witness &W) const {
  SmallVector<const Visit *> Way;
  for (size_t At = W.In; At != 0; At = Visits[At].From)
    Way.push_back(&Visits[At]);
  const FunctionGraph &Root = *Visits.front().Function;
  const FunctionFact &Fact = Facts.Functions.find(M.key(Root.Name))->second;
  AllocatingDecision D;
  D.Place = Fact.Place;
  D.Function = Fact.Name;
  D.Mangled = M.name(Root.Name);
  const FunctionGraph *Caller = &Root;
  for (const Visit *V : reverse(Way)) {
    if (!Caller->IsSystem) // what a library does on its own is its own
      addStep(V->Call, "calls " + nameOf(M, Facts, V->Function->Name), D);
    Caller = V->Function;
  }
  addStep(W.Loc, W.What, D);
  if (!W.Reason.empty())
    D.Reasons.push_back(W.Reason.str());
  return D;
}

std::optional<AllocatingDecision>
AllocationFinder::find(const FunctionGraph &Root) {
  Visits = {{&Root, 0, Location()}};
  Seen = {&Root};
  Allocates = MayAllocate = std::nullopt;
  for (size_t Next = 0; Next < Visits.size() && !Allocates; ++Next)
    look(Next);
  if (Allocates)
    return tell(*Allocates);
  return MayAllocate ? std::optional(tell(*MayAllocate)) : std::nullopt;
}

} // namespace

std::vector<AllocatingDecision> findAllocating(const ModuleGraph &M,
                                               const SourceFacts &Facts,
                                               const Contracts &Known,
                                               const Contracts *Overrides) {
  auto IsFree = [](const FunctionFact &F) { return F.MustNotAllocate; };
  std::vector<AllocatingDecision> Result;
  if (none_of(make_second_range(Facts.Functions), IsFree))
    return Result;
  AllocationFinder Finder(M, Facts, Known, Overrides);
  for (const FunctionGraph &G : M.Functions)
    if (auto F = Facts.Functions.find(M.key(G.Name));
        F != Facts.Functions.end() && IsFree(F->second))
      if (auto D = Finder.find(G))
        Result.push_back(std::move(*D));
  return Result;
}

} // namespace escape
