//===- SourceFacts.h - what only the source knows ------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Names, types and ranges of the things that the analysis decides on. Plain
// data: it stays when the AST is gone. Facts are joined to the IR by symbol
// and by the line and column that debug locations carry.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_CAPTURE_SOURCEFACTS_H
#define ESCAPE_CAPTURE_SOURCEFACTS_H

#include "escape/Support/SharedText.h"
#include "llvm/ADT/StringMap.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace escape {

/// A place in a file; line and column count from 1.
struct SourcePlace {
  SharedText File;
  unsigned Line = 0;
  unsigned Column = 0;
  auto operator<=>(const SourcePlace &) const = default;
};

/// A range that a rewriter may replace: byte offsets into the file. Empty
/// when the text comes from a macro.
struct SourceExtent {
  unsigned Begin = 0;
  unsigned End = 0;
  bool isValid() const { return End > Begin; }
};

/// Where a declaration of a function can be given an attribute for one of its
/// parameters. Only runs that suggest annotations ask for it: no file has it.
struct AttributePlace {
  static constexpr uint32_t This = ~0u, NotWritable = ~0u;
  SourcePlace Place;
  uint32_t Parameter = 0; ///< ParameterFact::Number, or This
  std::string Name;       ///< of the parameter in that declaration
  uint32_t Offset = 0;    ///< in bytes in the file; NotWritable in a macro
  bool IsFirst = false;   ///< in the first declaration, which callers see
  bool IsBehind = false;  ///< it comes behind what it is about
  auto operator<=>(const AttributePlace &) const = default;
};

/// The attributes of Clang's that a parameter can have, and has not.
struct PossibleAttributes {
  bool NoEscape = false;
  bool LifetimeBound = false;
  bool LifetimeCaptureBy = false;
  bool OfConstructor = false;
  bool InC = false; ///< where they are written as GNU has it
};

/// A new-expression.
struct NewFact {
  SourcePlace Place;
  SourceExtent Extent;
  std::string Type; ///< of the element
  bool IsArray = false;
  bool IsPlacement = false;
  bool ToBase = false; ///< converted to a polymorphic base at once
  bool CannotBeLocal = false; ///< not everybody can destroy it
  bool CannotBeMoved = false; ///< nor copied
};

/// An expression, from its first to its last token.
struct SourceSpan {
  SourcePlace First;
  SourcePlace Last;
  bool contains(const SourcePlace &P) const { return First <= P && P <= Last; }
};

/// What the library's wrappers add to the object that they hold, and a variable
/// makes no use of.
enum class Wrapper : uint8_t {
  None,
  Counted, ///< a shared_ptr of which there is no copy
  Erased   ///< a function or any that holds one object all the time
};

struct VariableFact {
  SourcePlace Place;
  SourcePlace Statement; ///< where its declaration statement begins
  SourceExtent Extent;
  std::string Name; ///< [a, b] for the object behind structured bindings
  std::string Type;
  std::optional<int64_t> Size; ///< in bytes
  std::string Class; ///< qualified, without arguments; empty for what is none
  bool AddressTaken = false;
  bool CapturedByReference = false;
  bool OtherwiseTaken = false; ///< in another way than by a capture
  bool TakenOutlined = false;  ///< in a parallel region, perhaps of a copy
  bool IsParameter = false;    ///< passed by value
  bool IsBound = false;        ///< to structured bindings, without a name itself
  bool IsVariableLength = false;
  bool MayBeResult = false;    ///< may live in the caller's memory (NRVO)
  bool IsCopiedAsBytes = false; ///< trivially copyable
  bool MustStay = false; ///< ESCAPE_STACK
  Wrapper Unused = Wrapper::None;
  SourceSpan Init; ///< its initialiser, when something in it is Unused
};

struct ParameterFact {
  SourcePlace Place;
  std::string Name;
  std::string Type;
  uint32_t Number = 0; ///< among the declared ones, without `this`
  bool IsThis = false;
  bool ByValue = false;   ///< a class, passed as a copy
  bool HasAddress = true; ///< its type can hold one, or the caller's copy has it
  bool MustStay = false;  ///< ESCAPE_NOESCAPE
  PossibleAttributes CanHave; ///< only where there are AttributePlaces
};

