// Catches: a callee's summary for one case of its switch that is kept although it rested on a recursion half solved.
// RUN: %check-m %s -- -std=c++20

int *kept;
static void keep(int *p, int n);
static void drop(int *p, int) { // expect: p does not escape
  *p = 0;
}
static void (*const table[])(int *, int) = {keep, drop};

static void dispatch(int op, int *p, int n) { // expect: leaking param: p
  switch (op) {
  case 0:
    table[n & 1](p, n);
    break;
  default:
    break;
  }
}

static void keep(int *p, int n) { // expect: leaking param: p
  if (n > 5)
    keep(p, n - 2);
  else if (n > 2)
    dispatch(0, p, n - 2);
  else
    kept = p;
}

void throughTheTable() {
  int x = 0; // expect: moved to heap: x
  dispatch(0, &x, 8);
}
void otherCase() {
  int x = 0; // expect: x does not escape
  dispatch(1, &x, 8);
}
void directly() {
  int x = 0; // expect: moved to heap: x
  keep(&x, 8);
}
