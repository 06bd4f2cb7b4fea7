//===- Contracts.cpp - functions without a body ---------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Solve/Contracts.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

using namespace llvm;
using nlohmann::json;

namespace escape {

namespace {

/// One thing that a function does with one argument.
struct Effect {
  enum class Kind {
    Retained,
    ContentRetained,
    Freed,
    Returned,
    ContentReturned,
    CopiedTo,
    ContentCopiedTo,
    Called,
    ReceivesFresh,
    ReceivesUnknown
  };
  Kind TheKind;
  Flow Why = Flow::UnknownCall;
  unsigned Other = 0;             ///< CopiedTo, ContentCopiedTo
  std::vector<int> CallArguments; ///< Called: -1 is no pointer of ours
};

enum class ResultEffect { Fresh, Unknown, Exception };

/// Where a pointer is found: an argument, or the memory that the call makes,
/// and the cells to read on the way from there.
struct AccessPath {
  enum class Base { Argument, Fresh, Unknown, Symbol };
  Base From = Base::Unknown;
  unsigned Index = 0;
  std::string Symbol;
  std::vector<int32_t> Cells;
  int32_t Shift = 0; ///< of a value: how far past the pointer
};

/// What a call does: the last cell of \c To may hold \c Value afterwards, or
/// the value is freed, called, or run by another thread, or virtual functions of the
/// object that it leads to are called.
struct Assignment {
  enum class Kind { Store, Result, Free, Run, RunShared, Call, CallVirtual };
  Kind TheKind = Kind::Store;
  AccessPath To;
  AccessPath Value; ///< of a call: what is called
  std::vector<AccessPath> Args = {};
};

/// How many arguments a function pointer is called with when nobody says.
constexpr unsigned UnknownCallArguments = 6;
/// How many a virtual function of the library's classes gets, with the object.
constexpr unsigned VirtualCallArguments = 4;

} // namespace

struct Contract {
  std::vector<std::vector<Effect>> Args;
  std::vector<Effect> OtherArgs; ///< of every argument that is not in Args
  std::vector<ResultEffect> Result;
  std::vector<Assignment> Memory;
  IntExpr Size;
  /// The contract is for calls with one of these constants as that argument.
  std::optional<unsigned> WhenArg;
  std::vector<int64_t> WhenIs;
  bool ReplacesBody = false;

