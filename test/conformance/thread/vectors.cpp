// Catches: threads in a vector that is destroyed here taken for running on; and the other way round.
// RUN: %check-m %s -- -std=c++20
#include <memory>
#include <new>
#include <thread>
#include <utility>
#include <vector>

using Threads = std::vector<std::thread>;
Threads all;

// A vector destroys its elements, and a thread that was not joined ends the program then.
void pushed() {
  int x = 0; // expect: x does not escape
  Threads ts; // expect: ts does not escape
  for (int i = 0; i < 4; ++i)
    ts.push_back(std::thread([&x] { x = 1; })); // expect: re:.* does not escape ; re:.* does not escape
  for (auto &t : ts)
    t.join();
}
void body(int *p, int i) { p[i] = 1; } // expect: p does not escape
void withArguments() {
  int xs[4]; // expect: xs does not escape
  Threads ts; // expect: ts does not escape
  ts.reserve(4); // expect: re:.* does not escape
  for (int i = 0; i < 4; ++i) // expect: i does not escape
    ts.emplace_back(body, xs, i); // expect: re:.* does not escape
  for (unsigned i = 0; i < ts.size(); ++i)
    ts[i].join();
}
void assigned() {
  int x = 0; // expect: x does not escape
  Threads ts(4); // expect: re:.*vector.* does not escape ; ts does not escape
  for (auto &t : ts)
    t = std::thread([&x] { x = 1; }); // expect: re:.* does not escape
  for (auto &t : ts)
    t.join();
}
void moved() {
  int x = 0; // expect: x does not escape
  Threads ts; // expect: ts does not escape
  ts.emplace_back([&x] { x = 1; }); // expect: re:.* does not escape
  Threads us = std::move(ts); // expect: us does not escape
  us[0].join();
}
void joinAll(Threads &ts) { // expect: ts does not escape
  for (auto &t : ts)
    t.join();
}
void joinedElsewhere() {
  int x = 0; // expect: x does not escape
  Threads ts; // expect: ts does not escape
  ts.emplace_back([&x] { x = 1; }); // expect: re:.* does not escape
  joinAll(ts);
}
Threads start(int *p) { // expect: leaking param: p
  Threads ts; // expect: ts does not escape
  ts.emplace_back([p] { *p = 1; }); // expect: re:.* escapes to heap
  return ts;
}
void startedElsewhere() {
  int x = 0; // expect: x does not escape
  Threads ts = start(&x); // expect: re:start.* does not escape ; ts does not escape
  ts[0].join();
}

// Nobody destroys these vectors, or not the thread in them.
void movedAway() {
  int x = 0; // expect: moved to heap: x
  Threads ts; // expect: ts does not escape
  ts.emplace_back([&x] { x = 1; }); // expect: re:.* escapes to heap
  new Threads(std::move(ts)); // expect: new Threads does not escape
}
static void park(Threads &ts) { // expect: re:.*ts.*
  new Threads(std::move(ts)); // expect: re:.* does not escape
}
void movedAwayElsewhere() {
  int x = 0; // expect: moved to heap: x
  Threads ts; // expect: ts does not escape
  ts.emplace_back([&x] { x = 1; }); // expect: re:.* escapes to heap
  park(ts);
}
void neverDestroyed() {
  int x = 0; // expect: moved to heap: x
  auto *ts = new Threads; // expect: new Threads does not escape
  ts->emplace_back([&x] { x = 1; }); // expect: re:.* escapes to heap
}
void startedAndDropped() {
  int x = 0; // expect: moved to heap: x
  new auto(start(&x)); // expect: re:new .* does not escape ; re:start.* escapes to heap
}
void inGlobal() {
  int x = 0; // expect: moved to heap: x
  all.emplace_back([&x] { x = 1; }); // expect: re:.* escapes to heap
}
void detached() {
  int x = 0; // expect: moved to heap: x
  Threads ts; // expect: ts does not escape
  ts.emplace_back([&x] { x = 1; }); // expect: re:.* escapes to heap
  for (auto &t : ts)
    t.detach();
}
void takenOut() {
  int x = 0; // expect: moved to heap: x
  Threads ts; // expect: ts does not escape
  ts.emplace_back([&x] { x = 1; }); // expect: re:.* escapes to heap
  new std::thread(std::move(ts.back())); // expect: new std::thread does not escape
  ts.pop_back();
}
void byHand() {
  int x = 0; // expect: moved to heap: x
  std::allocator<std::thread> a; // expect: a does not escape
  std::thread *t = a.allocate(1); // expect: re:.* does not escape
  new (t) std::thread([&x] { x = 1; }); // expect: re:.* escapes to heap
}
void byHandInVariable() {
  int x = 0; // expect: moved to heap: x
  std::allocator<std::thread> a; // expect: a does not escape
  std::thread *t = a.allocate(1); // expect: t does not escape ; re:.* does not escape
  std::thread **p = &t;
  new (*p) std::thread([&x] { x = 1; }); // expect: re:.* escapes to heap
}
void inElementsOfAnother() {
  int x = 0; // expect: moved to heap: x
  std::vector<unsigned long> room(4); // expect: re:.*vector.* does not escape ; room does not escape
  new (room.data()) std::thread([&x] { x = 1; }); // expect: re:.* escapes to heap
}
void inVectorOfVectors() {
  int x = 0; // imprecise: moved to heap: x (wanted: x does not escape)
  std::vector<Threads> rows(1); // expect: re:.*vector.* does not escape ; rows does not escape
  rows[0].emplace_back([&x] { x = 1; }); // imprecise: re:.* escapes to heap (wanted: stays)
  rows[0][0].join();
}
