//===- Picture.cpp - a lifetime graph with names --------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Picture.h"
#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace escape {
namespace {

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
    for (const LifetimeGraph::Hold &H : G.Holds)
      hold(H);
    for (const LifetimeGraph::Exit &E : G.Exits)
      Out.Exits.push_back(
          {E.Object, E.ToCaller, step(E.Step), placeInWords(E.Step.Loc)});
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
    std::string Text = Type.str();
    if (Size)
      Text += (Text.empty() ? "" : ", ") + itostr(*Size) + " bytes";
    return Text;
  }

  void add(const Object &O) {
    Picture::Node N;
    N.Box = O.TheRegion;
    N.IsDecided = O.Fate.has_value();
    std::string Record;
    switch (O.TheKind) {
    case Object::Kind::Local:
      local(G.Fate.Objects[*O.Fate], N, Record);
      break;
    case Object::Kind::Allocation:
      allocation(G.Fate.Objects[*O.Fate], N, Record);
      break;
    case Object::Kind::Parameter:
      parameter(O, N, Record);
      break;
    case Object::Kind::Content:
      content(O, N, Record);
      break;
    case Object::Kind::Global:
      N.Lines = {nameOf(O.Symbol), "global"};
      break;
    }
    erase_if(N.Lines, [](const std::string &Line) { return Line.empty(); });
    Out.Nodes.push_back(std::move(N));
    Records.push_back(std::move(Record));
  }

  void local(const ObjectFate &F, Picture::Node &N, std::string &Record) const {
    const VariableFact *Its = nullptr;
    StringRef Name = F.Name;
    Name.consume_back(".addr");
    if (Function)
      for (const VariableFact &V : Function->Variables)
        if (V.Name == Name || (!Its && V.Name == Name.rtrim("0123456789")))
          Its = &V;
    N.Escapes = F.TheRegion >= Region::Caller;
    if (!Its) {
      N.Lines = {Name.str(), typeAndSize("", F.Size)};
      return;
    }
    Record = recordOf(Its->Type);
    auto Decided = find_if(D.Variables, [&](const VariableDecision &V) {
      return V.Mangled == Symbol && V.Place == Its->Place;
    });
    N.Lines = {Its->Name, typeAndSize(Its->Type, F.Size),
               Decided == D.Variables.end()
                   ? ""
                   : verdictName(Decided->TheVerdict).str()};
  }

  void allocation(const ObjectFate &F, Picture::Node &N,
                  std::string &Record) const {
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
    N.Escapes = F.TheRegion >= Region::Caller;
    auto Decided = find_if(D.Allocations, [&](const AllocationDecision &A) {
      return A.Mangled == Symbol && A.Place == At && A.Text == Text &&
             (A.TheVerdict >= Verdict::Caller) == N.Escapes;
    });
    N.Lines = {Text + ", line " + utostr(At.Line),
               typeAndSize(IsTold ? "" : Type, F.Size),
               Decided == D.Allocations.end()
                   ? ""
                   : verdictName(Decided->TheVerdict).str()};
  }

  void parameter(const Object &O, Picture::Node &N, std::string &Record) const {
    StringRef Name = O.Parameter < ParamNames.size()
                         ? StringRef(ParamNames[O.Parameter])
                         : StringRef();
    if (Name == "agg.result") {
      N.Lines = {"result"};
      return;
    }
    // One that is passed in pieces is name.coerce0 and so on.
    StringRef Base = Name.split('.').first;
    N.Lines = {"*" + (Name.empty() ? "argument " + utostr(O.Parameter)
                                   : Base.str())};
    if (!Function)
      return;
    for (const ParameterFact &P : Function->Parameters)
      if (P.Name == Base) {
        if (P.ByValue && !Name.contains('.'))
          N.Lines[0] = P.Name;
        Record = recordOf(P.Type);
        N.Lines.push_back("parameter " + P.Type);
      }
  }

  void content(const Object &O, Picture::Node &N, std::string &Record) const {
    StringRef Holder = Out.Nodes[O.Holder].Lines.front();
    Record = fieldAt(Records[O.Holder], O.Offset).second;
    std::string Field = field(Records[O.Holder], O.Offset);
    bool IsBehind = Holder.consume_front("*");
    N.Lines = {"*" + Holder.str() +
                   (Field.empty() ? "" : (IsBehind ? "->" : ".") + Field),
               Record};
    if (Field.empty() && IsBehind)
      N.Lines.front().insert(0, "*");
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
    std::string Field = field(Records[H.Holder], H.Offset);
    auto It = find_if(Out.Holds, [&](const Picture::Hold &Known) {
      return Known.From == H.Holder && Known.To == H.Held;
    });
    if (It == Out.Holds.end())
      Out.Holds.push_back({H.Holder, H.Held, {Field}});
    else if (!is_contained(It->Fields, Field))
      It->Fields.push_back(Field);
  }

  const ModuleGraph &M;
  const LifetimeGraph &G;
  const SourceFacts &Facts;
  const Decisions &D;
  StringRef Symbol;
  const FunctionFact *Function = nullptr;
  ArrayRef<std::string> ParamNames;
  std::vector<std::string> Records; ///< by node: the class of the object
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
