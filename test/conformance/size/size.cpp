// Catches: the limits: 128 KiB for a local, 64 KiB for a new, and sizes that are or are not constant.
// RUN: %check-m %s -- -std=c++20
#include <memory>

struct AtLimit {
  char bytes[65536];
};
struct OverLimit {
  char bytes[65537];
};
struct LocalAtLimit {
  int n;
  char bytes[131068];
};
struct LocalOverLimit {
  int n;
  char bytes[131072];
};
struct alignas(64) Line {
  int n[16];
};

int newAtLimit() {
  auto *p = new AtLimit; // expect: new AtLimit does not escape
  p->bytes[0] = 1;
  int r = p->bytes[0];
  delete p;
  return r;
}
int newOverLimit() {
  auto *p = new OverLimit; // expect: new OverLimit escapes to heap
  p->bytes[0] = 1;
  int r = p->bytes[0];
  delete p;
  return r;
}
int arrayAtLimit() {
  char *p = new char[65536]; // expect: new char[] does not escape
  p[0] = 1;
  int r = p[0];
  delete[] p;
  return r;
}
int arrayOverLimit() {
  char *p = new char[65537]; // expect: new char[] escapes to heap
  p[0] = 1;
  int r = p[0];
  delete[] p;
  return r;
}
int madeAtLimit() {
  auto p = std::make_unique<AtLimit>(); // expect: make_unique<AtLimit>(...) does not escape ; p does not escape
  return p->bytes[0];
}
int madeOverLimit() {
  auto p = std::make_unique<OverLimit>(); // expect: make_unique<OverLimit>(...) escapes to heap ; p does not escape
  return p->bytes[0];
}
int localAtLimit() {
  LocalAtLimit l; // expect: l does not escape
  LocalAtLimit *p = &l;
  p->n = 1;
  return p->n;
}
int localOverLimit() {
  LocalOverLimit l; // expect: l is too large for the stack (131076 bytes)
  LocalOverLimit *p = &l;
  p->n = 1;
  return p->n;
}
int localOverLimitDirect() {
  LocalOverLimit l; // expect: l is too large for the stack (131076 bytes)
  l.n = 1;
  return l.n;
}
int localArrayOverLimit() {
  char a[200000]; // expect: a is too large for the stack (200000 bytes)
  char *p = a;
  p[0] = 1;
  return p[0];
}
int staticOverLimit() {
  static char a[200000];
  char *p = a;
  p[0] = 1;
  return p[0];
}
int dynamic(int n) {
  int *p = new int[n]; // expect: new int[] does not escape
  p[0] = 1;
  int r = p[0];
  delete[] p;
  return r;
}
int *dynamicLeaves(int n) {
  return new int[n]; // expect: new int[] escapes to heap
}
int constantByPropagation() {
  int n = 10;
  int *p = new int[n]; // expect: new int[] does not escape
  p[0] = 1;
  int r = p[0];
  delete[] p;
  return r;
}
int overAligned() {
  Line *p = new Line; // expect: new Line does not escape
  p->n[0] = 1;
  int r = p->n[0];
  delete p;
  return r;
}
Line *overAlignedLeaves() {
  return new Line; // expect: new Line escapes to heap
}
