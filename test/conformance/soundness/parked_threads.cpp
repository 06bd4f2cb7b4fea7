// Catches: a running thread that is moved out of its parameter to where nobody joins it, said to be joined.
// RUN: %check-m %s -- -std=c++20
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

static void park(std::thread &t) { // expect: re:.*t.*
  new std::thread(std::move(t)); // expect: re:.* does not escape
}
void parked() {
  int x = 0; // expect: moved to heap: x
  std::thread t([&x] { x = 1; }); // expect: re:.* escapes to heap ; re:.*t.*
  park(t);
}
static void deeper(int n, std::thread &t) { // expect: re:.*t.*
  if (n > 0)
    deeper(n - 1, t);
  else
    new std::thread(std::move(t)); // expect: re:.* does not escape
}
void byRecursion() {
  int x = 0; // expect: moved to heap: x
  std::thread t([&x] { x = 1; }); // expect: re:.* escapes to heap ; re:.*t.*
  deeper(3, t);
}
void inAScalar() {
  int x = 0; // expect: moved to heap: x
  unsigned long room; // expect: room does not escape
  new (&room) std::thread([&x] { x = 1; }); // expect: re:.* escapes to heap
}
static void joins(std::thread &t) { // expect: re:.*t.*
  std::thread u(std::move(t)); // expect: u does not escape
  u.join();
}
void joinedElsewhere() {
  int x = 0; // expect: x does not escape
  std::thread t([&x] { x = 1; }); // expect: re:.* does not escape ; t does not escape
  joins(t);
}
struct Room {
  std::string name;
  alignas(std::thread) unsigned char bytes[sizeof(std::thread)];
};
void inBytesOfAClass() {
  int x = 0; // expect: moved to heap: x
  Room r; // expect: r does not escape
  new (r.bytes) std::thread([&x] { x = 1; }); // expect: re:.* escapes to heap
}
void inAPair() {
  int x = 0; // expect: moved to heap: x
  std::pair<unsigned long, std::string> p; // expect: p does not escape
  new (&p.first) std::thread([&x] { x = 1; }); // expect: re:.* escapes to heap
}
struct Worker {
  int n;
  std::thread run;
};
void inAMember() {
  int x = 0; // expect: x does not escape
  Worker w; // expect: w does not escape
  w.run = std::thread([&x] { x = 1; }); // expect: re:.* does not escape
  w.run.join();
}
