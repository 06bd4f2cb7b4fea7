// Pins: an address made from a constant is unknown memory, not an object of this function.
// RUN: %check-m %s -- -std=c++20
#include <cstdint>

int *volatile *const device = reinterpret_cast<int *volatile *>(0x4000);

void storedThere() {
  int x = 1; // expect: moved to heap: x
  *device = &x;
}
int *readThere() {
  int x = 1;   // expect: x does not escape
  int *p = &x; // expect: p does not escape
  int **q = &p;
  return **q ? *device : nullptr;
}
void storedAtNumber(std::uintptr_t n) {
  int x = 1; // expect: moved to heap: x
  *reinterpret_cast<int **>(n) = &x;
}
int guessed() {
  int x = 1; // expect: x does not escape
  int *p = &x;
  *reinterpret_cast<int *>(0x7ffffff0) = 2; // not x, even if x is there
  return *p;
}
