//===- Summary.h - what a call does to its caller's pointers ------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// A summary is a small constraint graph over the objects that both the callee
// and its caller can reach. It is put in place at each call: every fact turns
// into the constraint that it is, and is solved there with what the caller
// knows. So two parameters that point to the same object need no case of
// their own, and each call has fresh objects of its own (heap cloning; Lattner
// and Adve 2007, Whaley and Rinard 1999).
//
// The objects of a summary are
//   Parameter i   what the i-th argument points to
//   Content o, k  what cell k of object o holds when the callee reads it
//   CallResult c  what pending call c returns
//   Fresh         a heap object that the callee made and hands out
//   Local         memory of the callee that dies with it, kept because other
//                 facts speak of it
//   Global, Function, Unknown
//
// A pending call is one whose target only the caller may know: through a
// function pointer or a vtable that came in by a parameter.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SOLVE_SUMMARY_H
#define ESCAPE_SOLVE_SUMMARY_H

#include "escape/Graph/FunctionGraph.h"

namespace escape {

struct SummaryObject {
  enum class Kind : uint8_t {
    Unknown,
    Parameter,
    Content,
    CallResult,
    Fresh,
    Local,
    Global,
    Function
  };
  Kind TheKind = Kind::Unknown;
  uint32_t Index = 0;  ///< Parameter: its number; CallResult: the pending call
  uint32_t Parent = 0; ///< Content: the object that is read
  int32_t Offset = 0;  ///< Content: the cell that is read
  SymbolId Symbol;     ///< Global, Function; Fresh: the allocator
  IntExpr Size;        ///< Fresh
  Location Loc;        ///< Fresh, Local: where it is made
  bool Many = false;   ///< Fresh: one call may make several
  bool HoldsThreads = false; ///< Fresh: Object::HoldsThreads
  bool IsPossible = false; ///< Fresh: made by one of the functions that a call may call
  bool Cyclic = false; ///< stands for everything reachable from it as well
  bool operator==(const SummaryObject &) const = default;
};

struct SummaryTarget {
  uint32_t Object;
  int32_t Offset;
  auto operator<=>(const SummaryTarget &) const = default;
};

/// Cell \c Offset of \c Holder may hold \c Held at exit.
struct SummaryStore {
  uint32_t Holder;
  int32_t Offset;
  SummaryTarget Held;
  Flow Step = Flow::Store;
  auto operator<=>(const SummaryStore &) const = default;
};

/// The result may be, or hold, a value.
struct SummaryReturn : SummaryTarget {
  /// Which member it is of a struct that is returned in registers, or Any.
  int32_t Part = Any;
  static constexpr int32_t Any = -1;

  SummaryReturn(SummaryTarget T, int32_t Part = Any)
      : SummaryTarget(T), Part(Part) {}
  SummaryReturn(uint32_t Object, int32_t Offset)
      : SummaryTarget{Object, Offset} {}
  auto operator<=>(const SummaryReturn &) const = default;
};

/// \c Object outlives the callee's callers, for the reason given.
struct SummaryEscape {
  uint32_t Object;
  Flow Why;
  Location Loc;
  SymbolId Label;
  auto operator<=>(const SummaryEscape &) const = default;
};

struct SummaryFree {
  uint32_t Object;
  bool Elsewhere; ///< by a function that is no destructor and no library's
  bool ByUser = false; ///< by a function of the user's
  /// It is held by the object that the function returns: whatever that holds was made
  /// for it, unless the caller knows the object by another name already.
  bool InResult = false;
  auto operator<=>(const SummaryFree &) const = default;
};

struct SummaryCall {
  std::vector<SummaryTarget> Pointer;
  std::vector<std::vector<SummaryTarget>> Args;
  std::vector<IntExpr> Ints; ///< the arguments as integers
  SymbolId Closed;           ///< CallSite::Closed
  bool IsVirtual = false;
  bool OnVtable = false; ///< Pointer is to a vtable, of which any function may be called
  bool Many = false; ///< made more than once in one call
  bool operator==(const SummaryCall &) const = default;
};

/// Allocations inside a library function, or a dispatcher, that do not come out as
/// Fresh: the user's line that called it is where they are reported.
struct ContainedAllocation {
  Flow Why = Flow::AddressOf; ///< AddressOf: dies inside the callee
  bool Dynamic = false;
  bool Many = false;
  Location Loc;
  SymbolId Label;
  auto operator<=>(const ContainedAllocation &) const = default;
};

struct Summary {
  unsigned NumParams = 0;
  bool IsVariadic = false;
  bool IsSystem = false;
  bool IsDestructor = false;
  std::vector<SummaryObject> Objects;
  std::vector<SummaryStore> Stores;
  std::vector<SummaryReturn> Returns;
  std::vector<SummaryEscape> Escapes;
  std::vector<SummaryFree> Frees;
  /// What the callee makes an address of that it was given as an integer. When
  /// it is none the address leads to unknown memory.
  std::vector<uint32_t> Forged;
  std::vector<SummaryCall> Calls;
  /// What another thread runs until the object that holds it is destroyed.
  std::vector<uint32_t> Threads;
  /// Of these, what may have several holders: the last of them waits.
  std::vector<uint32_t> SharedThreads;
  /// What the callee has put where nobody can reach it and nobody destroys it:
  /// a thread in it is never joined. Only when the program has threads.
  std::vector<uint32_t> Parked;
  std::vector<ContainedAllocation> Contained;
  /// It may make more than what is told of, but no line of its own says so.
  bool MakesUnknown = false;
  bool operator==(const Summary &) const = default;
};

/// \returns a text that is the same for summaries that state the same facts.
std::string canonicalForm(const Summary &S);

void print(llvm::raw_ostream &OS, const ModuleGraph &M, llvm::StringRef Name,
           const Summary &S);

} // namespace escape

#endif // ESCAPE_SOLVE_SUMMARY_H
