// Usage: server [requests.txt]
// Answers the requests in the file, or a few built-in ones, and exits.

#include "log.h"
#include "server.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

constexpr std::string_view builtinRequests = R"(
GET /hello?name=Grace
POST /digest the quick brown fox
GET /primes?below=1000
GET /stats
)";

std::optional<std::string> readFile(const char *path) {
  std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(std::fopen(path, "rb"),
                                                        &std::fclose);
  if (!file)
    return std::nullopt;
  std::string text;
  char chunk[256 * 1024];
  while (std::size_t size = std::fread(chunk, 1, sizeof chunk, file.get()))
    text.append(chunk, size);
  if (std::ferror(file.get()))
    return std::nullopt;
  return text;
}

// Every line that the process logs gets a name and a number.
void logAs(std::string_view name) {
  std::string prefix = std::string(name) + " log ";
  server::Log::instance().setSink(
      [prefix = std::move(prefix), number = 0](std::string_view line) mutable {
        std::printf("%s%d: %.*s\n", prefix.c_str(), ++number,
                    static_cast<int>(line.size()), line.data());
      });
}

void addMiddleware(server::Server &server, std::size_t bodyLimit) {
  server.use([](server::Request &request, server::Response &) {
    if (const std::string *user = request.param("user"))
      request.attributes["identity"] = server::Identity{*user, *user == "root"};
    return true;
  });

  std::string message = "body longer than " + std::to_string(bodyLimit);
  server.use([bodyLimit, message](server::Request &request,
                                  server::Response &response) {
    if (request.body.size() <= bodyLimit)
      return true;
    response = {413, message};
    return false;
  });
}

bool addRoutes(server::Server &server) {
  bool good = true;
  for (const char *name :
       {"hello", "store", "sum", "primes", "words", "digest", "stats"})
    good &= server.route(std::string("/") + name, name);
  return good && server.route("/store/words", "words");
}

// Says hello through a handler that no route knows.
bool selfTest() {
  auto counters = std::make_shared<server::Counters>();
  auto handler = server::makeHandler("hello", counters);
  auto request = server::parseRequest("GET /hello?name=self");
  return handler && request && handler->handle(*request).text == "hello, self";
}

} // namespace

int main(int argc, char **argv) {
  std::string text(builtinRequests);
  if (argc > 1) {
    std::optional<std::string> contents = readFile(argv[1]);
    if (!contents) {
      std::fprintf(stderr, "server: cannot read %s\n", argv[1]);
      return 1;
    }
    text = std::move(*contents);
  }

  logAs("server");
  server::Server server(/*threads=*/3, /*cacheSize=*/4);
  addMiddleware(server, /*bodyLimit=*/80);
  if (!addRoutes(server) || !selfTest()) {
    std::fputs("server: set-up failed\n", stderr);
    return 1;
  }

  std::vector<server::Response> responses = server.run(text);
  for (const server::Response &response : responses)
    std::printf("%d %s\n", response.status, response.text.c_str());
  std::printf("%s\nevictions: %zu\n", server::summarise(responses).c_str(),
              server.evictions());
  return 0;
}
