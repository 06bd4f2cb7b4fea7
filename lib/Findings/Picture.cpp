//===- Picture.cpp - a lifetime graph with names --------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Picture.h"
#include "Names.h"
#include "escape/Support/UserInput.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <map>
#include <tuple>

using namespace llvm;

namespace escape {
namespace {

/// More nodes than this are no picture: then what is made by one expression, at
/// whatever line, is one.
constexpr size_t MostNodes = 20;
/// So many of a kind are listed.
constexpr size_t MostListed = 3;
/// Longer names lose their template arguments.
constexpr size_t LongName = 40;

/// \returns \p Name without what says little in a picture.
std::string shortened(StringRef Name) {
  std::string Result;
  while (!Name.empty()) {
    if (Name.consume_front("(anonymous namespace)::") ||
        Name.consume_front("std::__cxx11::"))
      continue;
    if (Name.consume_front("(lambda at ")) {
      Result += "lambda";
      Name = Name.split(')').second;
      continue;
    }
    Result += Name.front();
    Name = Name.drop_front();
  }
  if (Result.size() <= LongName || StringRef(Result).contains("operator"))
    return Result;
  std::string Short;
  unsigned Depth = 0;
  for (char C : Result) {
    if (C == '>' && Depth && --Depth == 0)
      Short += "...";
    if (!Depth)
      Short += C;
    if (C == '<')
      ++Depth;
  }
  return Short;
}

/// What a node says, before it is put into lines.
struct Label {
  std::string Name;
  std::vector<unsigned> AtLines;
  std::vector<std::string> Details;
  unsigned Count = 1;    ///< how many objects of this name it stands for
  bool IsResult = false; ///< the result, or what may have been in it before

  /// \returns the name, and the lines at which it is made.
  std::string placed() const {
    std::string First = Name;
    for (auto [I, Line] : enumerate(ArrayRef(AtLines).take_front(MostListed)))
      First += (I ? ", " : AtLines.size() > 1 ? ", lines " : ", line ") +
               utostr(Line);
    if (AtLines.size() > MostListed)
      First += " and " + utostr(AtLines.size() - MostListed) + " more";
    return First;
  }

  std::vector<std::string> lines() const {
    std::vector<std::string> Result = {placed()};
    if (Count > 1)
      Result.push_back(counted(Count, "object"));
    append_range(Result, Details);
    erase_if(Result, [](const std::string &Line) { return Line.empty(); });
    return Result;
  }
};

class Painter {
public:
  Painter(const ModuleGraph &M, const LifetimeGraph &G, const SourceFacts &Facts,
          const Decisions &D)
      : M(M), G(G), Facts(Facts), D(D), Symbol(M.name(G.Fate.Name)) {
    auto Fact = Facts.Functions.find(M.key(G.Fate.Name));
    if (Fact != Facts.Functions.end())
      Function = &Fact->second;
    auto Graph = find_if(M.Functions, [&](const FunctionGraph &F) {
      return F.Name == G.Fate.Name;
    });
    if (Graph != M.Functions.end())
      ParamNames = Graph->ParamNames;
  }

  Picture draw() {
    Out.Function = Function ? Function->Name : Symbol.str();
    for (const LifetimeGraph::Object &O : G.Objects)
      add(O);
    unite();
    for (const LifetimeGraph::Hold &H : G.Holds)
      hold(H);
    for (const LifetimeGraph::Exit &E : G.Exits)
      exit(E);
    return std::move(Out);
  }

private:
  using Object = LifetimeGraph::Object;

  std::string nameOf(SymbolId S) const { return escape::nameOf(M, Facts, S); }
  std::string recordOf(StringRef Type) const {
    auto It = Facts.RecordOf.find(Type);
    return It == Facts.RecordOf.end() ? Type.str() : It->second;
  }

  std::string step(const FlowStep &S) const {
    std::string Text = flowWord(S.Step).str();
    if (S.Label.isValid())
      Text += " (" + nameOf(S.Label) + ")";
    return Text;
  }

