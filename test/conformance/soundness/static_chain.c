// Catches: arguments beside a static chain taken for those before them, so that what the callee keeps is another one.
// RUN: %check-m %s -- -std=gnu17
#include <stdlib.h>

int *kept;

static int *same(int *p) { return p; } // expect: leaking param: p to result ~r0 level=0
static int *second(int a, int *p) { // expect: leaking param: p to result ~r0 level=0
  (void)a;
  return p;
}
static void keep(int *p, int *q) { // expect: leaking param: p ; q does not escape
  (void)q;
  kept = p;
}

void returned(void) {
  int x = 1; // expect: moved to heap: x
  kept = __builtin_call_with_static_chain(same(&x), (void *)0);
}
void behindAnother(void) {
  int x = 1; // expect: moved to heap: x
  kept = __builtin_call_with_static_chain(second(7, &x), (void *)0);
}
void keptByFirst(void) {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: moved to heap: y
  __builtin_call_with_static_chain(keep(&x, &y), (void *)0);
}
void chain(void) {
  int x = 1; // expect: moved to heap: x
  __builtin_call_with_static_chain(same(kept), &x);
}
void keptByLibrary(void) {
  char b[] = "NAME=value"; // expect: moved to heap: b
  __builtin_call_with_static_chain(putenv(b), (void *)0);
}
