// Takes the requests, routes them and collects the answers.
#pragma once

#include "cache.h"
#include "handlers.h"
#include "request.h"
#include "workers.h"

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace server {

struct Route {
  std::string prefix;
  std::unique_ptr<Handler> handler;
};

// Sees every request before its handler does. False: the response is ready.
using Middleware = std::function<bool(Request &, Response &)>;

class Server {
public:
  Server(unsigned threads, std::size_t cacheSize);

  // False if there is no such handler.
  bool route(std::string prefix, std::string_view handlerName);
  void use(Middleware middleware);

  // Answers every line of `text`, in the order of the lines.
  std::vector<Response> run(std::string_view text);

  std::size_t evictions() const { return cache_.evictions(); }

private:
  std::shared_future<Response> dispatch(std::string_view line);
  const Route *match(std::string_view path) const;

  std::shared_ptr<Counters> counters_;
  std::vector<Route> routes_;
  std::vector<Middleware> middleware_;
  Cache cache_;
  Workers workers_; // last: its threads use the handlers
};

// Calls `visit` with each line that is neither empty nor a comment.
void forEachLine(std::string_view text,
                 const std::function<void(std::string_view)> &visit);

// How often each status occurred, and how long the answers were.
std::string summarise(const std::vector<Response> &responses);

} // namespace server
