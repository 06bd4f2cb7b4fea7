//===- Annotations.cpp - what declarations could say ----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Clang warns where a caller lets an argument dangle, if the declaration that it
// sees says what becomes of the argument. The body says it too.
//===----------------------------------------------------------------------===//
#include "escape/Findings/Checks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace escape {
namespace {

/// An attribute that a parameter could have.
struct Annotation {
  StringRef Check;
  std::string Attribute;
  bool Everywhere; ///< declarations must agree
  std::string Claim;
};

std::string subject(const ParameterDecision &P) {
  return P.Name == "this" ? "the object" : "'" + P.Name + "'";
}

/// Who can be named as the one that keeps a parameter.
bool isOnlyHeldBy(const ParameterDecision &P, StringRef Holder) {
  return !P.HeldElsewhere && P.HeldBy.size() == 1 && P.HeldBy.front() == Holder;
}

std::optional<Annotation> annotationFor(const ParameterDecision &P) {
  const PossibleAttributes &Can = P.CanHave;
  // What it leads to may be in itself, as the characters of a short string are.
  if (Can.NoEscape && !P.Leaks && !P.KeptInItself && P.ResultLevel != 0 &&
      (P.ResultLevel < 0 || !Can.LifetimeBound))
    return Annotation{"annotate-noescape", "noescape", /*Everywhere=*/true,
                      subject(P) + " does not outlive a call of '" + P.Function +
                          "'"};
  bool IsMade = Can.OfConstructor && P.Leaks && isOnlyHeldBy(P, "this");
  if (Can.LifetimeBound && (IsMade || (!P.Leaks && P.ResultLevel == 0)))
    return Annotation{"annotate-lifetimebound", "lifetimebound",
                      /*Everywhere=*/false,
                      IsMade ? "the object that '" + P.Function +
                                   "' makes keeps " + subject(P)
                             : "the result of '" + P.Function +
                                   "' points into " + subject(P)};
  if (!Can.LifetimeCaptureBy || Can.OfConstructor || !P.Leaks ||
      P.HeldElsewhere || P.HeldBy.empty() || P.ResultLevel == 0)
    return std::nullopt;
  std::string Holders = join(P.HeldBy, ", ");
  return Annotation{"annotate-lifetime-capture-by",
                    "lifetime_capture_by(" + Holders + ")",
                    /*Everywhere=*/false,
                    "'" + P.Function + "' keeps " + subject(P) + " in " +
                        (Holders == "this" ? "its object" : "'" + Holders + "'")};
}

/// \returns how to write \p A at \p P, or nothing when it cannot be written
/// where it would have to be.
std::vector<Replacement> fix(const Annotation &A, const ParameterDecision &P) {
  std::string Text = P.CanHave.InC ? "__attribute__((" + A.Attribute + "))"
                                   : "[[clang::" + A.Attribute + "]]";
  std::vector<Replacement> Result;
  for (const AttributePlace &At : P.AttributePlaces) {
    if (!A.Everywhere && !At.IsFirst)
      continue;
    if (At.Offset == AttributePlace::NotWritable)
      return {};
    Result.push_back(
        {At.Place, At.Offset, 0, At.IsBehind ? " " + Text : Text + " "});
  }
  return Result;
}

} // namespace

void findAnnotations(const Decisions &D, std::vector<Finding> &Into) {
  for (const ParameterDecision &P : D.Parameters) {
    std::optional<Annotation> A = annotationFor(P);
    if (!A)
      continue;
    Finding F = startFinding(A->Check, P);
    F.Fix = fix(*A, P);
    if (F.Fix.empty())
      continue;
    F.Place = F.Fix.front().Place;
    if (!P.Leaks)
      F.Why.clear(); // it is about what the parameter leads to
    F.Subject = P.Name;
    F.Message = A->Claim + ": " + StringRef(F.Fix.front().Text).trim().str() +
                " tells its callers";
    Into.push_back(std::move(F));
  }
}

} // namespace escape
