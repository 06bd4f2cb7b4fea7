//===- Solved.h - what tests ask of hand-made graphs, solved ---*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_UNITTESTS_SOLVED_H
#define ESCAPE_UNITTESTS_SOLVED_H

#include "HandMade.h"
#include "escape/Solve/Contracts.h"
#include "escape/Solve/ModuleSolver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>
#include <set>

namespace escape {

using Facts = std::set<std::string>;

/// The facts of a summary as --dump=summaries prints them, without a location.
inline Facts factsOf(const ModuleGraph &M, const Summary &S) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  print(OS, M, "f", S);
  llvm::SmallVector<llvm::StringRef> Lines;
  llvm::StringRef(Text).split(Lines, '\n', -1, /*KeepEmpty=*/false);
  Facts Result;
  for (llvm::StringRef Line : llvm::ArrayRef(Lines).drop_front())
    EXPECT_TRUE(Result.insert(Line.trim().str()).second)
        << Line.str() << " twice";
  return Result;
}

/// The text of a file of contracts with \p Entries.
inline std::string contractsFile(const std::string &Entries) {
  return R"({"version": 1, "functions": [)" + Entries + "]}";
}

/// Adds \p Entries, which have no mistakes, to \p C.
inline void addTo(Contracts &C, const std::string &Entries) {
  EXPECT_EQ(llvm::toString(C.add(contractsFile(Entries), "my.json")), "");
}

inline Contracts contractsOf(const std::string &Entries) {
  Contracts C;
  addTo(C, Entries);
  return C;
}

/// Solves the module \c M that a test fills, and answers what became of the
/// objects in it.
class Solve : public testing::Test {
protected:
  using Regions = std::vector<Region>;

  ModuleGraph M;

  void solve() { solve(Contracts()); }
  void solve(const Contracts &Known, const Contracts *Overrides = nullptr) {
    Solution = solveModule(M, Known, Overrides);
  }

  const FunctionFate &fate(llvm::StringRef Function) {
    for (const FunctionFate &F : Solution.Fates)
      if (M.name(F.Name) == Function)
        return F;
    ADD_FAILURE() << "no fate of " << Function.str();
    static const FunctionFate Nothing;
    return Nothing;
  }
  const ObjectFate &local(llvm::StringRef Function, llvm::StringRef Name) {
    for (const ObjectFate &O : fate(Function).Objects)
      if (O.IsLocal && O.Name == Name)
        return O;
    return missing(Function, Name);
  }
  /// The \p N-th heap object, of an allocator's or of a callee's.
  const ObjectFate &heap(llvm::StringRef Function, unsigned N = 0) {
    for (const ObjectFate &O : fate(Function).Objects)
      if (!O.IsLocal && N-- == 0)
        return O;
    return missing(Function, "heap");
  }
  size_t numHeap(llvm::StringRef Function) {
    return llvm::count_if(fate(Function).Objects,
                          [](auto &O) { return !O.IsLocal; });
  }
  /// The regions of all objects, in the order in which they are made.
  Regions regions(llvm::StringRef Function) {
    Regions Result;
    for (const ObjectFate &O : fate(Function).Objects)
      Result.push_back(O.TheRegion);
    return Result;
  }
  const ParameterFate &parameter(llvm::StringRef Function, unsigned I) {
    const FunctionFate &F = fate(Function);
    EXPECT_LT(I, F.Parameters.size());
    return F.Parameters[I];
  }
  Facts facts(llvm::StringRef Function) {
    return factsOf(M, Solution.Summaries[M.symbol(Function).Value]);
  }
  bool hasStep(const ObjectFate &O, Flow Step) {
    return llvm::any_of(O.Path,
                        [&](const FlowStep &S) { return S.Step == Step; });
  }

  /// void keep(p) { kept = p; }
  void addKeep() {
    Body B(M, "keep", 1);
    B.store(B.global("kept"), B.param(0));
  }
  /// void look(p) { *p; }
  void addLook() {
    Body B(M, "look", 1);
    B.load(B.param(0));
  }
  /// void apply(f, p) { f(p); }
  void addApply() {
    Body B(M, "apply", 2);
    B.callThrough(B.param(0), {B.param(1)});
  }

  ModuleSolution Solution;

private:
  const ObjectFate &missing(llvm::StringRef Function, llvm::StringRef Name) {
    ADD_FAILURE() << "no object " << Name.str() << " in " << Function.str();
    static const ObjectFate Nothing;
    return Nothing;
  }
};

} // namespace escape

#endif // ESCAPE_UNITTESTS_SOLVED_H
