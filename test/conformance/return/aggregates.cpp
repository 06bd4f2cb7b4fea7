// Catches: an address that leaves inside a returned aggregate, or an aggregate that stays taken for one that leaves.
// RUN: %check-m %s -- -std=c++20
#include <array>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

struct Ref {
  int *p;
  int n;
};
struct Nested {
  int n;
  Ref inner;
};
struct Wide {
  int n[8];
  int *p;
};
struct RefHolder {
  int &r;
};

Ref inStruct() {
  int x = 1; // expect: moved to heap: x
  return Ref{&x, 1};
}

Nested inNested() {
  int x = 1; // expect: moved to heap: x
  return Nested{1, {&x, 2}};
}

Wide inWide() {
  int x = 1; // expect: moved to heap: x
  return Wide{{1}, &x};
}

RefHolder inReference() {
  int x = 1; // expect: moved to heap: x
  return {x};
}

std::pair<int *, int> inPair() {
  int x = 1; // expect: moved to heap: x
  return {&x, 1};
}

std::tuple<int, int *> inTuple() {
  int x = 1; // expect: moved to heap: x
  return std::make_tuple(1, &x);
}

std::optional<int *> inOptional() {
  int x = 1; // expect: moved to heap: x
  return &x;
}

std::array<int *, 2> inArray() {
  int x = 1; // expect: moved to heap: x
  return {nullptr, &x};
}

std::variant<int, int *> inVariant() {
  int x = 1; // expect: moved to heap: x
  return &x;
}

Ref throughPointer() {
  int x = 1;    // expect: moved to heap: x
  Ref r{&x, 1}; // expect: r does not escape
  Ref *p = &r;
  return *p;
}

Ref pack(int *p, int n) { // expect: leaking param: p to result ~r0 level=0
  return Ref{p, n};
}

Ref throughHelper() {
  int x = 1; // expect: moved to heap: x
  return pack(&x, 1);
}

int helperStays() {
  int x = 1; // expect: x does not escape
  Ref r = pack(&x, 1);
  return *r.p + r.n;
}

int structStays() {
  int x = 1; // expect: x does not escape
  Nested n{1, {&x, 2}};
  return *n.inner.p;
}

int pairStays() {
  int x = 1; // expect: x does not escape
  std::pair<int *, int> p{&x, 2};
  return *p.first + p.second;
}

int tupleStays() {
  int x = 1; // expect: x does not escape
  std::tuple<int, int *> t{1, &x}; // expect: t does not escape
  return *std::get<1>(t);
}

int optionalStays() {
  int x = 1; // expect: x does not escape
  std::optional<int *> o = &x; // expect: o does not escape
  return **o;
}

int *optionalLeaves() {
  int x = 1; // expect: moved to heap: x
  std::optional<int *> o = &x; // expect: o does not escape
  return o.value_or(nullptr);
}

int variantStays() {
  int x = 1; // expect: x does not escape
  std::variant<int, int *> v = &x; // expect: v does not escape
  return *std::get<int *>(v);
}

int *arrayLeaves(int i) {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: moved to heap: y
  std::array<int *, 2> a{&x, &y}; // expect: a does not escape
  return a[i];
}

int onlyTheNumber() {
  int x = 1; // expect: x does not escape
  Ref r{&x, 7}; // expect: r does not escape
  Ref *p = &r;
  return p->n + *p->p;
}
