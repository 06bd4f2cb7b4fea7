//===- GraphFile.cpp - the file form of a unit ----------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Program/GraphFile.h"
#include "Fields.h"

using namespace llvm;

namespace escape {

/// The version is counted up with every change of Fields.h, and of what a field
/// means.
const FileFormat GraphFileFormat = {"escgraph", 16, "graph file"};

namespace {

/// Looks whether a graph refers to nothing but what it has.
class Verifier {
public:
  explicit Verifier(const ModuleGraph &M) : M(M) {}

  /// Tells whether the solver may be given \p G, of which ids that are invalid
  /// are allowed where a field may be empty.
  bool verify(FunctionGraph &Function) {
    G = &Function;
    Holds = G->NumParams < G->NumNodes && G->NumNodes - G->NumParams >= 2 &&
            G->NumNodes <= mostNodes() && G->ParamNames.size() <= G->NumParams &&
            G->SwitchValues.size() < 64 && G->Name.isValid();
    symbol(G->Name);
    fields(*this, Function);
    parameter(G->ResultParameter);
    parameter(G->SwitchParam);
    cycles();
    for (const Object &O : G->Objects)
      integer(O.Size);
    for (const Constraint &C : G->Constraints)
      constraint(C);
    for (const CallSite &C : G->Calls)
      call(C);
    for (const LeftAddress &L : G->LeftAddresses) {
      require(L.Obj.isValid());
      parameter(L.Parameter);
    }
    for (const LeakPath &L : G->LeakPaths)
      leak(L);
    for (NodeId Part : G->ResultParts)
      require(Part.isValid());
    for (const auto &[Pointer, Loc] : G->FromIntegers)
      require(Pointer.isValid());
    for (const auto &[Phi, Cycle] : G->HeaderPhis)
      require(Phi.isValid() && Cycle.isValid());
    return Holds;
  }

  // Fields by themselves.
  template <typename T> void number(T &) {}
  template <typename T> void enumeration(T &, T) {}
  void id(NodeId &I) { below(I, G->NumNodes); }
  void id(ObjectId &I) { below(I, G->Objects.size()); }
  void id(CycleId &I) { below(I, G->CycleParents.size()); }
  void symbol(SymbolId &S) { below(S, M.Symbols.size()); }
  void file(FileId &F) { below(F, M.Files.size()); }
  void text(std::string &) {}
  template <typename T, typename F> void list(std::vector<T> &Items, F Each) {
    for_each(Items, Each);
  }

private:
  void require(bool Condition) { Holds &= Condition; }
  template <typename Tag> void below(Id<Tag> I, size_t End) {
    require(!I.isValid() || I.Value < End);
  }
  void parameter(int32_t P) {
    require(P >= -1 && P < int64_t(G->NumParams));
  }
  void integer(const IntExpr &E) { parameter(E.Parameter); }

  /// A node is made for who mentions it: nobody has many more of them than
  /// mentions.
  size_t mostNodes() const {
    size_t Mentions = G->ParamNames.size() + G->Constraints.size() +
                      G->FromIntegers.size() + G->HeaderPhis.size();
    for (const CallSite &C : G->Calls)
      Mentions += 1 + C.Args.size() + C.ResultParts.size();
    return 1000 + 16 * Mentions;
  }

  /// No cycle is its own parent, through however many others.
  void cycles() {
    for (CycleId C : G->CycleParents)
      for (size_t Steps = 0; Holds && C.isValid(); ++Steps) {
        require(Steps < G->CycleParents.size());
        C = G->CycleParents[C.Value];
      }
  }

  void constraint(const Constraint &C) {
    require(isOffset(C.Offset));
    bool Reads = C.TheKind != Constraint::Kind::AddressOf;
    bool Writes = C.TheKind != Constraint::Kind::Escape &&
                  C.TheKind != Constraint::Kind::Free;
    require(!Reads || C.Src.isValid());
    require(!Writes || C.Dst.isValid());
    require(Reads || C.Obj.isValid());
  }

  void call(const CallSite &C) {
    require(C.Callee.isValid() || C.Pointer.isValid());
    require(C.Result.isValid());
    for (NodeId Part : C.ResultParts)
      require(Part.isValid());
    for (const Argument &A : C.Args) {
      require(A.Value.isValid());
      integer(A.Int);
      for (uint32_t Holder : A.HeldBy)
        require(Holder == Argument::Result || Holder < C.Args.size());
    }
  }

  void leak(const LeakPath &L) {
    require(L.Call || L.Obj.isValid());
    require(!L.Call || *L.Call < G->Calls.size());
    for (uint32_t Call : L.Through)
      require(Call < G->Calls.size());
  }

