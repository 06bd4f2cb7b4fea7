//===- Sarif.cpp - the Static Analysis Results Interchange Format ---------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "Sources.h"
#include "StableIds.h"
#include "escape/Report/CheckPages.h"
#include "escape/Report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"
#include <nlohmann/json.hpp>

using namespace llvm;
using nlohmann::ordered_json;

namespace escape {
namespace {

constexpr StringLiteral Levels[] = {"note", "warning", "error"};
constexpr const char *Root = "%SRCROOT%";

/// Braces have a meaning in a message.
ordered_json message(StringRef Text) {
  std::string Escaped;
  for (char C : Text)
    Escaped.append(C == '{' || C == '}' ? 2 : 1, C);
  ordered_json J;
  J["text"] = Escaped;
  return J;
}

/// \returns the page of \p Check without links to other files, for who reads it
/// elsewhere has none.
std::string pageAlone(StringRef Check) {
  std::string Page = pageOf(Check).str();
  const Regex Link("\\[([^]]*)\\]\\([^)]*\\.md[^)]*\\)");
  while (Link.match(Page))
    Page = Link.sub("\\1", Page);
  return Page;
}

/// \returns what stands below the heading of \p Page, in one line.
std::string firstParagraph(StringRef Page) {
  StringRef Text = Page.split("\n\n").second.split("\n\n").first;
  return join(split(Text, '\n'), " ");
}

/// \param Column in bytes, from 1
/// \returns it in units of UTF-16.
unsigned utf16Column(StringRef Line, unsigned Column) {
  if (Line.size() + 1 < Column)
    return Column; // not the file that was analysed
  unsigned Units = 1;
  for (unsigned char C : Line.take_front(Column - 1))
    Units += C >= 0xF0 ? 2 : (C & 0xC0) != 0x80;
  return Units;
}

ordered_json list(ordered_json Entry) {
  ordered_json J = ordered_json::array();
  J.push_back(std::move(Entry));
  return J;
}

class Sarif {
public:
  ordered_json log(ArrayRef<Finding> Findings, int ExitStatus,
                   ArrayRef<VerdictChange> Changes) {
    ordered_json Run;
    Run["tool"]["driver"] = driver();
    if (!Changes.empty())
      Run["tool"]["driver"]["rules"].push_back(ruleOfChanges());
    Run["invocations"] = list(
        {{"executionSuccessful", ExitStatus < 2}, {"exitCode", ExitStatus}});
    Run["originalUriBaseIds"][Root]["uri"] = fileUri(Here.directory());
    Run["columnKind"] = "utf16CodeUnits";
    auto &Results = Run["results"] = ordered_json::array();
    for (const Finding &F : Findings)
      Results.push_back(result(F));
    for (const VerdictChange &C : Changes)
      Results.push_back(result(C));
    ordered_json J;
    J["$schema"] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/"
                   "schemas/sarif-schema-2.1.0.json";
    J["version"] = "2.1.0";
    J["runs"] = list(std::move(Run));
    return J;
  }

private:
  static ordered_json driver() {
    ordered_json Driver = {{"name", "escape-check"},
                           {"version", ESCAPE_VERSION}};
    auto &Rules = Driver["rules"] = ordered_json::array();
    for (const CheckInfo &C : allChecks()) {
      ordered_json Rule;
      Rule["id"] = C.Name.str();
      Rule["shortDescription"] = message(C.Summary);
      const std::string Page = pageAlone(C.Name);
      Rule["fullDescription"] = message(firstParagraph(Page));
      Rule["help"] = {{"text", Page}, {"markdown", Page}};
      Rule["defaultConfiguration"]["level"] =
          Levels[unsigned(C.TheSeverity)].str();
      Rules.push_back(std::move(Rule));
    }
    return Driver;
  }

  /// That of verdicts which are others on lines that did not change.
  static ordered_json ruleOfChanges() {
    constexpr StringLiteral Text =
        "The change made the verdict on a line that it did not touch another one.";
    ordered_json Rule;
    Rule["id"] = VerdictChangeId;
    Rule["shortDescription"] = message(VerdictChangeSummary);
    Rule["fullDescription"] = message(Text);
    Rule["help"] = {{"text", Text.str()}, {"markdown", Text.str()}};
    Rule["defaultConfiguration"]["level"] = "none";
    return Rule;
  }

