//===- FunctionGraph.h - what a function does to pointers ---------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// A FunctionGraph is all that the analysis needs to know of one function. It
// holds no reference to LLVM IR: it can be printed, stored, read back and
// solved elsewhere. Two invariants hold for every graph:
//
//  1. Every way in which the function can move a pointer is a constraint, an
//     argument or a result of the graph. What has no rule is an Escape.
//  2. Solving may add targets to a node, never take any away, so a graph with
//     more constraints than the function needs is coarser, never wrong.
//
// Vocabulary. A *node* is an SSA value; it holds a set of targets. A *target*
// is an object and a byte offset into it. An *object* is a piece of memory:
// a local variable, a heap allocation, a global, a function. Inside an object
// memory is divided in *cells* of pointer size. Constraints are inclusions
// (Andersen 1994), with offsets:
//
//   p = &x            AddressOf  p ∋ (x, offset)
//   p = q + offset    Copy       p ⊇ q + offset
//   p = *(q + offset) Load       p ⊇ cells of q's targets at offset
//   *(p + offset) = q Store      cells of p's targets at offset ⊇ q
//   g(p)              Call       the callee's summary, put in place
//   (not understood)  Escape     anything may happen to what p points to
//
// The first NumParams nodes are the parameters, the next one is the result,
// the one after it is null: it never holds a target.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_GRAPH_FUNCTIONGRAPH_H
#define ESCAPE_GRAPH_FUNCTIONGRAPH_H

#include "escape/Graph/Offset.h"
#include "escape/Support/Ids.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace escape {

/// What a pointer does on one step of its way: the one vocabulary in which
/// paths are told. Each has a word (flowWord) and the ones that end a path
/// have a reason code (reasonCode).
enum class Flow : uint8_t {
  AddressOf,
  Assign,
  Load,
  Store,
  CaptureByReference,
  CaptureByValue,
  Argument,
  CallResult,
  Integer,
  Vararg,
  // Why it stays.
  Freed,
  Reallocated,
  Joined,
  // What follows ends a path: the object can outlive the function.
  Return,
  OutParameter,
  Global,
  Thread,
  Channel,
  Exception,
  Coroutine,
  UnknownCall,
  IndirectCall,
  VirtualCall,
  IntCast,
  InlineAsm,
  Recursion,
  Bound,
};

/// \returns the word for \p F, as the flow lines of -m=2 show it.
llvm::StringRef flowWord(Flow F);
/// \returns the stable reason code of design.md, empty for inner steps.
llvm::StringRef reasonCode(Flow F);

/// An integer as an affine function of one parameter, as far as known:
/// Factor * parameter + Constant. Sizes of allocations are such integers.
struct IntExpr {
  bool Known = false;
  bool Computed = false;  ///< by arithmetic that may have wrapped around
  int32_t Parameter = -1; ///< -1: a constant
  int64_t Factor = 0;
  int64_t Constant = 0;

  static IntExpr constant(int64_t C) {
    return {true, false, -1, 0, C};
  }
  static IntExpr parameter(int32_t P) {
    return {true, false, P, 1, 0};
  }
  bool isConstant() const { return Known && Parameter < 0; }
  std::optional<int64_t> value() const {
    return isConstant() ? std::optional<int64_t>(Constant) : std::nullopt;
  }
  bool operator==(const IntExpr &) const = default;
};
llvm::raw_ostream &operator<<(llvm::raw_ostream &OS, const IntExpr &E);

struct Object {
  enum class Kind : uint8_t { Local, Heap, Global, Function };
  Kind TheKind = Kind::Local;
  bool InAnyCycle = false; ///< made more than once in one call
  /// Where a local destroys what it holds, as a std::thread does: from each
  /// first offset up to, not including, the second.
  std::vector<std::pair<int32_t, int32_t>> Destroys;
  bool HoldsThreads = false; ///< Heap: a container's, for std::threads
  CycleId Cycle;           ///< innermost cycle that makes it anew each round
  SymbolId Symbol;         ///< the global's or function's; the allocator's
  IntExpr Size;            ///< in bytes
  Location Loc;
  std::string Name; ///< the source name of a local, as in the IR
};

struct Constraint {
  enum class Kind : uint8_t { AddressOf, Copy, Load, Store, Escape, Free };
  Kind TheKind;
  Flow Step;
  NodeId Dst; ///< AddressOf, Copy, Load: what grows; Store: the pointer
  NodeId Src; ///< Load: the pointer; Escape, Free: what is given away
  ObjectId Obj; ///< AddressOf only
  int32_t Offset = 0;
  uint32_t Size = 0; ///< Load, Store: bytes; 0 means any number
  Location Loc;
  SymbolId Label; ///< the name that explains the step, if any
  uint64_t Cases = ~uint64_t(0); ///< see FunctionGraph::SwitchParam
};

