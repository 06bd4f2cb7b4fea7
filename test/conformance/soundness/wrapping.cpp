// Catches: a pointer that wraps around to another object, where the language is told that pointers may.
// RUN: %check-m %s -- -std=c++20 -fwrapv-pointer
#include <cstdint>

char base[8];
int *kept;

void distanceFromGlobal() {
  int x = 0; // expect: moved to heap: x
  std::intptr_t away = reinterpret_cast<std::intptr_t>(&x) - reinterpret_cast<std::intptr_t>(base);
  kept = reinterpret_cast<int *>(base + away);
}
void fromNull(char *null) { // expect: leaking param: null
  int x = 0; // expect: moved to heap: x
  kept = reinterpret_cast<int *>(null + reinterpret_cast<std::intptr_t>(&x));
}
void withinArray(int n) {
  char buffer[8];
  buffer[n] = 1;
}
