//===- Digest.h - names of contents -------------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SUPPORT_DIGEST_H
#define ESCAPE_SUPPORT_DIGEST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/xxhash.h"

namespace escape {

/// 128 bits that stand for a content: XXH3, which is no defence against who
/// wants two contents to have the same.
struct Digest {
  uint64_t Low = 0, High = 0;
  bool operator==(const Digest &) const = default;

  static Digest of(llvm::StringRef Text) {
    llvm::XXH128_hash_t Hash = llvm::xxh3_128bits(llvm::ArrayRef(
        reinterpret_cast<const uint8_t *>(Text.data()), Text.size()));
    return {Hash.low64, Hash.high64};
  }
};

/// Makes the digest of a sequence of texts and numbers.
class DigestBuilder {
public:
  void add(uint64_t Value) { Words.push_back(Value); }
  void add(const Digest &D) {
    add(D.Low);
    add(D.High);
  }
  void add(llvm::StringRef Text) { add(Digest::of(Text)); }
  /// \returns the digest, and begins anew.
  Digest finish() {
    Digest Result = Digest::of({reinterpret_cast<const char *>(Words.data()),
                                Words.size() * sizeof Words[0]});
    Words.clear();
    return Result;
  }

private:
  llvm::SmallVector<uint64_t, 64> Words;
};

} // namespace escape

#endif // ESCAPE_SUPPORT_DIGEST_H
