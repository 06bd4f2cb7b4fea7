//===- SharedText.cpp - texts that are kept once --------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Support/SharedText.h"
#include <mutex>
#include <unordered_set>

namespace escape {
namespace {

struct Hash {
  using is_transparent = void;
  size_t operator()(std::string_view Text) const {
    return std::hash<std::string_view>()(Text);
  }
};

} // namespace

SharedText::SharedText(llvm::StringRef New) {
  static const std::string Empty;
  Text = &Empty;
  if (New.empty())
    return;
  // Elements of a node container stay where they are.
  static std::mutex Lock;
  static auto &All =
      *new std::unordered_set<std::string, Hash, std::equal_to<>>();
  std::lock_guard Guard(Lock);
  auto It = All.find(std::string_view(New));
  if (It == All.end())
    It = All.emplace(New.str()).first;
  Text = &*It;
}

} // namespace escape