  std::string placeInWords(Location L) const {
    SourcePlace At = placeOf(M, L);
    if (!At.Line)
      return "";
    bool IsElsewhere = Function && At.File != Function->Place.File;
    return (IsElsewhere ? sys::path::filename(At.File) + ":" + Twine(At.Line)
                        : "line " + Twine(At.Line))
        .str();
  }

  static std::string typeAndSize(StringRef Type, std::optional<int64_t> Size) {
    std::string Text = shortened(Type);
    if (Size)
      Text += (Text.empty() ? "" : ", ") + counted(*Size, "byte");
    return Text;
  }

  void add(const Object &O) {
    Picture::Node N;
    N.Box = O.TheRegion;
    N.IsDecided = O.Fate.has_value();
    Label L;
    std::string Record;
    switch (O.TheKind) {
    case Object::Kind::Local:
      local(G.Fate.Objects[*O.Fate], N, L, Record);
      break;
    case Object::Kind::Allocation:
      allocations(O, N, L, Record);
      break;
    case Object::Kind::Parameter:
      parameter(O, L, Record);
      break;
    case Object::Kind::Content:
      content(O, L, Record);
      break;
    case Object::Kind::Global:
      L.Name = shortened(nameOf(O.Symbol));
      L.Details = {"global"};
      break;
    }
    All.push_back(std::move(N));
    Labels.push_back(std::move(L));
    Records.push_back(std::move(Record));
  }

  void local(const ObjectFate &F, Picture::Node &N, Label &L,
             std::string &Record) const {
    constexpr StringLiteral Digits = "0123456789";
    const VariableFact *Its = nullptr;
    StringRef Name = F.Name;
    Name.consume_back(".addr");
    if (Function)
      for (const VariableFact &V : Function->Variables)
        if (V.IsBound ? Name.empty() && V.Statement == placeOf(M, F.Loc)
                      : V.Name == Name || (!Its && V.Name == Name.rtrim(Digits)))
          Its = &V;
    N.Escapes = F.TheRegion >= Region::Caller;
    if (!Its) {
      L.Name = Name.empty() ? "(temporary)" : Name.str();
      L.Details = {typeAndSize("", F.Size)};
      return;
    }
    Record = recordOf(Its->Type);
    auto Decided = find_if(D.Variables, [&](const VariableDecision &V) {
      return V.Mangled == Symbol && V.Place == Its->Place;
    });
    L.Name = Its->Name;
    L.Details = {typeAndSize(Its->Type, F.Size),
                 Decided == D.Variables.end()
                     ? ""
                     : verdictName(Decided->TheVerdict).str()};
  }

  /// One allocation, or those that are not told apart.
  void allocations(const Object &O, Picture::Node &N, Label &L,
                   std::string &Record) const {
    const ObjectFate &First = G.Fate.Objects[*O.Fate];
    N.Escapes = First.TheRegion >= Region::Caller;
    L = allocation(First, Record);
    if (O.MergedFates.empty())
      return;
    Record.clear();
    std::string Verdict = L.Details.back();
    std::vector<std::string> Places = {L.placed()};
    for (uint32_t Fate : O.MergedFates) {
      std::string Ignored;
      std::string Place = allocation(G.Fate.Objects[Fate], Ignored).placed();
      if (Place != Places.back()) // they are in the order of their lines
        Places.push_back(std::move(Place));
    }
    L = {};
    L.Name = counted(O.MergedFates.size() + 1, "object") + ", not told apart:";
    append_range(L.Details, ArrayRef(Places).take_front(MostListed));
    if (Places.size() > MostListed)
      L.Details.push_back("and at " +
                          counted(Places.size() - MostListed, "more place"));
    L.Details.push_back(Verdict);
  }

