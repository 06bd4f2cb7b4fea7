//===- Summary.cpp - the text form of summaries ---------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Solve/Summary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <map>
#include <set>

using namespace llvm;

namespace escape {
namespace {

/// Writes objects as the way to them, so that two summaries that say the same
/// read the same, whatever the numbers of their objects.
class Writer {
public:
  Writer(const Summary &S, const ModuleGraph *M) : S(S), M(M) {}

  std::multiset<std::string> facts();

private:
  std::string symbol(SymbolId Sym) {
    if (!Sym.isValid())
      return "?";
    return M ? M->name(Sym).str() : "#" + utostr(Sym.Value);
  }
  static std::string integer(const IntExpr &E) {
    std::string Text;
    raw_string_ostream(Text) << E << (E.Computed ? " computed" : "");
    return Text;
  }
  std::string object(uint32_t I, unsigned Depth = 0);
  std::string describe(uint32_t I, unsigned Depth);
  std::string target(SummaryTarget T, unsigned Depth = 0) {
    return object(T.Object, Depth) + offsetText(T.Offset);
  }
  std::string call(const SummaryCall &C, unsigned Depth);

  /// Results of calls through results of calls ... deeper than this are one.
  static constexpr unsigned MaxDepth = 5;
  /// A longer text inside another one is its hash.
  static constexpr size_t MaxBrief = 200;
  static std::string brief(std::string Text);

  const Summary &S;
  const ModuleGraph *M;
  std::map<std::pair<uint32_t, unsigned>, std::string> Known;
};

std::string Writer::object(uint32_t I, unsigned Depth) {
  // There may be very many ways to it, through calls of each other's results.
  auto Key = std::make_pair(I, std::min(Depth, MaxDepth));
  if (auto It = Known.find(Key); It != Known.end())
    return It->second;
  return Known[Key] = describe(I, Depth);
}

std::string Writer::describe(uint32_t I, unsigned Depth) {
  const SummaryObject &O = S.Objects[I];
  std::string Result;
  switch (O.TheKind) {
  case SummaryObject::Kind::Unknown:
    return "unknown";
  case SummaryObject::Kind::Parameter:
    Result = "p" + utostr(O.Index);
    break;
  case SummaryObject::Kind::Content:
    Result = "*(" + object(O.Parent, Depth + 1) + offsetText(O.Offset) + ")";
    break;
  case SummaryObject::Kind::CallResult:
    Result = Depth >= MaxDepth
                 ? "result"
                 : "result[" + brief(call(S.Calls[O.Index], Depth + 1)) + "]";
    break;
  case SummaryObject::Kind::Fresh:
  case SummaryObject::Kind::Local:
    Result = O.TheKind == SummaryObject::Kind::Fresh ? "fresh" : "local";
    Result += "[" + symbol(O.Symbol) + ":" + utostr(O.Loc.Line) + ":" +
              utostr(O.Loc.Column) + (O.Many ? " many" : "") +
              (O.HoldsThreads ? " threads" : "") +
              (O.IsPossible ? " possible" : "") +
              (O.Size.Known ? " size=" + integer(O.Size) : "") + "]";
    break;
  case SummaryObject::Kind::Global:
  case SummaryObject::Kind::Function:
    Result = "@" + symbol(O.Symbol);
    break;
  }
  return O.Cyclic ? Result + "*" : Result;
}

std::string Writer::call(const SummaryCall &C, unsigned Depth) {
  std::set<std::string> Pointers;
  for (SummaryTarget T : C.Pointer)
    Pointers.insert(target(T, Depth));
  return join(Pointers, "|");
}

std::string Writer::brief(std::string Text) {
  if (Text.size() <= MaxBrief)
    return Text;
  XXH128_hash_t Hash = xxh3_128bits(arrayRefFromStringRef(Text));
  return "#" + utohexstr(Hash.high64) + utohexstr(Hash.low64, false, 16);
}

std::multiset<std::string> Writer::facts() {
  std::multiset<std::string> Facts;
  for (const SummaryStore &St : S.Stores)
    Facts.insert("hold " + object(St.Holder) + offsetText(St.Offset) + " <- " +
                 target(St.Held));
  for (SummaryReturn T : S.Returns) {
    bool IsPart = T.Part != SummaryReturn::Any;
    Facts.insert("return" + (IsPart ? "[" + itostr(T.Part) + "]" : "") + " " +
                 target(T));
  }
  for (const SummaryEscape &E : S.Escapes)
    Facts.insert("escape " + object(E.Object) + " (" + flowWord(E.Why).str() +
                 (E.Label.isValid() ? " " + symbol(E.Label) : "") + ")");
  for (const SummaryFree &F : S.Frees)
    Facts.insert("free " + object(F.Object) + (F.Elsewhere ? " elsewhere" : "") +
                 (F.ByUser ? " by-user" : "") + (F.InResult ? " in-result" : ""));
  for (uint32_t Object : S.Forged)
    Facts.insert("forge " + object(Object));
  for (uint32_t Object : S.Threads)
    Facts.insert(
        (is_contained(S.SharedThreads, Object) ? "run-shared " : "run ") +
        object(Object));
  for (uint32_t Object : S.Parked)
    Facts.insert("park " + object(Object));
  for (const SummaryCall &C : S.Calls) {
    std::string Fact = "call " + call(C, 0) + "(";
    ListSeparator Comma(", ");
    for (auto [I, Arg] : enumerate(C.Args)) {
      std::set<std::string> Targets;
      for (SummaryTarget T : Arg)
        Targets.insert(target(T));
      Fact += StringRef(Comma).str() + join(Targets, "|");
      if (I < C.Ints.size() && C.Ints[I].Known)
        Fact += "=" + integer(C.Ints[I]);
    }
    Facts.insert(Fact + ")" + (C.IsVirtual ? " virtual" : "") +
                 (C.OnVtable ? " on vtable" : "") +
                 (C.Closed.isValid() ? " or " + symbol(C.Closed) : "") +
                 (C.Many ? " many" : ""));
  }
  if (S.MakesUnknown)
    Facts.insert("make unknown");
  for (const ContainedAllocation &A : S.Contained)
    Facts.insert("contains " +
                 (A.Why == Flow::AddressOf ? "stack" : flowWord(A.Why).str()) +
                 (A.Dynamic ? " dynamic" : "") + (A.Many ? " many" : ""));
  return Facts;
}

} // namespace

std::string canonicalForm(const Summary &S) {
  return join(Writer(S, nullptr).facts(), "\n");
}

void print(raw_ostream &OS, const ModuleGraph &M, StringRef Name,
           const Summary &S) {
  OS << "summary " << Name << " params=" << S.NumParams
     << (S.IsVariadic ? " variadic" : "") << "\n";
  for (const std::string &Fact : Writer(S, &M).facts())
    OS << "  " << Fact << "\n";
}

} // namespace escape
