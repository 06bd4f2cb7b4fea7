//===- Linker.cpp - one program out of many units -------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Program/Linker.h"
#include "Dispatcher.h"
#include "Fields.h"
#include "escape/Support/StageTimer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace escape {
namespace {

/// Makes digests of functions' bodies, whatever numbers and names their unit
/// gives to symbols of its own, and whatever numbers to others and to files. Of
/// what only the unit has, functions and constants, all that the body reaches
/// counts: equal digests do the same, whichever unit's is taken.
class Hasher {
public:
  explicit Hasher(ModuleGraph &M)
      : M(M), Names(M.Symbols.size()), Files(M.Files.size()),
        Shapes(M.Symbols.size()) {
    for (FunctionGraph &G : M.Functions)
      if (M.isLocal(G.Name))
        LocalBodies[G.Name.Value] = &G;
  }

  Digest digest(FunctionGraph &G) {
    DenseMap<uint32_t, uint32_t> Numbers; // of local symbols, as they are met
    SmallVector<SymbolId, 16> Met;
    DigestBuilder Whole;
    auto Add = [&](const Shape &S) {
      Whole.add(S.Alone);
      for (SymbolId Local : S.Locals) {
        auto [It, New] = Numbers.try_emplace(Local.Value, Numbers.size());
        if (New)
          Met.push_back(Local);
        Whole.add(uint64_t(It->second));
      }
    };
    Add(shape([&] { fields(*this, G); }));
    for (size_t I = 0; I < Met.size(); ++I)
      Add(localShape(Met[I]));
    return Whole.finish();
  }

  // The fields of the shape that is being made.
  template <typename T> void number(T &Value) { Fields.add(uint64_t(Value)); }
  template <typename T> void enumeration(T &Value, T) { number(Value); }
  template <typename Tag> void id(Id<Tag> &I) { number(I.Value); }
  void symbol(SymbolId &S) {
    if (!S.isValid())
      return Fields.add(uint64_t(0));
    if (!M.isLocal(S))
      return Fields.add(cached(Names[S.Value], M.name(S)));
    auto It = llvm::find(Locals, S);
    Fields.add(uint64_t(2 * (It - Locals.begin()) + 2)); // no name is even
    if (It == Locals.end())
      Locals.push_back(S);
  }
  void file(FileId &F) {
    Fields.add(F.isValid() ? cached(Files[F.Value], M.Files[F.Value]) : 0);
  }
  void text(std::string &Text) { Fields.add(xxh3_64bits(Text)); }
  template <typename T, typename F> void list(std::vector<T> &Items, F Each) {
    Fields.add(uint64_t(Items.size()));
    for_each(Items, Each);
  }

private:
  /// What one body or constant is, but for the local symbols that it refers to,
  /// and those in their order.
  struct Shape {
    Digest Alone;
    SmallVector<SymbolId, 4> Locals;
  };

  template <typename F> Shape shape(F AddFields) {
    Locals.clear();
    AddFields();
    return {Fields.finish(), {Locals.begin(), Locals.end()}};
  }

  const Shape &localShape(SymbolId S) {
    std::optional<Shape> &Known = Shapes[S.Value];
    if (!Known)
      Known = shape([&] { addLocal(S); });
    return *Known;
  }

  /// A variable has its name, as who reads of it wants to know which it is;
  /// literals have names that only count them.
  void addLocal(SymbolId S) {
    auto Global = M.Globals.find(S.Value);
    bool IsConstant = Global != M.Globals.end() && Global->second.IsConstant;
    FunctionGraph *Body = LocalBodies.lookup(S.Value);
    Fields.add(uint64_t(Body != nullptr));
    Fields.add(uint64_t(IsConstant));
    if (!IsConstant)
      Fields.add(xxh3_64bits(M.name(S)));
    if (Body)
      fields(*this, *Body);
    if (Global != M.Globals.end())
      fields(*this, Global->second);
  }

