// Catches: casts, integers, atomics, volatile and assembly: what only looks at a pointer and what keeps it.
// RUN: %check-m %s -- -std=c++20
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>

struct Node {
  int val;
  Node *next;
};

std::uintptr_t gNumber;
int *volatile gVolatile;

int aligned(const void *p) { // expect: p does not escape
  return (reinterpret_cast<std::uintptr_t>(p) & 7) == 0;
}
int hashed(const void *p) { // expect: re:p does not escape|leaking param: p.*
  return static_cast<int>(reinterpret_cast<std::uintptr_t>(p) >> 4) % 61;
}
int difference(const int *a, const int *b) { // expect: a does not escape ; b does not escape
  return static_cast<int>(a - b);
}
int alignedLocal() {
  int x = 1; // expect: x does not escape
  return aligned(&x);
}
int roundTrip() {
  int x = 1; // expect: x does not escape
  auto n = reinterpret_cast<std::uintptr_t>(&x);
  return *reinterpret_cast<int *>(n);
}
int *roundTripLeaves() {
  int x = 1; // expect: moved to heap: x
  auto n = reinterpret_cast<std::uintptr_t>(&x);
  return reinterpret_cast<int *>(n);
}
void numberToGlobal() {
  int x = 1; // expect: moved to heap: x
  gNumber = reinterpret_cast<std::uintptr_t>(&x);
}
std::uintptr_t numberReturned() {
  int x = 1; // expect: moved to heap: x
  return reinterpret_cast<std::uintptr_t>(&x);
}
int *tagged() {
  int x = 1; // expect: moved to heap: x
  auto n = reinterpret_cast<std::uintptr_t>(&x) | 1;
  return reinterpret_cast<int *>(n & ~std::uintptr_t(1));
}
std::uintptr_t bitCast() {
  int x = 1; // expect: moved to heap: x
  return std::bit_cast<std::uintptr_t>(&x);
}
int bitCastStays() {
  int x = 1; // expect: x does not escape
  auto n = std::bit_cast<std::uintptr_t>(&x); // expect: n does not escape
  return *std::bit_cast<int *>(n);
}
int reinterprets() {
  float f = 1; // expect: f does not escape
  return *reinterpret_cast<const char *>(&f);
}
char *reinterpretsLeaves() {
  Node n{1, nullptr}; // expect: moved to heap: n
  return reinterpret_cast<char *>(&n) + 3;
}
int constCast() {
  int x = 1; // expect: x does not escape
  const int *p = &x;
  *const_cast<int *>(p) = 2;
  return x;
}
int compares() {
  int x = 1; // expect: x does not escape
  int y = 2; // expect: y does not escape
  return &x < &y;
}
int walks(int n) {
  int a[8] = {}; // expect: a does not escape
  int sum = 0;
  for (int *p = a, *end = a + 8; p != end; ++p)
    sum += *p + n;
  return sum;
}
int *walksAndReturns(int n) {
  int a[8] = {}; // expect: moved to heap: a
  int *p = a;
  while (n-- > 0)
    ++p;
  return p;
}
int volatileLocal() {
  int x = 1; // expect: x does not escape
  int *volatile p = &x;
  return *p;
}
void volatileGlobal() {
  int x = 1; // expect: moved to heap: x
  gVolatile = &x;
}
int volatilePointee() {
  volatile int x = 1; // expect: x does not escape
  volatile int *p = &x;
  return *p;
}
int atomicCounter() {
  std::atomic<int> n{0}; // expect: n does not escape
  n.fetch_add(1);
  return n.load();
}
void prints() {
  int x = 1; // expect: x does not escape
  std::printf("%p %d\n", static_cast<void *>(&x), x);
}
int copiesPointer() {
  int x = 1; // expect: x does not escape
  int *p = &x; // expect: p does not escape
  int *q; // expect: q does not escape
  std::memcpy(&q, &p, sizeof q);
  return *q;
}
int *copiesPointerAndReturns() {
  int x = 1; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  int *q; // expect: q does not escape
  std::memcpy(&q, &p, sizeof q);
  return q;
}
void toAssembly() {
  int x = 1; // expect: moved to heap: x
  asm volatile("" : : "r"(&x) : "memory");
}
int valueToAssembly() {
  int x = 1; // expect: x does not escape
  int *p = &x;
  int y = *p;
  asm volatile("" : : "r"(y));
  return y;
}
int memberPointer() {
  Node n{1, nullptr}; // expect: n does not escape
  int Node::*m = &Node::val;
  Node *p = &n;
  return p->*m;
}
int *memberPointerLeaves(int Node::*m) {
  Node n{1, nullptr}; // expect: moved to heap: n
  Node *p = &n;
  return &(p->*m);
}
