//===- Cache.cpp - answers of former runs ---------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Run/Cache.h"
#include "../Findings/DecisionFields.h"
#include "InputRecorder.h"
#include "clang/Basic/Version.h"
#include "escape/Program/GraphFile.h"
#include "escape/Support/Encoding.h"
#include "escape/Support/OutputFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace escape {
namespace {

constexpr FileFormat PathsFormat = {"escpaths", 1, "list of paths"},
                     FailureFormat = {"escfails", 1, "failed job"},
                     AnswerFormat = {"escanswr", 7, "answer"};

/// What a job asks depends on what it is told: with a macro set, or a header
/// found elsewhere, it asks other questions. So many of such lists are kept, for
/// who goes back and forth.
constexpr unsigned MaxKnownInputs = 4;

/// What changes how Clang parses and is no part of its command.
constexpr const char *Environment[] = {
    "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH",
    "CCC_OVERRIDE_OPTIONS", "SOURCE_DATE_EPOCH", "CLANG_CONFIG_FILE_SYSTEM_DIR",
    "CLANG_CONFIG_FILE_USER_DIR", "COMPILER_PATH", "GCC_EXEC_PREFIX", "SDKROOT",
    "HOME", "CLANG_NO_DEFAULT_CONFIG", "OBJCPLUS_INCLUDE_PATH", "INCLUDE",
    "EXTERNAL_INCLUDE", "VCToolsInstallDir", "VCINSTALLDIR", "WindowsSdkDir",
    "MACOSX_DEPLOYMENT_TARGET", "IPHONEOS_DEPLOYMENT_TARGET",
    "TVOS_DEPLOYMENT_TARGET", "WATCHOS_DEPLOYMENT_TARGET",
    "XROS_DEPLOYMENT_TARGET"};

/// \returns the digest of this program: its own file, and which LLVM it uses.
Digest toolDigest() {
  static int Here;
  DigestBuilder B;
  std::string Program = sys::fs::getMainExecutable(nullptr, &Here);
  if (auto Buffer = MemoryBuffer::getFile(Program, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false))
    B.add((*Buffer)->getBuffer());
  B.add(StringRef(clang::getClangFullVersion()));
  return B.finish();
}

template <typename V> void fields(V &A, JobResult &R) {
  numbers(A, R.Analysed, R.NotSource);
  A.text(R.Diagnostics);
  A.text(R.Failure);
}

template <typename V> void fields(V &A, RunResult &R) {
  A.list(R.Jobs, [&](JobResult &Job) { fields(A, Job); });
  fields(A, R.Answer);
  A.text(R.Warning);
}

/// What a parse asked; not what it was told.
template <typename V> void fields(V &A, std::vector<std::vector<Input>> &Known) {
  A.list(Known, [&](std::vector<Input> &Inputs) {
    A.list(Inputs, [&](Input &I) {
      A.enumeration(I.TheKind, Input::Kind::RealPath);
      A.text(I.Path);
    });
  });
}

/// Reads all fields of a file into \p Value.
/// \returns whether there was one that could be read.
template <typename T>
bool readFields(StringRef File, const FileFormat &Format, T &Value) {
  Expected<Decoder> D = Decoder::open(File, Format);
  if (!D) {
    consumeError(D.takeError());
    return false;
  }
  fields(*D, Value);
  return !errorToBool(D->finish());
}

bool asksTheSame(ArrayRef<Input> A, ArrayRef<Input> B) {
  return equal(A, B, [](const Input &X, const Input &Y) {
    return X.TheKind == Y.TheKind && X.Path == Y.Path;
  });
}

} // namespace

Input::Answer InputStates::state(Input::Kind Kind, StringRef Path) {
  {
    std::lock_guard Lock(Mutex);
    StringMap<Input::Answer> &Of = Known[unsigned(Kind)];
    if (auto It = Of.find(Path); It != Of.end())
      return It->second;
  }
  Input::Answer State;
  vfs::FileSystem &FS = *Files;
  switch (Kind) {
  case Input::Kind::Status:
    State = statusAnswer(FS.status(Path));
    break;
  case Input::Kind::Content:
    State = contentAnswer(
        FS.status(Path),
        FS.getBufferForFile(Path, -1, /*RequiresNullTerminator=*/false));
    break;
  case Input::Kind::Listing:
    State = listingAnswer(FS, Path);
    break;
  case Input::Kind::RealPath:
    State = realPathAnswer(FS, Path);
    break;
  }
  std::lock_guard Lock(Mutex);
  return Known[unsigned(Kind)][Path] = State;
}

Cache::Cache(StringRef Directory, CachePruningPolicy Policy,
             IntrusiveRefCntPtr<vfs::FileSystem> Files)
    : Directory(Directory), Policy(Policy), Tool(toolDigest()),
      States(std::move(Files)) {}

Expected<std::unique_ptr<Cache>>
Cache::open(StringRef Directory, CachePruningPolicy Policy,
            IntrusiveRefCntPtr<vfs::FileSystem> Files) {
  std::error_code EC = sys::fs::create_directories(Directory);
  if (!EC && !sys::fs::is_directory(Directory))
    EC = make_error_code(errc::not_a_directory);
  if (!EC)
    EC = sys::fs::access(Directory, sys::fs::AccessMode::Write);
  if (EC)
    return createStringError(EC, "cannot use the cache " + Directory + ": " +
                                     EC.message());
  return std::unique_ptr<Cache>(new Cache(Directory, Policy, std::move(Files)));
}

