#include "lib/h.h"
template <class T> struct Box : Base { T value; int get(int *p) override { return *p + value; } };
int main() { int x = 0; two(&x); three(&x);
int y = 0; keeps(&y); Box<int> b; b.value = 1; return use(b, &x) - 3; }
