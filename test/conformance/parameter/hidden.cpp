// Catches: a class that is passed by the address of a copy, and that has no line, or that of another one.
// RUN: %check-m %s -- -std=c++20
#include <memory>
#include <string>

struct Number { // holds no address, but has one
  int n;
  Number(const Number &o) : n(o.n) {} // expect: o does not escape ; this does not escape
  ~Number() {} // expect: this does not escape
  int *address() { return &n; } // expect: leaking param: this to result ~r0 level=0
};
struct Plain { // passed in a register, or as bytes
  int n;
  int *address() { return &n; } // expect: leaking param: this to result ~r0 level=0
};
int *g;
std::unique_ptr<int> kept;

int read(Number x) { // expect: x does not escape
  return x.n;
}
int through(Number x) { // expect: x does not escape
  return *x.address();
}
void toGlobal(Number x) { // expect: leaking param: x
  g = x.address();
}
int *toResult(Number x) { // expect: leaking param: x to result ~r0 level=0 ; moved to heap: x
  return x.address();
}
void passedOn(Number x, Number y) { // expect: leaking param: x ; y does not escape
  toGlobal(x);
  g = x.address();
  read(y);
}
int unnamed(Number) { return 1; }
int plain(Plain x) { return x.n; }
void plainToGlobal(Plain x) { // expect: moved to heap: x
  g = x.address();
}
int size(std::string s) { // expect: s does not escape
  return int(s.size());
}
void keep(std::unique_ptr<int> p) { // expect: leaking param: p
  kept = std::move(p);
}
