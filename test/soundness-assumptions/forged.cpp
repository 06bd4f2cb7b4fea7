// Pins: an address made from a constant is unknown memory, not an object of this function.
// RUN: %check-m %s -- -std=c++20
#include <cstdint>
#include <cstdlib>

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
// Numbers that came from no pointer: computed, read, or kept in between.
void computed(int i) {
  int x = 1; // expect: moved to heap: x
  *reinterpret_cast<int **>(std::uintptr_t(i) * 16) = &x;
}
void parsed(const char *s) { // expect: s does not escape
  int x = 1; // expect: moved to heap: x
  *reinterpret_cast<int **>(std::strtoul(s, nullptr, 16)) = &x;
}
struct Register {
  std::uintptr_t at;
};
void stored(int i) {
  int x = 1; // expect: moved to heap: x
  Register r = {std::uintptr_t(i) * 16}; // expect: r does not escape
  Register *p = &r;
  *reinterpret_cast<int **>(p->at) = &x;
}
void storedPointer() {
  int x = 1; // imprecise: moved to heap: x (wanted: x does not escape)
  Register r; // expect: r does not escape
  Register *p = &r;
  p->at = reinterpret_cast<std::uintptr_t>(&r);
  *reinterpret_cast<int **>(p->at) = &x;
}
