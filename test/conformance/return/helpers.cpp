// Catches: an address lost on its way through helpers that return their argument, or a helper's use called an escape.
// RUN: %check-m %s -- -std=c++20
#include <algorithm>
#include <memory>
#include <utility>

int *same(int *p) { // expect: leaking param: p to result ~r0 level=0
  return p;
}
int &sameRef(int &r) { // expect: leaking param: r to result ~r0 level=0
  return r;
}
const int &sameConst(const int &r) { // expect: leaking param: r to result ~r0 level=0
  return r;
}
int *pointee(int **pp) { // expect: leaking param: pp to result ~r0 level=1
  return *pp;
}
int *pointee2(int ***ppp) { // expect: leaking param: ppp to result ~r0 level=2
  return **ppp;
}
int *second(int *p, int *q) { // expect: p does not escape ; leaking param: q to result ~r0 level=0
  (void)*p;
  return q;
}

int *one() {
  int x = 0; // expect: moved to heap: x
  return same(&x);
}

int *two() {
  int x = 0; // expect: moved to heap: x
  return &sameRef(*same(&x));
}

const int *five() {
  int x = 0; // expect: moved to heap: x
  return &sameConst(*same(&sameRef(*same(same(&x)))));
}

int stays() {
  int x = 0; // expect: x does not escape
  return *same(same(&x));
}

int *pointeeLeaves() {
  int x = 0;   // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  return pointee(&p);
}

int **pointerLeaves() {
  int x = 0;    // expect: moved to heap: x
  int *p = &x;  // expect: moved to heap: p
  int **q = &p; // expect: q does not escape
  int ***r = &q;
  return *r;
}

int *deepPointeeLeaves() {
  int x = 0;    // expect: moved to heap: x
  int *p = &x;  // expect: p does not escape
  int **q = &p; // expect: q does not escape
  return pointee2(&q);
}

int *onlySecondLeaves() {
  int x = 0; // expect: x does not escape
  int y = 0; // expect: moved to heap: y
  return second(&x, &y);
}

int &&moved() {
  int x = 0; // expect: moved to heap: x
  return std::move(x);
}

int &forwarded() {
  int x = 0; // expect: moved to heap: x
  return std::forward<int &>(x);
}

int *addressof() {
  int x = 0; // expect: moved to heap: x
  return std::addressof(x);
}

int movedValue() {
  int x = 0; // expect: x does not escape
  return std::move(x);
}

const int &maximum() {
  int a = 1; // expect: moved to heap: a
  int b = 2; // expect: moved to heap: b
  return std::max(a, b);
}

int maximumValue() {
  int a = 1; // expect: a does not escape
  int b = 2; // expect: b does not escape
  return std::max(a, b);
}

struct Cell {
  int v;
  int *at() { return &v; } // expect: leaking param: this to result ~r0 level=0
  int get() const { return v; } // expect: this does not escape
  Cell &self() { return *this; } // expect: leaking param: this to result ~r0 level=0
};

int *throughMember() {
  Cell c{1}; // expect: moved to heap: c
  return c.at();
}

int *throughSelf() {
  Cell c{1}; // expect: moved to heap: c
  return c.self().self().at();
}

int memberValue() {
  Cell c{1}; // expect: c does not escape
  return c.self().get() + *c.at();
}
