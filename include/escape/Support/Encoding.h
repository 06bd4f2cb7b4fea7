//===- Encoding.h - plain data as bytes ---------------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// An Encoder and a Decoder are visitors of the fields of data. Numbers are
// LEB128; a text is stored once and named by its number; a list is its length
// and its elements. What comes out is a file: a header that names the format
// and its version, a digest of the rest, and the rest, compressed. A file that
// was cut off, changed, or written by another version is refused as a whole;
// one that was made to harm has no numbers that its fields cannot have.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SUPPORT_ENCODING_H
#define ESCAPE_SUPPORT_ENCODING_H

#include "escape/Support/Ids.h"
#include "escape/Support/SharedText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <type_traits>
#include <vector>

namespace escape {

/// What a file holds. The letters stand in its header.
struct FileFormat {
  llvm::StringLiteral Magic; ///< eight characters
  uint32_t Version;          ///< counted up with every change of the fields
  llvm::StringLiteral Name;  ///< for messages
};

/// \returns the file whose payload, the coded fields, is \p Payload.
llvm::SmallVector<char, 0> makeFile(llvm::StringRef Payload,
                                    const FileFormat &Format);
/// \returns the first of several files that stand one after another, and takes
/// it away: all of \p Bytes, when it does not say where it ends.
llvm::StringRef takeFile(llvm::StringRef &Bytes);
/// \returns the payload of \p File, or an error for what is no whole file of
/// that format and version.
llvm::Expected<llvm::SmallVector<uint8_t, 0>>
payloadOf(llvm::StringRef File, const FileFormat &Format);

/// Turns fields into a file.
class Encoder {
public:
  template <typename T> void number(const T &Value) {
    if constexpr (std::is_signed_v<T>)
      addSigned(Value);
    else
      addUnsigned(uint64_t(Value));
  }
  template <typename T> void enumeration(const T &Value, T) {
    addUnsigned(uint64_t(Value));
  }
  template <typename Tag> void id(const Id<Tag> &I) {
    addUnsigned(I.isValid() ? I.Value + uint64_t(1) : 0);
  }
  void symbol(const SymbolId &S) { id(S); }
  void file(const FileId &F) { id(F); }
  void text(llvm::StringRef Text) {
    addUnsigned(Numbers.try_emplace(Text, Numbers.size()).first->second);
  }
  void shared(const SharedText &Text) { text(Text); }
  template <typename Container, typename F> void list(Container &Items, F Each) {
    addUnsigned(Items.size());
    llvm::for_each(Items, Each);
  }

  /// \returns the file of all that was added. The same fields give the same
  /// bytes.
  llvm::SmallVector<char, 0> finish(const FileFormat &Format);

private:
  void addUnsigned(uint64_t Value);
  void addSigned(int64_t Value);

  llvm::SmallVector<char, 0> Bytes;
  llvm::StringMap<uint32_t> Numbers; // of texts
};

/// Reads what an Encoder wrote, in the same order. After a field that cannot be
/// all others are zero or empty, and finish() tells.
class Decoder {
public:
  /// Opens \p File, which is needed no longer when this returns.
  static llvm::Expected<Decoder> open(llvm::StringRef File,
                                      const FileFormat &Format);

  template <typename T> void number(T &Value) {
    if constexpr (std::is_signed_v<T>) {
      int64_t Read = readSigned();
      Value = static_cast<T>(Read);
      check(Value == Read);
    } else {
      uint64_t Read = readUnsigned();
      check(Read <= std::numeric_limits<T>::max());
      Value = static_cast<T>(Read);
    }
  }
  template <typename T> void enumeration(T &Value, T Last) {
    uint64_t Read = readUnsigned();
    check(Read <= uint64_t(Last));
    Value = IsBroken ? T() : static_cast<T>(Read);
  }
  template <typename Tag> void id(Id<Tag> &I) {
    uint64_t Read = readUnsigned();
    check(Read <= ~0u);
    I = Id<Tag>(uint32_t(Read - 1));
  }
  void symbol(SymbolId &S) { id(S); }
  void file(FileId &F) { id(F); }
  void text(std::string &Text) { Text = readText().str(); }
  void shared(SharedText &Text) { Text = readText(); }
  template <typename Container, typename F> void list(Container &Items, F Each) {
    for (uint64_t Left = readUnsigned(); Left && !IsBroken; --Left)
      Each(Items.emplace_back());
  }
  /// Makes all that follows, and finish(), fail unless \p Holds.
  void check(bool Holds) { IsBroken |= !Holds; }
  bool isBroken() const { return IsBroken; }

  /// To be called at the end. \returns whether the fields were all that there
  /// was, and all could be.
  llvm::Error finish();

private:
  Decoder() = default;
  uint64_t readUnsigned();
  int64_t readSigned();
  llvm::StringRef readText();
  template <typename T, typename F> T readNumber(F Decode);

  llvm::SmallVector<uint8_t, 0> Bytes;
  const uint8_t *At = nullptr, *End = nullptr;
  std::vector<llvm::StringRef> Texts;
  bool IsBroken = false;
};

} // namespace escape

#endif // ESCAPE_SUPPORT_ENCODING_H
