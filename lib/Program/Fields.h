//===- Fields.h - every field of the data of a unit -------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// One list of fields serves all that goes over the whole data: writing,
// reading, hashing and renumbering cannot forget one. A visitor has
//
//   number(T &)          an integer or a bool
//   enumeration(T &, T)  and its last value
//   id(Id<Tag> &), symbol(SymbolId &), file(FileId &)
//   text(std::string &), shared(SharedText &)
//   list(std::vector<T> &, F)  calls F for each element
//
// What others refer to by its number comes before them.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_PROGRAM_FIELDS_H
#define ESCAPE_LIB_PROGRAM_FIELDS_H

#include "escape/Capture/SourceFacts.h"
#include "escape/Graph/FunctionGraph.h"

namespace escape {

template <typename V, typename... Ts> void numbers(V &A, Ts &...Fields) {
  (A.number(Fields), ...);
}

template <typename V, typename Tag> void fields(V &A, Id<Tag> &I) { A.id(I); }
template <typename V> void fields(V &A, SymbolId &S) { A.symbol(S); }
template <typename V> void fields(V &A, FileId &F) { A.file(F); }

template <typename V> void fields(V &A, Location &L) {
  A.file(L.File);
  numbers(A, L.Line, L.Column);
}

template <typename V> void fields(V &A, IntExpr &E) {
  numbers(A, E.Known, E.Computed, E.Parameter, E.Factor, E.Constant);
}

template <typename V> void fields(V &A, Object &O) {
  A.enumeration(O.TheKind, Object::Kind::Function);
  numbers(A, O.InAnyCycle, O.HoldsThreads);
  A.list(O.Destroys, [&](auto &Range) { numbers(A, Range.first, Range.second); });
  fields(A, O.Cycle);
  fields(A, O.Symbol);
  fields(A, O.Size);
  fields(A, O.Loc);
  A.text(O.Name);
}

template <typename V> void fields(V &A, Constraint &C) {
  A.enumeration(C.TheKind, Constraint::Kind::Free);
  A.enumeration(C.Step, Flow::Bound);
  fields(A, C.Dst);
  fields(A, C.Src);
  fields(A, C.Obj);
  numbers(A, C.Offset, C.Size);
  fields(A, C.Loc);
  fields(A, C.Label);
  A.number(C.Cases);
}

template <typename V> void fields(V &A, Argument &Arg) {
  fields(A, Arg.Value);
  fields(A, Arg.Int);
  numbers(A, Arg.NoCapture, Arg.NoAccess);
  A.list(Arg.HeldBy, [&](uint32_t &Holder) { A.number(Holder); });
}

template <typename V> void fields(V &A, CallSite &C) {
  fields(A, C.Callee);
  fields(A, C.Pointer);
  fields(A, C.Type);
  fields(A, C.Result);
  A.list(C.ResultParts, [&](NodeId &Part) { fields(A, Part); });
  fields(A, C.VirtualType);
  numbers(A, C.IsInC, C.IsVirtual, C.VirtualSlot, C.IsJoined, C.ArgMemOnly,
          C.MayAllocate, C.InAnyCycle);
  fields(A, C.Cycle);
  fields(A, C.Loc);
  A.number(C.Cases);
  A.list(C.Args, [&](Argument &Arg) { fields(A, Arg); });
  A.list(C.Overwritten, [&](int32_t &Offset) { A.number(Offset); });
}

template <typename V> void fields(V &A, LeftAddress &L) {
  fields(A, L.Obj);
  fields(A, L.Loc);
  fields(A, L.Global);
  A.number(L.Parameter);
}

template <typename V, typename T> void optional(V &A, std::optional<T> &Value) {
  bool Has = Value.has_value();
  A.number(Has);
  if (Has && !Value)
    Value.emplace();
  if (Has)
    A.number(*Value);
}

template <typename V> void fields(V &A, LeakPath &L) {
  fields(A, L.Obj);
  optional(A, L.Call);
  A.number(L.IsStored);
  fields(A, L.Exit);
  A.list(L.Branches, [&](LeakPath::Branch &B) {
    fields(A, B.Loc);
    fields(A, B.To);
  });
  A.list(L.Through, [&](uint32_t &Call) { A.number(Call); });
}

/// All but the name.
template <typename V> void fields(V &A, FunctionGraph &G) {
  fields(A, G.Type);
  numbers(A, G.NumParams, G.NumNodes, G.IsVariadic, G.IsCoroutine, G.IsSystem,
          G.IsDestructor, G.IsReplaceable, G.ReturnsOthers, G.ResultParameter,
          G.SwitchParam);
  A.list(G.SwitchValues, [&](int64_t &Value) { A.number(Value); });
  A.list(G.CycleParents, [&](CycleId &C) { fields(A, C); });
  A.list(G.Objects, [&](Object &O) { fields(A, O); });
  A.list(G.Constraints, [&](Constraint &C) { fields(A, C); });
  A.list(G.Calls, [&](CallSite &C) { fields(A, C); });
  A.list(G.FromIntegers, [&](auto &Pointer) {
    fields(A, Pointer.first);
    fields(A, Pointer.second);
  });
  A.list(G.LeftAddresses, [&](LeftAddress &L) { fields(A, L); });
  A.list(G.LeakPaths, [&](LeakPath &L) { fields(A, L); });
  A.list(G.HeaderPhis, [&](auto &Phi) {
    fields(A, Phi.first);
    fields(A, Phi.second);
  });
  A.list(G.ParamNames, [&](std::string &Name) { A.text(Name); });
  A.list(G.ResultParts, [&](NodeId &Part) { fields(A, Part); });
  fields(A, G.Loc);
}

template <typename V> void fields(V &A, GlobalGraph &G) {
  A.number(G.IsTaken);
  fields(A, G.Type);
  numbers(A, G.IsReadOnly, G.IsConstant, G.IsFunction, G.IsUnseen,
          G.IsDefined, G.IsUserDeclared, G.IsStandardLibrary);
  A.list(G.Pointers, [&](InitialPointer &P) {
    A.number(P.Offset);
    fields(A, P.Target);
    A.number(P.TargetOffset);
  });
  A.list(G.Classes, [&](auto &Class) {
    A.number(Class.first);
    fields(A, Class.second);
  });
}

template <typename V> void fields(V &A, SourcePlace &P) {
  A.shared(P.File);
  numbers(A, P.Line, P.Column);
}

template <typename V> void fields(V &A, SourceSpan &S) {
  fields(A, S.First);
  fields(A, S.Last);
}

template <typename V> void fields(V &A, NewFact &N) {
  fields(A, N.Place);
  numbers(A, N.Extent.Begin, N.Extent.End, N.IsArray, N.IsPlacement,
          N.ToBase, N.CannotBeLocal, N.CannotBeMoved);
  A.text(N.Type);
}

template <typename V> void fields(V &A, VariableFact &F) {
  fields(A, F.Place);
  fields(A, F.Statement);
  numbers(A, F.Extent.Begin, F.Extent.End);
  A.text(F.Name);
  A.text(F.Type);
  optional(A, F.Size);
  A.text(F.Class);
  numbers(A, F.AddressTaken, F.CapturedByReference, F.OtherwiseTaken,
          F.TakenOutlined, F.IsParameter, F.IsBound, F.IsVariableLength,
          F.MayBeResult, F.IsCopiedAsBytes, F.MustStay);
  A.enumeration(F.Unused, Wrapper::Erased);
  fields(A, F.Init);
}

template <typename V> void fields(V &A, ParameterFact &P) {
  fields(A, P.Place);
  A.text(P.Name);
  A.text(P.Type);
  numbers(A, P.Number, P.IsThis, P.ByValue, P.HasAddress, P.MustStay);
}

template <typename V> void fields(V &A, MacroUse &M) {
  fields(A, M.Place);
  A.enumeration(M.TheOf, MacroUse::Of::Call);
  A.list(M.Steps, [&](MacroUse::Step &S) {
    fields(A, S.Place);
    A.text(S.Macro);
  });
}

template <typename V> void fields(V &A, FunctionFact &F) {
  fields(A, F.Place);
  A.number(F.LastLine);
  A.text(F.Name);
  numbers(A, F.IsLambda, F.IsInstantiation, F.ReturnsClosure, F.MovesPointers,
          F.MustNotAllocate);
  A.list(F.StackSpans, [&](SourceSpan &S) { fields(A, S); });
  A.list(F.News, [&](NewFact &N) { fields(A, N); });
  A.list(F.Variables, [&](VariableFact &Variable) { fields(A, Variable); });
  A.list(F.Parameters, [&](ParameterFact &P) { fields(A, P); });
  A.list(F.Macros, [&](MacroUse &M) { fields(A, M); });
}

template <typename V> void fields(V &A, CalleeFact &C) {
  for (std::string *Text : {&C.Text, &C.Kind, &C.Type, &C.Name, &C.Class})
    A.text(*Text);
  numbers(A, C.IsUser, C.Copies, C.Makes, C.ReturnsObject, C.IsView, C.Boxes,
          C.Sends, C.Threads, C.Contains, C.CannotBeLocal, C.CannotBeMoved,
          C.MustNotAllocate);
  A.list(C.MustStay, [&](uint32_t &Number) { A.number(Number); });
}

template <typename V> void fields(V &A, std::vector<FieldFact> &Fields) {
  A.list(Fields, [&](FieldFact &F) {
    numbers(A, F.Offset, F.Size);
    A.text(F.Name);
    A.text(F.Pointee);
  });
}

template <typename V> void fields(V &A, std::string &Text) { A.text(Text); }

template <typename V> void fields(V &A, WarningFact &W) {
  fields(A, W.Place);
  A.text(W.Message);
  A.list(W.Notes, [&](auto &Note) {
    fields(A, Note.first);
    A.text(Note.second);
  });
  A.number(W.IsMisplacedDemand);
}

template <typename V> void fields(V &A, SuppressionFact &S) {
  fields(A, S.Place);
  numbers(A, S.FirstLine, S.LastLine);
  A.text(S.Checks);
}

} // namespace escape

#endif // ESCAPE_LIB_PROGRAM_FIELDS_H
