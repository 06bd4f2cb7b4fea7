#include "handlers.h"

#include <algorithm>
#include <any>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace server {
namespace {

struct CrcTable {
  std::array<std::uint32_t, 256> words;

  CrcTable() {
    for (std::uint32_t i = 0; i < words.size(); ++i) {
      std::uint32_t word = i;
      for (int bit = 0; bit < 8; ++bit)
        word = (word >> 1) ^ (word & 1 ? 0xEDB88320u : 0u);
      words[i] = word;
    }
  }
};

std::optional<int> parseNumber(std::string_view text) {
  int number = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

// An int if the text is a number, else a std::string.
std::any parseScalar(std::string_view text) {
  if (std::optional<int> number = parseNumber(text))
    return *number;
  return std::string(text);
}

class HelloHandler final : public Handler {
public:
  Response handle(const Request &request) override {
    const std::string *name = request.param("name");
    return {200, "hello, " + (name ? *name : std::string("stranger"))};
  }
};

class StoreHandler final : public Handler {
public:
  Response handle(const Request &request) override {
    const std::string &key = request.path;
    switch (request.method) {
    case Method::Put:
    case Method::Post: {
      bool created = values_.insert_or_assign(key, request.body).second;
      return {created ? 201 : 200, created ? "created" : "replaced"};
    }
    case Method::Delete:
      if (!mayDelete(request))
        return {403, "only an admin may delete"};
      return values_.erase(key) ? Response{200, "deleted"} : missing(key);
    case Method::Get:
      break;
    }
    auto found = values_.find(key);
    return found == values_.end() ? missing(key) : Response{200, found->second};
  }

private:
  static bool mayDelete(const Request &request) {
    auto found = request.attributes.find("identity");
    if (found == request.attributes.end())
      return false;
    const auto *identity = std::any_cast<Identity>(&found->second);
    return identity && identity->admin;
  }

  static Response missing(const std::string &key) {
    return {404, "nothing at " + key};
  }

  std::map<std::string, std::string> values_;
};

class SumHandler final : public Handler {
public:
  Response handle(const Request &request) override {
    const std::string *list = request.param("v");
    if (!list)
      return {400, "v is missing"};
    std::vector<int> numbers;
    std::string note;
    for (std::string_view piece : split(*list, ',')) {
      std::any scalar = parseScalar(trim(piece));
      if (const int *number = std::any_cast<int>(&scalar))
        numbers.push_back(*number);
      else
        note += ", not " + std::any_cast<const std::string &>(scalar);
    }
    long total = 0;
    std::for_each(numbers.begin(), numbers.end(),
                  [&total](int number) { total += number; });
    return {200, "sum " + std::to_string(total) + note};
  }
};

class PrimesHandler final : public Handler {
public:
  bool slow() const override { return true; }

  Response handle(const Request &request) override {
    const std::string *below = request.param("below");
    std::optional<int> limit = below ? parseNumber(*below) : std::nullopt;
    if (!limit || *limit < 2 || *limit > 2'000'000)
      return {400, "below must be a number from 2 to 2000000"};
    std::vector<char> composite(static_cast<std::size_t>(*limit), 0);
    std::size_t count = 0;
    for (std::size_t i = 2; i < composite.size(); ++i) {
      if (composite[i])
        continue;
      ++count;
      for (std::size_t k = i * i; k < composite.size(); k += i)
        composite[k] = 1;
    }
    return {200, std::to_string(count) + " primes"};
  }
};

class WordsHandler final : public Handler {
public:
  bool slow() const override { return true; }

  Response handle(const Request &request) override {
    std::map<std::string, int, std::less<>> counts;
    for (std::string_view word : split(request.body, ' '))
      if (!word.empty())
        ++counts[std::string(word)];
    std::vector<std::string_view> words;
    for (const auto &[word, count] : counts)
      words.push_back(word);

    const std::string *order = request.param("order");
    bool byName = order && *order == "name";
    unsigned compared = 0;
    // Three captures are more than a std::function keeps inside itself.
    std::function<bool(std::string_view, std::string_view)> before =
        [&counts, &compared, byName](std::string_view a, std::string_view b) {
          ++compared;
          int more = counts.find(a)->second - counts.find(b)->second;
          return byName || more == 0 ? a < b : more > 0;
        };
    std::sort(words.begin(), words.end(), before);

    std::string text;
    for (std::string_view word : words)
      text += std::string(word) + "=" +
              std::to_string(counts.find(word)->second) + " ";
    return {200, text + (compared ? "(sorted)" : "(nothing to sort)")};
  }
};

class DigestHandler final : public Handler {
public:
  bool slow() const override { return true; }

  Response handle(const Request &request) override {
    return {200, "crc32 " + std::to_string(checksum(request.body))};
  }
};

class StatsHandler final : public Handler {
public:
  explicit StatsHandler(std::shared_ptr<const Counters> counters)
      : counters_(std::move(counters)) {}

  Response handle(const Request &) override {
    return {200, std::to_string(counters_->requests) + " requests, " +
                     std::to_string(counters_->jobs) + " jobs, " +
                     std::to_string(counters_->hits) + " cache hits"};
  }

private:
  std::shared_ptr<const Counters> counters_;
};

} // namespace

std::unique_ptr<Handler> makeHandler(std::string_view name,
                                     std::shared_ptr<const Counters> counters) {
  if (name == "hello")
    return std::make_unique<HelloHandler>();
  if (name == "store")
    return std::make_unique<StoreHandler>();
  if (name == "sum")
    return std::make_unique<SumHandler>();
  if (name == "primes")
    return std::make_unique<PrimesHandler>();
  if (name == "words")
    return std::make_unique<WordsHandler>();
  if (name == "digest")
    return std::make_unique<DigestHandler>();
  if (name == "stats")
    return std::make_unique<StatsHandler>(std::move(counters));
  return nullptr;
}

std::uint32_t checksum(std::string_view text) {
  auto *table = new CrcTable;
  std::uint32_t sum = 0xFFFFFFFFu;
  for (char c : text)
    sum =
        (sum >> 8) ^ table->words[(sum ^ static_cast<unsigned char>(c)) & 255];
  delete table;
  return sum ^ 0xFFFFFFFFu;
}

} // namespace server
