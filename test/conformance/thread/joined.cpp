// Catches: a thread that is still running when its function has returned, taken for joined; and the other way round.
// RUN: %check-m %s -- -std=c++20
#include <array>
#include <new>
#include <optional>
#include <pthread.h>
#include <thread>
#include <utility>

int *kept;
void unknown(std::thread &);

// Whoever destroys a std::thread has joined it, moved it or detached it: the program ends otherwise.
void movedAndJoined() {
  int x = 0; // expect: x does not escape
  std::thread a([&x] { x = 1; }); // expect: re:.* does not escape ; a does not escape
  std::thread b = std::move(a); // expect: b does not escape
  b.join();
}
void movedAndDetached() {
  int x = 0; // expect: moved to heap: x
  std::thread a([&x] { x = 1; }); // expect: re:.* escapes to heap ; a does not escape
  std::thread b = std::move(a); // expect: b does not escape
  b.detach();
}
void assigned(bool c) {
  int x = 0; // expect: x does not escape
  std::thread t; // expect: t does not escape
  if (c)
    t = std::thread([&x] { x = 1; }); // expect: re:.* does not escape
  if (t.joinable())
    t.join();
}
void swapped() {
  int x = 0; // expect: moved to heap: x
  std::thread a([&x] { x = 1; }); // expect: re:.* escapes to heap ; a does not escape
  std::thread b; // expect: b does not escape
  a.swap(b);
  b.detach();
}
void array() {
  int x = 0; // expect: x does not escape
  std::thread ts[4]; // expect: ts does not escape
  for (auto &t : ts)
    t = std::thread([&x] { x = 1; }); // expect: re:.* does not escape
  for (auto &t : ts)
    t.join();
}
void largeArray() {
  int x = 0; // expect: x does not escape
  std::thread ts[40]; // expect: ts does not escape
  for (auto &t : ts)
    t = std::thread([&x] { x = 1; }); // expect: re:.* does not escape
  for (auto &t : ts)
    t.join();
}
void arrayOfClass() {
  int x = 0; // expect: x does not escape
  std::array<std::thread, 20> ts; // expect: ts does not escape
  for (auto &t : ts)
    t = std::thread([&x] { x = 1; }); // expect: re:.* does not escape
  for (auto &t : ts)
    t.join();
}
void arrayOfBytesBeside() {
  int x = 0; // expect: moved to heap: x
  struct {
    std::thread ts[20];
    unsigned long room[20];
  } s; // expect: s does not escape
  new (s.room) std::thread([&x] { x = 1; }); // expect: re:.* escapes to heap
}
void jthreads() {
  int x = 0; // expect: x does not escape
  std::jthread t([&x] { x = 1; }); // expect: re:.* does not escape
}
void detachedElsewhere(std::thread &t) { // expect: leaking param content: t
  t.detach();
}
void handsToOne() {
  int x = 0; // expect: moved to heap: x
  std::thread t([&x] { x = 1; }); // expect: re:.* escapes to heap ; t does not escape
  detachedElsewhere(t);
}
void handsToNobodyKnows() {
  int x = 0; // expect: moved to heap: x
  std::thread t([&x] { x = 1; }); // expect: re:.* escapes to heap ; moved to heap: t
  unknown(t);
}
void byHandle() {
  int x = 0; // expect: moved to heap: x
  std::thread t([&x] { x = 1; }); // expect: re:.* escapes to heap ; t does not escape
  pthread_detach(t.native_handle());
}

// Nothing destroys these.
void leaked() {
  int x = 0; // expect: moved to heap: x
  new std::thread([&x] { x = 1; }); // expect: new std::thread does not escape ; re:std::thread.* escapes to heap
}
void inBytes() {
  int x = 0; // expect: moved to heap: x
  alignas(std::thread) char room[sizeof(std::thread)]; // expect: room does not escape
  new (room) std::thread([&x] { x = 1; }); // expect: re:.* escapes to heap
}
union Room {
  Room() {} // expect: this does not escape
  ~Room() {} // expect: this does not escape
  std::thread t;
};
void inUnion() {
  int x = 0; // expect: moved to heap: x
  Room room; // expect: room does not escape
  new (&room.t) std::thread([&x] { x = 1; }); // expect: re:.* escapes to heap
}
std::thread returned(int *p) { // expect: leaking param: p
  return std::thread([p] { *p = 1; }); // expect: re:.* escapes to heap
}
void joinsReturned() {
  int x = 0; // expect: x does not escape
  std::thread t = returned(&x); // expect: re:.* does not escape ; t does not escape
  t.join();
}

// What the thread does counts.
void storesInGlobal() {
  int x = 0; // expect: moved to heap: x
  std::thread t([&x] { kept = &x; }); // expect: re:.* does not escape ; t does not escape
  t.join();
}
void storesInOther() {
  int x = 0; // expect: x does not escape
  int *p = nullptr; // expect: p does not escape
  std::thread t([&] { p = &x; }); // expect: re:.* does not escape ; t does not escape
  t.join();
  *p = 1;
}
int *handsOut() {
  int *p = nullptr; // expect: p does not escape
  std::thread t([&p] { p = new int(1); }); // expect: re:std::thread.* escapes to heap ; t does not escape ; new int escapes to heap
  t.join();
  return p;
}
void startsAnother() {
  int x = 0; // expect: moved to heap: x
  std::thread t([&x] { // expect: re:.* does not escape ; t does not escape
    std::thread([&x] { x = 1; }).detach(); // expect: re:.* escapes to heap
  });
  t.join();
}

// A member dies with its object.
struct Worker {
  std::thread t;
  int n = 0;
  void start() { // expect: leaking param: this
    t = std::thread([this] { ++n; }); // expect: re:.* escapes to heap
  }
};
void member() {
  Worker w; // expect: w does not escape
  w.start(); // expect: re:.* does not escape
  w.t.join();
}
void onHeap() {
  auto *w = new Worker; // expect: new Worker escapes to heap
  w->start(); // expect: re:.* escapes to heap
  w->t.join();
  delete w;
}
