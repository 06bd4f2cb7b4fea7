#include "server.h"

#include "log.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace server {
namespace {

// Of two routes that match (or null), the more specific one.
const Route *longer(const Route *a, const Route *b) {
  if (!a || !b)
    return a ? a : b;
  return a->prefix.size() >= b->prefix.size() ? a : b;
}

std::shared_future<Response> ready(Response response) {
  std::promise<Response> promise;
  promise.set_value(std::move(response));
  return promise.get_future().share();
}

// Answer lengths in steps of 16; the last bucket has the rest.
struct Histogram {
  static constexpr std::size_t step = 16;
  std::array<unsigned, 6> buckets{};

  void add(std::size_t length) {
    ++buckets[std::min(length / step, buckets.size() - 1)];
  }
};

} // namespace

Server::Server(unsigned threads, std::size_t cacheSize)
    : counters_(std::make_shared<Counters>()), cache_(cacheSize),
      workers_(threads) {}

bool Server::route(std::string prefix, std::string_view handlerName) {
  std::unique_ptr<Handler> handler = makeHandler(handlerName, counters_);
  if (!handler)
    return false;
  routes_.push_back({std::move(prefix), std::move(handler)});
  return true;
}

void Server::use(Middleware middleware) {
  middleware_.push_back(std::move(middleware));
}

const Route *Server::match(std::string_view path) const {
  const Route *best = nullptr;
  for (const Route &route : routes_) {
    std::size_t size = route.prefix.size();
    if (path.starts_with(route.prefix) &&
        (path.size() == size || path[size] == '/'))
      best = longer(best, &route);
  }
  return best;
}

std::shared_future<Response> Server::dispatch(std::string_view line) {
  ++counters_->requests;
  std::unique_ptr<Request> request = parseRequest(line);
  if (!request)
    return ready({400, "malformed request"});
  Log::instance().write(line);

  Response early;
  for (const Middleware &middleware : middleware_)
    if (!middleware(*request, early))
      return ready(std::move(early));

  const Route *route = match(request->path);
  if (!route)
    return ready({404, "no route for " + request->path});
  Handler *handler = route->handler.get();
  if (!handler->slow())
    return ready(handler->handle(*request));

  std::string key(line);
  if (const Cache::Value *cached = cache_.get(key)) {
    ++counters_->hits;
    return *cached;
  }
  ++counters_->jobs;
  std::shared_ptr<const Request> shared = std::move(request);
  std::shared_future<Response> answer =
      workers_
          .submit([handler, shared = std::move(shared)] {
            return handler->handle(*shared);
          })
          .share();
  cache_.put(std::move(key), answer);
  return answer;
}

std::vector<Response> Server::run(std::string_view text) {
  std::vector<std::shared_future<Response>> pending;
  forEachLine(
      text, [&](std::string_view line) { pending.push_back(dispatch(line)); });

  std::vector<Response> responses;
  responses.reserve(pending.size());
  for (const std::shared_future<Response> &answer : pending)
    responses.push_back(answer.get());
  return responses;
}

void forEachLine(std::string_view text,
                 const std::function<void(std::string_view)> &visit) {
  for (std::string_view line : split(text, '\n')) {
    line = trim(line);
    if (!line.empty() && line.front() != '#')
      visit(line);
  }
}

std::string summarise(const std::vector<Response> &responses) {
  auto lengths = std::make_unique<Histogram>();
  auto statuses = std::make_shared<std::map<int, unsigned>>();
  for (const Response &response : responses) {
    lengths->add(response.text.size());
    ++(*statuses)[response.status];
  }

  std::string text;
  auto append = [&text](const std::string &name, unsigned count) {
    if (count)
      text += (text.empty() ? "" : ", ") + name + ": " + std::to_string(count);
  };
  for (const auto &[status, count] : *statuses)
    append("status " + std::to_string(status), count);
  for (std::size_t i = 0; i < lengths->buckets.size(); ++i)
    append("length " + std::to_string(i * Histogram::step) + "+",
           lengths->buckets[i]);
  return text;
}

} // namespace server
