// Catches: objects shared with another thread taken for local.
// RUN: %check-m %s -- -std=c++20
#include <functional>
#include <future>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <vector>

void work(int) {}
void worker(int *p) { // expect: p does not escape
  *p = 1;
}
void workerRef(int &r) { // expect: r does not escape
  r = 1;
}

void joined() {
  int x = 0; // expect: x does not escape
  std::thread t([&x] { x = 1; }); // expect: t does not escape ; re:std::j?thread.* does not escape
  t.join();
}
void detached() {
  int x = 0; // expect: moved to heap: x
  std::thread t([&x] { x = 1; }); // expect: t does not escape ; re:.* escapes to heap
  t.detach();
}
void byValue() {
  int x = 0;
  std::thread t([x] { work(x); }); // expect: t does not escape ; re:std::j?thread.* does not escape
  t.join();
}
void pointerArgument() {
  int x = 0; // expect: x does not escape
  std::thread t(worker, &x); // expect: t does not escape ; re:std::j?thread.* does not escape
  t.join();
}
void referenceArgument() {
  int x = 0; // expect: x does not escape
  std::thread t(workerRef, std::ref(x)); // expect: t does not escape ; re:std::j?thread.* does not escape
  t.join();
}
void ofParameter(int *p) { // expect: p does not escape
  std::thread t(worker, p); // expect: t does not escape ; re:std::j?thread.* does not escape
  t.join();
}
void joining() {
  int x = 0; // expect: x does not escape
  std::jthread t([&x] { x = 1; }); // expect: t does not escape ; re:std::j?thread.* does not escape
  t.join();
}
int asynchronous() {
  int x = 1; // expect: x does not escape
  auto f = std::async(std::launch::async, [&x] { return x; }); // expect: f does not escape ; re:.* does not escape
  return f.get();
}
void detachedFresh() {
  int *p = new int(1); // expect: new int escapes to heap
  std::thread([p] { delete p; }).detach(); // expect: re:.* escapes to heap
}
void many(int n) {
  int x = 0; // expect: x does not escape
  std::vector<std::thread> ts; // expect: ts does not escape
  for (int i = 0; i < n; ++i)
    ts.emplace_back([&x] { x = 1; }); // expect: re:.* does not escape
  for (auto &t : ts)
    t.join();
}

struct Server {
  std::thread t;
  int n = 0;
  void start() { // expect: leaking param: this
    t = std::thread([this] { ++n; }); // expect: re:.* escapes to heap
  }
  void stop() { // expect: this does not escape
    t.join();
  }
};
int serves() {
  Server s; // expect: s does not escape
  s.start(); // expect: re:.* does not escape
  s.stop();
  return s.n;
}

void *entry(void *arg) { // expect: arg does not escape
  *static_cast<int *>(arg) = 1;
  return nullptr;
}
void posix() {
  int x = 0; // expect: x does not escape
  pthread_t t; // expect: t does not escape
  pthread_create(&t, nullptr, entry, &x);
  pthread_join(t, nullptr);
}

std::vector<std::function<void()>> gQueue;
void pooled() {
  int x = 0; // expect: moved to heap: x
  gQueue.push_back([&x] { x = 1; }); // expect: re:.* escapes to heap
}

int locked() {
  std::mutex m; // expect: m does not escape
  int n = 0;
  {
    std::lock_guard<std::mutex> l(m);
    ++n;
  }
  return n;
}
int calledNotStarted() {
  int x = 0; // expect: x does not escape
  worker(&x);
  workerRef(x);
  return x;
}
