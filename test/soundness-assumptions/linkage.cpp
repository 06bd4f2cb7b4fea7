// Pins: a strong definition is the one that runs; a weak one, and one of another file, may be anything.
// RUN: %check-m %s -- -std=c++20

int strong(int *p) { // expect: p does not escape
  return *p;
}
__attribute__((weak)) int weak(int *p) { // expect: p does not escape
  return *p;
}
inline int sameEverywhere(int *p) { // expect: p does not escape
  return *p;
}
int elsewhere(int *p);

int callsStrong() {
  int x = 1; // expect: x does not escape
  return strong(&x);
}
int callsWeak() {
  int x = 1; // expect: moved to heap: x
  return weak(&x);
}
int callsInline() {
  int x = 1; // expect: x does not escape
  return sameEverywhere(&x);
}
int callsElsewhere() {
  int x = 1; // expect: moved to heap: x
  return elsewhere(&x);
}
