//===- FunctionGraph.cpp - tables and printing of graphs ------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Graph/FunctionGraph.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace escape {

StringRef flowWord(Flow F) {
  switch (F) {
  case Flow::AddressOf: return "address-of";
  case Flow::Assign: return "assign";
  case Flow::Load: return "dereference";
  case Flow::Store: return "stored in memory";
  case Flow::CaptureByReference: return "captured by reference";
  case Flow::CaptureByValue: return "captured by value";
  case Flow::Argument: return "argument";
  case Flow::CallResult: return "result of call";
  case Flow::Integer: return "through an integer";
  case Flow::Vararg: return "variadic argument";
  case Flow::Freed: return "freed";
  case Flow::Reallocated: return "handed to realloc";
  case Flow::Joined: return "used by a thread that is joined";
  case Flow::Return: return "return";
  case Flow::OutParameter: return "stored through a parameter";
  case Flow::Global: return "stored in a global";
  case Flow::Thread: return "passed to thread";
  case Flow::Channel: return "sent on channel";
  case Flow::Exception: return "thrown";
  case Flow::Coroutine: return "kept in coroutine frame";
  case Flow::UnknownCall: return "passed to unknown function";
  case Flow::IndirectCall: return "passed to unknown function pointer";
  case Flow::VirtualCall: return "passed to unknown virtual function";
  case Flow::IntCast: return "stored through an address made from an integer";
  case Flow::InlineAsm: return "passed to inline assembly";
  case Flow::Recursion: return "passed to recursion that is too deep";
  case Flow::Bound: return "too many targets to tell apart";
  }
  llvm_unreachable("a flow without a word");
}

StringRef reasonCode(Flow F) {
  switch (F) {
  case Flow::Return: return "return";
  case Flow::OutParameter: return "out-param";
  case Flow::Global: return "global";
  case Flow::Thread: return "thread";
  case Flow::Channel: return "channel";
  case Flow::Exception: return "exception";
  case Flow::Coroutine: return "coroutine";
  case Flow::UnknownCall: return "unknown-call";
  case Flow::IndirectCall: return "indirect-call";
  case Flow::VirtualCall: return "virtual-call";
  case Flow::IntCast: return "int-cast";
  case Flow::InlineAsm: return "inline-asm";
  case Flow::Recursion: return "recursion";
  case Flow::Bound: return "bound";
  case Flow::CaptureByReference:
  case Flow::CaptureByValue: return "closure";
  default: return "";
  }
}

SymbolId ModuleGraph::symbolWithKey(StringRef Key) {
  auto [It, New] = SymbolIndex.try_emplace(Key, Symbols.size());
  if (New)
    Symbols.push_back(Key.str());
  return SymbolId(It->second);
}

std::string ModuleGraph::localKey(StringRef Name, std::optional<unsigned> Unit) {
  std::string Key = (Name + LocalMark).str();
  return Unit ? Key + std::to_string(*Unit) : Key;
}

FileId ModuleGraph::file(StringRef Path) {
  auto [It, New] = FileIndex.try_emplace(Path, Files.size());
  if (New)
    Files.push_back(Path.str());
  return FileId(It->second);
}

raw_ostream &operator<<(raw_ostream &OS, const IntExpr &E) {
  if (!E.Known)
    return OS << "?";
  if (E.Parameter < 0)
    return OS << E.Constant;
  return OS << E.Factor << "*p" << E.Parameter << "+" << E.Constant;
}

namespace {

class Printer {
public:
  Printer(raw_ostream &OS, const ModuleGraph &M, const FunctionGraph &G)
      : OS(OS), M(M), G(G) {}

  void function() {
    OS << "function " << M.name(G.Name) << " params=" << G.NumParams
       << (G.IsVariadic ? " variadic" : "")
       << (G.IsCoroutine ? " coroutine" : "")
       << (G.IsSystem ? " system" : "") << "\n";
    for (const auto &[I, O] : enumerate(G.Objects))
      object(I, O);
    for (const Constraint &C : G.Constraints)
      constraint(C);
    for (const CallSite &C : G.Calls)
      call(C);
  }

private:
  void node(NodeId N) {
    if (N == G.result())
      OS << "result";
    else if (N == G.null())
      OS << "null";
    else if (N.Value < G.NumParams)
      OS << "p" << N.Value;
    else
      OS << "n" << N.Value;
  }

  void offset(int32_t Off) { OS << offsetText(Off); }

  void object(size_t I, const Object &O) {
    static constexpr StringRef Names[] = {"local", "heap", "global",
                                          "function"};
    OS << "  object o" << I << " " << Names[static_cast<int>(O.TheKind)];
    if (O.Symbol.isValid())
      OS << " " << M.name(O.Symbol);
    if (!O.Name.empty())
      OS << " " << O.Name;
    if (O.TheKind == Object::Kind::Local || O.TheKind == Object::Kind::Heap) {
      OS << " size=";
      OS << O.Size;
    }
    if (O.InAnyCycle)
      OS << " in-cycle";
    location(O.Loc);
    OS << "\n";
  }

  void location(const Location &L) {
    if (L.isValid())
      OS << " @" << L.Line << ":" << L.Column;
  }

  void constraint(const Constraint &C) {
    OS << "  ";
    switch (C.TheKind) {
    case Constraint::Kind::AddressOf:
      node(C.Dst);
      OS << " = &o" << C.Obj.Value;
      offset(C.Offset);
      break;
    case Constraint::Kind::Copy:
      node(C.Dst);
      OS << " = ";
      node(C.Src);
      offset(C.Offset);
      break;
    case Constraint::Kind::Load:
      node(C.Dst);
      OS << " = *(";
      node(C.Src);
      offset(C.Offset);
      OS << ") size=" << C.Size;
      break;
    case Constraint::Kind::Store:
      OS << "*(";
      node(C.Dst);
      offset(C.Offset);
      OS << ") = ";
      node(C.Src);
      OS << " size=" << C.Size;
      break;
    case Constraint::Kind::Escape:
      OS << "escape ";
      node(C.Src);
      break;
    case Constraint::Kind::Free:
      OS << "free ";
      node(C.Src);
      break;
    }
    OS << " (" << flowWord(C.Step) << ")";
    location(C.Loc);
    OS << "\n";
  }

  void call(const CallSite &C) {
    OS << "  ";
    node(C.Result);
    for (NodeId Part : C.ResultParts) {
      OS << ",";
      node(Part);
    }
    OS << " = call ";
    if (C.Callee.isValid()) {
      OS << M.name(C.Callee);
    } else {
      OS << (C.IsVirtual ? "virtual *" : "*");
      node(C.Pointer);
    }
    OS << "(";
    ListSeparator Comma(", ");
    for (const Argument &A : C.Args) {
      OS << Comma;
      node(A.Value);
      if (A.Int.Known) {
        OS << ":";
        OS << A.Int;
      }
    }
    OS << ")";
    location(C.Loc);
    OS << "\n";
  }

  raw_ostream &OS;
  const ModuleGraph &M;
  const FunctionGraph &G;
};

} // namespace

void print(raw_ostream &OS, const ModuleGraph &M, const FunctionGraph &G) {
  Printer(OS, M, G).function();
}

void ModuleGraph::dump(raw_ostream &OS) const {
  for (const FunctionGraph &G : Functions)
    print(OS, *this, G);
}

} // namespace escape
