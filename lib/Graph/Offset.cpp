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

// A series is written as SeriesMark, a bit each for its start and for buffers, and 12
// bits for each of its numbers.
constexpr int32_t BufferMark = 1 << 25, StartMark = 1 << 24;
constexpr unsigned Width = 12;
constexpr int64_t Bound = 1 << Width;
/// Cells of memory are as large as a pointer: 8 bytes, or 4, of which 8 is a multiple.
constexpr int64_t Cell = 8;

int64_t modulo(int64_t A, int64_t B) { return ((A % B) + B) % B; }

int32_t encode(int64_t Lo, int64_t Step, bool HasStart, bool IsBuffer) {
  return SeriesMark | (IsBuffer ? BufferMark : 0) | (HasStart ? StartMark : 0) |
         static_cast<int32_t>(Step << Width | Lo);
}

/// \returns buffers at a series, or an offset that covers them.
/// \param Step 0: one buffer, at \p Lo
int32_t buffers(int64_t Lo, int64_t Step, bool HasStart) {
  if (Step % Cell || Step >= Bound || (Step && Step < BufferSize))
    return seriesOffset(Lo, 1, HasStart);
  bool IsFar = Lo < 0 || Lo >= Bound;
  if (IsFar && (HasStart || !Step))
    return seriesOffset(Lo, 1, Lo >= 0);
  return encode(HasStart ? Lo : modulo(Lo, Step), Step, HasStart, true);
}

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
  return encode(Lo, Step, HasStart, /*IsBuffer=*/false);
}

int32_t bufferAt(int32_t At) {
  if (isExact(At))
    return buffers(At, 0, true);
  auto S = seriesOf(At);
  return !S || S->IsBuffer ? At : buffers(S->Lo, S->Step, S->HasStart);
}

bool isOffset(int32_t Offset) {
  if (isExact(Offset) || Offset == AnyOffset || Offset == OnwardOffset)
    return true;
  if (Offset < SeriesMark)
    return false;
  auto S = seriesOf(Offset);
  if (S->IsBuffer)
    return (S->Step || S->HasStart) &&
           buffers(S->Lo, S->Step, S->HasStart) == Offset;
  return S->Step && seriesOffset(S->Lo, S->Step, S->HasStart) == Offset;
}

OffsetSeries decodeSeries(int32_t Offset) {
  return {static_cast<int32_t>(Offset & (Bound - 1)),
          static_cast<int32_t>(Offset >> Width & (Bound - 1)),
          (Offset & StartMark) != 0, (Offset & BufferMark) != 0};
}

int32_t addOffsetSets(int32_t Base, int32_t Delta) {
  auto B = seriesOf(Base), D = seriesOf(Delta);
  if (B && B->IsBuffer)
    return Base;
  if (Base <= OnwardOffset || Delta <= OnwardOffset)
    return AnyOffset;
  if (!B && !D)
    return exactOffset(int64_t(Base) + Delta);
  int64_t Lo = int64_t(B ? B->Lo : Base) + (D ? D->Lo : Delta);
  int64_t Step = std::gcd(B ? B->Step : 0, D ? D->Step : 0);
  bool HasStart = (!B || B->HasStart) && (!D || D->HasStart);
  return D && D->IsBuffer ? buffers(Lo, Step, HasStart)
                          : seriesOffset(Lo, Step, HasStart);
}

int32_t withinObject(int32_t Offset) {
  auto S = seriesOf(Offset);
  return S && !S->HasStart ? encode(S->Lo, S->Step, true, S->IsBuffer) : Offset;
}

bool seriesCovers(int32_t Wide, int32_t Narrow) {
  auto W = seriesOf(Wide), N = seriesOf(Narrow);
  if (!W || !(N || isExact(Narrow)))
    return false;
  int32_t Lo = N ? N->Lo : Narrow;
  bool HasStart = !N || N->HasStart, IsBuffer = N && N->IsBuffer;
  if (W->IsBuffer ? !IsBuffer || W->Step == 0 : IsBuffer && W->Step != 1)
    return false;
  return (!W->HasStart || (HasStart && Lo >= W->Lo)) &&
         (!N || N->Step % W->Step == 0) && (Lo - W->Lo) % W->Step == 0;
}

bool offsetsMeet(int32_t A, int32_t B) {
  if (A <= OnwardOffset || B <= OnwardOffset)
    return true;
  auto SA = seriesOf(A), SB = seriesOf(B);
  if ((SA && SA->IsBuffer) || (SB && SB->IsBuffer))
    return true;
  if (SA && SB)
    return (SA->Lo - SB->Lo) % std::gcd(SA->Step, SB->Step) == 0;
  return SB ? coversOffset(B, A) : coversOffset(A, B);
}

int32_t joinOffsets(ArrayRef<int32_t> Offsets) {
  int64_t Lo = std::numeric_limits<int64_t>::max(), First = 0, Step = 0;
  bool HasStart = true;
  size_t NumBuffers = 0;
  for (auto [I, O] : enumerate(Offsets)) {
    if (O <= OnwardOffset)
      return AnyOffset;
    auto S = seriesOf(O);
    int64_t At = S ? S->Lo : O;
    if (I == 0)
      First = At;
    Lo = std::min(Lo, At);
    Step = std::gcd(std::gcd(Step, std::abs(At - First)), S ? S->Step : 0);
    HasStart &= !S || S->Step == 0;
    NumBuffers += S && S->IsBuffer;
  }
  if (Step == 0 && (NumBuffers == 0 || NumBuffers == Offsets.size()))
    return Offsets.empty() ? AnyOffset : Offsets.front();
  if (NumBuffers == 0)
    return seriesOffset(Lo, Step, HasStart);
  return NumBuffers == Offsets.size() ? buffers(Lo, Step, HasStart)
                                      : seriesOffset(Lo, 1, HasStart);
}

std::string offsetText(int32_t Offset) {
  if (Offset == AnyOffset)
    return "+any";
  if (Offset == OnwardOffset)
    return "+onward";
  auto S = seriesOf(Offset);
  if (!S)
    return Offset == 0 ? "" : (Offset > 0 ? "+" : "") + itostr(Offset);
  std::string Text = "+" + itostr(S->Lo);
  if (S->Step)
    Text += S->HasStart ? ".." : "%";
  if (S->Step > 1)
    Text += itostr(S->Step);
  return S->IsBuffer ? Text + "[" + itostr(BufferSize) + "]" : Text;
}

} // namespace escape