  static uint64_t cached(uint64_t &Known, StringRef Text) {
    if (!Known)
      Known = xxh3_64bits(Text) | 1;
    return Known;
  }

  ModuleGraph &M;
  DigestBuilder Fields; // of the shape that is being made
  SmallVector<SymbolId, 16> Locals;
  std::vector<uint64_t> Names, Files;
  std::vector<std::optional<Shape>> Shapes; // of local symbols
  DenseMap<uint32_t, FunctionGraph *> LocalBodies;
};

/// Gives the symbols and files of a unit the numbers that they have in the
/// program.
class Renumberer {
public:
  Renumberer(const ModuleGraph &From, ModuleGraph &To, unsigned Unit)
      : From(From), To(To), Unit(Unit), Symbols(From.Symbols.size()),
        Files(From.Files.size()) {}

  void symbol(SymbolId &S) {
    if (!S.isValid())
      return;
    SymbolId &Known = Symbols[S.Value];
    if (!Known.isValid())
      Known = From.isLocal(S) ? own(S) : To.symbol(From.name(S));
    S = Known;
  }
  /// \returns the symbol that only this unit has, with the name of \p S.
  SymbolId own(SymbolId S) const {
    return To.localSymbol(From.name(S), Unit);
  }
  void file(FileId &F) {
    if (!F.isValid())
      return;
    FileId &Known = Files[F.Value];
    if (!Known.isValid())
      Known = To.file(From.Files[F.Value]);
    F = Known;
  }
  template <typename T> void number(T &) {}
  template <typename T> void enumeration(T &, T) {}
  template <typename Tag> void id(Id<Tag> &) {}
  void text(std::string &) {}
  /// What is kept takes no more memory than it needs.
  template <typename T, typename F> void list(std::vector<T> &Items, F Each) {
    Items.shrink_to_fit();
    for_each(Items, Each);
  }

private:
  const ModuleGraph &From;
  ModuleGraph &To;
  unsigned Unit;
  std::vector<SymbolId> Symbols;
  std::vector<FileId> Files;
};

} // namespace

class Linker::Impl {
public:
  void add(UnitData Unit, ArrayRef<Digest> Digests);
  UnitData take();

private:
  /// A body that a function has in some unit.
  struct Body {
    Digest TheDigest;
    uint32_t Function;
    unsigned Unit;
    bool IsReplaceable;
  };
  void add(FunctionGraph &G, SymbolId Old, const ModuleGraph &From, Digest D,
           Renumberer &R, StringMap<FunctionFact> &Facts);
  void insert(FunctionGraph &G, SymbolId Name, StringRef OldKey, Renumberer &R,
              StringMap<FunctionFact> &Facts);
  void makeOwn(const Body &B);
  std::vector<std::string> filesOf(ArrayRef<Body> Bodies) const;
  void addGlobal(SymbolId Name, GlobalGraph G);
  void addCallees(StringMap<CalleeFact> &Callees, const ModuleGraph &From,
                  unsigned Unit);
  void noteBodies();
  void tellPromises();
  bool isUnseen(uint32_t Symbol) const;
  void dropUncertainPlaces();
  void holdTo(const CalleeFact &Promised, SymbolId Function);

  UnitData Out;
  unsigned NumUnits = 0;
  std::vector<std::string> Files; // by unit
  DenseMap<uint32_t, SmallVector<Body, 1>> Bodies; // by symbol
};

void Linker::Impl::insert(FunctionGraph &G, SymbolId Name, StringRef OldKey,
                          Renumberer &R, StringMap<FunctionFact> &Facts) {
  fields(R, G);
  G.Name = Name;
  Out.Graph.Functions.push_back(std::move(G));
  if (auto Fact = Facts.find(OldKey); Fact != Facts.end())
    Out.Facts.Functions[Out.Graph.key(Name)] = std::move(Fact->second);
}

