//===- ClosedWorld.cpp - a program that nobody adds to ---------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Program/ClosedWorld.h"
#include "Dispatcher.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>
#include <set>

using namespace llvm;

namespace escape {
namespace {

/// A call through a pointer that may be any of more functions stays open: among so
/// many one keeps what it is given, and looking at all of them costs.
constexpr size_t MaxByPointer = 256;

class WorldCloser {
public:
  explicit WorldCloser(ModuleGraph &M) : M(M) {
    for (const FunctionGraph &G : M.Functions)
      Bodies[G.Name.Value] = &G;
    for (const auto &[Symbol, Global] : M.Globals)
      for (auto [Offset, Class] : Global.Classes)
        Vtables[Class.Value].push_back({Symbol, Offset});
    for (auto &[Class, Its] : Vtables)
      sort(Its);
  }

  void run() {
    for (FunctionGraph &G : M.Functions)
      for (CallSite &C : G.Calls)
        if (C.VirtualType.isValid() && !C.Callee.isValid())
          C.Closed = closed(C.VirtualType, C.VirtualSlot);
    if (!M.HasAssembledCode && !getsOtherFunctions())
      closePointers();
    append_range(M.Functions, std::move(Dispatchers));
  }

private:
  struct TakenFunction {
    SymbolId Name;
    SymbolId Type; ///< invalid when it may be any
  };

  /// \returns what a virtual call may call, or an invalid symbol when that is
  /// not known.
  SymbolId closed(SymbolId Class, int32_t Slot) {
    auto [It, New] = Known.try_emplace({Class, Slot});
    if (New && isOwn(Class))
      if (auto Overrides = overrides(Class, Slot))
        It->second = anyOf(*Overrides, Class, Slot);
    return It->second;
  }

  /// \returns whether the program has the class's own vtable, and no system
  /// header the class.
  bool isOwn(SymbolId Class) const {
    StringRef Name = M.name(Class);
    if (!Name.consume_front("_ZTS"))
      return false;
    SymbolId Vtable = M.find(("_ZTV" + Name).str());
    const GlobalGraph *G = Vtable.isValid() ? M.global(Vtable) : nullptr;
    return G && G->IsUserDeclared && !G->Classes.empty();
  }

  /// \returns the functions that vtables have there, or nothing when one cannot
  /// be read.
  std::optional<std::vector<SymbolId>> overrides(SymbolId Class, int32_t Slot) {
    std::vector<SymbolId> Found;
    for (auto [Symbol, Offset] : Vtables[Class.Value]) {
      const GlobalGraph &Vtable = M.Globals.find(Symbol)->second;
      auto At = find_if(Vtable.Pointers, [&](const InitialPointer &P) {
        return P.Offset == addOffsets(Offset, Slot);
      });
      if (!Vtable.IsConstant || At == Vtable.Pointers.end() || At->TargetOffset)
        return std::nullopt;
      StringRef Name = M.name(At->Target);
      if (Name != "__cxa_pure_virtual" && Name != "__cxa_deleted_virtual")
        Found.push_back(At->Target);
    }
    sort(Found);
    Found.erase(llvm::unique(Found), Found.end());
    return Found;
  }

  SymbolId anyOf(ArrayRef<SymbolId> Functions, SymbolId Class, int32_t Slot) {
    if (Functions.size() == 1)
      return Functions.front();
    return anyOf(Functions, ("virtual call of " + M.name(Class) + " at " +
                             Twine(Slot)).str());
  }

  /// \returns a function that calls each of \p Functions, or an invalid symbol when
  /// none has a body, or they are not called alike.
  SymbolId anyOf(ArrayRef<SymbolId> Functions, const std::string &Name) {
    std::vector<const FunctionGraph *> Seen;
    for (SymbolId F : Functions)
      if (const FunctionGraph *Body = Bodies.lookup(F.Value))
        Seen.push_back(Body);
    if (Seen.empty() || !areCalledAlike(Seen))
      return SymbolId();
    SymbolId Dispatcher = M.localSymbol(Name);
    Dispatchers.push_back(dispatcher(Dispatcher, Functions, Seen));
    Dispatchers.back().ClosesCalls = true;
    return Dispatcher;
  }

