// Pins: a std::thread variable is destroyed as it is, and not overwritten while its thread runs.
// RUN: %check-m %s -- -std=c++20
#include <new>
#include <thread>

void destroyed() {
  int x = 0; // expect: x does not escape
  std::thread t([&x] { x = 1; }); // expect: re:.* does not escape
}
void overwritten() {
  int x = 0; // expect: x does not escape
  std::thread t([&x] { x = 1; }); // expect: re:.* does not escape ; t does not escape
  new (&t) std::thread;
}
// Whoever keeps the handle can do without the object.
std::thread::native_handle_type handle;
void handleKept() {
  int x = 0; // expect: moved to heap: x
  std::thread t([&x] { x = 1; }); // expect: re:.* escapes to heap ; t does not escape
  handle = t.native_handle();
  t.join();
}
