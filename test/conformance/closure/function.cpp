// Catches: std::function, std::bind and type-erased closures that lose a capture, or that always escape.
// RUN: %check-m %s -- -std=c++20
#include <functional>
#include <vector>

std::function<int()> gFunction;

struct Button {
  std::function<int()> onClick;
};

int small() {
  int x = 1; // expect: x does not escape
  std::function<int()> f = [&x] { return x; }; // expect: f does not escape
  return f();
}
std::function<int()> smallLeaves() {
  int x = 1; // expect: moved to heap: x
  return [&x] { return x; };
}
std::function<int()> smallByValue() {
  int x = 1;
  return [x] { return x; };
}
int large() {
  int a = 1, b = 2, c = 3; // expect: a does not escape ; b does not escape ; c does not escape
  std::function<int()> f = [&a, &b, &c] { return a + b + c; }; // expect: f does not escape ; re:.* does not escape
  return f();
}
std::function<int()> largeByValue(int a, int b, int c, int d, int e) {
  return [=] { return a + b + c + d + e; }; // expect: re:.* escapes to heap
}
std::function<int()> largeLeaves() {
  int a = 1, b = 2, c = 3; // expect: moved to heap: a ; moved to heap: b ; moved to heap: c
  return [&a, &b, &c] { return a + b + c; }; // expect: re:.* escapes to heap
}
int usesLargeByValue() {
  auto f = largeByValue(1, 2, 3, 4, 5); // expect: largeByValue(...) does not escape ; f does not escape
  return f();
}
void toGlobal() {
  int x = 1; // expect: moved to heap: x
  gFunction = [&x] { return x; };
}
void largeToGlobal() {
  int a = 1, b = 2, c = 3; // expect: moved to heap: a ; moved to heap: b ; moved to heap: c
  gFunction = [&a, &b, &c] { return a + b + c; }; // expect: re:.* escapes to heap
}
int assigned(bool c) {
  int x = 1; // expect: x does not escape
  int y = 2; // expect: y does not escape
  std::function<int()> f; // expect: f does not escape
  if (c)
    f = [&x] { return x; };
  else
    f = [&y] { return y; };
  return f();
}
int copied() {
  int x = 1; // expect: x does not escape
  std::function<int()> f = [&x] { return x; }; // expect: f does not escape
  std::function<int()> g = f; // expect: g does not escape
  return g();
}
int inMember() {
  int x = 1; // expect: x does not escape
  Button b; // expect: b does not escape
  b.onClick = [&x] { return x; };
  return b.onClick();
}
void inCallersMember(Button &b) { // expect: re:b does not escape|leaking param content: b
  int x = 1; // expect: moved to heap: x
  b.onClick = [&x] { return x; };
}
int recursive() {
  std::function<int(int)> fact = [&fact](int n) { return n ? n * fact(n - 1) : 1; }; // imprecise: moved to heap: fact (wanted: fact does not escape)
  return fact(5);
}
std::function<int(int)> recursiveLeaves() {
  std::function<int(int)> fact = [&fact](int n) { return n ? n * fact(n - 1) : 1; }; // expect: moved to heap: fact
  return std::function<int(int)>(fact);
}
int add(const int *p, int n) { // expect: p does not escape
  return *p + n;
}
int *pass(int *p) { // expect: leaking param: p to result ~r0 level=0
  return p;
}
int bound() {
  int x = 1; // expect: x does not escape
  auto f = std::bind(add, &x, 2); // expect: f does not escape
  return f();
}
int *boundLeaves() {
  int x = 1; // expect: moved to heap: x
  auto f = std::bind(pass, &x); // expect: f does not escape
  return f();
}
int passesParameter() {
  int x = 1; // expect: x does not escape
  std::function<int(const int *)> f = [](const int *p) { return *p; }; // expect: f does not escape ; p does not escape
  return f(&x);
}
int leaksParameter() {
  static int *keep;
  int x = 1; // expect: moved to heap: x
  std::function<void(int *)> f = [](int *p) { keep = p; }; // expect: f does not escape ; leaking param: p
  f(&x);
  return *keep;
}
int inVector() {
  int x = 1; // imprecise: moved to heap: x (wanted: x does not escape)
  std::vector<std::function<int()>> v; // expect: v does not escape
  v.push_back([&x] { return x; }); // imprecise: push_back(...) escapes to heap (wanted: re:.* does not escape)
  return v[0]();
}
// What an unknown std::function does with its closure is unknown.
int callsUnknown(const std::function<int(int *)> &f, int *p) { // expect: re:leaking param( content)?: f ; leaking param: p
  return f(p);
}
