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
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;

namespace escape {
namespace {

ErrorOr<std::unique_ptr<MemoryBuffer>> fileBuffer(StringRef Path) {
  return MemoryBuffer::getFile(Path, /*IsText=*/false,
                               /*RequiresNullTerminator=*/false);
}

class Reader {
public:
  void read(StringRef Argument);
  void readLibraries();

  std::vector<ObjectFile> Objects;

private:
  void readResponseFile(StringRef Path);
  void readLibrary(StringRef Name, bool IsStatic);
  void readFile(StringRef Path);
  void readArchive(StringRef Path);
  static bool place(const object::Archive::Child &Member, bool IsThin,
                    const std::shared_ptr<MemoryBuffer> &Archive,
                    ObjectFile &File);
  void fail(const Twine &Name, std::string Why) {
    ObjectFile &File = Objects.emplace_back();
    File.Name = Name.str();
    File.Failure = std::move(Why);
  }

  StringSet<> Seen; ///< a file that is named twice is one
  std::vector<std::string> LibraryPath;
  /// What -l names, and whether only an archive will do.
  std::vector<std::pair<std::string, bool>> Libraries;
};

void Reader::read(StringRef Argument) {
  if (Argument.consume_front("@"))
    readResponseFile(Argument);
  else
    readFile(Argument);
}

/// Of a linker's command: what comes after these options is no input. Long ones have one
/// dash or two.
bool takesValue(StringRef Option) {
  if (is_contained({"-o", "-z", "-T", "-h", "-e", "-m", "-u", "-x", "-I", "-Xlinker"},
                   Option))
    return true;
  return Option.consume_front("-") && (Option.consume_front("-"), true) &&
         is_contained({"soname", "rpath", "rpath-link", "dynamic-linker", "plugin",
                       "target", "version-script", "Map", "entry", "sysroot", "undefined",
                       "defsym", "wrap", "script", "retain-symbols-file"},
                      Option);
}

/// \returns the value of an option that stands in \p Token or is the next of \p Tokens,
/// or nothing when \p Token is another.
std::optional<StringRef> valueOf(StringRef Short, StringRef Long,
                                 ArrayRef<const char *> Tokens, size_t &At) {
  StringRef Token = Tokens[At];
  if (Token == Short || Token == Long)
    return At + 1 < Tokens.size() ? StringRef(Tokens[++At]) : "";
  if (Token.consume_front(Long))
    return Token.consume_front("=") ? std::optional(Token) : std::nullopt;
  return Token.consume_front(Short) ? std::optional(Token) : std::nullopt;
}

/// Looks for a library where the command says, as linkers do. Where it does not say, in
/// the system's directories, are others' libraries: what they do is not known.
void Reader::readLibrary(StringRef Name, bool IsStatic) {
  std::string Exact = Name.consume_front(":") ? Name.str() : "";
  for (StringRef Directory : LibraryPath) {
    SmallString<128> Path(Directory);
    sys::path::append(Path, Exact.empty() ? "lib" + Name + ".so" : Exact);
    if (Exact.empty() && (IsStatic || !sys::fs::exists(Path)))
      sys::path::replace_extension(Path, ".a");
    if (sys::fs::exists(Path))
      return readFile(Path);
  }
}

/// All directories are for all libraries, wherever they stand.
void Reader::readLibraries() {
  for (const auto &[Name, IsStatic] : Libraries)
    readLibrary(Name, IsStatic);
}

void Reader::readResponseFile(StringRef Path) {
  if (!Seen.insert(("@" + Path).str()).second)
    return;
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer) {
    return fail("@" + Path, "cannot read it: " + Buffer.getError().message());
  }
  BumpPtrAllocator Memory;
  StringSaver Saver(Memory);
  SmallVector<const char *, 64> Tokens;
  cl::TokenizeGNUCommandLine((*Buffer)->getBuffer(), Saver, Tokens);
  bool IsStatic = false;
  for (size_t I = 0; I < Tokens.size(); ++I) {
    StringRef Token = Tokens[I];
    if (takesValue(Token)) {
      ++I;
      continue;
    }
    if (is_contained({"-static", "-Bstatic", "-dn", "-non_shared"}, Token))
      IsStatic = true;
    else if (is_contained({"-Bdynamic", "-dy", "-call_shared"}, Token))
      IsStatic = false;
    else if (auto Directory = valueOf("-L", "--library-path", Tokens, I))
      LibraryPath.push_back(Directory->str());
    else if (auto Library = valueOf("-l", "--library", Tokens, I))
      Libraries.push_back({Library->str(), IsStatic});
    else if (Token.starts_with("@"))
      readResponseFile(Token.drop_front());
    else if (!Token.starts_with("-"))
      readFile(Token);
  }
}

void Reader::readFile(StringRef Path) {
  SmallString<128> Real;
  if (!Seen.insert(sys::fs::real_path(Path, Real) ? Path : Real.str()).second)
    return;
  ObjectFile File;
  File.Name = Path;
  file_magic Magic;
  if (std::error_code EC = identify_magic(Path, Magic))
    return fail(Path, "cannot read it: " + EC.message());
  switch (Magic) {
  case file_magic::archive:
    return readArchive(Path);
  case file_magic::elf_relocatable:
  case file_magic::macho_object:
  case file_magic::coff_object:
  case file_magic::bitcode:
    File.Path = Path;
    Objects.push_back(std::move(File));
    return;
  case file_magic::elf_shared_object:
    return; // what it does is not known, as of any library
  default:
    return fail(Path, "it is no object file and no archive");
  }
}

void Reader::readArchive(StringRef Path) {
  auto Buffer = fileBuffer(Path);
  if (!Buffer)
    return fail(Path, "cannot read it: " + Buffer.getError().message());
  std::shared_ptr<MemoryBuffer> Bytes = std::move(*Buffer);
  auto Archive = object::Archive::create(Bytes->getMemBufferRef());
  if (!Archive)
    return fail(Path, toString(Archive.takeError()));
  Error Broken = Error::success();
  for (const object::Archive::Child &Member : (*Archive)->children(Broken)) {
    auto Name = Member.getName();
    ObjectFile File;
    File.Name = (Path + "(" + (Name ? *Name : "?") + ")").str();
    if (!Name || !place(Member, (*Archive)->isThin(), Bytes, File))
      File.Failure = "cannot read it";
    if (!Name)
      consumeError(Name.takeError());
    Objects.push_back(std::move(File));
  }
  if (Broken)
    fail(Path, toString(std::move(Broken)));
}

/// Says in \p File where \p Member is. \returns whether that is known.
bool Reader::place(const object::Archive::Child &Member, bool IsThin,
                   const std::shared_ptr<MemoryBuffer> &Archive,
                   ObjectFile &File) {
  if (IsThin) {
    if (auto Path = Member.getFullName())
      File.Path = std::move(*Path);
    else
      consumeError(Path.takeError());
    return !File.Path.empty();
  }
  auto Bytes = Member.getMemoryBufferRef();
  if (!Bytes) {
    consumeError(Bytes.takeError());
    return false;
  }
  File.Member = *Bytes;
  File.Archive = Archive;
  return true;
}

/// \param Bytes one graph file after another: a linker puts sections together
void readGraphs(StringRef Bytes, ObjectUnits &Into) {
  while (!Bytes.empty()) {
    Expected<UnitData> Unit = readGraphFile(takeFile(Bytes));
    if (Unit)
      Into.Units.push_back(std::move(*Unit));
    else
      Into.Failure = "its graph cannot be read: " + toString(Unit.takeError());
  }
}

StringSet<> functionsOf(ArrayRef<UnitData> Units) {
  StringSet<> Known;
  auto Add = [&](StringRef Name) {
    Name.consume_front("\01"); // the linker's name, when the source gave one
    Known.insert(Name);
  };
  for (const UnitData &Unit : Units) {
    for (const FunctionGraph &G : Unit.Graph.Functions)
      Add(Unit.Graph.name(G.Name));
    for (const auto &[Symbol, G] : Unit.Graph.Globals)
      if (G.mayBreakPromises())
        Add(Unit.Graph.name(SymbolId(Symbol)));
  }
  return Known;
}

/// \returns \p Name without what optimisation has put behind it.
StringRef sourceName(StringRef Name) {
  Name.consume_front("\01");
  return Name.take_until([](char C) { return C == '.'; });
}

/// What runs the initialisers of a unit's globals; the name of its file comes behind it.
constexpr StringLiteral Initialiser = "_GLOBAL__sub_I_";

/// \returns whether no source has a function of this \p Name, but the compiler makes it.
bool isInstrumentation(StringRef Name) {
  for (StringRef Prefix :
       {"asan.", "hwasan.", "msan.", "tsan.", "sancov.", "__llvm_", "__cfi_"})
    if (Name.starts_with(Prefix))
      return true;
  return false;
}

/// \returns what of \p Object none of \p Units tells of, or nothing: part of it was
/// compiled without a graph, and put together with others, or symbols were renamed. What
/// other objects may define as well is not looked at.
std::string partWithoutGraph(const object::ObjectFile &Object,
                                 ArrayRef<UnitData> Units) {
  if (!isa<object::ELFObjectFileBase>(Object))
    return "";
  StringSet<> Known = functionsOf(Units);
  size_t Files = 0; // each compilation names its source; what is put together, each
  for (const object::SymbolRef &Symbol : Object.symbols()) {
    using object::SymbolRef;
    uint32_t Flags = expectedToOptional(Symbol.getFlags()).value_or(0);
    auto Type = expectedToOptional(Symbol.getType());
    StringRef Name = expectedToOptional(Symbol.getName()).value_or("");
    bool IsStrong = (Flags & SymbolRef::SF_Global) &&
                    !(Flags & (SymbolRef::SF_Weak | SymbolRef::SF_Undefined));
    // The compiler's own, of tables and threads, are in no source.
    if (IsStrong && Type == SymbolRef::ST_Function && !Name.starts_with("_ZT") &&
        !Known.contains(Name))
      return "its function " + Name.str();
    if (Type == SymbolRef::ST_File && ++Files > Units.size())
      return "its part " + Name.str();
  }
  return "";
}

Error readSections(MemoryBufferRef Bytes, ObjectUnits &Into) {
  auto Object = object::ObjectFile::createObjectFile(Bytes);
  if (!Object)
    return Object.takeError();
  for (const object::SectionRef &Section : (*Object)->sections()) {
    Expected<StringRef> Name = Section.getName();
    if (!Name || *Name != GraphSection) {
      consumeError(Name.takeError());
      continue;
    }
    Expected<StringRef> Contents = Section.getContents();
    if (!Contents)
      return Contents.takeError();
    readGraphs(*Contents, Into);
  }
  if (Into.Units.empty() || !Into.Failure.empty())
    return Error::success();
  if (std::string Part = partWithoutGraph(**Object, Into.Units); !Part.empty())
    Into.Failure = "its graph does not tell of " + Part;
  return Error::success();
}

/// Reads the object of a compilation with -flto: its sections are still globals.
Error readBitcode(MemoryBufferRef Bytes, ObjectUnits &Into) {
  LLVMContext Context;
  auto M = getLazyBitcodeModule(Bytes, Context);
  if (!M)
    return M.takeError();
  for (const GlobalVariable &G : (*M)->globals())
    if (G.getSection() == GraphSection && G.hasInitializer())
      if (const auto *Data = dyn_cast<ConstantDataArray>(G.getInitializer()))
        readGraphs(Data->getRawDataValues(), Into);
  if (Into.Units.empty() || !Into.Failure.empty())
    return Error::success();
  StringSet<> Known = functionsOf(Into.Units);
  size_t Initialised = count_if(Into.Units, [](const UnitData &Unit) {
    return any_of(Unit.Graph.Functions, [&](const FunctionGraph &G) {
      return Unit.Graph.name(G.Name).starts_with(Initialiser);
    });
  });
  for (const Function &F : **M) {
    StringRef Name = F.getName();
    bool IsKnown = Name.starts_with(Initialiser)
                       ? Initialised-- != 0
                       : Known.contains(sourceName(Name)) || isInstrumentation(Name);
    if (F.isStrongDefinitionForLinker() && !IsKnown) {
      Into.Failure = ("its graph does not tell of its function " + Name).str();
      break;
    }
  }
  return Error::success();
}

void readObject(MemoryBufferRef Bytes, ObjectUnits &Into) {
  bool IsBitcode = identify_magic(Bytes.getBuffer()) == file_magic::bitcode;
  if (Error E = IsBitcode ? readBitcode(Bytes, Into) : readSections(Bytes, Into))
    Into.Failure = "it cannot be read: " + toString(std::move(E));
  if (Into.Units.empty() && Into.Failure.empty())
    Into.Failure = "it has no graph: compile it with -fplugin-arg-escape-embed";
}

} // namespace

std::vector<ObjectFile> findObjects(ArrayRef<std::string> Arguments) {
  Reader R;
  for (const std::string &Argument : Arguments)
    R.read(Argument);
  R.readLibraries();
  return std::move(R.Objects);
}

ObjectUnits readUnits(const ObjectFile &Object) {
  ObjectUnits Units;
  Units.Failure = Object.Failure;
  if (!Units.Failure.empty())
    return Units;
  if (Object.Path.empty()) {
    readObject(Object.Member, Units);
    return Units;
  }
  // Not before it is its turn: so many files cannot be open at once.
  if (auto Buffer = fileBuffer(Object.Path))
    readObject((*Buffer)->getMemBufferRef(), Units);
  else
    Units.Failure = "cannot read it: " + Buffer.getError().message();
  return Units;
}

} // namespace escape
