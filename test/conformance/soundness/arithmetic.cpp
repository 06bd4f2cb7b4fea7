// Catches: pointers reached by arithmetic: container_of, negative offsets, member pointers, unrelated types.
// RUN: %check-m %s -- -std=c++20
#include <cstddef>
#include <cstring>

struct Link {
  Link *next;
};
struct Outer {
  int *val;
  int n;
  Link link;
  int *after;
};
struct Layout {
  long a;
  long b;
};

int *g;
Outer *gOuter;

Outer *containerOf(Link *l) { // expect: re:leaking param: l( to result ~r0 level=0)?
  return reinterpret_cast<Outer *>(reinterpret_cast<char *>(l) - offsetof(Outer, link));
}
int *valueOf(Link *l) { // expect: re:leaking param.*: l( to result ~r0 level=\d)?
  return containerOf(l)->val;
}
int *readsContainer() {
  int x = 1; // expect: moved to heap: x
  Outer o{&x, 1, {nullptr}, nullptr}; // expect: re:o does not escape|moved to heap: o
  return valueOf(&o.link);
}
Outer *containerLeaves() {
  Outer o{nullptr, 1, {nullptr}, nullptr}; // expect: moved to heap: o
  return containerOf(&o.link);
}
void writesContainer(Link *l, int *p) { // expect: re:l does not escape|leaking param.*: l ; leaking param: p
  containerOf(l)->val = p;
}
int *containerWritten() {
  int x = 1; // expect: moved to heap: x
  Outer o{nullptr, 1, {nullptr}, nullptr}; // expect: re:o does not escape|moved to heap: o
  writesContainer(&o.link, &x);
  return o.val;
}
void keepsContainer(Link *l) { // expect: leaking param: l
  gOuter = containerOf(l);
}
void containerKept() {
  int x = 1; // expect: moved to heap: x
  Outer o{&x, 1, {nullptr}, nullptr}; // expect: moved to heap: o
  keepsContainer(&o.link);
}
// The list knows only the links; what is beside them goes along.
int *throughIntrusiveList() {
  int x = 1; // expect: moved to heap: x
  Outer a{nullptr, 1, {nullptr}, nullptr}; // expect: re:a does not escape|moved to heap: a
  Outer b{nullptr, 2, {&a.link}, &x}; // expect: re:b does not escape|moved to heap: b
  Link *last = nullptr;
  for (Link *l = &b.link; l; l = l->next)
    if (l->next)
      last = l;
  return containerOf(last)->after;
}

int *negativeIndex() {
  int x = 1; // expect: moved to heap: x
  int *slots[4] = {&x, nullptr, nullptr, nullptr}; // expect: slots does not escape
  int **end = slots + 4;
  return end[-4];
}
int *backAndForth(int i) {
  int a[8] = {}; // expect: moved to heap: a
  int *p = a + 8;
  p -= i;
  return p + 1 - 1;
}
int *memberPointer(int *Outer::*m) {
  int x = 1; // expect: moved to heap: x
  Outer o{nullptr, 1, {nullptr}, nullptr}; // expect: o does not escape
  Outer *p = &o;
  p->*m = &x;
  return o.after;
}
int *memberPointerRead() {
  int x = 1; // expect: moved to heap: x
  Outer o{nullptr, 1, {nullptr}, &x}; // expect: o does not escape
  int *Outer::*m = &Outer::after;
  Outer *p = &o;
  return p->*m;
}
long unrelatedType() {
  int x = 1; // expect: moved to heap: x
  Outer o{nullptr, 1, {nullptr}, nullptr}; // expect: o does not escape
  o.val = &x;
  return reinterpret_cast<Layout *>(&o)->a;
}
int *unrelatedTypeWritten() {
  int x = 1; // expect: moved to heap: x
  Outer o{nullptr, 1, {nullptr}, nullptr}; // expect: o does not escape
  reinterpret_cast<Layout *>(&o)->a = reinterpret_cast<long>(&x);
  return o.val;
}
int *byByteOffset(std::size_t offset) {
  int x = 1; // expect: moved to heap: x
  Outer o{nullptr, 1, {nullptr}, nullptr}; // expect: o does not escape
  std::memcpy(reinterpret_cast<char *>(&o) + offset, &g, sizeof g);
  *reinterpret_cast<int **>(reinterpret_cast<char *>(&o) + offset) = &x;
  return o.after;
}
int *arrayOverrun(int i) {
  struct Pair {
    int *first[2];
    int *second;
  };
  int x = 1; // expect: moved to heap: x
  Pair p{{nullptr, nullptr}, nullptr}; // expect: p does not escape
  Pair *q = &p;
  reinterpret_cast<int **>(q)[i] = &x;
  return q->second;
}
// The two-dimensional view of one array.
int *rows(int i, int j) {
  int x = 1; // expect: moved to heap: x
  int *grid[3][4] = {}; // expect: grid does not escape
  int **flat = &grid[0][0];
  flat[i * 4 + j] = &x;
  return grid[2][1];
}
