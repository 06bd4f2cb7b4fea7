//===- Encoding.cpp - plain data as bytes ---------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Support/Encoding.h"
#include "escape/Support/Digest.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"

using namespace llvm;

namespace escape {
namespace {

/// The header: magic, version, digest of what follows it, size of the payload
/// before compression and after.
constexpr size_t VersionAt = 8, DigestAt = 12, SizeAt = 28, LengthAt = 36,
                 HeaderSize = 44;

/// No payload is larger: a size beyond it was made to harm.
constexpr uint64_t MaxSize = uint64_t(4) << 30;

ArrayRef<uint8_t> bytes(StringRef Text) {
  return {reinterpret_cast<const uint8_t *>(Text.data()), Text.size()};
}

void writeDigest(StringRef Of, char *To) {
  Digest D = Digest::of(Of);
  support::endian::write64le(To, D.Low);
  support::endian::write64le(To + 8, D.High);
}

} // namespace

SmallVector<char, 0> makeFile(StringRef Payload, const FileFormat &Format) {
  SmallVector<uint8_t, 0> Compressed;
  compression::zstd::compress(bytes(Payload), Compressed,
                              compression::zstd::BestSpeedCompression);
  SmallVector<char, 0> File(HeaderSize);
  copy(Format.Magic, File.begin());
  support::endian::write32le(File.data() + VersionAt, Format.Version);
  support::endian::write64le(File.data() + SizeAt, Payload.size());
  support::endian::write64le(File.data() + LengthAt, Compressed.size());
  File.append(Compressed.begin(), Compressed.end());
  writeDigest(StringRef(File.data(), File.size()).drop_front(SizeAt),
              File.data() + DigestAt);
  return File;
}

StringRef takeFile(StringRef &Bytes) {
  uint64_t Length = Bytes.size();
  if (Length >= HeaderSize)
    Length = support::endian::read64le(Bytes.data() + LengthAt);
  StringRef File = Length > Bytes.size() - std::min(Bytes.size(), HeaderSize)
                       ? Bytes
                       : Bytes.take_front(HeaderSize + Length);
  Bytes = Bytes.drop_front(File.size());
  return File;
}

Expected<SmallVector<uint8_t, 0>> payloadOf(StringRef File,
                                            const FileFormat &Format) {
  if (!File.starts_with(Format.Magic))
    return createStringError("it is no " + Format.Name);
  if (File.size() < HeaderSize)
    return createStringError("it is cut off");
  uint32_t Version = support::endian::read32le(File.data() + VersionAt);
  if (Version != Format.Version)
    return createStringError("it has version " + Twine(Version) +
                             " of the format, not " + Twine(Format.Version));
  char Digest[SizeAt - DigestAt];
  writeDigest(File.drop_front(SizeAt), Digest);
  if (StringRef(Digest, sizeof Digest) != File.slice(DigestAt, SizeAt))
    return createStringError("it is damaged or cut off");
  uint64_t Size = support::endian::read64le(File.data() + SizeAt);
  if (Size > MaxSize)
    return createStringError("it is too large");
  SmallVector<uint8_t, 0> Payload;
  if (Error E = compression::zstd::decompress(
          bytes(File.drop_front(HeaderSize)), Payload, Size)) {
    consumeError(std::move(E));
    return createStringError("it cannot be decompressed");
  }
  return Payload;
}

void Encoder::addUnsigned(uint64_t Value) {
  uint8_t Coded[10];
  unsigned Length = encodeULEB128(Value, Coded);
  Bytes.append(Coded, Coded + Length);
}

void Encoder::addSigned(int64_t Value) {
  uint8_t Coded[10];
  unsigned Length = encodeSLEB128(Value, Coded);
  Bytes.append(Coded, Coded + Length);
}

SmallVector<char, 0> Encoder::finish(const FileFormat &Format) {
  SmallVector<char, 0> Fields = std::move(Bytes);
  Bytes.clear();
  std::vector<StringRef> Texts(Numbers.size());
  for (const auto &Entry : Numbers)
    Texts[Entry.second] = Entry.first();
  addUnsigned(Texts.size());
  for (StringRef Text : Texts)
    addUnsigned(Text.size());
  for (StringRef Text : Texts)
    Bytes.append(Text.begin(), Text.end());
  append_range(Bytes, Fields);

  return makeFile({Bytes.data(), Bytes.size()}, Format);
}

Expected<Decoder> Decoder::open(StringRef File, const FileFormat &Format) {
  auto Payload = payloadOf(File, Format);
  if (!Payload)
    return Payload.takeError();
  Decoder D;
  D.Bytes = std::move(*Payload);
  D.At = D.Bytes.begin();
  D.End = D.Bytes.end();
  std::vector<uint64_t> Sizes;
  D.list(Sizes, [&](uint64_t &S) { S = D.readUnsigned(); });
  for (uint64_t S : Sizes) {
    D.check(S <= uint64_t(D.End - D.At));
    if (D.IsBroken)
      break;
    D.Texts.emplace_back(reinterpret_cast<const char *>(D.At), S);
    D.At += S;
  }
  return D;
}

/// \param Decode LLVM's function for that kind of number.
template <typename T, typename F> T Decoder::readNumber(F Decode) {
  if (IsBroken)
    return 0;
  // Ten bytes have 64 bits: what goes on has none that Decode could take.
  const uint8_t *Limit = At + std::min<size_t>(End - At, 10);
  unsigned Length = 0;
  const char *Wrong = nullptr;
  T Value = Decode(At, &Length, Limit, &Wrong);
  At += Length;
  check(!Wrong);
  return Wrong ? 0 : Value;
}

uint64_t Decoder::readUnsigned() {
  return readNumber<uint64_t>([](auto... Args) { return decodeULEB128(Args...); });
}

int64_t Decoder::readSigned() {
  return readNumber<int64_t>([](auto... Args) { return decodeSLEB128(Args...); });
}

StringRef Decoder::readText() {
  uint64_t Number = readUnsigned();
  check(Number < Texts.size());
  return IsBroken ? StringRef() : Texts[Number];
}

Error Decoder::finish() {
  if (IsBroken || At != End)
    return createStringError("its fields are not what they can be");
  return Error::success();
}

} // namespace escape
