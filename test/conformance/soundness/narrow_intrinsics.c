// Catches: parts of an address that builtins choose, mask or put together and that are taken for numbers.
// RUN: %check-m %s -- -std=c17
#include <stdint.h>
#include <string.h>
uintptr_t kept;
typedef unsigned char bytes __attribute__((vector_size(8)));

void chosen(void) {
  int x; // expect: moved to heap: x
  uintptr_t n = (uintptr_t)&x;
  uint32_t low = __builtin_elementwise_max((uint32_t)n, 0u);
  uint32_t high = __builtin_elementwise_max((uint32_t)(n >> 32), 0u);
  kept = low | (uintptr_t)high << 32;
}
void reduced(void) {
  int x; // expect: moved to heap: x
  uintptr_t n = (uintptr_t)&x, sum = 0; // expect: n does not escape
  bytes v; // expect: v does not escape
  memcpy(&v, &n, 8);
  for (int i = 0; i < 8; i++) {
    bytes mask = {0}; // expect: mask does not escape
    mask[i] = 255;
    sum |= (uintptr_t)__builtin_reduce_or(v & mask) << (8 * i);
  }
  kept = sum;
}
// A number of bits is a number.
int counted(int *p) { // expect: p does not escape
  return __builtin_popcountl((uintptr_t)p);
}