  bool isFor(ArrayRef<IntExpr> Args) const {
    if (!WhenArg)
      return true;
    if (*WhenArg >= Args.size() || Args[*WhenArg].Computed)
      return false;
    std::optional<int64_t> Value = Args[*WhenArg].value();
    return Value && is_contained(WhenIs, *Value);
  }
};

namespace {

Error invalid(const Twine &Message) {
  return createStringError(inconvertibleErrorCode(), Message);
}

Expected<Flow> parseReason(StringRef Name) {
  if (Name.empty() || Name == "unknown-call")
    return Flow::UnknownCall;
  for (Flow F : {Flow::Global, Flow::Thread, Flow::Channel, Flow::Exception})
    if (Name == reasonCode(F))
      return F;
  return invalid("unknown reason '" + Name + "'");
}

Expected<Effect> parseEffect(StringRef Text) {
  using Kind = Effect::Kind;
  auto [Name, Rest] = Text.split(':');
  Effect E{Kind::Retained, Flow::UnknownCall, 0, {}};
  if (Name == "retained" || Name == "content-retained") {
    Expected<Flow> Why = parseReason(Rest);
    if (!Why)
      return Why.takeError();
    E.TheKind = Name == "retained" ? Kind::Retained : Kind::ContentRetained;
    E.Why = *Why;
    return E;
  }
  if (Name == "thread" && Rest.empty()) {
    E.Why = Flow::Thread;
    return E;
  }
  if (Name == "copied-to" || Name == "content-copied-to") {
    E.TheKind = Name == "copied-to" ? Kind::CopiedTo : Kind::ContentCopiedTo;
    if (Rest.getAsInteger(10, E.Other))
      return invalid("'" + Text + "' needs the number of an argument");
    return E;
  }
  if (Name == "called-with" || Name == "called-in-thread") {
    E.TheKind = Kind::Called;
    if (Name == "called-in-thread")
      E.Why = Flow::Thread;
    SmallVector<StringRef> Parts;
    Rest.split(Parts, ',');
    for (StringRef Part : Parts) {
      int Index = -1;
      Part.consume_front("c");
      if (Part != "_" && (Part.getAsInteger(10, Index) || Index < 0))
        return invalid("'" + Text + "' needs numbers of arguments");
      E.CallArguments.push_back(Index);
    }
    return E;
  }
  if (Rest.empty()) {
    if (Name == "called") {
      E.TheKind = Kind::Called;
      E.CallArguments.assign(UnknownCallArguments, -1);
      return E;
    }
    for (auto [Word, K] :
         {std::pair("freed", Kind::Freed), {"returned", Kind::Returned},
          {"content-returned", Kind::ContentReturned},
          {"receives-fresh", Kind::ReceivesFresh},
          {"receives-unknown", Kind::ReceivesUnknown}})
      if (Name == Word) {
        E.TheKind = K;
        return E;
      }
  }
  return invalid("unknown effect '" + Text + "'");
}

Expected<std::vector<Effect>> parseEffects(const json &J) {
  if (!J.is_array())
    return invalid("the effects of an argument must be a list of strings");
  std::vector<Effect> Result;
  for (const json &Item : J) {
    if (!Item.is_string())
      return invalid("the effects of an argument must be a list of strings");
    Expected<Effect> E = parseEffect(Item.get<std::string>());
    if (!E)
      return E.takeError();
    Result.push_back(std::move(*E));
  }
  return Result;
}

Error parseArguments(const json &J, Contract &C) {
  if (!J.is_object())
    return invalid("'args' must be an object");
  for (const auto &[Key, Value] : J.items()) {
    Expected<std::vector<Effect>> Effects = parseEffects(Value);
    if (!Effects)
      return Effects.takeError();
    unsigned Index;
    if (Key == "*" || Key == "...") {
      C.OtherArgs = std::move(*Effects);
    } else if (!StringRef(Key).getAsInteger(10, Index) && Index < 64) {
      if (C.Args.size() <= Index)
        C.Args.resize(Index + 1);
      C.Args[Index] = std::move(*Effects);
    } else {
      return invalid("'" + Key + "' is not the number of an argument");
    }
  }
  return Error::success();
}

Error parseResult(const json &J, Contract &C) {
  if (!J.is_array())
    return invalid("'result' must be a list of strings");
  for (const json &Item : J) {
    std::string Word = Item.is_string() ? Item.get<std::string>() : "";
    if (Word == "fresh")
      C.Result.push_back(ResultEffect::Fresh);
    else if (Word == "unknown")
      C.Result.push_back(ResultEffect::Unknown);
    else if (Word == "exception")
      C.Result.push_back(ResultEffect::Exception);
    else if (Word != "none")
      return invalid("unknown result '" + Word + "'");
  }
  return Error::success();
}

Error parseSize(const json &J, Contract &C) {
  if (J.is_null())
    return Error::success();
  if (J.is_object() && J.size() == 1) {
    if (J.contains("const") && J["const"].is_number_integer()) {
      C.Size = IntExpr::constant(J["const"].get<int64_t>());
      return Error::success();
    }
    if (J.contains("arg") && J["arg"].is_number_unsigned()) {
      C.Size = IntExpr::parameter(J["arg"].get<int>());
      return Error::success();
    }
    if (J.contains("args") && J["args"].is_array())
      return Error::success(); // a product is no constant that is followed
  }
  return invalid("'size' must be {\"const\": n}, {\"arg\": k} or "
                 "{\"args\": [j, k]}");
}

Error parseOffset(StringRef Text, int32_t &Offset) {
  bool IsBuffer = Text.consume_front("[") && Text.consume_back("]");
  if (Text == "*")
    Offset = AnyOffset;
  else if (Text.getAsInteger(10, Offset) || Offset < 0 || !isExact(Offset))
    return invalid("'" + Text + "' is not a number of bytes");
  if (IsBuffer)
    Offset = bufferAt(Offset);
  return Error::success();
}

/// fresh | unknown | @symbol | 0 | 0[8] | 0[8][16] | 0[*], and "+16" or "+[16]"
/// behind it.
Expected<AccessPath> parsePath(StringRef Text) {
  AccessPath P;
  auto [Path, Shift] = Text.split('+');
  if (!Shift.empty())
    if (Error E = parseOffset(Shift, P.Shift))
      return E;
  StringRef Base = Path.take_until([](char C) { return C == '['; });
  Path = Path.drop_front(Base.size());
  if (Base.empty())
    return invalid("'" + Text + "' does not start with an argument");
  if (Base == "fresh")
    P.From = AccessPath::Base::Fresh;
  else if (Base == "unknown")
    P.From = AccessPath::Base::Unknown;
  else if (Base.consume_front("@")) {
    P.From = AccessPath::Base::Symbol;
    P.Symbol = Base.str();
  } else if (!Base.getAsInteger(10, P.Index) && P.Index < 64)
    P.From = AccessPath::Base::Argument;
  else
    return invalid("'" + Text + "' does not start with an argument");
  while (Path.consume_front("[")) {
    if (!Path.contains(']'))
      return invalid("'" + Text + "' has a bracket that is not closed");
    auto [Cell, Rest] = Path.split(']');
    int32_t Offset;
    if (Error E = parseOffset(Cell, Offset))
      return E;
    P.Cells.push_back(Offset);
    Path = Rest;
  }
  if (!Path.empty())
    return invalid("'" + Text + "' is not a path");
  return P;
}

/// 1[0][0][16](1[0], 2): what the path leads to is called with the values.
Expected<Assignment> parseCall(StringRef Text) {
  Assignment A;
  A.TheKind = Assignment::Kind::Call;
  auto [Callee, Rest] = Text.split('(');
  if (!Rest.consume_back(")"))
    return invalid("'" + Text + "' is not a call");
  SmallVector<StringRef> Parts;
  Rest.split(Parts, ',', -1, /*KeepEmpty=*/false);
  Parts.insert(Parts.begin(), Callee);
  for (StringRef Part : Parts) {
    Expected<AccessPath> P = parsePath(Part.trim());
    if (!P)
      return P.takeError();
    A.Args.push_back(std::move(*P));
  }
  A.Value = A.Args.front();
  A.Args.erase(A.Args.begin());
  return A;
}

Expected<Assignment> parseAssignment(StringRef Text) {
  Assignment A;
  if (Text.consume_front("call "))
    return parseCall(Text);
  for (auto [Word, K] : {std::pair("free ", Assignment::Kind::Free),
                         {"run ", Assignment::Kind::Run},
                         {"run-shared ", Assignment::Kind::RunShared},
                         {"call-virtual ", Assignment::Kind::CallVirtual}}) {
    if (!Text.consume_front(Word))
      continue;
    A.TheKind = K;
    Expected<AccessPath> P = parsePath(Text.trim());
    if (!P)
      return P.takeError();
    A.Value = std::move(*P);
    return A;
  }
  auto [Left, Right] = Text.split('=');
  Expected<AccessPath> Value = parsePath(Right.trim());
  if (!Value)
    return Value.takeError();
  A.Value = std::move(*Value);
  if (Left.trim() == "result") {
    A.TheKind = Assignment::Kind::Result;
    return A;
  }
  Expected<AccessPath> To = parsePath(Left.trim());
  if (!To)
    return To.takeError();
  if (To->Cells.empty() || To->Shift)
    return invalid("'" + Left.trim() + "' is not a cell");
  A.To = std::move(*To);
  return A;
}

Error parseMemory(const json &J, Contract &C) {
  if (!J.is_array())
    return invalid("'memory' must be a list of strings");
  for (const json &Item : J) {
    Expected<Assignment> A =
        parseAssignment(Item.is_string() ? Item.get<std::string>() : "");
    if (!A)
      return A.takeError();
    C.Memory.push_back(std::move(*A));
  }
  return Error::success();
}

Error parseWhen(const json &J, Contract &C) {
  if (!J.is_object() || J.size() != 2 || !J.contains("arg") ||
      !J.contains("is") || !J["arg"].is_number_unsigned() ||
      !J["is"].is_array() || J["is"].empty() ||
      !all_of(J["is"], [](const json &I) { return I.is_number_integer(); }))
    return invalid("'when' must be {\"arg\": N, \"is\": [numbers]}");
  C.WhenArg = J["arg"].get<unsigned>();
  C.WhenIs = J["is"].get<std::vector<int64_t>>();
  return Error::success();
}

Expected<Contract> parseContract(const json &J) {
  Contract C;
  for (const auto &[Key, Value] : J.items()) {
    Error E = Error::success();
    if (Key == "args")
      E = parseArguments(Value, C);
    else if (Key == "result")
      E = parseResult(Value, C);
    else if (Key == "size")
      E = parseSize(Value, C);
    else if (Key == "memory")
      E = parseMemory(Value, C);
    else if (Key == "when")
      E = parseWhen(Value, C);
    else if (Key == "replaces-body" && Value.is_boolean())
      C.ReplacesBody = Value.get<bool>();
    else if (Key != "names" && Key != "comment")
      E = invalid("unknown key '" + Key + "'");
    if (E)
      return E;
  }
  if (C.ReplacesBody && C.WhenArg)
    return invalid("'replaces-body' is for all calls, without 'when'");
  return C;
}

/// Builds the summary of one call.
class Builder {
public:
  Builder(const Contract &C, unsigned NumArgs, SymbolId Name,
          const ModuleGraph &M)
      : C(C), Name(Name), M(M) {
    Out.NumParams = NumArgs;
    Out.IsSystem = true;
    Out.Objects.emplace_back(); // Unknown
    Parameters.assign(NumArgs, ~0u);
  }

