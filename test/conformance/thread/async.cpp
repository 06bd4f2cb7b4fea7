// Catches: what an asynchronous call works on taken for local although nobody waits for it here; and the other way round.
// RUN: %check-m %s -- -std=c++20
#include <array>
#include <future>
#include <list>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

int *kept;
std::future<void> all;
void unknown(std::future<void> &);
void may_throw();

// The last future of std::async waits when it is destroyed; a deferred call is not made after that.
int got() {
  int x = 1; // expect: x does not escape
  auto f = std::async(std::launch::async, [&x] { return x; }); // expect: f does not escape ; async(...) does not escape
  return f.get();
}
void dropped() {
  int x = 0; // expect: x does not escape
  (void)std::async(std::launch::async, [&x] { x = 1; }); // expect: async(...) does not escape
}
void deferred() {
  int x = 0; // expect: x does not escape
  auto f = std::async(std::launch::deferred, [&x] { x = 1; }); // expect: f does not escape ; async(...) does not escape
  f.wait();
}
void anyPolicy() {
  int x = 0; // expect: x does not escape
  auto f = std::async([&x] { x = 1; }); // expect: async(...) does not escape
}
void policyInVariable(std::launch how) {
  int x = 0; // expect: x does not escape
  auto f = std::async(how, [&x] { x = 1; }); // expect: async(...) does not escape
}
void work(int *p, int n) { *p = n; } // expect: p does not escape
void arguments() {
  int x = 0; // expect: x does not escape
  auto f = std::async(std::launch::async, work, &x, 1); // expect: f does not escape ; async(...) does not escape
  f.wait();
}
void mayThrow() {
  int x = 0; // expect: x does not escape
  auto f = std::async(std::launch::async, [&x] { x = 1; }); // expect: f does not escape ; async(...) does not escape
  may_throw();
  f.get();
}
void assigned(bool c) {
  int x = 0; // expect: x does not escape
  std::future<void> f; // expect: f does not escape
  if (c)
    f = std::async(std::launch::async, [&x] { x = 1; }); // expect: async(...) does not escape
}
void moved() {
  int x = 0; // expect: x does not escape
  auto f = std::async(std::launch::async, [&x] { x = 1; }); // expect: f does not escape ; async(...) does not escape
  auto g = std::move(f);
}
void shared() {
  int x = 0; // expect: x does not escape
  std::shared_future<void> f = std::async(std::launch::async, [&x] { x = 1; }); // expect: f does not escape ; async(...) does not escape
  auto g = f; // expect: g does not escape
  g.wait();
}
std::future<void> returned(int *p) { // expect: leaking param: p
  return std::async(std::launch::async, [p] { *p = 1; }); // expect: async(...) escapes to heap
}
void waitsForReturned() {
  int x = 0; // expect: x does not escape
  auto f = returned(&x); // expect: returned(...) does not escape
}
void array() {
  int x = 0; // expect: x does not escape
  std::future<void> fs[4]; // expect: fs does not escape
  for (auto &f : fs)
    f = std::async(std::launch::async, [&x] { x = 1; }); // expect: async(...) does not escape
}
void stdArray() {
  int x = 0; // expect: x does not escape
  std::array<std::future<void>, 4> fs; // expect: fs does not escape
  for (auto &f : fs)
    f = std::async(std::launch::async, [&x] { x = 1; }); // expect: async(...) does not escape
}
void vector() {
  int x = 0; // imprecise: moved to heap: x (wanted: x does not escape)
  std::vector<std::future<void>> fs; // expect: fs does not escape
  for (int i = 0; i < 4; ++i)
    fs.push_back(std::async(std::launch::async, [&x] { x = 1; })); // imprecise: push_back(...) escapes to heap (wanted: push_back(...) does not escape) ; async(...) escapes to heap (wanted: async(...) does not escape)
  for (auto &f : fs)
    f.get();
}

