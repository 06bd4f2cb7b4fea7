//===- Json.cpp - the JSON report, version 1 ------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "StableIds.h"
#include "escape/Report/Report.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <nlohmann/json.hpp>

using namespace llvm;
using nlohmann::ordered_json;

namespace escape {
namespace {

ordered_json at(const SourcePlace &P) {
  return {{"file", P.File.str()}, {"line", P.Line}, {"column", P.Column}};
}

ordered_json why(ArrayRef<WhyStep> Steps) {
  ordered_json Result = ordered_json::array();
  for (const WhyStep &W : Steps)
    Result.emplace_back(at(W.Place))["message"] = W.Message.str();
  return Result;
}

ordered_json replacements(ArrayRef<Replacement> Fix) {
  ordered_json Result = ordered_json::array();
  for (const Replacement &R : Fix)
    Result.emplace_back(at(R.Place))
        .update({{"offset", R.Offset}, {"length", R.Length}, {"text", R.Text}});
  return Result;
}

ordered_json size(std::optional<int64_t> Size) {
  return Size ? ordered_json(*Size) : ordered_json(nullptr);
}

ordered_json place(const Decision &D) {
  ordered_json J = at(D.Place);
  J["function"] = demangle(D.Mangled);
  J["mangled"] = D.Mangled;
  return J;
}

void addReasons(ordered_json &J, const Decision &D) {
  J["reasons"] = D.Reasons;
  J["why"] = why(D.Why);
}

ordered_json allocation(const AllocationDecision &A, const std::string &Id) {
  ordered_json J = {{"id", Id}};
  J.update(place(A));
  J["kind"] = A.Kind;
  J["text"] = A.Text;
  J["callee"] = A.Callee;
  J["type"] = A.Type;
  J["size"] = size(A.Size);
  J["verdict"] = verdictName(A.TheVerdict).str();
  addReasons(J, A);
  J["fix"] = fixFor(A).str();
  J["instances"] = A.Instances;
  return J;
}

ordered_json variable(const VariableDecision &V, const std::string &Id) {
  ordered_json J = {{"id", Id}};
  J.update(place(V));
  J["name"] = V.Name;
  J["type"] = V.Type;
  J["size"] = size(V.Size);
  J["verdict"] = verdictName(V.TheVerdict).str();
  addReasons(J, V);
  J["instances"] = V.Instances;
  return J;
}

ordered_json parameter(const ParameterDecision &P) {
  ordered_json J = place(P);
  J["name"] = P.Name;
  J["leak"] = leakName(P).str();
  J["level"] = P.ResultLevel >= 0 ? ordered_json(P.ResultLevel) : nullptr;
  J["result"] = P.ResultLevel >= 0 ? ordered_json(0) : nullptr;
  addReasons(J, P);
  J["instances"] = P.Instances;
  return J;
}

ordered_json change(const VerdictChange &C) {
  ordered_json J = place(*C.Of);
  J["of"] = C.Kind.str();
  J["text"] = C.Subject;
  J["change"] = turnName(C.TheTurn).str();
  J["was"] = C.Was;
  J["now"] = C.Now;
  J["message"] = C.Message;
  J["why"] = why(C.Why);
  return J;
}

ordered_json statistics(const Statistics &S) {
  ordered_json Calls = ordered_json::object();
  for (const auto &[Name, Count] : S.UnknownCalls)
    Calls[Name] = Count;
  ordered_json Variants = ordered_json::object();
  for (const auto &[Name, Files] : S.Variants)
    Variants[Name] = Files;
  ordered_json Seconds = ordered_json::object();
  for (const auto &[Stage, Time] : S.Seconds)
    Seconds[Stage] = Time;
  return {{"tus", S.Units},
          {"functions", S.Functions},
          {"user functions", S.UserFunctions},
          {"seconds by stage", Seconds},
          {"bounds hit",
           {{"points-to", S.Bounds.PointsTo},
            {"summary size", S.Bounds.SummarySize},
            {"recursion", S.Bounds.Recursion}}},
          {"unknown instructions", S.UnknownInstructions},
          {"unknown calls by name", Calls},
          {"variants by name", Variants}};
}

} // namespace

void reportJson(raw_ostream &OS, ArrayRef<Finding> Findings,
                const Decisions &D,
                std::optional<ArrayRef<VerdictChange>> Changes) {
  ordered_json Root;
  Root["version"] = 1;
  Root["tool"] = {{"name", "escape-check"},
                  {"version", ESCAPE_VERSION},
                  {"llvm", LLVM_VERSION_STRING}};
  StableIds TheIds;
  auto MakeId = [&](const Decision &Of, const std::string &Text) {
    return TheIds.make(Of.Place.File, Of.Mangled, Text);
  };
  std::map<const Decision *, std::string> IdOf;
  auto &Allocations = Root["allocations"] = ordered_json::array();
  for (const AllocationDecision &A : D.Allocations)
    Allocations.push_back(
        allocation(A, IdOf[&A] = MakeId(A, A.Kind + A.Text)));
  auto &Variables = Root["variables"] = ordered_json::array();
  for (const VariableDecision &V : D.Variables)
    Variables.push_back(variable(V, IdOf[&V] = MakeId(V, "var " + V.Name)));
  auto &Parameters = Root["parameters"] = ordered_json::array();
  for (const ParameterDecision &P : D.Parameters)
    Parameters.push_back(parameter(P));
  auto &List = Root["findings"] = ordered_json::array();
  for (const Finding &F : Findings) {
    ordered_json J = {
        {"check", F.Check->Name.str()},
        {"severity", severityName(F.TheSeverity).str()},
        {"message", F.Message}};
    J.update(at(F.Place));
    J["function"] = demangle(F.Mangled);
    if (F.Allocation)
      J["allocation"] = IdOf[F.Allocation];
    if (F.Variable)
      J["variable"] = IdOf[F.Variable];
    J["why"] = why(F.Why);
    if (!F.Fix.empty())
      J["replacements"] = replacements(F.Fix);
    List.push_back(std::move(J));
  }
  if (Changes) {
    auto &Others = Root["changes"] = ordered_json::array();
    for (const VerdictChange &C : *Changes) {
      Others.push_back(change(C));
      if (auto Id = IdOf.find(C.Of); Id != IdOf.end())
        Others.back()[C.Kind.str()] = Id->second;
    }
  }
  Root["stats"] = statistics(D.Stats);
  // Names in sources need not be UTF-8: what is not is replaced.
  OS << Root.dump(1, ' ', false, ordered_json::error_handler_t::replace) << "\n";
}

} // namespace escape