  Label allocation(const ObjectFate &F, std::string &Record) const {
    std::string Text, Type;
    SourcePlace At = placeOf(M, F.Loc);
    if (const CalleeFact *C = Facts.callee(M.key(F.Callee))) {
      Text = C->Text;
      Type = C->Type;
    } else {
      Text = nameOf(F.Callee) + "(...)";
    }
    if (Function && !F.IsCall)
      for (const NewFact &New : Function->News)
        if (New.Place == At) {
          Type = New.Type;
          Text = "new " + Type + (New.IsArray ? "[]" : "");
        }
    Record = recordOf(Type);
    bool IsTold = Type == "void" || StringRef(Text).contains(Type);
    bool Escapes = F.TheRegion >= Region::Caller;
    auto Decided = find_if(D.Allocations, [&](const AllocationDecision &A) {
      return A.Mangled == Symbol && A.Place == At && A.Text == Text &&
             (A.TheVerdict >= Verdict::Caller) == Escapes;
    });
    Label L;
    L.Name = shortened(Text);
    L.AtLines = {At.Line};
    L.Details = {typeAndSize(IsTold ? "" : Type, F.Size),
                 Decided == D.Allocations.end()
                     ? ""
                     : verdictName(Decided->TheVerdict).str()};
    return L;
  }

  void parameter(const Object &O, Label &L, std::string &Record) const {
    StringRef Name = O.Parameter < ParamNames.size()
                         ? StringRef(ParamNames[O.Parameter])
                         : StringRef();
    if (Name == "agg.result") {
      L.Name = "result";
      L.IsResult = true;
      return;
    }
    // One that is passed in pieces is name.coerce0 and so on.
    StringRef Base = Name.split('.').first;
    L.Name = "*" + (Name.empty() ? "argument " + utostr(O.Parameter) : Base.str());
    if (!Function)
      return;
    for (const ParameterFact &P : Function->Parameters)
      if (P.Name == Base) {
        if (P.ByValue && !Name.contains('.'))
          L.Name = P.Name;
        Record = recordOf(P.Type);
        L.Details = {"parameter " + shortened(P.Type)};
      }
  }

  void content(const Object &O, Label &L, std::string &Record) const {
    const Label &Of = Labels[O.Holder];
    StringRef Holder = Of.Name;
    Record = fieldAt(Records[O.Holder], O.Offset).second;
    std::string Field = field(Records[O.Holder], O.Offset);
    bool IsBehind = Holder.consume_front("*");
    L.IsResult = Of.IsResult;
    L.Name = "*" + Holder.str() +
             (Field.empty() ? "" : (IsBehind ? "->" : ".") + Field);
    if (Field.empty() && IsBehind)
      L.Name.insert(0, "*");
    L.Details = {Record};
  }

  /// Makes the nodes of the picture: objects that look the same are one. What may
  /// have been in the result before has none.
  void unite() {
    if (!unite(/*WithLines=*/true, /*Most=*/MostNodes))
      unite(/*WithLines=*/false, /*Most=*/~size_t(0));
  }

  /// \param WithLines whether objects made at different lines are two
  /// \returns whether there are no more than \p Most.
  bool unite(bool WithLines, size_t Most) {
    using Key = std::tuple<std::string, std::vector<unsigned>,
                           std::vector<std::string>, Region, bool, bool>;
    std::map<Key, unsigned> Known;
    std::vector<Label> Texts;
    Out.Nodes.clear();
    NodeOf.assign(All.size(), std::nullopt);
    for (auto [N, L, Into, O] : zip(All, Labels, NodeOf, G.Objects)) {
      if (L.IsResult && O.TheKind == Object::Kind::Content)
        continue;
      auto [It, New] = Known.try_emplace(
          {L.Name, WithLines ? L.AtLines : std::vector<unsigned>(), L.Details,
           N.Box, N.IsDecided, N.Escapes},
          Out.Nodes.size());
      Into = It->second;
      if (New) {
        Out.Nodes.push_back(N);
        Texts.push_back(L);
        continue;
      }
      Label &First = Texts[It->second];
      First.Count += N.IsDecided; // a parameter may be passed in pieces
      for (unsigned Line : L.AtLines)
        if (!is_contained(First.AtLines, Line))
          First.AtLines.push_back(Line);
    }
    for (auto [N, L] : zip(Out.Nodes, Texts))
      N.Lines = L.lines();
    return Out.Nodes.size() <= Most;
  }

