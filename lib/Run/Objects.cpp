//===- Objects.cpp - graphs that object files carry -----------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Run/Objects.h"
#include "escape/Program/GraphFile.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;

namespace escape {
namespace {

class Reader {
public:
  void read(StringRef Argument);

  std::vector<ObjectFile> Objects;

private:
  void readResponseFile(StringRef Path);
  void readFile(StringRef Path);
  void readArchive(StringRef Path, const object::Archive &Archive);
  void readObject(std::string Name, MemoryBufferRef Buffer);
  static Error readSections(MemoryBufferRef Buffer, ObjectFile &Into);
  static Error readBitcode(MemoryBufferRef Buffer, ObjectFile &Into);
  static Error readGraphs(StringRef Bytes, ObjectFile &Into);

  StringSet<> Seen; ///< a file that is named twice is one
};

void Reader::read(StringRef Argument) {
  if (Argument.consume_front("@"))
    readResponseFile(Argument);
  else
    readFile(Argument);
}

/// Of a linker's command: what comes after these options is no input.
bool takesValue(StringRef Option) {
  return is_contained({"-o", "-L", "-l", "-z", "-T", "-h", "-e", "-m", "-u", "-x",
                       "-soname", "-rpath", "-Xlinker", "-dynamic-linker",
                       "-plugin", "-target", "--version-script", "-Map"},
                      Option);
}

void Reader::readResponseFile(StringRef Path) {
  if (!Seen.insert(("@" + Path).str()).second)
    return;
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer) {
    Objects.push_back({("@" + Path).str(),
                       "cannot read it: " + Buffer.getError().message(), {}});
    return;
  }
  BumpPtrAllocator Memory;
  StringSaver Saver(Memory);
  SmallVector<const char *, 64> Tokens;
  cl::TokenizeGNUCommandLine((*Buffer)->getBuffer(), Saver, Tokens);
  for (size_t I = 0; I < Tokens.size(); ++I) {
    StringRef Token = Tokens[I];
    if (takesValue(Token)) {
      ++I;
      continue;
    }
    if (Token.starts_with("@"))
      readResponseFile(Token.drop_front());
    else if (!Token.starts_with("-"))
      readFile(Token);
  }
}

void Reader::readFile(StringRef Path) {
  if (!Seen.insert(Path).second)
    return;
  auto Fail = [&](std::string Why) {
    Objects.push_back({Path.str(), std::move(Why), {}});
  };
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return Fail("cannot read it: " + Buffer.getError().message());
  MemoryBufferRef Bytes = (*Buffer)->getMemBufferRef();
  switch (identify_magic(Bytes.getBuffer())) {
  case file_magic::archive:
    if (auto Archive = object::Archive::create(Bytes))
      return readArchive(Path, **Archive);
    else
      return Fail(toString(Archive.takeError()));
  case file_magic::elf_relocatable:
  case file_magic::macho_object:
  case file_magic::coff_object:
  case file_magic::bitcode:
    return readObject(Path.str(), Bytes);
  case file_magic::elf_shared_object:
    return; // what it does is not known, as of any library
  default:
    return Fail("it is no object file and no archive");
  }
}

void Reader::readArchive(StringRef Path, const object::Archive &Archive) {
  Error Broken = Error::success();
  for (const object::Archive::Child &Member : Archive.children(Broken)) {
    auto Name = Member.getName();
    auto Buffer = Member.getMemoryBufferRef();
    std::string Shown = (Path + "(" + (Name ? *Name : "?") + ")").str();
    if (Name && Buffer)
      readObject(Shown, *Buffer);
    else
      Objects.push_back({Shown, "cannot read it", {}});
    if (!Name)
      consumeError(Name.takeError());
    if (!Buffer)
      consumeError(Buffer.takeError());
  }
  if (Broken)
    Objects.push_back({Path.str(), toString(std::move(Broken)), {}});
}

void Reader::readObject(std::string Name, MemoryBufferRef Buffer) {
  ObjectFile &Into = Objects.emplace_back();
  Into.Name = std::move(Name);
  bool IsBitcode = identify_magic(Buffer.getBuffer()) == file_magic::bitcode;
  if (Error E = IsBitcode ? readBitcode(Buffer, Into) : readSections(Buffer, Into))
    Into.Failure = toString(std::move(E));
  if (Into.Units.empty() && Into.Failure.empty())
    Into.Failure = "it has no graph: compile it with -fplugin-arg-escape-embed";
}

static Error unreadable(Error E) {
  return createStringError("it cannot be read: " + toString(std::move(E)));
}

Error Reader::readSections(MemoryBufferRef Buffer, ObjectFile &Into) {
  auto Object = object::ObjectFile::createObjectFile(Buffer);
  if (!Object)
    return unreadable(Object.takeError());
  for (const object::SectionRef &Section : (*Object)->sections()) {
    Expected<StringRef> Name = Section.getName();
    if (!Name || *Name != GraphSection) {
      consumeError(Name.takeError());
      continue;
    }
    Expected<StringRef> Contents = Section.getContents();
    if (!Contents)
      return unreadable(Contents.takeError());
    if (Error E = readGraphs(*Contents, Into))
      return E;
  }
  return Error::success();
}

/// Reads the object of a compilation with -flto: its sections are still globals.
Error Reader::readBitcode(MemoryBufferRef Buffer, ObjectFile &Into) {
  LLVMContext Context;
  auto M = getLazyBitcodeModule(Buffer, Context);
  if (!M)
    return unreadable(M.takeError());
  for (const GlobalVariable &G : (*M)->globals()) {
    if (G.getSection() != GraphSection || !G.hasInitializer())
      continue;
    if (const auto *Data = dyn_cast<ConstantDataArray>(G.getInitializer()))
      if (Error E = readGraphs(Data->getRawDataValues(), Into))
        return E;
  }
  return Error::success();
}

/// \param Bytes one graph file after another: a linker puts sections together
Error Reader::readGraphs(StringRef Bytes, ObjectFile &Into) {
  while (!Bytes.empty()) {
    Expected<UnitData> Unit = readGraphFile(takeFile(Bytes));
    if (!Unit)
      return createStringError("its graph cannot be read: " +
                               toString(Unit.takeError()));
    Into.Units.push_back(std::move(*Unit));
  }
  return Error::success();
}

} // namespace

std::vector<ObjectFile> readObjects(ArrayRef<std::string> Arguments) {
  Reader R;
  for (const std::string &Argument : Arguments)
    R.read(Argument);
  return std::move(R.Objects);
}

} // namespace escape
