// The least recently used answers go first. Not thread-safe: the dispatcher
// owns it. It holds futures, so that equal requests share one computation.
#pragma once

#include "request.h"

#include <cstddef>
#include <future>
#include <string>
#include <unordered_map>
#include <utility>

namespace server {

class Cache {
public:
  using Value = std::shared_future<Response>;

  explicit Cache(std::size_t capacity) : capacity_(capacity) {}
  Cache(const Cache &) = delete;
  Cache &operator=(const Cache &) = delete;
  ~Cache() {
    while (newest_)
      delete unlink(newest_);
  }

  // Null if there is no such entry. The pointer is good until the next put().
  const Value *get(const std::string &key) {
    auto found = index_.find(key);
    if (found == index_.end())
      return nullptr;
    return &link(unlink(found->second))->value;
  }

  void put(std::string key, Value value) {
    if (capacity_ == 0 || get(key))
      return;
    if (index_.size() >= capacity_) {
      Entry *victim = unlink(oldest_);
      index_.erase(victim->key);
      delete victim;
      ++evictions_;
    }
    Entry *entry = link(makeEntry(std::move(key), std::move(value)));
    index_.emplace(entry->key, entry);
  }

  std::size_t evictions() const { return evictions_; }

private:
  struct Entry {
    std::string key;
    Value value;
    Entry *newer = nullptr;
    Entry *older = nullptr;
  };

  static Entry *makeEntry(std::string key, Value value) {
    return new Entry{std::move(key), std::move(value)};
  }

  // Both give back the entry that they get.
  Entry *link(Entry *entry) {
    entry->older = newest_;
    (newest_ ? newest_->newer : oldest_) = entry;
    newest_ = entry;
    return entry;
  }

  Entry *unlink(Entry *entry) {
    (entry->newer ? entry->newer->older : newest_) = entry->older;
    (entry->older ? entry->older->newer : oldest_) = entry->newer;
    entry->newer = entry->older = nullptr;
    return entry;
  }

  std::size_t capacity_;
  std::size_t evictions_ = 0;
  Entry *newest_ = nullptr;
  Entry *oldest_ = nullptr;
  std::unordered_map<std::string, Entry *> index_;
};

} // namespace server