/// The name is one that pruneCache() may remove.
std::string Cache::path(const Digest &Name) const {
  SmallString<256> Path(Directory);
  sys::path::append(Path, "llvmcache-" + seal(Name));
  return std::string(Path);
}

std::optional<Cache::Entry> Cache::read(const Digest &Name) const {
  std::string Path = path(Name);
  if (!sys::fs::is_regular_file(Path))
    return std::nullopt;
  auto File = sys::fs::openNativeFileForRead(Path, sys::fs::OF_UpdateAtime);
  if (!File) {
    consumeError(File.takeError());
    return std::nullopt;
  }
  auto Buffer = MemoryBuffer::getOpenFile(*File, Path, /*FileSize=*/-1,
                                          /*RequiresNullTerminator=*/false);
  sys::fs::closeFile(*File);
  if (!Buffer)
    return std::nullopt;
  Entry Read = {std::move(*Buffer), {}};
  Read.Bytes = Read.File->getBuffer();
  if (!Read.Bytes.consume_back(seal(Name)))
    return std::nullopt; // it was written under another name, or not to its end
  return Read;
}

/// \returns what the file of that name ends with.
std::string Cache::seal(const Digest &Name) {
  return formatv("{0:x-16}{1:x-16}", Name.High, Name.Low);
}

/// What cannot be written is missing, and done again next time.
void Cache::write(const Digest &Name, ArrayRef<char> Bytes) const {
  consumeError(replaceFile(path(Name), [&](raw_ostream &OS) {
    OS.write(Bytes.data(), Bytes.size());
    OS << seal(Name);
  }));
}

Digest Cache::jobDigest(const CompileJob &Job) const {
  DigestBuilder B;
  B.add(Tool);
  B.add(StringRef(Job.Directory));
  B.add(StringRef(Job.File));
  B.add(Job.Command.size());
  for (const std::string &Argument : Job.Command)
    B.add(StringRef(Argument));
  for (StringRef Variable : Environment)
    if (auto Value = sys::Process::GetEnv(Variable))
      B.add(StringRef(Variable.str() + "=" + *Value));
  return B.finish();
}

std::vector<Cache::Inputs> Cache::knownInputs(const Digest &Job) const {
  std::vector<Inputs> Known;
  std::optional<Entry> File = read(Job);
  if (!File || !readFields(File->Bytes, PathsFormat, Known))
    Known.clear();
  return Known;
}

Digest Cache::resultName(const Digest &Job, ArrayRef<Input> Inputs) {
  DigestBuilder B;
  B.add(Job);
  std::map<sys::fs::UniqueID, uint64_t> First; // of those that are the same
  for (auto [Number, I] : enumerate(Inputs)) {
    B.add(uint64_t(I.TheKind));
    B.add(StringRef(I.Path));
    B.add(I.Told.Told);
    if (I.Told.Identity != sys::fs::UniqueID())
      B.add(First.try_emplace(I.Told.Identity, Number).first->second);
  }
  return B.finish();
}

std::optional<Digest> Cache::find(const CompileJob &Job) {
  Digest Of = jobDigest(Job);
  for (Inputs &Known : knownInputs(Of)) {
    for (Input &I : Known)
      I.Told = States.state(I.TheKind, I.Path);
    Digest Name = resultName(Of, Known);
    if (sys::fs::exists(path(Name)))
      return Name;
  }
  return std::nullopt;
}

bool Cache::load(const Digest &Name, JobResult &Result, UnitData &Data) const {
  std::optional<Entry> File = read(Name);
  if (!File)
    return false;
  if (Expected<UnitData> Read = readGraphFile(File->Bytes)) {
    Data = std::move(*Read);
    Result.Analysed = true;
    return true;
  } else {
    consumeError(Read.takeError());
  }
  return readFields(File->Bytes, FailureFormat, Result);
}

Digest Cache::store(const CompileJob &Job, Inputs Read, const JobResult &Result,
                    const UnitData &Data) const {
  Digest Of = jobDigest(Job), Name = resultName(Of, Read);
  if (Result.Analysed) {
    write(Name, writeGraphFile(Data));
  } else {
    Encoder Failure;
    fields(Failure, const_cast<JobResult &>(Result));
    write(Name, Failure.finish(FailureFormat));
  }
  std::vector<Inputs> Known = knownInputs(Of);
  erase_if(Known, [&](const Inputs &Old) { return asksTheSame(Old, Read); });
  Known.insert(Known.begin(), std::move(Read));
  if (Known.size() > MaxKnownInputs)
    Known.pop_back();
  Encoder Paths;
  fields(Paths, Known);
  write(Of, Paths.finish(PathsFormat));
  return Name;
}

Digest Cache::answerName(ArrayRef<Digest> Jobs, const Limits &Limits,
                         StringRef Contracts, bool ClosedWorld) const {
  DigestBuilder B;
  B.add(Tool);
  B.add(StringRef("answer"));
  B.add(uint64_t(Limits.Allocation));
  B.add(uint64_t(Limits.Variable));
  B.add(Contracts);
  B.add(uint64_t(ClosedWorld));
  for (const Digest &Job : Jobs)
    B.add(Job);
  return B.finish();
}

bool Cache::load(const Digest &Name, RunResult &Result) const {
  std::optional<Entry> File = read(Name);
  return File && readFields(File->Bytes, AnswerFormat, Result);
}

void Cache::store(const Digest &Name, const RunResult &Result) const {
  Encoder E;
  fields(E, const_cast<RunResult &>(Result));
  write(Name, E.finish(AnswerFormat));
}

void Cache::prune() const { pruneCache(Directory, Policy); }

} // namespace escape