/// Something that comes out of a macro, for which Place is where that is used.
struct MacroUse {
  enum class Of : uint8_t { New, Variable, Call };
  /// A macro, and where in its definition the thing stands.
  struct Step {
    SourcePlace Place;
    std::string Macro;
  };
  SourcePlace Place;
  Of TheOf = Of::New;
  std::vector<Step> Steps; ///< the macro that the user wrote is the first
};

/// A function of the user's.
struct FunctionFact {
  SourcePlace Place;
  unsigned LastLine = 0;
  std::string Name; ///< demangled, as it is printed
  bool IsLambda = false;
  bool IsInstantiation = false;
  bool ReturnsClosure = false;
  bool MovesPointers = false; ///< assigns or returns pointers or views
  bool MustNotAllocate = false; ///< ESCAPE_NOALLOC
  std::vector<SourceSpan> StackSpans; ///< what is allocated in them must stay
  std::vector<NewFact> News;
  std::vector<VariableFact> Variables;
  std::vector<ParameterFact> Parameters;
  std::vector<MacroUse> Macros; ///< one for each place and kind of thing
  std::vector<AttributePlace> AttributePlaces; ///< as CalleeFact has them
};

/// Something that the user's functions call.
struct CalleeFact {
  std::string Text; ///< make_unique<User>(...), std::vector(...), f(...)
  std::string Kind; ///< the kind of design.md: make_unique, container, call, …
  std::string Type; ///< of the object that it makes, if known
  std::string Name; ///< qualified, for explanations
  bool IsUser = false;
  bool Copies = false;  ///< makes or changes one object from another
  bool Makes = false;   ///< a constructor that makes no copy
  bool ReturnsObject = false; ///< of a class that is no view
  bool IsView = false;  ///< a member of a class that only points elsewhere
  std::string Class;    ///< of a member function, qualified, without arguments
  bool Boxes = false;   ///< erases the type of what it is given
  bool Sends = false;   ///< hands its argument to another thread's queue
  bool Threads = false; ///< starts a thread
  bool Contains = false; ///< a container's member
  bool CannotBeLocal = false; ///< as of a NewFact, of what std::make_unique makes
  bool CannotBeMoved = false;
  bool MustNotAllocate = false; ///< ESCAPE_NOALLOC
  std::vector<uint32_t> MustStay; ///< parameters that are ESCAPE_NOESCAPE
  // Only in runs that suggest annotations, and in no file.
  std::vector<AttributePlace> AttributePlaces; ///< of declarations in the unit
  bool IsAddressTaken = false; ///< otherwise than for a call
};

/// A member of a class.
struct FieldFact {
  int64_t Offset = 0; ///< in bytes
  int64_t Size = 0;
  std::string Name;    ///< a.b for a member of a member
  std::string Pointee; ///< the class that it points to, if Records has it
};

/// What an analysis of Clang's own warns of, or a word of contract.h that has no
/// effect where it stands.
struct WarningFact {
  SourcePlace Place;
  std::string Message;
  std::vector<std::pair<SourcePlace, std::string>> Notes;
  bool IsMisplacedDemand = false;
};

/// A NOLINT comment, or a pair of NOLINTBEGIN and NOLINTEND.
struct SuppressionFact {
  SourcePlace Place;      ///< of the word
  unsigned FirstLine = 1; ///< the lines of which it suppresses findings: none,
  unsigned LastLine = 0;  ///< when the NOLINTEND is missing
  std::string Checks;     ///< names and globs of checks, between commas
  auto operator<=>(const SuppressionFact &) const = default;
};

struct SourceFacts {
  llvm::StringMap<FunctionFact> Functions; ///< by symbol
  llvm::StringMap<CalleeFact> Callees;     ///< by symbol
  std::vector<WarningFact> Warnings;
  std::vector<SuppressionFact> Suppressions;
  /// The members of the user's classes, by the name of the class.
  llvm::StringMap<std::vector<FieldFact>> Records;
  /// The class that a type is, points or refers to, by the type as the facts of
  /// functions have it.
  llvm::StringMap<std::string> RecordOf;

  const CalleeFact *callee(llvm::StringRef Symbol) const {
    auto It = Callees.find(Symbol);
    return It == Callees.end() ? nullptr : &It->second;
  }
};

} // namespace escape

#endif // ESCAPE_CAPTURE_SOURCEFACTS_H