  /// \returns whether the program asks for functions by names or places, or does itself
  /// what the runtime does with functions that are handed to it: not only those
  /// that are taken may be called.
  bool getsOtherFunctions() const {
    auto Known = [&](ArrayRef<StringRef> Names) {
      SmallVector<SymbolId, 6> Symbols;
      for (StringRef Name : Names)
        if (SymbolId S = M.find(Name); S.isValid())
          Symbols.push_back(S);
      return Symbols;
    };
    auto Loaders = Known({"dlsym", "dlvsym", "dlfunc", "dladdr", "dladdr1",
                          "_Unwind_FindEnclosingFunction"});
    auto Runtime = Known({"__cxa_atexit", "__cxa_thread_atexit", "__cxa_throw"});
    return any_of(M.Functions, [&](const FunctionGraph &G) {
             return is_contained(Runtime, G.Name) ||
                    any_of(G.Calls, [&](const CallSite &C) {
                      return is_contained(Loaders, C.Callee);
                    });
           }) ||
           any_of(Loaders, [&](SymbolId S) {
             const GlobalGraph *G = M.global(S);
             return G && G->IsTaken;
           });
  }

  /// Lets each call through a pointer know what it calls when nothing is known of the
  /// pointer: any function of its type whose address is taken.
  void closePointers() {
    collectTaken();
    std::map<std::pair<SymbolId, bool>, SymbolId> Known;
    for (FunctionGraph &G : M.Functions)
      for (CallSite &C : G.Calls) {
        if (C.IsVirtual || !C.Type.isValid())
          continue;
        bool WithVirtual = C.IsInC && !Virtual.empty();
        auto [It, New] = Known.try_emplace({C.Type, WithVirtual});
        if (New)
          It->second = anyOfType(C.Type, WithVirtual);
        C.Closed = It->second;
      }
  }

  void collectTaken() {
    std::set<SymbolId> OfVtables;
    for (const auto &[Symbol, Global] : M.Globals) {
      if (Global.IsTaken)
        note(SymbolId(Symbol), Taken);
      if (!Global.Classes.empty())
        for (const InitialPointer &P : Global.Pointers)
          OfVtables.insert(P.Target);
    }
    sort(Taken, [](const TakenFunction &A, const TakenFunction &B) {
      return A.Name < B.Name;
    });
    for (SymbolId S : OfVtables)
      if (const GlobalGraph *G = M.global(S); !G || !G->IsTaken)
        note(S, Virtual);
  }

  void note(SymbolId Symbol, std::vector<TakenFunction> &Into) const {
    const FunctionGraph *Body = Bodies.lookup(Symbol.Value);
    const GlobalGraph *Global = M.global(Symbol);
    // Else it is a word in assembly, or type information.
    if (Body || (Global && Global->IsFunction))
      Into.push_back({Symbol, Body ? Body->Type : Global->Type});
  }

  /// \param WithVirtual those of vtables count: C calls them as it does others
  SymbolId anyOfType(SymbolId Type, bool WithVirtual) {
    std::vector<SymbolId> Functions;
    auto AddFrom = [&](ArrayRef<TakenFunction> All) {
      for (const TakenFunction &F : All)
        if (F.Type == Type || !F.Type.isValid())
          Functions.push_back(F.Name);
    };
    AddFrom(Taken);
    if (WithVirtual)
      AddFrom(Virtual);
    if (Functions.size() > MaxByPointer)
      return SymbolId();
    return anyOf(Functions, ((WithVirtual ? "any function, virtual ones too, of "
                                          : "any function of ") +
                             M.name(Type)).str());
  }

  ModuleGraph &M;
  DenseMap<uint32_t, const FunctionGraph *> Bodies; // by symbol
  /// By class: the vtables for it, each with where it begins to be.
  DenseMap<uint32_t, std::vector<std::pair<uint32_t, int32_t>>> Vtables;
  std::map<std::pair<SymbolId, int32_t>, SymbolId> Known;
  std::vector<TakenFunction> Taken;
  std::vector<TakenFunction> Virtual; ///< those of vtables, unless they are taken
  std::vector<FunctionGraph> Dispatchers;
};

} // namespace

void closeWorld(ModuleGraph &M) { WorldCloser(M).run(); }

} // namespace escape
