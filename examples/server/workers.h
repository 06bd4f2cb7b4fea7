// A channel, and threads that take jobs from it.
#pragma once

#include "request.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace server {

template <typename T> class Channel {
public:
  void push(std::unique_ptr<T> item) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      items_.push_back(std::move(item));
    }
    ready_.notify_one();
  }

  // Waits for an item. Null when the channel is closed and empty.
  std::unique_ptr<T> pop() {
    std::unique_lock<std::mutex> lock(mutex_);
    ready_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty())
      return nullptr;
    std::unique_ptr<T> item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  void close() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::unique_ptr<T>> items_;
  bool closed_ = false;
};

struct Job {
  std::function<Response()> work;
  std::promise<Response> result;
};

class Workers {
public:
  explicit Workers(unsigned count)
      : channel_(std::make_shared<Channel<Job>>()) {
    for (unsigned i = 0; i < count; ++i)
      threads_.emplace_back([channel = channel_] { serve(*channel); });
  }
  Workers(const Workers &) = delete;
  Workers &operator=(const Workers &) = delete;
  ~Workers() {
    channel_->close();
    for (std::thread &thread : threads_)
      thread.join();
  }

  std::future<Response> submit(std::function<Response()> work) {
    auto job = std::make_unique<Job>();
    job->work = std::move(work);
    std::future<Response> result = job->result.get_future();
    channel_->push(std::move(job));
    return result;
  }

private:
  static void serve(Channel<Job> &channel) {
    while (std::unique_ptr<Job> job = channel.pop()) {
      try {
        job->result.set_value(job->work());
      } catch (...) {
        job->result.set_exception(std::current_exception());
      }
    }
  }

  std::shared_ptr<Channel<Job>> channel_;
  std::vector<std::thread> threads_;
};

} // namespace server
