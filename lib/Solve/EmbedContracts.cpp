//===- EmbedContracts.cpp - contracts as tables, at build time ------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
//   escape-embed-contracts OUT FILE.json...
//
// Writes C++ tables: of the entries as JSON without names, of the names with the
// numbers of their entries, and of what allocates nothing. So a program that asks for
// a few contracts parses those: to parse them all costs more than many a C file.
//===----------------------------------------------------------------------===//
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

using nlohmann::json;

/// \returns \p Text as a string literal: one of JSON is one of C++.
static std::string literal(const std::string &Text) {
  return json(Text).dump(-1, ' ', /*ensure_ascii=*/true);
}

namespace {

struct Tables {
  std::ostringstream Entries, Names, WithoutAllocation;
  unsigned NumEntries = 0;

  void add(const json &File) {
    for (const json &Name : File.value("no-allocation", json::array()))
      WithoutAllocation << literal(Name) << ",\n";
    for (json Entry : File.value("functions", json::array())) {
      for (const json &Name : Entry.at("names"))
        Names << "{" << literal(Name) << ", " << NumEntries << "},\n";
      Entry.erase("names");
      Entry.erase("comment");
      const std::string Text = Entry.dump();
      Entries << "{" << literal(Text) << ", " << Entry.contains("when") << ", "
              << (Text.find('@') != std::string::npos) << "},\n";
      ++NumEntries;
    }
  }

  void write(std::ostream &Out) const {
    Out << "constexpr ShippedEntry ShippedEntries[] = {\n" << Entries.str()
        << "};\nconstexpr std::pair<StringLiteral, unsigned> ShippedNames[] = {\n"
        << Names.str() << "};\nconstexpr StringLiteral ShippedWithoutAllocation[] = {\n"
        << WithoutAllocation.str() << "};\n";
  }
};

} // namespace

int main(int Count, char **Arguments) {
  if (Count < 3)
    return 2;
  Tables All;
  for (int I = 2; I < Count; ++I) {
    std::ifstream In(Arguments[I]);
    const json File = json::parse(In, nullptr, /*allow_exceptions=*/false);
    if (!File.is_object()) {
      std::cerr << Arguments[I] << ": not a JSON file\n";
      return 1;
    }
    All.add(File);
  }
  const std::string Temporary = std::string(Arguments[1]) + ".new";
  std::ofstream Out(Temporary);
  All.write(Out);
  Out.close();
  return !Out || std::rename(Temporary.c_str(), Arguments[1]) != 0;
}