  /// \returns the name of a member, and the class that it points to.
  std::pair<std::string, std::string> fieldAt(StringRef Record,
                                              int32_t Offset) const {
    auto Known = Facts.Records.find(Record);
    if (Known != Facts.Records.end())
      for (const FieldFact &F : Known->second)
        if (F.Offset <= Offset && Offset < F.Offset + F.Size)
          return {F.Name, F.Pointee};
    return {};
  }

  std::string field(StringRef Record, int32_t Offset) const {
    if (!isExact(Offset))
      return "...";
    std::string Name = fieldAt(Record, Offset).first;
    if (!Name.empty() || Offset == 0) // which is all, as for a pointer
      return Name;
    return "+" + itostr(Offset);
  }

  void hold(const LifetimeGraph::Hold &H) {
    auto From = NodeOf[H.Holder], To = NodeOf[H.Held];
    if (!From || !To)
      return;
    std::string Field = field(Records[H.Holder], H.Offset);
    auto It = find_if(Out.Holds, [&](const Picture::Hold &Known) {
      return Known.From == *From && Known.To == *To;
    });
    if (It == Out.Holds.end())
      Out.Holds.push_back({*From, *To, {Field}});
    else if (!is_contained(It->Fields, Field))
      It->Fields.push_back(Field);
  }

  /// Of several ways by which the objects of a node leave one place is told.
  void exit(const LifetimeGraph::Exit &E) {
    auto From = NodeOf[E.Object];
    Picture::Exit Exit = {From.value_or(0), E.ToCaller, step(E.Step),
                          placeInWords(E.Step.Loc)};
    if (From && none_of(Out.Exits, [&](const Picture::Exit &Known) {
          return Known.From == Exit.From && Known.ToCaller == Exit.ToCaller &&
                 Known.Step == Exit.Step;
        }))
      Out.Exits.push_back(std::move(Exit));
  }

  const ModuleGraph &M;
  const LifetimeGraph &G;
  const SourceFacts &Facts;
  const Decisions &D;
  StringRef Symbol;
  const FunctionFact *Function = nullptr;
  ArrayRef<std::string> ParamNames;
  // By object: its node alone, what that says, its class, and the node that it
  // has in the picture.
  std::vector<Picture::Node> All;
  std::vector<Label> Labels;
  std::vector<std::string> Records;
  std::vector<std::optional<unsigned>> NodeOf;
  Picture Out;
};

} // namespace

Picture draw(const ModuleGraph &M, const LifetimeGraph &G,
             const SourceFacts &Facts, const Decisions &D) {
  return Painter(M, G, Facts, D).draw();
}

SymbolId findFunction(const ModuleGraph &M, const SourceFacts &Facts,
                      PictureRequest &Request) {
  StringRef Given = Request.Function;
  Given.consume_back("()");
  // The variants of a constructor stand at one place: the last has the body.
  std::map<std::pair<std::string, SourcePlace>, std::pair<StringRef, SymbolId>>
      Found;
  for (const FunctionGraph &G : M.Functions) {
    auto It = Facts.Functions.find(M.key(G.Name));
    if (G.IsSystem || It == Facts.Functions.end())
      continue;
    const FunctionFact &F = It->second;
    StringRef Rest = F.Name, Symbol = M.name(G.Name);
    Request.Known.push_back(F.Name);
    bool IsMeant = Symbol == Given ||
                   (Rest.consume_back(Given) &&
                    (Rest.empty() || Rest.ends_with("::")));
    if (!IsMeant)
      continue;
    auto &Last = Found[{F.Name, F.Place}];
    if (Symbol >= Last.first)
      Last = {Symbol, G.Name};
  }
  for (const auto &[Key, Last] : Found)
    Request.Matches.push_back(Last.first.str());
  return Found.size() == 1 ? Found.begin()->second.second : SymbolId();
}

} // namespace escape
