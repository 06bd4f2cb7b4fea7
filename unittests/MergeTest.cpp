//===- MergeTest.cpp - decisions put together, and what is found in them --===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Checks.h"
#include "escape/Findings/Decisions.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>

using namespace escape;

namespace {

AllocationDecision allocation(unsigned Line, Verdict V, std::string Mangled = "f") {
  AllocationDecision A;
  A.Place = {"/a.cpp", Line, 3};
  A.Mangled = A.Function = Mangled;
  A.Text = "new int";
  A.Kind = "new";
  A.Type = "int";
  A.Size = 4;
  A.Direct = true;
  A.TheVerdict = V;
  A.Escapes = V >= Verdict::Caller;
  if (A.Escapes)
    A.Reasons = {V == Verdict::Heap ? "global" : "return"};
  return A;
}

VariableDecision variable(Verdict V, std::string Mangled = "f") {
  VariableDecision D;
  D.Place = {"/a.cpp", 1, 7};
  D.Mangled = Mangled;
  D.Name = "x";
  D.TheVerdict = V;
  return D;
}

ParameterDecision parameter(std::string Mangled = "f") {
  ParameterDecision D;
  D.Place = {"/a.cpp", 1, 7};
  D.Mangled = Mangled;
  D.Name = "p";
  return D;
}

Decisions unit(std::vector<AllocationDecision> A, std::vector<VariableDecision> V = {},
               std::vector<ParameterDecision> P = {}) {
  Decisions D;
  D.Allocations = std::move(A);
  D.Variables = std::move(V);
  D.Parameters = std::move(P);
  D.Stats.Units = 1;
  return D;
}

/// All that a report says of a decision, as one text.
std::string text(const Decision &D) {
  std::string S = D.Place.File.str() + ":" + std::to_string(D.Place.Line) + ":" +
                  std::to_string(D.Place.Column) + " x" + std::to_string(D.Instances);
  for (const std::string &R : D.Reasons)
    S += " " + R;
  for (const WhyStep &W : D.Why)
    S += " [" + W.Message.str() + " " + std::to_string(W.Place.Line) + "]";
  return S;
}
std::string text(const Decisions &D) {
  std::string S;
  for (const AllocationDecision &A : D.Allocations)
    S += text(static_cast<const Decision &>(A)) + " " + A.Text + " " + verdictName(A.TheVerdict).str() + " " +
         (A.Size ? std::to_string(*A.Size) : "?") + (A.Escapes ? " escapes" : "") + (A.Freed ? " freed" : "") + "\n";
  for (const VariableDecision &V : D.Variables)
    S += text(static_cast<const Decision &>(V)) + " " + V.Name + " " + verdictName(V.TheVerdict).str() + "\n";
  for (const ParameterDecision &P : D.Parameters)
    S += text(static_cast<const Decision &>(P)) + " " + P.Name + (P.Leaks ? " leaks" : "") +
         (P.LeaksContent ? " content" : "") + " " + std::to_string(P.ResultLevel) + "\n";
  return S;
}

/// Merges \p Units in every order and wants the same each time.
std::string mergeInAnyOrder(std::vector<Decisions> Units) {
  std::vector<size_t> Order(Units.size());
  for (size_t I = 0; I < Order.size(); ++I)
    Order[I] = I;
  std::string First;
  do {
    std::vector<Decisions> Permuted;
    for (size_t I : Order)
      Permuted.push_back(Units[I]);
    std::string Text = text(merge(std::move(Permuted)));
    if (First.empty())
      First = Text;
    EXPECT_EQ(Text, First);
  } while (std::next_permutation(Order.begin(), Order.end()));
  return First;
}

TEST(Merge, Nothing) {
  // Catches: a crash on an empty database.
  Decisions D = merge({});
  EXPECT_TRUE(D.Allocations.empty());
  EXPECT_EQ(D.Stats.Units, 0u);
}

TEST(Merge, SameUnitTwice) {
  // Catches: a file that is compiled twice and reported twice.
  Decisions U = unit({allocation(1, Verdict::Stack)}, {variable(Verdict::Stack)}, {parameter()});
  EXPECT_EQ(mergeInAnyOrder({U, U, U}), text(merge({U})));
}

TEST(Merge, SortedByPlace) {
  // Catches: a report in the order in which the files were done.
  Decisions A = unit({allocation(9, Verdict::Stack), allocation(10, Verdict::Heap)});
  Decisions B = unit({allocation(2, Verdict::Arena)});
  B.Allocations[0].Place.File = "/b.cpp";
  Decisions C = unit({allocation(1, Verdict::Stack)});
  C.Allocations[0].Place.File = "/0.cpp";
  EXPECT_EQ(mergeInAnyOrder({A, B, C}), "/0.cpp:1:3 x1 new int stack 4\n"
                                        "/a.cpp:9:3 x1 new int stack 4\n"
                                        "/a.cpp:10:3 x1 global new int heap 4 escapes\n"
                                        "/b.cpp:2:3 x1 new int arena 4\n");
}

TEST(Merge, TakesTheWorstWhateverTheOrder) {
  // Catches: a report that depends on which unit was done first, or that shows the better of two answers.
  Decisions A = unit({allocation(3, Verdict::Stack, "f<int>")});
  Decisions B = unit({allocation(3, Verdict::Heap, "f<char>"), allocation(1, Verdict::Stack, "g")});
  for (auto Units : {std::vector{A, B}, std::vector{B, A}}) {
    Decisions D = merge(Units);
    ASSERT_EQ(D.Allocations.size(), 2u);
    EXPECT_EQ(D.Allocations[0].Place.Line, 1u);
    EXPECT_EQ(D.Allocations[1].TheVerdict, Verdict::Heap);
    EXPECT_EQ(D.Allocations[1].Instances, 2u);
    EXPECT_EQ(D.Stats.Units, 2u);
  }
}

TEST(Merge, WorstVerdictWins) {
  // Catches: a better answer of one unit that hides the worse one of another: a false "does not escape".
  for (Verdict Good : {Verdict::Stack, Verdict::Arena, Verdict::Caller, Verdict::Heap})
    for (Verdict Bad : {Verdict::Stack, Verdict::Arena, Verdict::Caller, Verdict::Heap}) {
      std::string Merged = mergeInAnyOrder({unit({allocation(1, Good)}), unit({allocation(1, Bad)})});
      EXPECT_EQ(Merged, text(merge({unit({allocation(1, std::max(Good, Bad))})})));
    }
  Decisions Moved = merge({unit({}, {variable(Verdict::Stack)}), unit({}, {variable(Verdict::MovedToHeap)}),
                           unit({}, {variable(Verdict::Oversized)})});
  ASSERT_EQ(Moved.Variables.size(), 1u);
  EXPECT_EQ(Moved.Variables[0].TheVerdict, Verdict::MovedToHeap);
}

TEST(Merge, WorstInstanceGivesTheReasons) {
  // Catches: the verdict of one instance with the explanation of another.
  AllocationDecision Bad = allocation(1, Verdict::Heap, "g");
  Bad.Why = {{{"/a.cpp", 5, 1}, "stored in global"}};
  std::string Merged = mergeInAnyOrder({unit({allocation(1, Verdict::Caller, "f")}), unit({Bad}),
                                        unit({allocation(1, Verdict::Stack, "h")})});
  EXPECT_EQ(Merged, "/a.cpp:1:3 x3 global [stored in global 5] new int heap 4 escapes\n");
}

TEST(Merge, SameReasonsOtherWay) {
  // Catches: the path of whichever unit came first: the report then depends on the order.
  AllocationDecision A = allocation(1, Verdict::Heap), B = A;
  A.Why = {{{"/a.cpp", 5, 1}, "stored in global"}};
  B.Why = {{{"/a.cpp", 4, 1}, "stored in global"}};
  mergeInAnyOrder({unit({A}), unit({B})});
  VariableDecision V = variable(Verdict::MovedToHeap), W = V;
  V.Why = A.Why;
  W.Why = B.Why;
  mergeInAnyOrder({unit({}, {V}), unit({}, {W})});
  ParameterDecision P = parameter(), Q = P;
  P.Leaks = Q.Leaks = true;
  P.Why = A.Why;
  Q.Why = B.Why;
  mergeInAnyOrder({unit({}, {}, {P}), unit({}, {}, {Q})});
}

TEST(Merge, CountsInstances) {
  // Catches: instances that are counted once for each unit, or by which of them is worst.
  Decisions F = unit({allocation(1, Verdict::Stack, "f")}), G = unit({allocation(1, Verdict::Heap, "g")}),
            H = unit({allocation(1, Verdict::Stack, "h")});
  EXPECT_EQ(merge({F}).Allocations[0].Instances, 1u);
  EXPECT_EQ(merge({F, F}).Allocations[0].Instances, 1u);
  EXPECT_EQ(merge({F, F, F}).Allocations[0].Instances, 1u);
  EXPECT_EQ(merge({F, G}).Allocations[0].Instances, 2u);
  EXPECT_EQ(merge({F, G, H}).Allocations[0].Instances, 3u);
  EXPECT_EQ(merge({F, F, G, G}).Allocations[0].Instances, 2u);
}

TEST(Merge, CountsInstancesBehindTheWorst) {
  // Catches: an instance that is seen in two units and counted twice, because a worse one came before it.
  Decisions F = unit({allocation(1, Verdict::Stack, "f")}), G = unit({allocation(1, Verdict::Heap, "g")}),
            H = unit({allocation(1, Verdict::Stack, "h")});
  EXPECT_EQ(merge({G, H, H}).Allocations[0].Instances, 2u);
  EXPECT_EQ(merge({F, G, G, H, H}).Allocations[0].Instances, 3u);
}

TEST(Merge, CountsInstancesOfVariables) {
  // Catches: the same, of variables and parameters.
  Decisions G = unit({}, {variable(Verdict::MovedToHeap, "g")}, {parameter("g")}),
            H = unit({}, {variable(Verdict::Stack, "h")}, {parameter("h")});
  Decisions D = merge({G, H, H});
  EXPECT_EQ(D.Variables[0].Instances, 2u);
  EXPECT_EQ(D.Parameters[0].Instances, 2u);
}

TEST(Merge, TypesOfATemplate) {
  // Catches: one new-expression that is an entry for each type that the template is used with.
  AllocationDecision Int = allocation(1, Verdict::Stack, "f<int>"), Long = allocation(1, Verdict::Heap, "f<long>");
  Long.Text = "new long";
  Long.Type = "long";
  Long.Size = 8;
  std::string Merged = mergeInAnyOrder({unit({Int}), unit({Long})});
  EXPECT_EQ(Merged, "/a.cpp:1:3 x2 global new long heap ? escapes\n");
}

TEST(Merge, DifferentThingsOnOnePlace) {
  // Catches: two calls of one macro, or two variables, that become one.
  AllocationDecision A = allocation(1, Verdict::Stack), B = allocation(1, Verdict::Heap);
  B.Kind = "call";
  B.Text = "make(...)";
  B.Direct = false;
  EXPECT_EQ(merge({unit({A, B})}).Allocations.size(), 2u);
  VariableDecision V = variable(Verdict::Stack), W = V;
  W.Name = "y";
  EXPECT_EQ(merge({unit({}, {V, W})}).Variables.size(), 2u);
  ParameterDecision P = parameter(), Q = P;
  Q.Name = "q";
  EXPECT_EQ(merge({unit({}, {}, {P, Q})}).Parameters.size(), 2u);
}

TEST(Merge, SizesThatDiffer) {
  // Catches: the size of one instance given for all of them.
  AllocationDecision A = allocation(1, Verdict::Stack), B = A;
  B.Size = 8;
  Decisions D = merge({unit({A}), unit({B})});
  ASSERT_EQ(D.Allocations.size(), 1u);
  EXPECT_EQ(D.Allocations[0].Size, std::nullopt);
}

TEST(Merge, FreedOnlyWhenAllAre) {
  // Catches: an allocation that leaks in one configuration called freed.
  AllocationDecision A = allocation(1, Verdict::Stack), B = A;
  A.Freed = true;
  EXPECT_TRUE(merge({unit({A}), unit({A})}).Allocations[0].Freed);
  EXPECT_FALSE(merge({unit({A}), unit({B})}).Allocations[0].Freed);
  EXPECT_FALSE(merge({unit({B}), unit({A})}).Allocations[0].Freed);
}

TEST(Merge, LeaksOfParametersAddUp) {
  // Catches: one kind of leak that hides another, or a better level that hides the worse one.
  ParameterDecision Leaks = parameter("f"), Content = parameter("g"), Result = parameter("h"), Deep = parameter("i");
  Leaks.Leaks = true;
  Leaks.Reasons = {"global"};
  Content.LeaksContent = true;
  Content.Reasons = {"thread"};
  Result.ResultLevel = 0;
  Deep.ResultLevel = 2;
  EXPECT_EQ(mergeInAnyOrder({unit({}, {}, {Leaks}), unit({}, {}, {Content}), unit({}, {}, {Result}),
                             unit({}, {}, {Deep})}),
            "/a.cpp:1:7 x4 global p leaks content 0\n");
}

TEST(Statistics, AddUp) {
  // Catches: a count that only the last unit gives.
  Decisions A = unit({}), B = unit({});
  A.Stats.Functions = 2;
  B.Stats.Functions = 3;
  A.Stats.UnknownInstructions = 1;
  B.Stats.UnknownInstructions = 1;
  A.Stats.Bounds.PointsTo = 1;
  B.Stats.Bounds.PointsTo = 4;
  A.Stats.UnknownCalls = {{"f", 1}, {"g", 2}};
  B.Stats.UnknownCalls = {{"g", 3}};
  A.Stats.Seconds = {{"solve", 1.0}};
  B.Stats.Seconds = {{"solve", 2.0}, {"graph", 1.0}};
  Decisions D = merge({A, B});
  EXPECT_EQ(D.Stats.Units, 2u);
  EXPECT_EQ(D.Stats.Functions, 5u);
  EXPECT_EQ(D.Stats.UnknownInstructions, 2u);
  EXPECT_EQ(D.Stats.Bounds.PointsTo, 5u);
  EXPECT_EQ(D.Stats.UnknownCalls, (std::map<std::string, unsigned>{{"f", 1}, {"g", 5}}));
  EXPECT_EQ(D.Stats.Seconds.at("solve"), 3.0);
}

TEST(Findings, OnlyWhatStays) {
  // Catches: an allocation that escapes and is advised to be put on the stack.
  std::vector<Finding> F = findings(
      unit({allocation(1, Verdict::Stack), allocation(2, Verdict::Heap), allocation(3, Verdict::Caller)}));
  ASSERT_EQ(F.size(), 1u);
  EXPECT_EQ(F[0].Check->Name, "heap-to-stack");
  EXPECT_EQ(F[0].Place.Line, 1u);
}

TEST(Verdict, Names) {
  // Catches: a verdict that the JSON does not know, or a new one in the wrong place of the order.
  EXPECT_EQ(verdictName(Verdict::Stack), "stack");
  EXPECT_EQ(verdictName(Verdict::Arena), "arena");
  EXPECT_EQ(verdictName(Verdict::Caller), "caller");
  EXPECT_EQ(verdictName(Verdict::Heap), "heap");
  EXPECT_EQ(verdictName(Verdict::Oversized), "oversized");
  EXPECT_EQ(verdictName(Verdict::MovedToHeap), "moved-to-heap");
  EXPECT_LT(Verdict::Stack, Verdict::Arena);
  EXPECT_LT(Verdict::Arena, Verdict::Caller);
  EXPECT_LT(Verdict::Caller, Verdict::Heap);
}

} // namespace