// Somebody else may have the future, or nobody destroys it.
void globalFuture() {
  int x = 0; // expect: moved to heap: x
  all = std::async(std::launch::async, [&x] { x = 1; }); // expect: async(...) escapes to heap
}
void toUnknown() {
  int x = 0; // expect: moved to heap: x
  auto f = std::async(std::launch::async, [&x] { x = 1; }); // expect: moved to heap: f ; async(...) escapes to heap
  unknown(f);
}
void onHeap() {
  int x = 0; // expect: moved to heap: x
  new std::future<void>(std::async(std::launch::async, [&x] { x = 1; })); // expect: new std::future<void> does not escape ; async(...) escapes to heap
}
void movedAway() {
  int x = 0; // expect: moved to heap: x
  auto f = std::async(std::launch::async, [&x] { x = 1; }); // expect: f does not escape ; async(...) escapes to heap
  new std::future<void>(std::move(f)); // expect: new std::future<void> does not escape
}
static void park(std::future<void> &f) { // expect: f does not escape
  new std::future<void>(std::move(f)); // expect: new std::future<void> does not escape
}
void movedAwayElsewhere() {
  int x = 0; // expect: moved to heap: x
  auto f = std::async(std::launch::async, [&x] { x = 1; }); // expect: f does not escape ; async(...) escapes to heap
  park(f);
}
void sharedLeaves() {
  int x = 0; // expect: moved to heap: x
  auto f = std::async(std::launch::async, [&x] { x = 1; }).share(); // expect: f does not escape ; async(...) escapes to heap
  new std::shared_future<void>(f); // expect: new std::shared_future<void> does not escape
}
void toCaller(std::future<void> &f) { // expect: leaking param content: f
  int x = 0; // expect: moved to heap: x
  f = std::async(std::launch::async, [&x] { x = 1; }); // expect: async(...) escapes to heap
}
void inUniquePtr() {
  int x = 0; // imprecise: moved to heap: x (wanted: x does not escape)
  auto f = std::make_unique<std::future<void>>(std::async(std::launch::async, [&x] { x = 1; })); // expect: re:.* does not escape // imprecise: async(...) escapes to heap (wanted: async(...) does not escape)
}
void inOptional() {
  int x = 0; // imprecise: moved to heap: x (wanted: x does not escape)
  std::optional<std::future<void>> f = std::async(std::launch::async, [&x] { x = 1; }); // imprecise: async(...) escapes to heap (wanted: async(...) does not escape)
}
void inList() {
  int x = 0; // imprecise: moved to heap: x (wanted: x does not escape)
  std::list<std::future<void>> fs; // imprecise: moved to heap: fs (wanted: fs does not escape)
  fs.push_back(std::async(std::launch::async, [&x] { x = 1; })); // imprecise: push_back(...) escapes to heap (wanted: push_back(...) does not escape) ; async(...) escapes to heap (wanted: async(...) does not escape)
}

// A thread that takes hold of its own future is not waited for by the others.
void holdsItself() {
  int x = 0; // expect: moved to heap: x
  std::shared_future<void> f; // expect: moved to heap: f
  f = std::async(std::launch::async, [&] { auto g = f; x = 1; }).share(); // expect: async(...) escapes to heap
}
void holdEachOther() {
  int x = 0; // expect: moved to heap: x
  std::shared_future<void> f, g; // expect: moved to heap: f ; moved to heap: g
  f = std::async(std::launch::async, [&] { auto h = g; x = 1; }).share(); // expect: async(...) escapes to heap
  g = std::async(std::launch::async, [&] { auto h = f; x = 1; }).share(); // expect: async(...) escapes to heap
}
void waitsForFirst() {
  int x = 0; // imprecise: moved to heap: x (wanted: x does not escape)
  std::shared_future<void> f = std::async(std::launch::async, [&] { x = 1; }); // expect: f does not escape // imprecise: async(...) escapes to heap (wanted: async(...) does not escape)
  auto g = std::async(std::launch::async, [&] { auto h = f; h.wait(); x = 2; }); // expect: h does not escape // imprecise: async(...) escapes to heap (wanted: async(...) does not escape)
}
void givenToThread() {
  int x = 0; // expect: moved to heap: x
  std::shared_future<void> f = std::async(std::launch::async, [&] { x = 1; }); // expect: f does not escape ; async(...) escapes to heap
  std::thread([f] { f.wait(); }).detach(); // expect: re:.* escapes to heap
}

// What it does counts.
void storesInGlobal() {
  int x = 0; // expect: moved to heap: x
  auto f = std::async(std::launch::async, [&x] { kept = &x; }); // expect: async(...) does not escape
}
int *resultLeaves() {
  int x = 0; // expect: moved to heap: x
  auto f = std::async(std::launch::async, [&x] { return &x; }); // expect: f does not escape ; async(...) does not escape
  return f.get();
}

struct Worker {
  int n = 0;
  std::future<void> f;
  void start() { f = std::async(std::launch::async, [this] { ++n; }); } // expect: leaking param: this ; async(...) escapes to heap
};
void member() {
  Worker w; // imprecise: moved to heap: w (wanted: w does not escape)
  w.start();
}
struct Plain {
  int n = 0;
  std::future<void> f;
};
void otherMember() {
  int x = 0; // expect: x does not escape
  Plain w; // expect: w does not escape
  w.f = std::async(std::launch::async, [&x] { ++x; }); // expect: async(...) does not escape
}
void memberOnHeap() {
  int x = 0; // imprecise: moved to heap: x (wanted: x does not escape)
  auto w = std::make_unique<Plain>(); // expect: w does not escape ; re:.* does not escape
  w->f = std::async(std::launch::async, [&x] { ++x; }); // imprecise: async(...) escapes to heap (wanted: async(...) does not escape)
}
void inBytes() {
  int x = 0; // expect: moved to heap: x
  alignas(std::future<void>) char room[sizeof(std::future<void>)]; // expect: room does not escape
  new (room) std::future<void>(std::async(std::launch::async, [&x] { x = 1; })); // expect: async(...) escapes to heap
}
void freshInside() {
  int *p = new int(1); // expect: new int does not escape
  std::async(std::launch::async, [p] { *p = 2; }).wait(); // expect: async(...) does not escape
  delete p;
}
