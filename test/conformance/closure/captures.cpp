// Catches: captures by reference that leave with the closure, or that stay and are called an escape.
// RUN: %check-m %s -- -std=c++20
#include <algorithm>
#include <vector>

int *gInt;

int calledHere() {
  int x = 1;                       // expect: x does not escape
  auto f = [&x] { return x + 1; }; // expect: f does not escape
  return f();
}
int immediatelyCalled() {
  int x = 1; // expect: x does not escape
  return [&] { return x + 1; }();
}
int byValue() {
  int x = 1;
  auto f = [x] { return x + 1; }; // expect: f does not escape
  return f();
}
auto returned() {
  int x = 1; // expect: moved to heap: x
  return [&x] { return x; };
}
auto returnedByValue() {
  int x = 1;
  return [x] { return x; };
}
auto pointerByValue(int *p) { // expect: leaking param: p to result ~r0 level=0
  return [p] { return *p; };
}
auto parameterByReference(int &r) { // expect: leaking param: r to result ~r0 level=0
  return [&r] { return r; };
}
auto initCapture() {
  int x = 1; // expect: moved to heap: x
  return [p = &x] { return *p; };
}
int initCaptureStays() {
  int x = 1;                         // expect: x does not escape
  auto f = [p = &x] { return *p; };  // expect: f does not escape
  return f();
}
int generic() {
  int x = 1; // expect: x does not escape
  int y = 2; // expect: y does not escape
  auto f = [&](auto *q) { return *q + x; }; // expect: f does not escape ; q does not escape
  return f(&y);
}
int leaksItsParameter() {
  int x = 1; // expect: moved to heap: x
  auto f = [](int *p) { gInt = p; }; // expect: f does not escape ; leaking param: p
  f(&x);
  return x;
}
int leaksItsCapture() {
  int x = 1; // expect: moved to heap: x
  auto f = [&x] { gInt = &x; }; // expect: f does not escape
  f();
  return x;
}
int *returnsItsCapture() {
  int x = 1; // expect: moved to heap: x
  auto f = [&x] { return &x; }; // expect: f does not escape
  return f();
}
int captureIsReturnedButStays() {
  int x = 1; // expect: x does not escape
  auto f = [&x] { return &x; }; // expect: f does not escape
  return *f();
}
int localOfLambda() {
  auto f = [](int n) { // expect: f does not escape
    int y = n;         // expect: y does not escape
    int *p = &y;
    return *p;
  };
  return f(1);
}
int *localOfLambdaLeaves() {
  auto f = [](int n) { // expect: f does not escape
    int y = n;         // expect: moved to heap: y
    return &y;
  };
  return f(1);
}
int lambdaInLambda() {
  int x = 1; // expect: x does not escape
  auto outer = [&] { // expect: outer does not escape
    auto inner = [&] { return x; }; // expect: inner does not escape
    return inner();
  };
  return outer();
}
auto innerLeaves() {
  int x = 1; // expect: moved to heap: x
  auto outer = [&] { // expect: outer does not escape
    return [&] { return x; };
  };
  return outer();
}
int asFunctionPointer() {
  int x = 1; // expect: x does not escape
  int (*f)(const int *) = [](const int *p) { return *p; }; // expect: p does not escape
  return f(&x);
}
void writesOut(int **out) { // expect: out does not escape
  int x = 1; // expect: moved to heap: x
  auto f = [&] { *out = &x; }; // expect: f does not escape
  f();
}

struct Counter {
  int n = 0;
  auto bump() { return [this] { return ++n; }; } // expect: leaking param: this to result ~r0 level=0
  int bumpHere() { // expect: this does not escape
    auto f = [this] { return ++n; }; // expect: f does not escape
    return f();
  }
  auto copy() { return [*this] { return n; }; } // expect: this does not escape
};
int thisStays() {
  Counter c; // expect: c does not escape
  auto f = c.bump(); // expect: f does not escape
  return f() + c.bumpHere();
}
auto thisLeaves() {
  Counter c; // expect: moved to heap: c
  return c.bump();
}
auto thisCopied() {
  Counter c; // expect: c does not escape
  return c.copy();
}

int sorts(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  int calls = 0; // expect: calls does not escape
  std::sort(v.begin(), v.end(), [&](const int &a, const int &b) { // expect: a does not escape ; b does not escape
    ++calls;
    return a < b;
  });
  return calls;
}
int forEach(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  int sum = 0; // expect: sum does not escape
  std::for_each(v.begin(), v.end(), [&](int e) { sum += e; });
  return sum;
}
void forEachLeaks(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* escapes to heap
  std::for_each(v.begin(), v.end(), [](int &e) { gInt = &e; }); // expect: leaking param: e
}
int ranges(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  int limit = 3; // expect: limit does not escape
  return std::ranges::count_if(v, [&](int e) { return e < limit; });
}

template <class F> int applies(F f) { // expect: f does not escape
  return f();
}
template <class F> auto keeps(F f) { // expect: leaking param: f to result ~r0 level=0
  return [f] { return f(); };
}
int appliesHere() {
  int x = 1; // expect: x does not escape
  return applies([&x] { return x; });
}
int keepsHere() {
  int x = 1; // expect: x does not escape
  auto f = keeps([&x] { return x; }); // expect: f does not escape
  return f();
}
