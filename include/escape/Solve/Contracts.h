//===- Contracts.h - functions without a body ----------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Contracts are data (docs/contracts.md): what a function that nobody can see
// into does with its arguments. One is turned into a Summary, so that a call
// of it is treated like any other call.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SOLVE_CONTRACTS_H
#define ESCAPE_SOLVE_CONTRACTS_H

#include "escape/Solve/Summary.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace escape {

struct Contract;

/// A set of contracts. Adding is not thread-safe, looking up is.
class Contracts {
public:
  Contracts();
  ~Contracts();
  Contracts(Contracts &&);

  /// The contracts that come with the program.
  static const Contracts &shipped();

  /// Adds the contracts in \p Json; they win over those that are there.
  /// \returns an error that names \p FileName and the entry that is wrong.
  llvm::Error add(llvm::StringRef Json, llvm::StringRef FileName);

  /// \returns the contract for a call of \p Name with \p Args, or null when
  /// there is none.
  const Contract *find(llvm::StringRef Name,
                       llvm::ArrayRef<IntExpr> Args) const;

  /// \returns whether the contract for \p Name goes before the body that a
  /// system header has.
  bool replacesBody(llvm::StringRef Name) const;

  /// \returns whether a call of \p Name is known to allocate nothing.
  bool allocatesNothing(llvm::StringRef Name) const;
  /// \returns whether a call of \p Name is known to allocate.
  bool allocates(llvm::StringRef Name) const;

  /// Enters the names that contracts mention into \p M.
  void enterSymbols(ModuleGraph &M) const;

  /// \returns what a call of \p Callee with \p NumArgs arguments does that \p C
  /// is for. The names that it mentions must be in \p M.
  static Summary summary(const Contract &C, SymbolId Callee, unsigned NumArgs,
                         const ModuleGraph &M);

private:
  class Entry;
  using SharedEntry = std::shared_ptr<const Entry>;

  /// \param Name a symbol, or the beginning of some with * behind it
  void add(llvm::StringRef Name, SharedEntry E);

  /// Those for a name that hold under a condition come before the one that
  /// always does.
  llvm::StringMap<llvm::SmallVector<SharedEntry, 1>> Exact;
  std::vector<std::pair<std::string, SharedEntry>> Prefixes;
  llvm::StringSet<> WithoutAllocation;
};

} // namespace escape

#endif // ESCAPE_SOLVE_CONTRACTS_H
