// Pins: inline assembly sees what is reachable from its operands and nothing else.
// RUN: %check-m %s -- -std=c++20

struct Node {
  int *p;
};

void operand() {
  int x = 1;    // expect: moved to heap: x
  Node n{&x};   // expect: moved to heap: n
  asm volatile("" : : "r"(&n) : "memory");
}
int notAnOperand() {
  int x = 1;   // expect: x does not escape
  int *p = &x; // expect: p does not escape
  int **q = &p;
  asm volatile("" : : : "memory");
  return **q;
}
int valueOnly() {
  int x = 1; // expect: x does not escape
  int *p = &x;
  asm volatile("" : : "r"(*p));
  return *p;
}
int *madeByAssembly() {
  int x = 1; // expect: x does not escape
  int *p = &x;
  int *q; // expect: q does not escape
  asm volatile("" : "=r"(q));
  return *p ? q : nullptr;
}
void throughMadeByAssembly() {
  int x = 1; // expect: moved to heap: x
  int **q; // expect: q does not escape
  asm volatile("" : "=r"(q));
  *q = &x;
}
