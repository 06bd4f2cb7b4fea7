// Catches: an inline definition of C taken for the function that a call runs: it may run the external one.
// RUN: %check-m %s -- -std=c11

inline void keep(int *p) { // expect: p does not escape
  (void)p;
}
void calls(void) {
  int x = 0; // expect: moved to heap: x
  keep(&x);
}
extern inline __attribute__((gnu_inline)) void gnu(int *p) { // expect: p does not escape
  (void)p;
}
void callsGnu(void) {
  int x = 0; // expect: moved to heap: x
  gnu(&x);
}
static inline void own(int *p) { // expect: p does not escape
  (void)p;
}
void callsOwn(void) {
  int x = 0; // expect: x does not escape
  own(&x);
}
inline void here(int *p) { // expect: p does not escape
  (void)p;
}
extern inline void here(int *p);
void callsHere(void) {
  int x = 0; // expect: x does not escape
  here(&x);
}
