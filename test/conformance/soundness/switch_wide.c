// Catches: the wrong case of a switch over a type with more than 64 bits.
// RUN: %check-m %s -- -std=c17
int *kept;
static void choose(__int128 n, int *p) { // expect: leaking param: p
  switch (n) {
  case (__int128)0xffffffffffffffffULL:
    break;
  case -1:
    kept = p;
    break;
  default:
    break;
  }
}
static void via(void (*f)(__int128, int *), long n, int *p) { f(n, p); } // expect: leaking param: p // expect: f does not escape
void test(void) {
  int x; // expect: moved to heap: x
  via(choose, -1, &x);
}
