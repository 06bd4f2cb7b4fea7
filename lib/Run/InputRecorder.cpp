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
    Recorder.note(Input::Kind::Content, Path, contentAnswer(Of->status(), Buffer));
    return Buffer;
  }
  std::error_code close() override { return Of->close(); }

private:
  std::unique_ptr<vfs::File> Of;
  InputRecorder &Recorder;
  std::string Path;
};

/// What is missing is not the same as what cannot be opened.
Digest errorDigest(std::error_code EC) {
  return {0, uint64_t(EC.value()) + 1};
}

} // namespace

Input::Answer statusAnswer(const StatusOrError &Status) {
  if (!Status)
    return {errorDigest(Status.getError()), {}};
  // Only whether a file is empty is told without reading it: __has_embed.
  bool IsEmpty = Status->isRegularFile() && Status->getSize() == 0;
  return {{1, 2 * uint64_t(Status->getType()) + IsEmpty}, Status->getUniqueID()};
}

Input::Answer contentAnswer(const StatusOrError &Status,
                            const BufferOrError &Buffer) {
  sys::fs::UniqueID Identity = Status ? Status->getUniqueID() : sys::fs::UniqueID();
  return {Buffer ? Digest::of((*Buffer)->getBuffer())
                 : errorDigest(Buffer.getError()),
          Identity};
}

Input::Answer listingAnswer(vfs::FileSystem &FS, StringRef Path) {
  std::error_code EC;
  std::vector<std::string> Names;
  for (auto I = FS.dir_begin(Path, EC); !EC && I != vfs::directory_iterator();
       I.increment(EC))
    Names.push_back(sys::path::filename(I->path()).str());
  if (EC && Names.empty())
    return {errorDigest(EC), {}};
  sort(Names);
  DigestBuilder B;
  for (const std::string &Name : Names)
    B.add(StringRef(Name));
  return {B.finish(), {}};
}

Input::Answer realPathAnswer(vfs::FileSystem &FS, StringRef Path) {
  SmallString<256> Real;
  std::error_code EC = FS.getRealPath(Path, Real);
  return {EC ? errorDigest(EC) : Digest::of(Real), {}};
}

void InputRecorder::note(Input::Kind Kind, const Twine &Path,
                         Input::Answer Answer) {
  SmallString<256> Absolute;
  Path.toVector(Absolute);
  makeAbsolute(Absolute);
  auto [It, New] = Told[unsigned(Kind)].try_emplace(Absolute, Answer);
  Contradiction |= It->second != Answer;
}

ErrorOr<vfs::Status> InputRecorder::status(const Twine &Path) {
  auto Status = ProxyFileSystem::status(Path);
  note(Input::Kind::Status, Path, statusAnswer(Status));
  return Status;
}

bool InputRecorder::exists(const Twine &Path) { return bool(status(Path)); }

ErrorOr<std::unique_ptr<vfs::File>>
InputRecorder::openFileForRead(const Twine &Path) {
  auto File = ProxyFileSystem::openFileForRead(Path);
  if (!File) {
    note(Input::Kind::Content, Path, {errorDigest(File.getError()), {}});
    return File;
  }
  note(Input::Kind::Status, Path, statusAnswer((*File)->status()));
  return std::make_unique<RecordedFile>(std::move(*File), *this, Path.str());
}

vfs::directory_iterator InputRecorder::dir_begin(const Twine &Path,
                                                 std::error_code &EC) {
  SmallString<256> Name;
  note(Input::Kind::Listing, Path,
       listingAnswer(getUnderlyingFS(), Path.toStringRef(Name)));
  return ProxyFileSystem::dir_begin(Path, EC);
}

std::error_code InputRecorder::getRealPath(const Twine &Path,
                                           SmallVectorImpl<char> &Output) {
  SmallString<256> Name;
  note(Input::Kind::RealPath, Path,
       realPathAnswer(getUnderlyingFS(), Path.toStringRef(Name)));
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
