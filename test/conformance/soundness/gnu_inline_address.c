// Catches: the body of an inline function that is for calls by name only, taken for what its address calls.
// RUN: %check-m %s -- -std=c17
extern inline __attribute__((gnu_inline, always_inline)) void f(int *p) { (void)p; } // expect: p does not escape
static void (*const table[2])(int *) = {f, f};
static void apply(void (*fp)(int *), int *p) { fp(p); } // expect: fp does not escape // expect: leaking param: p
void by_name(void) {
  int x; // expect: x does not escape
  f(&x);
}
void by_variable(void) {
  int x; // expect: moved to heap: x
  void (*fp)(int *) = f;
  fp(&x);
}
void by_table(int k) {
  int x; // expect: moved to heap: x
  table[k](&x);
}
void handed_on(void) {
  int x; // expect: moved to heap: x
  apply(f, &x);
}
