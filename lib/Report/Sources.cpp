//===- Sources.cpp - the files that reports point into --------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Sources.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace escape {
namespace {

/// A path as it stands in a URI.
std::string encoded(StringRef Path) {
  std::string Result;
  for (char C : sys::path::convert_to_slash(Path))
    if (isAlnum(C) || StringRef("-._~/").contains(C))
      Result += C;
    else
      Result += "%" + toHex(StringRef(&C, 1));
  return Result;
}

/// Takes the first character of \p Text, or a byte that is none, away.
/// \returns what a terminal is given for it: itself or, as Clang has it, its
/// number in brackets.
std::string takePrintable(StringRef &Text) {
  const auto *Begin = reinterpret_cast<const UTF8 *>(Text.begin());
  const UTF8 *At = Begin;
  UTF32 Character;
  if (convertUTF8Sequence(&At, reinterpret_cast<const UTF8 *>(Text.end()),
                          &Character, strictConversion) != conversionOK) {
    std::string Byte = "<" + toHex(Text.take_front(1)) + ">";
    Text = Text.drop_front();
    return Byte;
  }
  StringRef Taken = Text.take_front(At - Begin);
  Text = Text.drop_front(Taken.size());
  if (Character == '\t' || sys::unicode::isPrintable(Character))
    return Taken.str();
  return "<U+" + utohexstr(Character, /*LowerCase=*/false, /*Width=*/4) + ">";
}

std::string printable(StringRef Text) {
  std::string Result;
  while (!Text.empty())
    Result += takePrintable(Text);
  return Result;
}

/// \returns blanks and tabs that are as wide as \p Text.
std::string blanks(StringRef Text) {
  std::string Result;
  while (!Text.empty()) {
    std::string Next = takePrintable(Text);
    if (Next == "\t")
      Result += Next;
    else
      Result.append(std::max(sys::unicode::columnWidthUTF8(Next), 0), ' ');
  }
  return Result;
}

} // namespace

Paths::Paths() : Paths(".") {}

Paths::Paths(StringRef Directory) {
  // The paths of files have no links in them, so neither may this one.
  if (sys::fs::real_path(Directory, Here))
    Here = Directory;
  if (!sys::path::is_separator(Here.back()))
    Here += sys::path::get_separator();
}

std::string Paths::show(const SourcePlace &P) const {
  return (show(P.File) + ":" + Twine(P.Line) + ":" + Twine(P.Column)).str();
}

bool Paths::isBelow(StringRef Path) const {
  return !sys::path::is_absolute(show(Path));
}

std::string Paths::uri(StringRef Path) const {
  return isBelow(Path) ? encoded(show(Path)) : fileUri(Path);
}

std::string fileUri(StringRef Path) {
  std::string Slashed = sys::path::convert_to_slash(Path);
  if (!StringRef(Slashed).starts_with("/"))
    Slashed = "/" + Slashed; // a drive
  return "file://" + encoded(Slashed);
}

StringRef SourceLines::line(const SourcePlace &P) {
  auto [It, New] = Files.try_emplace(P.File);
  if (New)
    if (auto Buffer = MemoryBuffer::getFile(P.File.str(), /*IsText=*/true)) {
      It->second.Text = std::move(*Buffer);
      It->second.Text->getBuffer().split(It->second.Lines, '\n');
    }
  const auto &Lines = It->second.Lines;
  return P.Line >= 1 && P.Line <= Lines.size() ? Lines[P.Line - 1].rtrim("\r")
                                               : StringRef();
}

unsigned SourceLines::offset(const SourcePlace &P) {
  StringRef Line = line(P);
  if (!Line.data() || !P.Column)
    return 0;
  const MemoryBuffer &Text = *Files.find(P.File)->second.Text;
  return Line.data() - Text.getBufferStart() + P.Column - 1;
}

void CaretPrinter::caret(const SourcePlace &P, unsigned Indent) {
  StringRef Text = Lines.line(P);
  if (Text.empty())
    return;
  OS.indent(Indent) << P.Line << " | " << printable(Text) << "\n";
  below(P, Indent, "^");
}

void CaretPrinter::hint(const Replacement &R, unsigned Indent) {
  if (!Lines.line(R.Place).empty())
    below(R.Place, Indent, R.Text);
}

void CaretPrinter::below(const SourcePlace &P, unsigned Indent, StringRef Text) {
  OS.indent(Indent + utostr(P.Line).size()) << " | ";
  OS << blanks(Lines.line(P).take_front(P.Column ? P.Column - 1 : 0));
  if (Colours)
    OS.changeColor(raw_ostream::GREEN, true);
  OS << Text.rtrim();
  if (Colours)
    OS.resetColor();
  OS << "\n";
}

} // namespace escape
