//===- Patch.cpp - a unified diff, and the files before it ----------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Run/Patch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace escape {
namespace {

/// Takes the first line off \p Text. \returns it with its end.
StringRef takeLine(StringRef &Text) {
  StringRef Line = Text.take_front(Text.find('\n') + (Text.contains('\n')));
  Text = Text.drop_front(Line.size());
  return Line;
}

StringRef withoutEnd(StringRef Line) {
  Line.consume_back("\n");
  Line.consume_back("\r");
  return Line;
}

/// \returns the name that git writes between quotation marks.
std::string unquoted(StringRef Quoted) {
  std::string Name;
  Quoted = Quoted.drop_front();
  while (!Quoted.empty() && Quoted.front() != '"') {
    char C = Quoted.front();
    Quoted = Quoted.drop_front();
    if (C != '\\' || Quoted.empty()) {
      Name += C;
      continue;
    }
    unsigned Code;
    if (!Quoted.take_front(3).getAsInteger(8, Code) && Code < 256) {
      Name += char(Code);
      Quoted = Quoted.drop_front(3);
      continue;
    }
    StringRef Escapes = "abtnvfr";
    size_t At = Escapes.find(Quoted.front());
    Name += At == StringRef::npos ? Quoted.front() : char('\a' + At);
    Quoted = Quoted.drop_front();
  }
  return Name;
}

/// \returns the file that the rest of a line names, empty for none.
std::string nameOf(StringRef Rest, bool HasPrefix) {
  Rest = withoutEnd(Rest);
  std::string Name = Rest.starts_with("\"") ? unquoted(Rest)
                                            : Rest.split('\t').first.str();
  if (Name == "/dev/null")
    return "";
  return HasPrefix ? Name.substr(2) : Name;
}

/// \returns whether the names below the header of a file have git's prefixes: of
/// old and new ones different letters, as diff.mnemonicPrefix has it.
bool hasPrefixes(StringRef Header) {
  static const Regex Prefixes("^diff --git \"?([a-z])/.* \"?([a-z])/");
  SmallVector<StringRef, 3> Match;
  return Prefixes.match(Header, &Match) && Match[1] != Match[2];
}

/// Reads one patch after another.
class PatchReader {
public:
  explicit PatchReader(StringRef Text) : Rest(Text) {}

  Expected<std::vector<FilePatch>> read() {
    while (!Rest.empty()) {
      StringRef Line = next();
      if (Line.starts_with("diff --git "))
        begin(hasPrefixes(Line));
      else if (Line.consume_front("rename from "))
        current().OldName = nameOf(Line, false);
      else if (Line.consume_front("rename to "))
        current().NewName = nameOf(Line, false);
      else if (Line.starts_with("--- ") && Rest.starts_with("+++ "))
        names(Line.drop_front(4));
      else if (Line.starts_with("@@ -"))
        if (Error E = hunk(Line))
          return E;
    }
    erase_if(Patches, [](const FilePatch &P) {
      return P.Hunks.empty() && (P.OldName.empty() || P.NewName.empty());
    });
    return std::move(Patches);
  }

private:
  StringRef next() {
    ++Number;
    return takeLine(Rest);
  }
  FilePatch &current() {
    if (Patches.empty())
      begin(false);
    return Patches.back();
  }
  void begin(bool WithPrefixes) {
    Patches.emplace_back();
    HasNames = false;
    HasPrefixes = WithPrefixes;
  }
  void names(StringRef Old) {
    if (HasNames || Patches.empty())
      begin(false);
    HasNames = true;
    current().OldName = nameOf(Old, HasPrefixes);
    current().NewName = nameOf(next().drop_front(4), HasPrefixes);
  }

  Error wrong(const Twine &What) const {
    return createStringError("line " + Twine(Number) + " of the patch: " + What);
  }

  static bool takeRange(StringRef &Line, unsigned &Begin, unsigned &Count) {
    Count = 1;
    return !Line.consumeInteger(10, Begin) &&
           (!Line.consume_front(",") || !Line.consumeInteger(10, Count));
  }

