//===- Offset.h - where in an object -------------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// An offset is one number of bytes, or a mark for a set of them: every offset, or
// a series, the places of one member in all elements of an array. Of series
//   Lo, Lo + Step, Lo + 2 * Step ...   from Lo on, as an unsigned index goes
//   ... Lo - Step, Lo, Lo + Step ...   in both directions, Lo < Step
// So the elements of an array are one, and their members are told apart, as in
// data structure analysis (Lattner, Lenharth, Adve 2007).
//
// A buffer is 16 bytes at an offset, or at each of a series, which a pointer into them
// does not leave: the characters that a std::string has in itself.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_GRAPH_OFFSET_H
#define ESCAPE_GRAPH_OFFSET_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace escape {

/// The offset that stands for every offset.
inline constexpr int32_t AnyOffset = std::numeric_limits<int32_t>::min();

/// In an access: every offset from the pointer onward, as a copy of unknown
/// length reaches.
inline constexpr int32_t OnwardOffset = AnyOffset + 1;

/// Offsets beyond this are no field of anything: AnyOffset stands for them.
inline constexpr int32_t MaxOffset = 1 << 28;

/// Bytes of a buffer.
inline constexpr int32_t BufferSize = 16;

struct OffsetSeries {
  int32_t Lo;
  int32_t Step; ///< 1: every byte; 0: one buffer
  bool HasStart;
  bool IsBuffer; ///< of each the bytes from it on
};

/// \returns the offset of \p Bytes, AnyOffset when it is far out.
int32_t exactOffset(int64_t Bytes);

/// \returns the smallest set of those that there are with all of \p S in it.
int32_t seriesOffset(int64_t Lo, int64_t Step, bool HasStart);

/// \returns a buffer at \p At, or an offset that covers it.
int32_t bufferAt(int32_t At);

/// \returns whether \p Offset is one number of bytes.
constexpr bool isExact(int32_t Offset) {
  return -MaxOffset <= Offset && Offset <= MaxOffset;
}

/// The numbers from here on are series; those below are exact, or one of the above.
inline constexpr int32_t SeriesMark = 1 << 30;

/// \returns the series that \p Offset is, which is at least SeriesMark.
OffsetSeries decodeSeries(int32_t Offset);

/// \returns the series that \p Offset is, if it is one.
inline std::optional<OffsetSeries> seriesOf(int32_t Offset) {
  return Offset < SeriesMark ? std::nullopt
                             : std::optional(decodeSeries(Offset));
}

/// \returns whether \p Offset is one of the above, and no other number.
bool isOffset(int32_t Offset);

/// addOffsets, where one of the two is no number of bytes.
int32_t addOffsetSets(int32_t Base, int32_t Delta);

/// \returns the offsets of \p Delta from each of \p Base on: AnyOffset when one of
/// them is, or the sum is out of range. What moves in a buffer stays there.
inline int32_t addOffsets(int32_t Base, int32_t Delta) {
  if (!isExact(Base) || !isExact(Delta))
    return addOffsetSets(Base, Delta);
  return isExact(Base + Delta) ? Base + Delta : AnyOffset;
}

/// \returns \p Offset in an object that starts at 0: a series has a start there.
int32_t withinObject(int32_t Offset);

/// coversOffset, where \p Wide is a series and not \p Narrow.
bool seriesCovers(int32_t Wide, int32_t Narrow);

/// \returns whether \p Wide leads wherever \p Narrow does. A buffer does so only for
/// buffers: other pointers leave it.
inline bool coversOffset(int32_t Wide, int32_t Narrow) {
  return Wide == Narrow || Wide == AnyOffset ||
         (!isExact(Wide) && seriesCovers(Wide, Narrow));
}

/// \returns whether \p A and \p B may have an offset in common.
bool offsetsMeet(int32_t A, int32_t B);

/// \returns an offset that covers all of \p Offsets. When one of them is a series
/// the answer is one without a start, so that few answers lead to AnyOffset.
int32_t joinOffsets(llvm::ArrayRef<int32_t> Offsets);

/// \returns "+8", "+any", "+onward", "+8.." with each byte from 8 on, "+8..32" with
/// each 32nd, "+8%32" with those before as well, "[16]" behind a buffer; empty for 0.
std::string offsetText(int32_t Offset);

} // namespace escape

#endif // ESCAPE_GRAPH_OFFSET_H
