//===- InputRecorder.cpp - what a parse depends on ------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "InputRecorder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace escape {
namespace {

/// A file whose content is taken down when it is read.
class RecordedFile : public vfs::File {
public:
  RecordedFile(std::unique_ptr<vfs::File> Of, InputRecorder &Recorder,
               std::string Path)
      : Of(std::move(Of)), Recorder(Recorder), Path(std::move(Path)) {}

  ErrorOr<vfs::Status> status() override { return Of->status(); }
  ErrorOr<std::string> getName() override { return Of->getName(); }
  ErrorOr<std::unique_ptr<MemoryBuffer>>
  getBuffer(const Twine &Name, int64_t FileSize, bool RequiresNullTerminator,
            bool IsVolatile) override {
    auto Buffer =
        Of->getBuffer(Name, FileSize, RequiresNullTerminator, IsVolatile);
    Recorder.note(Input::Kind::Content, Path,
                  Buffer ? contentDigest((*Buffer)->getBuffer()) : Digest());
    return Buffer;
  }
  std::error_code close() override { return Of->close(); }

private:
  std::unique_ptr<vfs::File> Of;
  InputRecorder &Recorder;
  std::string Path;
};

} // namespace

Digest statusDigest(const ErrorOr<vfs::Status> &Status) {
  return Status ? Digest{1, uint64_t(Status->getType())} : Digest();
}

Digest contentDigest(StringRef Content) { return Digest::of(Content); }

Digest listingDigest(vfs::FileSystem &FS, StringRef Path) {
  std::error_code EC;
  std::vector<std::string> Names;
  for (auto I = FS.dir_begin(Path, EC); !EC && I != vfs::directory_iterator();
       I.increment(EC))
    Names.push_back(sys::path::filename(I->path()).str());
  if (EC && Names.empty())
    return Digest();
  sort(Names);
  DigestBuilder B;
  for (const std::string &Name : Names)
    B.add(StringRef(Name));
  return B.finish();
}

Digest realPathDigest(vfs::FileSystem &FS, StringRef Path) {
  SmallString<256> Real;
  return FS.getRealPath(Path, Real) ? Digest() : Digest::of(Real);
}

void InputRecorder::note(Input::Kind Kind, const Twine &Path, Digest Answer) {
  SmallString<256> Absolute;
  Path.toVector(Absolute);
  makeAbsolute(Absolute);
  auto [It, New] = Told[unsigned(Kind)].try_emplace(Absolute, Answer);
  Contradiction |= It->second != Answer;
}

ErrorOr<vfs::Status> InputRecorder::status(const Twine &Path) {
  auto Status = ProxyFileSystem::status(Path);
  note(Input::Kind::Status, Path, statusDigest(Status));
  return Status;
}

bool InputRecorder::exists(const Twine &Path) { return bool(status(Path)); }

ErrorOr<std::unique_ptr<vfs::File>>
InputRecorder::openFileForRead(const Twine &Path) {
  auto File = ProxyFileSystem::openFileForRead(Path);
  if (!File) {
    note(Input::Kind::Content, Path, Digest());
    return File;
  }
  note(Input::Kind::Status, Path, statusDigest((*File)->status()));
  return std::make_unique<RecordedFile>(std::move(*File), *this, Path.str());
}

vfs::directory_iterator InputRecorder::dir_begin(const Twine &Path,
                                                 std::error_code &EC) {
  SmallString<256> Name;
  note(Input::Kind::Listing, Path,
       listingDigest(getUnderlyingFS(), Path.toStringRef(Name)));
  return ProxyFileSystem::dir_begin(Path, EC);
}

std::error_code InputRecorder::getRealPath(const Twine &Path,
                                           SmallVectorImpl<char> &Output) {
  SmallString<256> Name;
  note(Input::Kind::RealPath, Path,
       realPathDigest(getUnderlyingFS(), Path.toStringRef(Name)));
  return ProxyFileSystem::getRealPath(Path, Output);
}

std::vector<Input> InputRecorder::takeInputs() {
  constexpr unsigned Status = unsigned(Input::Kind::Status),
                     Content = unsigned(Input::Kind::Content);
  for (const auto &Entry : Told[Content]) // which says as much
    if (auto It = Told[Status].find(Entry.first()); It != Told[Status].end())
      Told[Status].erase(It);
  std::vector<Input> Inputs;
  for (unsigned Kind = 0; Kind < std::size(Told); ++Kind)
    for (const auto &Entry : Told[Kind])
      Inputs.push_back({Input::Kind(Kind), Entry.first().str(), Entry.second});
  sort(Inputs, [](const Input &A, const Input &B) {
    return std::tie(A.Path, A.TheKind) < std::tie(B.Path, B.TheKind);
  });
  return Inputs;
}

} // namespace escape
