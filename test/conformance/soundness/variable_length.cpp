// Catches: an array of variable length whose alloca has another name, said to stay.
// RUN: %check-m %s -- -std=c++20

int *g;
int use();
void f(int n) { int a[n]; a[0] = 1; g = a; use(); } // expect: moved to heap: a