/// Lets a body that had the function for itself be one of several.
void Linker::Impl::makeOwn(const Body &B) {
  FunctionGraph &G = Out.Graph.Functions[B.Function];
  SymbolId Own = Out.Graph.localSymbol(Out.Graph.name(G.Name), B.Unit);
  StringMap<FunctionFact> &Facts = Out.Facts.Functions;
  if (auto Fact = Facts.find(Out.Graph.key(G.Name)); Fact != Facts.end()) {
    FunctionFact Kept = std::move(Fact->second);
    Facts.erase(Fact);
    Facts[Out.Graph.key(Own)] = std::move(Kept);
  }
  G.Name = Own;
}

void Linker::Impl::add(FunctionGraph &G, SymbolId Old, const ModuleGraph &From,
                       Digest D, Renumberer &R, StringMap<FunctionFact> &Facts) {
  SymbolId Name = Old;
  R.symbol(Name);
  if (From.isLocal(Old))
    return insert(G, Name, From.key(Old), R, Facts);
  SmallVector<Body, 1> &Known = Bodies[Name.Value];
  if (any_of(Known, [&](const Body &B) { return B.TheDigest == D; }))
    return;
  if (Known.size() == 1 && !Known.front().IsReplaceable)
    makeOwn(Known.front());
  bool IsAlone = Known.empty() && !G.IsReplaceable;
  Known.push_back(
      {D, uint32_t(Out.Graph.Functions.size()), NumUnits, G.IsReplaceable});
  G.IsReplaceable = false; // from here on its name tells
  insert(G, IsAlone ? Name : R.own(Old), From.key(Old), R, Facts);
}

/// A constant is what all that know it agree on, a vtable is for all classes that
/// any of them says, and a function is the user's when any of them says so.
void Linker::Impl::addGlobal(SymbolId Name, GlobalGraph G) {
  auto [It, New] = Out.Graph.Globals.try_emplace(Name.Value);
  GlobalGraph &Known = It->second;
  if (New) {
    Known = std::move(G);
    return;
  }
  auto Holds = [](const InitialPointer &P) {
    return std::tuple(P.Offset, P.Target, P.TargetOffset);
  };
  bool Same = equal(map_range(Known.Pointers, Holds), map_range(G.Pointers, Holds));
  bool IsReadOnly = Known.IsReadOnly && G.IsReadOnly;
  if (Known.IsConstant && G.IsConstant && !Same)
    IsReadOnly = false; // two programs' constants: nothing is known
  if (!Known.IsConstant && G.IsConstant) {
    Known.IsConstant = true;
    Known.Pointers = std::move(G.Pointers);
  }
  if (!Known.IsTaken)
    Known.Type = G.Type;
  else if (G.IsTaken && Known.Type != G.Type)
    Known.Type = SymbolId(); // not known
  Known.IsTaken |= G.IsTaken;
  Known.IsUnseen |= G.IsUnseen;
  Known.IsDefined |= G.IsDefined;
  Known.IsReadOnly = IsReadOnly;
  Known.IsConstant &= IsReadOnly && !Known.IsUnseen;
  Known.IsFunction |= G.IsFunction;
  for (const auto &Class : G.Classes) // two programs' classes of one name
    if (!is_contained(Known.Classes, Class))
      Known.Classes.push_back(Class);
  Known.IsUserDeclared |= G.IsUserDeclared;
  Known.IsStandardLibrary &= G.IsStandardLibrary;
}

/// Adds the places of other declarations, of which none is the first then.
/// \param Into empty for a function that is not to be annotated.
static void addPlaces(ArrayRef<AttributePlace> From,
                      std::vector<AttributePlace> &Into) {
  auto IsSame = [](const AttributePlace &A, const AttributePlace &B) {
    return A.Parameter == B.Parameter && A.Offset == B.Offset &&
           A.Place == B.Place;
  };
  for (AttributePlace P : From) {
    if (Into.empty() ||
        any_of(Into, [&](const AttributePlace &Known) { return IsSame(Known, P); }))
      continue;
    P.IsFirst = false;
    Into.push_back(std::move(P));
  }
}