  Summary build() {
    for (unsigned I = 0; I < Out.NumParams; ++I)
      for (const Effect &E : I < C.Args.size() ? C.Args[I] : C.OtherArgs)
        effect(I, E);
    for (ResultEffect R : C.Result)
      Out.Returns.push_back(result(R));
    for (const Assignment &A : C.Memory)
      assign(A);
    return std::move(Out);
  }

private:
  uint32_t parameter(unsigned I) {
    if (I >= Parameters.size())
      return 0;
    if (Parameters[I] == ~0u) {
      SummaryObject O;
      O.TheKind = SummaryObject::Kind::Parameter;
      O.Index = I;
      Parameters[I] = Out.Objects.size();
      Out.Objects.push_back(O);
    }
    return Parameters[I];
  }

  uint32_t content(unsigned I) { return cell(parameter(I), AnyOffset); }

  /// What cell \p Offset of \p Object holds.
  uint32_t cell(uint32_t Object, int32_t Offset) {
    if (Object == 0)
      return 0;
    auto [It, New] = Cells.try_emplace({Object, Offset});
    if (New) {
      SummaryObject O;
      O.TheKind = SummaryObject::Kind::Content;
      O.Parent = Object;
      O.Offset = Offset;
      It->second = Out.Objects.size();
      Out.Objects.push_back(O);
    }
    return It->second;
  }