  ordered_json location(const SourcePlace &P) {
    ordered_json J = ordered_json::object();
    if (P.File.empty())
      return J;
    ordered_json &Physical = J["physicalLocation"];
    ordered_json &Artifact = Physical["artifactLocation"];
    Artifact["uri"] = Here.uri(P.File);
    if (Here.isBelow(P.File))
      Artifact["uriBaseId"] = Root;
    if (P.Line)
      Physical["region"]["startLine"] = P.Line;
    if (P.Line && P.Column)
      Physical["region"]["startColumn"] = utf16Column(Lines.line(P), P.Column);
    return J;
  }

  /// \param F a finding or a decision
  template <typename T> ordered_json place(const T &F) {
    ordered_json J = location(F.Place);
    if (!F.Function.empty()) {
      ordered_json Function = {{"fullyQualifiedName", F.Function},
                               {"kind", "function"}};
      if (!F.Mangled.empty())
        Function["decoratedName"] = F.Mangled;
      J["logicalLocations"] = list(std::move(Function));
    }
    return J;
  }

  /// What is told of \p Steps, at their places.
  std::vector<ordered_json> told(ArrayRef<WhyStep> Steps) {
    std::vector<ordered_json> Result;
    for (const WhyStep &W : Steps) {
      Result.push_back(location(W.Place));
      Result.back()["message"] = message(W.Message);
    }
    return Result;
  }

  ordered_json way(ArrayRef<WhyStep> Steps) {
    ordered_json Locations = ordered_json::array();
    for (ordered_json &Location : told(Steps))
      Locations.push_back({{"location", std::move(Location)}});
    ordered_json Thread, Flow;
    Thread["locations"] = std::move(Locations);
    Flow["threadFlows"] = list(std::move(Thread));
    return list(std::move(Flow));
  }

  /// All that is replaced today is empty.
  ordered_json fix(ArrayRef<Replacement> Replacements) {
    ordered_json Changes = ordered_json::array();
    for (const Replacement &R : Replacements) {
      ordered_json Physical = location(R.Place)["physicalLocation"];
      ordered_json Each, Change;
      Each["deletedRegion"] = Physical["region"];
      Each["deletedRegion"]["endColumn"] = Physical["region"]["startColumn"];
      Each["insertedContent"]["text"] = R.Text;
      Change["artifactLocation"] = Physical["artifactLocation"];
      Change["replacements"] = list(std::move(Each));
      Changes.push_back(std::move(Change));
    }
    return {{"artifactChanges", std::move(Changes)}};
  }

  ordered_json result(const Finding &F) {
    ordered_json J;
    J["ruleId"] = F.Check->Name.str();
    J["ruleIndex"] = F.Check - allChecks().begin();
    J["level"] = Levels[unsigned(F.TheSeverity)].str();
    J["message"] = message(F.Message);
    J["locations"] = list(place(F));
    J["partialFingerprints"]["escapeCheck/v1"] =
        TheIds.make(F, Here.uri(F.Place.File));
    if (!F.Why.empty() && F.IsWay)
      J["codeFlows"] = way(F.Why);
    else if (!F.Why.empty())
      J["relatedLocations"] = told(F.Why);
    if (!F.Fix.empty())
      J["fixes"] = list(fix(F.Fix));
    return J;
  }

  /// It is no problem by itself, which the standard calls informational.
  ordered_json result(const VerdictChange &C) {
    ordered_json J;
    J["ruleId"] = VerdictChangeId;
    J["ruleIndex"] = allChecks().size();
    J["kind"] = "informational";
    J["level"] = "none";
    J["message"] = message(C.Message);
    J["locations"] = list(place(*C.Of));
    J["partialFingerprints"]["escapeCheck/v1"] =
        IdsOfChanges.make(C, Here.uri(C.Of->Place.File));
    if (!C.Why.empty())
      J["codeFlows"] = way(C.Why);
    return J;
  }

  Paths Here;
  SourceLines Lines;
  FindingIds TheIds;
  ChangeIds IdsOfChanges;
};

} // namespace

void reportSarif(raw_ostream &OS, ArrayRef<Finding> Findings, int ExitStatus,
                 ArrayRef<VerdictChange> Changes) {
  // Names in sources need not be UTF-8: what is not is replaced.
  OS << Sarif()
            .log(Findings, ExitStatus, Changes)
            .dump(1, ' ', false, ordered_json::error_handler_t::replace)
     << "\n";
}

} // namespace escape