/// A promise is made by any declaration, and an address is taken by any unit.
static void addFacts(const CalleeFact &From, CalleeFact &Into) {
  Into.IsAddressTaken |= From.IsAddressTaken;
  Into.MustNotAllocate |= From.MustNotAllocate;
  for (uint32_t Number : From.MustStay)
    if (!is_contained(Into.MustStay, Number))
      Into.MustStay.push_back(Number);
  if (Into.AttributePlaces.empty())
    Into.AttributePlaces = From.AttributePlaces;
  else
    addPlaces(From.AttributePlaces, Into.AttributePlaces);
}

void Linker::Impl::addCallees(StringMap<CalleeFact> &Callees,
                              const ModuleGraph &From, unsigned Unit) {
  for (auto &Entry : Callees) {
    StringRef Key = Entry.first();
    StringRef Name = ModuleGraph::nameOfKey(Key);
    std::string NewKey = Name.size() == Key.size()
                             ? Key.str()
                             : ModuleGraph::localKey(Name, Unit);
    auto [It, New] =
        Out.Facts.Callees.try_emplace(NewKey, std::move(Entry.second));
    if (New)
      continue;
    // Units may name it otherwise, by a label, whatever their order.
    CalleeFact &Given = Entry.second, &Kept = It->second;
    if (std::tie(Given.Name, Given.Text) < std::tie(Kept.Name, Kept.Text))
      std::swap(Given, Kept);
    addFacts(Given, Kept);
  }
}

void Linker::Impl::add(UnitData Unit, ArrayRef<Digest> Digests) {
  StageTimer Timer("link", Out.Seconds["link"]);
  Out.Graph.PointerSize = Unit.Graph.PointerSize;
  Out.Graph.UnknownInstructions += Unit.Graph.UnknownInstructions;
  Out.Graph.HasAssembledCode |= Unit.Graph.HasAssembledCode;
  const ModuleGraph &From = Unit.Graph;
  Renumberer R(From, Out.Graph, NumUnits);
  for (auto [G, D] : zip_equal(Unit.Graph.Functions, Digests))
    add(G, G.Name, From, D, R, Unit.Facts.Functions);
  for (auto &[Symbol, Global] : Unit.Graph.Globals) {
    SymbolId Name(Symbol);
    R.symbol(Name);
    fields(R, Global);
    addGlobal(Name, std::move(Global));
  }
  addCallees(Unit.Facts.Callees, From, NumUnits);
  // Of two classes that are printed alike the first one counts.
  for (auto &Record : Unit.Facts.Records)
    Out.Facts.Records.try_emplace(Record.first(), std::move(Record.second));
  for (auto &Type : Unit.Facts.RecordOf)
    Out.Facts.RecordOf.try_emplace(Type.first(), std::move(Type.second));
  Out.Cached += Unit.Cached;
  append_range(Out.Facts.Warnings, std::move(Unit.Facts.Warnings));
  append_range(Out.Facts.Suppressions, std::move(Unit.Facts.Suppressions));
  for (const auto &[Stage, Time] : Unit.Seconds)
    Out.Seconds[Stage] += Time;
  Files.push_back(std::move(Unit.File));
  ++NumUnits;
}

std::vector<std::string> Linker::Impl::filesOf(ArrayRef<Body> Bodies) const {
  std::vector<std::string> Result;
  for (const Body &B : Bodies)
    Result.push_back(Files[B.Unit]);
  sort(Result);
  return Result;
}

/// Tells of all functions that have bodies that they do, whoever calls them.
void Linker::Impl::noteBodies() {
  for (auto &[Symbol, Known] : Bodies)
    if (auto It = Out.Graph.Globals.find(Symbol); It != Out.Graph.Globals.end())
      It->second.IsDefined = true;
}