  uint32_t find(const AccessPath &P, ArrayRef<int32_t> Cells) {
    uint32_t Object = 0;
    if (P.From == AccessPath::Base::Argument)
      Object = parameter(P.Index);
    else if (P.From == AccessPath::Base::Fresh)
      Object = FreshObject ? FreshObject
                           : (FreshObject = fresh(SummaryObject::Kind::Fresh));
    else if (P.From == AccessPath::Base::Symbol) {
      SummaryObject O;
      O.TheKind = SummaryObject::Kind::Global;
      O.Symbol = M.find(P.Symbol);
      Object = Out.Objects.size();
      Out.Objects.push_back(O);
    }
    for (int32_t Offset : Cells)
      Object = cell(Object, Offset);
    return Object;
  }

  void assign(const Assignment &A) {
    SummaryTarget Value{find(A.Value, A.Value.Cells), A.Value.Shift};
    switch (A.TheKind) {
    case Assignment::Kind::Free:
      Out.Frees.push_back({Value.Object, false});
      return;
    case Assignment::Kind::Result:
      Out.Returns.push_back(Value);
      return;
    case Assignment::Kind::RunShared:
      Out.SharedThreads.push_back(Value.Object);
      [[fallthrough]];
    case Assignment::Kind::Run:
      Out.Threads.push_back(Value.Object);
      return;
    case Assignment::Kind::Call: {
      SummaryCall Call;
      Call.Pointer.push_back(Value);
      for (const AccessPath &P : A.Args)
        Call.Args.push_back({{find(P, P.Cells), P.Shift}});
      Out.Calls.push_back(std::move(Call));
      return;
    }
    case Assignment::Kind::CallVirtual: {
      if (Value.Object == 0)
        return;
      SummaryCall Call;
      Call.OnVtable = Call.Many = true;
      Call.Pointer.push_back({cell(Value.Object, Value.Offset), 0});
      Call.Args.assign(VirtualCallArguments, {{0, 0}});
      Call.Args.front() = {Value};
      Out.Calls.push_back(std::move(Call));
      return;
    }
    case Assignment::Kind::Store: {
      uint32_t Holder = find(A.To, ArrayRef(A.To.Cells).drop_back());
      if (Holder == 0 && Value.Object != 0)
        Out.Escapes.push_back({Value.Object, Flow::UnknownCall, {}, Name});
      else if (Holder != 0)
        Out.Stores.push_back({Holder, A.To.Cells.back(), Value, Flow::Store});
      return;
    }
    }
  }

