//===- SharedText.h - texts that are kept once ---------------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_SUPPORT_SHAREDTEXT_H
#define ESCAPE_SUPPORT_SHAREDTEXT_H

#include "llvm/ADT/StringRef.h"
#include <compare>
#include <string>

namespace escape {

/// A text that is stored once in the program, however many hold it, and is
/// never freed: the paths of files and the steps of explanations, of which
/// there are few and which decisions repeat by the million.
class SharedText {
public:
  SharedText() : SharedText(llvm::StringRef()) {}
  /// Safe to call from several threads.
  SharedText(llvm::StringRef Text);
  SharedText(const std::string &Text) : SharedText(llvm::StringRef(Text)) {}
  SharedText(const char *Text) : SharedText(llvm::StringRef(Text)) {}

  const std::string &str() const { return *Text; }
  operator llvm::StringRef() const { return *Text; }
  bool empty() const { return Text->empty(); }

  bool operator==(const SharedText &Other) const { return Text == Other.Text; }
  std::strong_ordering operator<=>(const SharedText &Other) const {
    if (Text == Other.Text)
      return std::strong_ordering::equal;
    return *Text <=> *Other.Text;
  }

private:
  const std::string *Text;
};

} // namespace escape

#endif // ESCAPE_SUPPORT_SHAREDTEXT_H