struct Argument {
  NodeId Value;
  IntExpr Int;
  bool NoCapture = false;   ///< the callee keeps no copy of the pointer
  bool NoAccess = false;    ///< the callee does not read what it points to
  /// Who alone keeps a copy, if the declaration says so: numbers of arguments,
  /// or Result.
  std::vector<uint32_t> HeldBy;
  static constexpr uint32_t Result = ~0u;
};

struct CallSite {
  SymbolId Callee; ///< invalid when called through a pointer
  NodeId Pointer;  ///< the called value, when Callee is invalid
  /// Of a call through a pointer: as of a FunctionGraph. Invalid when the arguments
  /// have no declared type or, in C++, the pointer may come out of a vtable.
  SymbolId Type;
  NodeId Result;
  /// When the result is a struct, as one that comes in two registers: a node
  /// for each member. Result is all of them.
  std::vector<NodeId> ResultParts;
  bool IsInC = false; ///< with a pointer out of a vtable it looks like any other call
  bool IsVirtual = false;
  SymbolId VirtualType;     ///< of a virtual call: the class, if it has a name
  int32_t VirtualSlot = 0;  ///< in bytes, from where a vtable is for that class
  /// In a closed world what stands for all that may be called when the called
  /// value is not known, if that can be told; closeWorld() makes it.
  SymbolId Closed;
  bool IsJoined = false;   ///< starts a thread that ends before the function
  bool ArgMemOnly = false; ///< touches no memory but through its arguments
  bool MayAllocate = true; ///< as far as the declaration tells, and it returns
  bool InAnyCycle = false;
  CycleId Cycle;
  Location Loc;
  uint64_t Cases = ~uint64_t(0); ///< see FunctionGraph::SwitchParam
  std::vector<Argument> Args;
  /// In a constructor, of a base's: where in the first argument's object a vtable is
  /// stored next, so that the one which the base has there is gone.
  std::vector<int32_t> Overwritten;

  /// \returns the function that is known to be called, or, in a closed world,
  /// the one that stands for all that may be.
  SymbolId target() const { return Callee.isValid() ? Callee : Closed; }
};

/// The address of a local that a store leaves where the caller can read it:
/// nothing overwrites it on some way to the end. LeftAddresses.cpp.
struct LeftAddress {
  ObjectId Obj;
  Location Loc;
  SymbolId Global;        ///< where it is, or
  int32_t Parameter = -1; ///< in what this parameter points to
};

/// A way from an allocation, or from a call that may hand out an object, to the
/// end of the function, on which nothing here frees it. LeakPaths.cpp.
struct LeakPath {
  ObjectId Obj;                 ///< the object, or
  std::optional<uint32_t> Call; ///< the call that hands it out
  bool IsStored = false;        ///< its address is kept in memory
  Location Exit;
  struct Branch {
    Location Loc;
    Location To; ///< where it leads
  };
  std::vector<Branch> Branches;  ///< that are taken
  std::vector<uint32_t> Through; ///< calls that are passed it
};

struct FunctionGraph {
  SymbolId Name;
  SymbolId Type; ///< the text of its type, by which it is called through a pointer
  unsigned NumParams = 0;
  unsigned NumNodes = 0;
  bool IsVariadic = false;
  bool IsCoroutine = false;
  bool IsSystem = false;     ///< defined in a system header
  bool IsDestructor = false;
  bool IsReplaceable = false; ///< the linker may take another body
  /// The pointer that it returns may be to what was there before: no proof rests on it.
  bool ReturnsOthers = false;
  /// Is written nowhere: it calls each of the functions that a call may call.
  bool IsDispatcher = false;
  /// Leaves no call for callers to tell what it calls, when CallSite::Closed does.
  bool ClosesCalls = false;
  int32_t ResultParameter = -1; ///< the sret parameter, or -1

  /// A parameter that the function switches over, or -1. Bit i of a
  /// constraint's Cases tells whether it can be reached when the parameter has
  /// the value SwitchValues[i]; the bit after the last stands for all others.
  /// This is how type erasure is written: one function, an operation each.
  int32_t SwitchParam = -1;
  std::vector<int64_t> SwitchValues;
  std::vector<Object> Objects;
  std::vector<Constraint> Constraints;
  std::vector<CallSite> Calls;
  /// Pointers that are converted from integers, and where: unknown memory, when
  /// the integer came from no pointer.
  std::vector<std::pair<NodeId, Location>> FromIntegers;
  std::vector<LeftAddress> LeftAddresses;
  std::vector<LeakPath> LeakPaths;
  std::vector<CycleId> CycleParents;                     ///< by cycle
  std::vector<std::pair<NodeId, CycleId>> HeaderPhis;    ///< carry a round over
  std::vector<std::string> ParamNames;                   ///< as in the IR
  std::vector<NodeId> ResultParts; ///< as of a CallSite
  Location Loc;