  uint32_t fresh(SummaryObject::Kind Kind) {
    SummaryObject O;
    O.TheKind = Kind;
    O.Symbol = Name;
    O.Size = C.Size;
    Out.Objects.push_back(O);
    return Out.Objects.size() - 1;
  }

  SummaryTarget result(ResultEffect R) {
    switch (R) {
    case ResultEffect::Fresh:
      return {fresh(SummaryObject::Kind::Fresh), 0};
    case ResultEffect::Exception:
      return {fresh(SummaryObject::Kind::Local), 0};
    case ResultEffect::Unknown:
      return {0, 0};
    }
    llvm_unreachable("a result without an effect");
  }

  /// What the last call returns.
  uint32_t callResult() {
    SummaryObject O;
    O.TheKind = SummaryObject::Kind::CallResult;
    O.Index = Out.Calls.size() - 1;
    Out.Objects.push_back(O);
    return Out.Objects.size() - 1;
  }

  void hold(uint32_t Holder, SummaryTarget Held) {
    if (Holder != 0)
      Out.Stores.push_back({Holder, AnyOffset, Held, Flow::Store});
    else if (Held.Object != 0)
      Out.Escapes.push_back({Held.Object, Flow::UnknownCall, {}, Name});
  }

  void effect(unsigned I, const Effect &E) {
    using Kind = Effect::Kind;
    switch (E.TheKind) {
    case Kind::Retained:
      Out.Escapes.push_back({parameter(I), E.Why, {}, Name});
      return;
    case Kind::ContentRetained:
      Out.Escapes.push_back({content(I), E.Why, {}, Name});
      return;
    case Kind::Freed:
      Out.Frees.push_back({parameter(I), false});
      return;
    case Kind::Returned:
      Out.Returns.push_back({parameter(I), AnyOffset});
      return;
    case Kind::ContentReturned:
      Out.Returns.push_back({content(I), AnyOffset});
      return;
    case Kind::CopiedTo:
      return hold(parameter(E.Other), {parameter(I), AnyOffset});
    case Kind::ContentCopiedTo:
      return hold(parameter(E.Other), {content(I), AnyOffset});
    case Kind::ReceivesFresh:
      // What it replaces may be given back.
      Out.Frees.push_back({content(I), false});
      return hold(parameter(I), {fresh(SummaryObject::Kind::Fresh), 0});
    case Kind::ReceivesUnknown:
      return hold(parameter(I), {0, 0});
    case Kind::Called: {
      SummaryCall Call;
      Call.Pointer.push_back({parameter(I), 0});
      for (int A : E.CallArguments) {
        auto &Arg = Call.Args.emplace_back();
        Arg.push_back(A < 0 ? SummaryTarget{0, 0}
                            : SummaryTarget{parameter(A), AnyOffset});
      }
      Call.Many = true; // how often, nobody says
      Out.Calls.push_back(std::move(Call));
      if (E.Why == Flow::Thread)
        Out.Escapes.push_back({callResult(), E.Why, {}, Name});
      return;
    }
    }
  }

