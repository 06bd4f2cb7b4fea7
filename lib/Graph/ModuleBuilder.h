//===- ModuleBuilder.h - what a module's functions share --------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_GRAPH_MODULEBUILDER_H
#define ESCAPE_LIB_GRAPH_MODULEBUILDER_H

#include "escape/Graph/GraphBuilder.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/DebugLoc.h"
#include "llvm/IR/Module.h"

namespace escape {

/// What the functions of a module share while their graphs are built: names
/// and files by number, and what globals hold at the start.
class ModuleBuilder {
public:
  ModuleBuilder(const llvm::Module &M, TraitsOf Traits);

  ModuleGraph build();

  /// \returns the place of \p Loc, invalid where it tells no line.
  Location location(const llvm::DebugLoc &Loc);
  FileId file(const llvm::DIFile *File);
  SymbolId symbol(const llvm::GlobalValue &G);
  /// \returns the symbol of the body that \p F has here: another one, when only
  /// calls that stand in the source run it.
  SymbolId bodySymbol(const llvm::Function &F);
  /// \returns the text of \p T, the same in all units.
  SymbolId typeOf(llvm::FunctionType *T);
  /// Enters what the text of an assembly statement names: it may take the address of
  /// a function, also of another unit's, or of code of its own.
  void noteAssembly(llvm::StringRef Statement);
  /// \returns whether no way through \p F leads to a return: it ends the program,
  /// jumps, throws, or goes on for ever.
  bool neverReturns(const llvm::Function &F, unsigned Depth = 0);
  /// Enters \p G and all that its initialiser leads to.
  void noteGlobal(const llvm::GlobalValue &G);

  const llvm::Module &M;
  TraitsOf Traits;
  llvm::TargetLibraryInfoImpl TLII;
  const llvm::DataLayout &DL;
  const bool IsC; ///< and not C++
  ModuleGraph Graph;
  /// By struct, and whether it is asked for a function of the library.
  llvm::DenseMap<std::pair<llvm::Type *, unsigned>, bool> HoldsThreads;

private:
  void noteNames(llvm::StringRef Assembly);
  void noteForOthers();
  void noteTaken();
  bool hasOwnType(const llvm::GlobalValue &G, const llvm::FunctionType &T) const;
  void noteClasses(const llvm::GlobalVariable &Vtable, GlobalGraph &Into);
  void collectPointers(const llvm::Constant &C, int64_t Offset, bool InVtable,
                       GlobalGraph &Into, bool &Complete);

  llvm::DenseMap<const llvm::Function *, bool> NeverReturns; ///< its answers
  llvm::DenseMap<const llvm::DIFile *, FileId> FileIds;
  llvm::DenseMap<const llvm::GlobalValue *, SymbolId> SymbolIds;
  llvm::DenseMap<const llvm::FunctionType *, SymbolId> TypeSymbols;
};

/// \returns whether what \p F does can be read from it: not so when the linker may
/// put another in its place, or when it is assembly.
bool hasBody(const llvm::Function &F);

/// \returns the global that \p C points into and how far, if that is certain.
std::pair<const llvm::GlobalValue *, int32_t>
globalTarget(const llvm::Constant &C, const llvm::DataLayout &DL);

} // namespace escape

#endif // ESCAPE_LIB_GRAPH_MODULEBUILDER_H