  Error hunk(StringRef Line) {
    FilePatch::Hunk H;
    H.Number = Number;
    unsigned NumOld, NumNew;
    Line = Line.drop_front(4);
    if (!takeRange(Line, H.OldBegin, NumOld) || !Line.consume_front(" +") ||
        !takeRange(Line, H.NewBegin, NumNew) || !Line.starts_with(" @@"))
      return wrong("a hunk begins with @@ -LINE,COUNT +LINE,COUNT @@");
    if (!HasNames)
      return wrong("a hunk without the names of its files");
    // Of none the line is the one before.
    H.OldBegin += NumOld == 0;
    H.NewBegin += NumNew == 0;
    while (H.OldLines.size() < NumOld || H.NewLines.size() < NumNew ||
           Rest.starts_with("\\"))
      if (Error E = hunkLine(H))
        return E;
    if (H.OldLines.size() > NumOld || H.NewLines.size() > NumNew)
      return wrong("a hunk has other lines than it says");
    current().Hunks.push_back(std::move(H));
    return Error::success();
  }

  Error hunkLine(FilePatch::Hunk &H) {
    if (Rest.empty())
      return wrong("the patch ends within a hunk");
    StringRef Line = next();
    StringRef Text = Line.drop_front();
    switch (Line.front()) {
    case '\n': // a context line without its space
      Text = Line;
      [[fallthrough]];
    case ' ':
      H.OldLines.push_back(Text);
      H.NewLines.push_back(Text);
      break;
    case '-':
      edit(H).NumOld++;
      H.OldLines.push_back(Text);
      break;
    case '+':
      edit(H).NumNew++;
      H.NewLines.push_back(Text);
      break;
    case '\\': // no end of line at the end of the file
      if (Last != '+' && !H.OldLines.empty())
        H.OldLines.back().consume_back("\n");
      break;
    default:
      return wrong("a hunk ends before it has all lines");
    }
    Last = Line.front();
    return Error::success();
  }

  /// \returns the edit that ends where \p H does so far.
  ChangedLines::Edit &edit(FilePatch::Hunk &H) {
    unsigned Old = H.OldBegin + H.OldLines.size(),
             New = H.NewBegin + H.NewLines.size();
    if (H.Edits.empty() || H.Edits.back().OldBegin + H.Edits.back().NumOld != Old ||
        H.Edits.back().NewBegin + H.Edits.back().NumNew != New)
      H.Edits.push_back({Old, 0, New, 0});
    return H.Edits.back();
  }

  StringRef Rest;
  size_t Number = 0;
  bool HasNames = false;    ///< of the last of Patches
  bool HasPrefixes = false;
  char Last = '\0'; ///< kind of the last line of a hunk
  std::vector<FilePatch> Patches;
};

/// A regular file in memory.
class TextFile : public vfs::File {
public:
  TextFile(vfs::Status Status, OldFiles::Text Content)
      : Status(std::move(Status)), Content(std::move(Content)) {}
  ErrorOr<vfs::Status> status() override { return Status; }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name, int64_t,
                                                   bool, bool) override {
    return MemoryBuffer::getMemBufferCopy(*Content, Name);
  }
  std::error_code close() override { return {}; }

private:
  vfs::Status Status;
  OldFiles::Text Content;
};

/// Shows the files of a map with other contents, or not at all.
class OldFileSystem : public vfs::ProxyFileSystem {
public:
  using Map = std::map<sys::fs::UniqueID, OldFiles::Text>;
  OldFileSystem(IntrusiveRefCntPtr<vfs::FileSystem> Base, const Map &Changed)
      : ProxyFileSystem(std::move(Base)), Changed(Changed) {}

  ErrorOr<vfs::Status> status(const Twine &Path) override {
    return asItWas(ProxyFileSystem::status(Path));
  }
  bool exists(const Twine &Path) override { return bool(status(Path)); }
  ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const Twine &Path) override {
    auto File = ProxyFileSystem::openFileForRead(Path);
    if (!File)
      return File;
    auto Now = (*File)->status();
    auto It = Now ? Changed.find(Now->getUniqueID()) : Changed.end();
    if (It == Changed.end())
      return File;
    auto Status = asItWas(Now);
    if (!Status)
      return Status.getError();
    return std::make_unique<TextFile>(*Status, It->second);
  }

private:
  ErrorOr<vfs::Status> asItWas(ErrorOr<vfs::Status> Now) const {
    auto It = Now ? Changed.find(Now->getUniqueID()) : Changed.end();
    if (It == Changed.end())
      return Now;
    if (!It->second)
      return make_error_code(errc::no_such_file_or_directory);
    return vfs::Status::copyWithNewSize(*Now, It->second->size());
  }

  const Map &Changed;
};

/// \returns \p Path without links, if there is such a file.
std::string realPath(StringRef Path) {
  SmallString<256> Real;
  return sys::fs::real_path(Path, Real) ? Path.str() : std::string(Real);
}

/// Where the names of a patch lead.
struct Base {
  StringRef Root;
  bool DropFirst = false; ///< the first directory is a prefix

