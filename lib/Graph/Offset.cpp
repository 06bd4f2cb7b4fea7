//===- Offset.cpp - where in an object -------------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Graph/Offset.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>

using namespace llvm;

namespace escape {
namespace {

// A series is written as 1 << 30, one bit for its start, and 12 bits for each of
// its numbers.
constexpr int32_t SeriesMark = 1 << 30, StartMark = 1 << 24;
constexpr unsigned Width = 12;
constexpr int64_t Bound = 1 << Width;
/// Cells of memory are as large as a pointer: 8 bytes, or 4, of which 8 is a multiple.
constexpr int64_t Cell = 8;

int64_t modulo(int64_t A, int64_t B) { return ((A % B) + B) % B; }

} // namespace

int32_t exactOffset(int64_t Bytes) {
  return Bytes < -MaxOffset || Bytes > MaxOffset ? AnyOffset
                                                 : static_cast<int32_t>(Bytes);
}

int32_t seriesOffset(int64_t Lo, int64_t Step, bool HasStart) {
  Step = std::abs(Step);
  if (Step == 0 || Step >= Bound || Step % Cell)
    Step = 1;
  HasStart &= Lo >= 0 && Lo < Bound;
  if (!HasStart) {
    if (Step <= Cell)
      return AnyOffset;
    Lo = modulo(Lo, Step);
  }
  return SeriesMark | (HasStart ? StartMark : 0) |
         static_cast<int32_t>(Step << Width | Lo);
}

bool isOffset(int32_t Offset) {
  if (isExact(Offset) || Offset == AnyOffset || Offset == OnwardOffset)
    return true;
  if (Offset < SeriesMark)
    return false;
  int64_t Lo = Offset & (Bound - 1), Step = Offset >> Width & (Bound - 1);
  return Step && seriesOffset(Lo, Step, Offset & StartMark) == Offset;
}

std::optional<OffsetSeries> seriesOf(int32_t Offset) {
  if (Offset < SeriesMark)
    return std::nullopt;
  return OffsetSeries{static_cast<int32_t>(Offset & (Bound - 1)),
                      static_cast<int32_t>(Offset >> Width & (Bound - 1)),
                      (Offset & StartMark) != 0};
}

int32_t addOffsets(int32_t A, int32_t B) {
  if (A <= OnwardOffset || B <= OnwardOffset)
    return AnyOffset;
  auto SA = seriesOf(A), SB = seriesOf(B);
  if (SA && SB)
    return seriesOffset(int64_t(SA->Lo) + SB->Lo, std::gcd(SA->Step, SB->Step),
                        SA->HasStart && SB->HasStart);
  if (SB)
    return addOffsets(B, A);
  if (SA)
    return seriesOffset(int64_t(SA->Lo) + B, SA->Step, SA->HasStart);
  return exactOffset(int64_t(A) + B);
}

bool coversOffset(int32_t Wide, int32_t Narrow) {
  if (Wide == Narrow || Wide == AnyOffset)
    return true;
  auto W = seriesOf(Wide), N = seriesOf(Narrow);
  if (!W || !(N || isExact(Narrow)))
    return false;
  int32_t Lo = N ? N->Lo : Narrow;
  bool HasStart = !N || N->HasStart;
  return (!W->HasStart || (HasStart && Lo >= W->Lo)) &&
         (!N || N->Step % W->Step == 0) && (Lo - W->Lo) % W->Step == 0;
}

bool offsetsMeet(int32_t A, int32_t B) {
  if (A <= OnwardOffset || B <= OnwardOffset)
    return true;
  auto SA = seriesOf(A), SB = seriesOf(B);
  if (SA && SB)
    return (SA->Lo - SB->Lo) % std::gcd(SA->Step, SB->Step) == 0;
  return SB ? coversOffset(B, A) : coversOffset(A, B);
}

int32_t joinOffsets(ArrayRef<int32_t> Offsets) {
  int64_t Lo = std::numeric_limits<int64_t>::max(), First = 0, Step = 0;
  bool HasStart = true;
  for (auto [I, O] : enumerate(Offsets)) {
    if (O <= OnwardOffset)
      return AnyOffset;
    auto S = seriesOf(O);
    int64_t At = S ? S->Lo : O;
    if (I == 0)
      First = At;
    Lo = std::min(Lo, At);
    Step = std::gcd(std::gcd(Step, std::abs(At - First)), S ? S->Step : 0);
    HasStart &= !S;
  }
  if (Step == 0)
    return Offsets.empty() ? AnyOffset : Offsets.front();
  return seriesOffset(Lo, Step, HasStart);
}

std::string offsetText(int32_t Offset) {
  if (Offset == AnyOffset)
    return "+any";
  if (Offset == OnwardOffset)
    return "+onward";
  auto S = seriesOf(Offset);
  if (!S)
    return Offset == 0 ? "" : (Offset > 0 ? "+" : "") + itostr(Offset);
  std::string Text = "+" + itostr(S->Lo) + (S->HasStart ? ".." : "%");
  return S->Step == 1 ? Text : Text + itostr(S->Step);
}

} // namespace escape