  /// \returns the bit of Cases that goes with \p Value of the switch parameter.
  unsigned caseOf(int64_t Value) const {
    unsigned I = 0;
    while (I < SwitchValues.size() && SwitchValues[I] != Value)
      ++I;
    return I;
  }
  NodeId result() const { return NodeId(NumParams); }
  NodeId null() const { return NodeId(NumParams + 1); }
};

/// A pointer that a constant global's initialiser holds.
struct InitialPointer {
  int32_t Offset;
  SymbolId Target;
  int32_t TargetOffset;
};

struct GlobalGraph {
  /// The address of this function is taken, or its name stands in assembly, as any
  /// word may: it may be called through a pointer that does not come out of a vtable.
  bool IsTaken = false;
  SymbolId Type; ///< of a function that is taken, if its declaration tells
  bool IsReadOnly = false;   ///< nothing can be stored into it
  bool IsConstant = false;   ///< read-only, and the pointers are all it holds
  bool IsFunction = false;
  bool IsUnseen = false; ///< defined here, in a way that tells nothing of it
  bool IsDefined = false; ///< has a body or an initialiser, perhaps not the only one
  bool IsUserDeclared = false;    ///< declared outside system headers
  bool IsStandardLibrary = false; ///< declared by a system header, in std

  /// \returns whether a function has a body, also one that tells nothing, which may
  /// break what its declarations promise.
  bool mayBreakPromises() const { return IsDefined || IsUnseen; }

  std::vector<InitialPointer> Pointers;
  /// Of a vtable: the classes that it is for, each from an offset on.
  std::vector<std::pair<int32_t, SymbolId>> Classes;
};

/// The graphs of one translation unit, with the tables that they refer to.
struct ModuleGraph {
  std::deque<FunctionGraph> Functions;
  llvm::DenseMap<uint32_t, GlobalGraph> Globals; ///< by symbol
  std::vector<std::string> Symbols; ///< keys
  std::vector<std::string> Files;
  unsigned PointerSize = 8;
  unsigned UnknownInstructions = 0; ///< instructions that no rule covers
  /// Assembly in the source has code that may be called through a pointer.
  bool HasAssembledCode = false;

  /// \returns the symbol with external linkage that is called \p Name.
  SymbolId symbol(llvm::StringRef Name) { return symbolWithKey(Name); }
  /// \returns the symbol with external linkage of that name, or an invalid one.
  SymbolId find(llvm::StringRef Name) const {
    auto It = SymbolIndex.find(Name);
    return It == SymbolIndex.end() ? SymbolId() : SymbolId(It->second);
  }
  /// \returns the symbol of that name which no other unit sees. In the graph of
  /// one unit its number is left out.
  SymbolId localSymbol(llvm::StringRef Name,
                       std::optional<unsigned> Unit = std::nullopt) {
    return symbolWithKey(localKey(Name, Unit));
  }
  /// \returns the symbol whose key is \p Key.
  SymbolId symbolWithKey(llvm::StringRef Key);
  /// \returns what is known of the global or function \p S, or null.
  const GlobalGraph *global(SymbolId S) const {
    auto It = Globals.find(S.Value);
    return It == Globals.end() ? nullptr : &It->second;
  }
  FileId file(llvm::StringRef Path);
  /// \returns what tells \p S from all other symbols: its linkage name, and for
  /// one that is local LocalMark and a number.
  llvm::StringRef key(SymbolId S) const {
    return S.isValid() ? llvm::StringRef(Symbols[S.Value]) : "";
  }
  llvm::StringRef name(SymbolId S) const { return nameOfKey(key(S)); }
  bool isLocal(SymbolId S) const { return name(S).size() != key(S).size(); }
  static llvm::StringRef nameOfKey(llvm::StringRef Key) {
    return Key.take_front(Key.rfind(LocalMark));
  }
  static std::string localKey(llvm::StringRef Name, std::optional<unsigned> Unit);
  void dump(llvm::raw_ostream &OS) const;

private:
  /// No linker takes such a name; others may have null characters.
  static constexpr llvm::StringLiteral LocalMark =
      llvm::StringLiteral::withInnerNUL("\0local");

  llvm::StringMap<uint32_t> SymbolIndex;
  llvm::StringMap<uint32_t> FileIndex;
};

/// Prints \p G in the stable text form of --dump=graph.
void print(llvm::raw_ostream &OS, const ModuleGraph &M, const FunctionGraph &G);

} // namespace escape

#endif // ESCAPE_GRAPH_FUNCTIONGRAPH_H
