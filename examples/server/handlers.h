// What answers requests.
#pragma once

#include "request.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace server {

// What the server counts, and GET /stats shows.
struct Counters {
  unsigned requests = 0;
  unsigned jobs = 0;
  unsigned hits = 0;
};

// Who sent a request; an attribute of it.
struct Identity {
  std::string name;
  bool admin = false;
};

class Handler {
public:
  virtual ~Handler() = default;
  virtual Response handle(const Request &request) = 0;
  // Slow handlers have no state: they run on worker threads, and their answers
  // are cached.
  virtual bool slow() const { return false; }
};

// Null if there is no handler of that name.
std::unique_ptr<Handler> makeHandler(std::string_view name,
                                     std::shared_ptr<const Counters> counters);

std::uint32_t checksum(std::string_view text);

} // namespace server