  const Contract &C;
  SymbolId Name;
  const ModuleGraph &M;
  Summary Out;
  std::vector<uint32_t> Parameters;
  std::map<std::pair<uint32_t, int32_t>, uint32_t> Cells;
  uint32_t FreshObject = 0;
};

/// A contract that comes with the program.
struct ShippedEntry {
  StringLiteral Text; ///< JSON, without names
  bool IsConditional, NamesSymbols;
};

#include "ShippedContracts.inc" // from EmbedContracts.cpp

} // namespace

/// A contract, which is read when it is first asked for.
class Contracts::Entry {
public:
  explicit Entry(Contract C)
      : IsConditional(C.WhenArg.has_value()), Read(std::move(C)) {}
  explicit Entry(const ShippedEntry &E)
      : IsConditional(E.IsConditional), NamesSymbols(E.NamesSymbols), Text(E.Text) {}

  const Contract &get() const {
    std::call_once(Once, [this] {
      if (Read)
        return;
      Expected<Contract> C =
          parseContract(json::parse(Text.begin(), Text.end(), nullptr, false));
      if (!C)
        report_fatal_error(Twine("shipped contracts: ") + toString(C.takeError()));
      Read = std::move(*C);
    });
    return *Read;
  }

  const bool IsConditional;
  const bool NamesSymbols = true; ///< enterSymbols may find some in it

private:
  StringRef Text;
  mutable std::once_flag Once;
  mutable std::optional<Contract> Read;
};

Contracts::Contracts() = default;
Contracts::~Contracts() = default;
Contracts::Contracts(Contracts &&) = default;

static bool isListOfTexts(const json &J) {
  return J.is_array() &&
         all_of(J, [](const json &Item) { return Item.is_string(); });
}

Error Contracts::add(StringRef Text, StringRef FileName) {
  json J = json::parse(Text.begin(), Text.end(), nullptr,
                       /*allow_exceptions=*/false);
  if (J.is_discarded())
    return invalid(FileName + ": not a JSON file");
  if (!J.is_object() || J.value("version", json()) != 1)
    return invalid(FileName + ": \"version\" must be 1");
  for (const auto &[Key, Value] : J.items())
    if (Key != "version" && Key != "functions" && Key != "comment" &&
        Key != "no-allocation")
      return invalid(FileName + ": unknown key '" + Key + "'");
  if (J.contains("no-allocation")) {
    if (!isListOfTexts(J["no-allocation"]))
      return invalid(FileName + ": \"no-allocation\" must be a list of symbols");
    for (const json &Name : J["no-allocation"])
      WithoutAllocation.insert(Name.get<std::string>());
  }
  if (!J.contains("functions") || !J["functions"].is_array())
    return invalid(FileName + ": \"functions\" must be a list");
  unsigned Number = 0;
  for (const json &Item : J["functions"]) {
    ++Number;
    std::string Where = (FileName + ": entry " + Twine(Number)).str();
    if (!Item.is_object() || !Item.contains("names") ||
        !isListOfTexts(Item["names"]) || Item["names"].empty())
      return invalid(Where + ": \"names\" must be a list of symbols");
    Where += " (" + Item["names"][0].get<std::string>() + ")";
    Expected<Contract> C = parseContract(Item);
    if (!C)
      return invalid(Where + ": " + toString(C.takeError()));
    auto Shared = std::make_shared<const Entry>(std::move(*C));
    for (const json &Name : Item["names"])
      add(Name.get<std::string>(), Shared);
  }
  return Error::success();
}

void Contracts::add(StringRef Name, SharedEntry E) {
  if (Name.consume_back("*")) {
    Prefixes.insert(Prefixes.begin(), {Name.str(), std::move(E)});
    return;
  }
  auto &Known = Exact[Name];
  if (!E->IsConditional)
    Known.clear();
  Known.insert(Known.begin(), std::move(E));
}

const Contract *Contracts::find(StringRef Name, ArrayRef<IntExpr> Args) const {
  // The linker's name, when the source gave one: \01name.
  Name.consume_front("\01");
  if (auto It = Exact.find(Name); It != Exact.end())
    for (const SharedEntry &E : It->second)
      if (E->get().isFor(Args))
        return &E->get();
  for (const auto &[Prefix, E] : Prefixes)
    if (Name.starts_with(Prefix) && E->get().isFor(Args))
      return &E->get();
  return nullptr;
}

bool Contracts::replacesBody(StringRef Name) const {
  const Contract *C = find(Name, {});
  return C && C->ReplacesBody;
}

bool Contracts::allocatesNothing(StringRef Name) const {
  Name.consume_front("\01");
  return WithoutAllocation.contains(Name);
}

bool Contracts::allocates(StringRef Name) const {
  const Contract *C = find(Name, {});
  return C && (is_contained(C->Result, ResultEffect::Fresh) ||
               is_contained(C->Result, ResultEffect::Exception) ||
               any_of(C->Memory, [](const Assignment &A) {
                 return A.Value.From == AccessPath::Base::Fresh;
               }));
}

/// \returns what is said of a function that nothing is known of.
static Summary worstOf(unsigned NumArgs, SymbolId Name) {
  Summary S;
  S.NumParams = NumArgs;
  S.Objects.emplace_back();
  S.Returns.push_back({0, 0});
  for (unsigned I = 0; I < NumArgs; ++I) {
    SummaryObject O;
    O.TheKind = SummaryObject::Kind::Parameter;
    O.Index = I;
    S.Objects.push_back(O);
    S.Escapes.push_back({I + 1, Flow::UnknownCall, {}, Name});
  }
  return S;
}

void Contracts::enterSymbols(ModuleGraph &M) const {
  auto Enter = [&](const AccessPath &P) {
    if (P.From == AccessPath::Base::Symbol)
      M.symbol(P.Symbol);
  };
  auto EnterAll = [&](const Entry &E) {
    if (!E.NamesSymbols)
      return;
    for (const Assignment &A : E.get().Memory) {
      Enter(A.To);
      Enter(A.Value);
      for_each(A.Args, Enter);
    }
  };
  for (const auto &Named : Exact)
    for (const SharedEntry &E : Named.second)
      EnterAll(*E);
  for (const auto &[Prefix, E] : Prefixes)
    EnterAll(*E);
}

Summary Contracts::summary(const Contract &C, SymbolId Callee, unsigned NumArgs,
                           const ModuleGraph &M) {
  // What a contract says of memory, it says of objects with 64-bit pointers.
  if (!C.Memory.empty() && M.PointerSize != 8)
    return worstOf(NumArgs, Callee);
  return Builder(C, NumArgs, Callee, M).build();
}

const Contracts &Contracts::shipped() {
  // Never destroyed: it would take as long again.
  static const Contracts &All = *[] {
    std::vector<SharedEntry> Shared;
    for (const ShippedEntry &E : ShippedEntries)
      Shared.push_back(std::make_shared<const Entry>(E));
    auto *C = new Contracts;
    for (const auto &[Name, Number] : ShippedNames)
      C->add(Name, Shared[Number]);
    for (StringRef Name : ShippedWithoutAllocation)
      C->WithoutAllocation.insert(Name);
    return C;
  }();
  return All;
}

} // namespace escape
