// Catches: what std::call_once runs taken for unknown, or for something that keeps nothing.
// RUN: %check-m %s -- -std=c++20
#include <mutex>

std::once_flag flag;
int *kept;
void keep(int *p) { kept = p; } // expect: leaking param: p

void runs() {
  int x = 0; // expect: x does not escape
  std::call_once(flag, [&x] { x = 1; });
}
void keeps() {
  int x = 0; // expect: moved to heap: x
  std::call_once(flag, [&x] { keep(&x); });
}
void keepsAnArgument() {
  int x = 0; // expect: moved to heap: x
  int y = 0; // expect: y does not escape
  auto f = [](int *p, int *q) { // expect: f does not escape ; leaking param: p ; q does not escape
    keep(p);
    *q = 1;
  };
  std::call_once(flag, f, &x, &y);
}
void unknown(void (*f)(int *)) { // expect: f does not escape
  int x = 0; // expect: moved to heap: x
  std::call_once(flag, f, &x);
}
