// Catches: the two halves of a struct that is returned in registers taken for one, or one of them forgotten.
// RUN: %check-m %s -- -std=c++20
#include <cstdint>
#include <utility>

struct Two {
  int *a, *b;
};
int *kept;

static Two two(int *a, int *b) { // expect: leaking param: a to result ~r0 level=0 ; leaking param: b to result ~r0 level=0
  return {a, b};
}
static Two twice(int *a, int *b) { // expect: leaking param: a to result ~r0 level=0 ; leaking param: b to result ~r0 level=0
  Two t = two(a, b);
  return t;
}
int *firstLeaves() {
  int x = 1; // expect: moved to heap: x
  int y = 1; // expect: y does not escape
  return two(&x, &y).a;
}
int *secondLeaves() {
  int x = 1; // expect: x does not escape
  int y = 1; // expect: moved to heap: y
  return twice(&x, &y).b;
}
Two bothLeave() {
  int x = 1; // expect: moved to heap: x
  int y = 1; // expect: moved to heap: y
  return twice(&x, &y);
}
int neitherLeaves() {
  int x = 1; // expect: x does not escape
  int y = 1; // expect: y does not escape
  auto [a, b] = twice(&x, &y);
  return *a + *b;
}
Two swapped(Two t) { // expect: leaking param: t to result ~r0 level=0
  return {t.b, t.a};
}
int *swappedLeaves() {
  int x = 1; // expect: x does not escape
  int y = 1; // expect: moved to heap: y
  return swapped({&x, &y}).a;
}
static Two either(bool c, int *a, int *b) { // expect: leaking param: a to result ~r0 level=0 ; leaking param: b to result ~r0 level=0
  return c ? Two{a, nullptr} : Two{b, a};
}
int *eitherLeaves(bool c) {
  int x = 1; // expect: moved to heap: x
  int y = 1; // expect: moved to heap: y
  return either(c, &x, &y).a;
}
static std::pair<int *, int *> pair(int *a, int *b) { // expect: leaking param: a to result ~r0 level=0 ; leaking param: b to result ~r0 level=0
  return {a, b};
}
int *pairLeaves() {
  int x = 1; // expect: x does not escape
  int y = 1; // expect: moved to heap: y
  return pair(&x, &y).second;
}
struct Numbered {
  int *p;
  std::uintptr_t n;
};
static Numbered numbered(int *p, int *q) { // expect: leaking param: p to result ~r0 level=0 ; leaking param: q to result ~r0 level=0
  return {p, reinterpret_cast<std::uintptr_t>(q)};
}
void numberLeaves() {
  int x = 1; // expect: x does not escape
  int y = 1; // expect: moved to heap: y
  kept = reinterpret_cast<int *>(numbered(&x, &y).n);
}
// Who is called is not known here: any half may be either.
static Two calls(Two (*f)(int *, int *), int *a, int *b) { // expect: f does not escape ; leaking param: a ; leaking param: b
  return f(a, b);
}
int *calledLeaves() {
  int x = 1; // expect: moved to heap: x
  int y = 1; // imprecise: moved to heap: y (wanted: y does not escape)
  return calls(two, &x, &y).a;
}
Two unknown(int *, int *);
int *unknownLeaves() {
  int x = 1; // expect: moved to heap: x
  int y = 1; // expect: moved to heap: y
  return unknown(&x, &y).a;
}
static Two recursive(int n, int *a, int *b) { // expect: leaking param: a to result ~r0 level=0 ; leaking param: b to result ~r0 level=0
  if (n == 0)
    return {a, b};
  Two t = recursive(n - 1, b, a);
  return {t.b, t.a};
}
int *recursiveLeaves(int n) {
  int x = 1; // expect: moved to heap: x
  int y = 1; // expect: y does not escape
  return recursive(n, &x, &y).a;
}
auto closure(int *a, int *b) { // expect: leaking param: a to result ~r0 level=0 ; leaking param: b to result ~r0 level=0
  return [a, b] { return *a + *b; };
}
int closureStays() {
  int x = 1; // expect: x does not escape
  int y = 1; // expect: y does not escape
  auto f = closure(&x, &y); // expect: f does not escape
  return f();
}
