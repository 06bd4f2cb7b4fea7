//===- DecisionFields.h - every field of decisions -----------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// For the visitors that Program/Fields.h describes. Times are no part.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_FINDINGS_DECISIONFIELDS_H
#define ESCAPE_LIB_FINDINGS_DECISIONFIELDS_H

#include "../Program/Fields.h"
#include "escape/Findings/Decisions.h"

namespace escape {

template <typename V> void fields(V &A, std::vector<WhyStep> &Why) {
  A.list(Why, [&](WhyStep &Step) {
    fields(A, Step.Place);
    A.shared(Step.Message);
  });
}

template <typename V> void common(V &A, Decision &D) {
  fields(A, D.Place);
  A.text(D.Function);
  A.text(D.Mangled);
  fields(A, D.Why);
  fields(A, D.Macros);
  A.list(D.Reasons, [&](std::string &Reason) { A.text(Reason); });
  A.shared(D.EndsIn);
  A.number(D.Instances);
}

template <typename V> void fields(V &A, AllocationDecision &D) {
  common(A, D);
  A.text(D.Text);
  A.text(D.Kind);
  A.text(D.Type);
  optional(A, D.Size);
  A.enumeration(D.TheVerdict, Verdict::MovedToHeap);
  A.enumeration(D.Lives, Region::Program);
  numbers(A, D.Escapes, D.Freed, D.FreedElsewhere, D.Reallocated, D.FreeStays,
          D.CannotBeLocal, D.CannotBeValue, D.Direct);
  A.enumeration(D.Leaks, Leak::Always);
  fields(A, D.WhyLeaks);
  numbers(A, D.Extent.Begin, D.Extent.End, D.MustStay);
  A.text(D.Callee);
}

template <typename V> void fields(V &A, VariableDecision &D) {
  common(A, D);
  A.text(D.Name);
  A.text(D.Type);
  optional(A, D.Size);
  A.enumeration(D.TheVerdict, Verdict::MovedToHeap);
  A.enumeration(D.Lives, Region::Program);
  A.text(D.Dangles);
  fields(A, D.WhyDangles);
  A.number(D.MustStay);
  A.enumeration(D.Unused, Wrapper::Erased);
}

template <typename V> void fields(V &A, TemporaryDecision &D) {
  common(A, D);
  A.text(D.What);
  A.text(D.Dangles);
}

template <typename V> void fields(V &A, WarningDecision &D) {
  common(A, D);
  A.text(D.Message);
  A.number(D.IsMisplacedDemand);
}

template <typename V> void fields(V &A, AllocatingDecision &D) { common(A, D); }

template <typename V> void fields(V &A, ParameterDecision &D) {
  common(A, D);
  A.text(D.Name);
  A.text(D.Type);
  numbers(A, D.Leaks, D.LeaksContent, D.KeptInItself, D.ResultLevel, D.MustStay);
}

template <typename V> void fields(V &A, FrameDecision &D) {
  common(A, D);
  A.number(D.Size);
  A.list(D.Largest, [&](auto &Variable) {
    A.text(Variable.first);
    A.number(Variable.second);
  });
}

template <typename V, typename T, typename F>
void map(V &A, std::map<std::string, T> &Map, F Each) {
  std::vector<std::pair<std::string, T>> Items(Map.begin(), Map.end());
  A.list(Items, [&](auto &Item) {
    A.text(Item.first);
    Each(Item.second);
  });
  Map.insert(Items.begin(), Items.end());
}

template <typename V> void fields(V &A, Statistics &S) {
  numbers(A, S.Units, S.Functions, S.UserFunctions, S.UnknownInstructions);
  numbers(A, S.Bounds.PointsTo, S.Bounds.SummarySize, S.Bounds.Recursion);
  map(A, S.UnknownCalls, [&](unsigned &Count) { A.number(Count); });
  map(A, S.Variants, [&](std::vector<std::string> &Files) {
    A.list(Files, [&](std::string &File) { A.text(File); });
  });
}

template <typename V> void fields(V &A, Decisions &D) {
  auto All = [&](auto &Items) {
    A.list(Items, [&](auto &Item) { fields(A, Item); });
  };
  forEachList(All, D);
  All(D.Suppressions);
  fields(A, D.Stats);
}

} // namespace escape

#endif // ESCAPE_LIB_FINDINGS_DECISIONFIELDS_H
