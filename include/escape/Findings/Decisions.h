//===- Decisions.h - verdicts joined with the source ---------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// What the user is told: one decision for each allocation, each variable whose
// address is taken and each parameter that can carry an address. Decisions of
// several translation units or template instances on the same place are merged
// into one, the worst of them.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_FINDINGS_DECISIONS_H
#define ESCAPE_FINDINGS_DECISIONS_H

#include "escape/Capture/SourceFacts.h"
#include "escape/Solve/ModuleSolver.h"
#include <map>

namespace escape {

/// Ordered from good to bad: merging takes the larger one.
enum class Verdict : uint8_t {
  Stack,
  Arena,
  Caller,
  Heap,
  Oversized,
  MovedToHeap
};
llvm::StringRef verdictName(Verdict V);

/// Go's limits for what may be put on the stack, in bytes.
struct Limits {
  int64_t Allocation = 64 * 1024;
  int64_t Variable = 128 * 1024;
};

struct WhyStep {
  SourcePlace Place;
  SharedText Message;
  auto operator<=>(const WhyStep &) const = default;
};

struct Decision {
  SourcePlace Place;
  std::string Function;
  std::string Mangled;
  std::vector<WhyStep> Why;
  std::vector<WhyStep> Macros; ///< out of which it comes, the outermost first
  std::vector<std::string> Reasons; ///< reason codes, the most telling first
  SharedText EndsIn; ///< symbol of the function or global that gave a reason
  unsigned Instances = 1;
};

/// Whether what stays in a function is never freed, or not on some way out.
enum class Leak : uint8_t { No, OnOneWay, Always };

struct AllocationDecision : Decision {
  std::string Text; ///< the expression, shortened: new User, f(...)
  std::string Kind;
  std::string Type;
  std::optional<int64_t> Size;
  Verdict TheVerdict = Verdict::Stack;
  Region Lives = Region::Frame;
  bool Escapes = false; ///< outlives the function, or cannot be on the stack
  bool Freed = false;
  bool FreedElsewhere = false; ///< a user's function that it is handed to frees it
  bool Reallocated = false; ///< handed to realloc: a local cannot be
  bool FreeStays = false; ///< a user's destructor frees it, or what frees others as well
  bool CannotBeLocal = false; ///< its class has no destructor for everybody
  /// The object itself cannot be returned in its place: it cannot be moved, holds its own
  /// address, or the function may return what was there before, too.
  bool CannotBeValue = false;
  bool Direct = false;  ///< an allocation that the user wrote, no callee's
  Leak Leaks = Leak::No;
  std::vector<WhyStep> WhyLeaks; ///< that way
  SourceExtent Extent;
  bool MustStay = false; ///< ESCAPE_STACK
  std::string Callee;    ///< who made it, mangled: the allocator, or for a caller
};

struct VariableDecision : Decision {
  std::string Name;
  std::string Type;
  std::optional<int64_t> Size;
  Verdict TheVerdict = Verdict::Stack;
  Region Lives = Region::Frame;
  std::string Dangles; ///< how, if there is ground for a warning: it is returned
  std::vector<WhyStep> WhyDangles;
  bool MustStay = false; ///< ESCAPE_STACK
  /// What costs an allocation that cannot be done without otherwise.
  Wrapper Unused = Wrapper::None;
};

/// A local without a name whose address dangles.
struct TemporaryDecision : Decision {
  std::string What; ///< a temporary, a compound literal, alloca's memory
  std::string Dangles;
};

/// What Clang's own analyses found: an address that outlives its object, or a
/// word of contract.h that has no effect where it stands.
struct WarningDecision : Decision {
  std::string Message;
  bool IsMisplacedDemand = false;
};

struct ParameterDecision : Decision {
  std::string Name;
  std::string Type;
  bool Leaks = false;
  bool LeaksContent = false;
  bool KeptInItself = false; ///< it holds its own address after the call
  int ResultLevel = -1;
  bool MustStay = false; ///< ESCAPE_NOESCAPE
  /// For annotations: what the declarations can say, where, and who alone keeps
  /// a parameter that leaks (`this`, or the names in the first declaration).
  PossibleAttributes CanHave;
  std::vector<AttributePlace> AttributePlaces;
  std::vector<std::string> HeldBy;
  bool HeldElsewhere = false;
};

/// \returns the worst that is true: heap, content, result or none.
llvm::StringRef leakName(const ParameterDecision &P);

/// A function whose variables together take more than one of them may.
struct FrameDecision : Decision {
  int64_t Size = 0; ///< bytes, not counting what has no constant size
  std::vector<std::pair<std::string, int64_t>> Largest; ///< three at most
};

/// A function that must not allocate and may: Why is the way to what does, or,
/// with a reason, to what is not known.
struct AllocatingDecision : Decision {
  bool isKnown() const { return Reasons.empty(); }
};

struct Statistics {
  unsigned Units = 0;
  unsigned Cached = 0; ///< units that the cache knew; Units when it had the answer
  unsigned Functions = 0;
  unsigned UserFunctions = 0;
  unsigned UnknownInstructions = 0;
  BoundCounts Bounds;
  std::map<std::string, unsigned> UnknownCalls;
  std::map<std::string, std::vector<std::string>> Variants; ///< UnitData::Variants
  std::map<std::string, double> Seconds; ///< by stage

  void add(const Statistics &Other);
};

struct Decisions {
  std::vector<AllocationDecision> Allocations;
  std::vector<VariableDecision> Variables;
  std::vector<ParameterDecision> Parameters;
  std::vector<FrameDecision> Frames;
  std::vector<TemporaryDecision> Temporaries;
  std::vector<WarningDecision> Warnings;
  std::vector<AllocatingDecision> Allocating;
  std::vector<SuppressionFact> Suppressions;
  Statistics Stats;
};

/// Calls \p F with each list of decisions, or with those of all of \p D... that
/// are of one kind.
template <typename Callback, typename... Of>
void forEachList(Callback &&F, Of &...D) {
  F(D.Allocations...);
  F(D.Variables...);
  F(D.Parameters...);
  F(D.Frames...);
  F(D.Temporaries...);
  F(D.Warnings...);
  F(D.Allocating...);
}

/// Joins what was solved with what the source tells.
Decisions decide(const ModuleGraph &M, const ModuleSolution &Solution,
                 const SourceFacts &Facts, const Limits &Limits);

/// \returns those of the user's functions that are ESCAPE_NOALLOC and may
/// allocate. To be asked before \p M is solved, for that takes the calls away.
std::vector<AllocatingDecision> findAllocating(const ModuleGraph &M,
                                               const SourceFacts &Facts,
                                               const Contracts &Known,
                                               const Contracts *Overrides);

/// Adds what Clang's own analyses warn of, with the functions that it is in.
void addWarnings(const SourceFacts &Facts, Decisions &Into);

/// Puts the decisions of many units together: sorted by place, one for each
/// thing decided, whatever the order of \p Units.
Decisions merge(std::vector<Decisions> Units);

} // namespace escape

#endif // ESCAPE_FINDINGS_DECISIONS_H
