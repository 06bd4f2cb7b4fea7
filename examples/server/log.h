// One log for the whole process.
#pragma once

#include <functional>
#include <mutex>
#include <string_view>
#include <utility>

namespace server {

class Log {
public:
  using Sink = std::function<void(std::string_view)>;

  static Log &instance() {
    static Log log;
    return log;
  }

  void setSink(Sink sink) {
    std::lock_guard<std::mutex> lock(mutex_);
    sink_ = std::move(sink);
  }

  void write(std::string_view line) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (sink_)
      sink_(line);
  }

private:
  Log() = default;

  std::mutex mutex_;
  Sink sink_;
};

} // namespace server