/// Holds bodies to what declarations of other units promise of them, and tells
/// them of these.
void Linker::Impl::tellPromises() {
  for (const auto &Entry : Out.Facts.Callees) {
    const CalleeFact &Promised = Entry.second;
    if (!Promised.MustNotAllocate && Promised.MustStay.empty() &&
        Promised.AttributePlaces.empty())
      continue;
    SymbolId Name = Out.Graph.find(Entry.first());
    if (auto It = Bodies.find(Name.Value); Name.isValid() && It != Bodies.end())
      for (const Body &B : It->second)
        holdTo(Promised, Out.Graph.Functions[B.Function].Name);
  }
}

/// \returns whether \p Symbol is defined in a way that tells nothing of it.
bool Linker::Impl::isUnseen(uint32_t Symbol) const {
  const GlobalGraph *G = Out.Graph.global(SymbolId(Symbol));
  return G && G->IsUnseen;
}

/// Of a function that may have another body nothing is suggested.
void Linker::Impl::dropUncertainPlaces() {
  for (auto &[Symbol, Known] : Bodies) {
    if (Known.size() == 1 && !Known.front().IsReplaceable && !isUnseen(Symbol))
      continue;
    for (const Body &B : Known) {
      StringRef Key = Out.Graph.key(Out.Graph.Functions[B.Function].Name);
      if (auto It = Out.Facts.Functions.find(Key); It != Out.Facts.Functions.end())
        It->second.AttributePlaces.clear();
    }
  }
}

void Linker::Impl::holdTo(const CalleeFact &Promised, SymbolId Function) {
  auto It = Out.Facts.Functions.find(Out.Graph.key(Function));
  if (It == Out.Facts.Functions.end())
    return;
  It->second.MustNotAllocate |= Promised.MustNotAllocate;
  for (ParameterFact &P : It->second.Parameters)
    P.MustStay |= !P.IsThis && is_contained(Promised.MustStay, P.Number);
  addPlaces(Promised.AttributePlaces, It->second.AttributePlaces);
}

UnitData Linker::Impl::take() {
  noteBodies();
  tellPromises();
  dropUncertainPlaces();
  std::vector<FunctionGraph> Dispatchers;
  for (auto &[Symbol, Known] : Bodies) {
    // What another file may replace is unknown when no file does.
    if (all_of(Known, [](const Body &B) { return B.IsReplaceable; }))
      continue;
    bool IsUnseen = isUnseen(Symbol);
    if (Known.size() == 1 && !IsUnseen)
      continue;
    if (Known.size() == 1)
      makeOwn(Known.front());
    else
      Out.Variants[Out.Graph.name(SymbolId(Symbol)).str()] = filesOf(Known);
    std::vector<const FunctionGraph *> Variants;
    std::vector<SymbolId> Names;
    for (const Body &B : Known) {
      Variants.push_back(&Out.Graph.Functions[B.Function]);
      Names.push_back(Variants.back()->Name);
    }
    if (!IsUnseen && areCalledAlike(Variants))
      Dispatchers.push_back(dispatcher(SymbolId(Symbol), Names, Variants));
    else // a call of it is unknown, whatever a library's of that name does
      Out.Graph.Globals[Symbol].IsUserDeclared |=
          any_of(Variants, [](auto *V) { return !V->IsSystem; });
  }
  sort(Dispatchers, [](const FunctionGraph &A, const FunctionGraph &B) {
    return A.Name < B.Name;
  });
  append_range(Out.Graph.Functions, std::move(Dispatchers));
  Out.Units = NumUnits;
  return std::move(Out);
}

Linker::Linker() : TheImpl(std::make_unique<Impl>()) {}
Linker::~Linker() = default;

std::vector<Digest> Linker::digests(ModuleGraph &M) {
  Hasher H(M);
  std::vector<Digest> Digests;
  for (FunctionGraph &G : M.Functions)
    Digests.push_back(M.isLocal(G.Name) ? Digest() : H.digest(G));
  return Digests;
}

void Linker::add(UnitData Unit, ArrayRef<Digest> Bodies) {
  TheImpl->add(std::move(Unit), Bodies);
}
UnitData Linker::take() { return TheImpl->take(); }

} // namespace escape
