// Catches: what becomes of one variable or parameter, told of another because of their names; and a select taken for the size of an array.
// RUN: %check-m %s -- -std=c++20

int *kept;
struct Empty {};
// An empty class is not passed at all.
void pieces(Empty a, int *a1, int *a12) { // expect: re:.*leaking param: a1\b.* ; a12 does not escape
  kept = a1;
  *a12 = 1;
}
struct Two {
  Two *next;
  long n;
};
void inRegisters(Two p, int *p1) { // expect: leaking param: p ; p1 does not escape
  kept = reinterpret_cast<int *>(p.next);
  *p1 = 1;
}
// LLVM calls its blocks and slots so.
int *reserved(int *retval, int *retval1, int *entry, int *entry1) { // expect: leaking param: retval ; re:.*retval1.* ; leaking param: entry ; re:.*entry1.*
  kept = retval;
  *retval1 = *entry1;
  kept = entry;
  return nullptr;
}
struct Pair {
  long a, b;
};
Pair *keptPair;
void look(Pair *p) { // expect: p does not escape
  p->a = 3;
}
// The result's own place is x.
Pair result() {
  Pair x{1, 2}, x1{3, 4}; // expect: moved to heap: x ; x1 does not escape
  keptPair = &x;
  look(&x1);
  return x;
}
static void choose(int k, int *p) { // expect: leaking param: p
  switch (k) {
  case -1: kept = p; break;
  case 3: *p = 1; break;
  }
}
void chosen(bool c) {
  int x; // expect: moved to heap: x
  choose(c ? -1 : 3, &x);
}
void constant() {
  int x; // expect: x does not escape
  choose(3, &x);
}
void use(int *p) { *p = 1; } // expect: p does not escape
// A variable that a jump passes by has no lifetime markers; its namesake has.
#define PICK(n)                                                                                                       \
  switch (n) { int x; default: x = 7; kept = &x; }                                                                     \
  { int x = 0; use(&x); }
void bypassed(int n) {
  PICK(n) // expect: moved to heap: x
}
// What a case reaches may go round.
static void repeatedly(int k, int *p) { // expect: leaking param: p
  for (int i = 0; i < 3; ++i)
    switch (k) {
    case 1: kept = p; break;
    default: *p = i; break;
    }
}
void other() {
  int x; // expect: x does not escape
  repeatedly(2, &x);
}
void first() {
  int x; // expect: moved to heap: x
  repeatedly(1, &x);
}