  const ModuleGraph &M;
  FunctionGraph *G = nullptr;
  bool Holds = true;
};

template <typename Map> auto sortedKeys(const Map &Items) {
  std::vector<StringRef> Keys;
  for (const auto &Entry : Items)
    Keys.push_back(Entry.first());
  sort(Keys);
  return Keys;
}

template <typename T> void writeMap(Encoder &E, StringMap<T> &Items) {
  auto Keys = sortedKeys(Items);
  E.list(Keys, [&](StringRef Key) {
    E.text(Key);
    fields(E, Items.find(Key)->second);
  });
}

template <typename T> void readMap(Decoder &D, StringMap<T> &Items) {
  std::vector<std::string> Keys;
  D.list(Keys, [&](std::string &Key) {
    D.text(Key);
    T Value;
    fields(D, Value);
    D.check(Items.try_emplace(Key, std::move(Value)).second);
  });
}

void writeGraph(Encoder &E, ModuleGraph &M) {
  numbers(E, M.PointerSize, M.UnknownInstructions, M.HasAssembledCode);
  E.list(M.Symbols, [&](const std::string &Key) { E.text(Key); });
  E.list(M.Files, [&](const std::string &Path) { E.text(Path); });
  E.list(M.Functions, [&](FunctionGraph &G) {
    E.symbol(G.Name);
    fields(E, G);
  });
  std::vector<uint32_t> Symbols(make_first_range(M.Globals).begin(),
                                make_first_range(M.Globals).end());
  sort(Symbols);
  E.list(Symbols, [&](uint32_t S) {
    E.number(S);
    fields(E, M.Globals[S]);
  });
}

void readGraph(Decoder &D, ModuleGraph &M) {
  numbers(D, M.PointerSize, M.UnknownInstructions, M.HasAssembledCode);
  D.check(M.PointerSize == 4 || M.PointerSize == 8);
  std::vector<std::string> Texts;
  D.list(Texts, [&](std::string &Key) {
    D.text(Key);
    size_t Number = M.Symbols.size();
    D.check(M.symbolWithKey(Key).Value == Number);
  });
  D.list(Texts, [&](std::string &Path) {
    D.text(Path);
    size_t Number = M.Files.size();
    D.check(M.file(Path).Value == Number);
  });
  Verifier V(M);
  D.list(M.Functions, [&](FunctionGraph &G) {
    D.symbol(G.Name);
    fields(D, G);
    D.check(!D.isBroken() && V.verify(G));
  });
  std::vector<uint32_t> Symbols;
  D.list(Symbols, [&](uint32_t &S) {
    D.number(S);
    D.check(S < M.Symbols.size());
    if (D.isBroken())
      return;
    fields(D, M.Globals[S]);
    for (const InitialPointer &P : M.Globals[S].Pointers)
      D.check(P.Target.isValid() && P.Target.Value < M.Symbols.size() &&
              isOffset(P.Offset) && isOffset(P.TargetOffset));
    for (const auto &[Offset, Class] : M.Globals[S].Classes)
      D.check(Class.isValid() && Class.Value < M.Symbols.size());
  });
}

} // namespace

SmallVector<char, 0> writeGraphFile(const UnitData &Unit) {
  auto &Data = const_cast<UnitData &>(Unit); // one list of fields reads and writes
  Encoder E;
  writeGraph(E, Data.Graph);
  writeMap(E, Data.Facts.Functions);
  writeMap(E, Data.Facts.Callees);
  writeMap(E, Data.Facts.Records);
  writeMap(E, Data.Facts.RecordOf);
  E.list(Data.Facts.Warnings, [&](WarningFact &W) { fields(E, W); });
  E.list(Data.Facts.Suppressions, [&](SuppressionFact &S) { fields(E, S); });
  return E.finish(GraphFileFormat);
}

Expected<UnitData> readGraphFile(StringRef Bytes) {
  Expected<Decoder> D = Decoder::open(Bytes, GraphFileFormat);
  if (!D)
    return D.takeError();
  UnitData Unit;
  readGraph(*D, Unit.Graph);
  readMap(*D, Unit.Facts.Functions);
  readMap(*D, Unit.Facts.Callees);
  readMap(*D, Unit.Facts.Records);
  readMap(*D, Unit.Facts.RecordOf);
  D->list(Unit.Facts.Warnings, [&](WarningFact &W) { fields(*D, W); });
  D->list(Unit.Facts.Suppressions, [&](SuppressionFact &S) { fields(*D, S); });
  if (Error E = D->finish())
    return E;
  return Unit;
}

} // namespace escape