  std::string path(StringRef Name) const {
    SmallString<256> Path(DropFirst ? Name.split('/').second : Name);
    sys::path::make_absolute(Root, Path);
    sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    return std::string(Path);
  }
};

Base findBase(ArrayRef<FilePatch> Patches, ArrayRef<std::string> Roots) {
  for (StringRef Root : Roots)
    for (bool DropFirst : {false, true})
      for (const FilePatch &P : Patches) {
        Base Candidate = {Root, DropFirst};
        if (!P.NewName.empty() && sys::fs::is_regular_file(Candidate.path(P.NewName)))
          return Candidate;
      }
  return {Roots.front(), false};
}

} // namespace

Expected<std::vector<FilePatch>> readPatch(StringRef Text) {
  return PatchReader(Text).read();
}

Expected<std::string> takeBack(const FilePatch &Patch, StringRef Text) {
  SmallVector<StringRef, 0> Lines;
  while (!Text.empty())
    Lines.push_back(takeLine(Text));
  std::string Old;
  size_t At = 0; // of the next line that is to be copied
  for (const FilePatch::Hunk &H : Patch.Hunks) {
    size_t Begin = H.NewBegin - 1, End = Begin + H.NewLines.size();
    bool Fits = H.NewBegin > 0 && At <= Begin && End <= Lines.size() &&
                equal(ArrayRef(Lines).slice(Begin, End - Begin), H.NewLines,
                      [](StringRef A, StringRef B) {
                        return withoutEnd(A) == withoutEnd(B);
                      });
    if (!Fits)
      return createStringError("the patch does not apply to " + Patch.NewName +
                               ": see its line " + Twine(H.Number));
    for (; At < Begin; ++At)
      Old += Lines[At];
    for (StringRef Line : H.OldLines)
      Old += Line;
    At = End;
  }
  for (; At < Lines.size(); ++At)
    Old += Lines[At];
  return Old;
}

Expected<OldFiles> OldFiles::make(ArrayRef<FilePatch> Patches,
                                  ArrayRef<std::string> Roots) {
  OldFiles Result;
  Base Names = findBase(Patches, Roots);
  for (const FilePatch &P : Patches) {
    std::string Path = Names.path(P.NewName), OldPath = Names.path(P.OldName);
    // Of a link and of a submodule a patch has where they lead.
    if (!P.NewName.empty() &&
        (sys::fs::is_symlink_file(Path) || sys::fs::is_directory(Path)))
      continue;
    Path = realPath(Path);
    std::string Now;
    sys::fs::UniqueID Identity;
    if (!P.NewName.empty()) {
      auto Buffer = MemoryBuffer::getFile(Path);
      if (!Buffer || sys::fs::getUniqueID(Path, Identity))
        return createStringError("the patch does not apply: there is no file " +
                                 Path);
      Now = (*Buffer)->getBuffer();
    }
    auto Before = takeBack(P, Now);
    if (!Before)
      return Before.takeError();
    auto Content = std::make_shared<const std::string>(std::move(*Before));
    if (!P.OldName.empty() && P.OldName != P.NewName)
      Result.Gone.push_back({OldPath, Content});
    if (P.NewName.empty())
      continue;
    // What was renamed is there under its new name, too: the database has it.
    Result.Changed[Identity] = P.OldName.empty() ? nullptr : Content;
    std::vector<ChangedLines::Edit> Edits;
    for (const FilePatch::Hunk &H : P.Hunks)
      append_range(Edits, H.Edits);
    Result.Lines.add(Path,
                     P.OldName.empty() || P.OldName == P.NewName ? Path : OldPath,
                     std::move(Edits));
  }
  return Result;
}

bool OldFiles::isNew(StringRef Path) const {
  sys::fs::UniqueID Identity;
  if (sys::fs::getUniqueID(Path, Identity))
    return false;
  auto It = Changed.find(Identity);
  return It != Changed.end() && !It->second;
}

IntrusiveRefCntPtr<vfs::FileSystem>
OldFiles::over(IntrusiveRefCntPtr<vfs::FileSystem> Base) const {
  if (!Gone.empty()) {
    auto InMemory = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
    for (const auto &[Path, Content] : Gone)
      InMemory->addFile(Path, 0, MemoryBuffer::getMemBuffer(*Content, Path));
    auto Overlay = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(std::move(Base));
    Overlay->pushOverlay(std::move(InMemory));
    Base = std::move(Overlay);
  }
  return makeIntrusiveRefCnt<OldFileSystem>(std::move(Base), Changed);
}

} // namespace escape
