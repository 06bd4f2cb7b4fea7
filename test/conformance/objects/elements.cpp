// Catches: members of an array's elements that are taken for one, or for two when an access reaches both.
// RUN: %check-m %s -- -std=c++17
#include <cstddef>
#include <cstring>
struct Pair {
  int *a;
  int *b;
};
int *g;
int *apart(unsigned i, unsigned j) {
  static int s;
  int x = 0; // expect: x does not escape
  Pair all[4] = {};
  all[i].a = &s;
  all[i].b = &x;
  return all[j].a;
}
int *same(unsigned i, unsigned j) {
  int x = 0; // expect: moved to heap: x
  Pair all[4] = {};
  all[i].b = &x;
  return all[j].b;
}
int *walked(Pair *begin, Pair *end) { // expect: leaking param: begin to result ~r0 level=1 ; end does not escape
  for (; begin != end; ++begin)
    if (begin->a)
      return begin->b;
  return nullptr;
}
int *backwards(int n) {
  int x = 0; // expect: moved to heap: x
  int y = 0; // expect: y does not escape
  Pair all[4] = {}; // expect: all does not escape
  all[1].a = &x;
  all[1].b = &y;
  for (Pair *p = all + 4; p != all;)
    if (--p; n-- == 0)
      return p->a;
  return nullptr;
}
// The same memory as pointers one after another.
int *asPointers(unsigned i) {
  int x = 0; // expect: moved to heap: x
  Pair all[4] = {}; // expect: all does not escape
  all[i].b = &x;
  int **p = &all[0].a;
  return p[i + 1];
}
int *byBytes(size_t n) {
  int x = 0; // expect: moved to heap: x
  Pair all[4] = {}; // expect: all does not escape
  all[1].b = &x;
  return *reinterpret_cast<int **>(reinterpret_cast<char *>(all) + n);
}
// Two pointers a round: every second one, from another start.
int *everySecond(int **p, int **end) { // expect: leaking param: p to result ~r0 level=1 ; end does not escape
  int *last = nullptr;
  for (; p != end; p += 2)
    last = p[1];
  return last;
}
int *throughEverySecond() {
  int x = 0; // expect: moved to heap: x
  int *all[4] = {nullptr, nullptr, nullptr, &x}; // expect: all does not escape
  return everySecond(all, all + 4);
}
int *notThroughEverySecond() {
  int x = 0; // expect: x does not escape
  int *all[4] = {nullptr, nullptr, &x, nullptr}; // expect: all does not escape
  return everySecond(all, all + 4);
}
struct Grid {
  Pair cells[3][3];
  int *last;
};
int *rows(unsigned i, unsigned j) {
  int x = 0; // expect: moved to heap: x
  int y = 0; // expect: y does not escape
  Grid grid = {};
  grid.cells[i][j].a = &x;
  grid.cells[j][i].b = &y;
  return grid.cells[1][j].a;
}
// What lies behind the array is not one of its elements, but a series has no end.
int *behind(unsigned i) {
  int x = 0; // imprecise: moved to heap: x (wanted: x does not escape)
  Grid grid = {};
  grid.last = &x;
  return grid.cells[0][i].a;
}
struct Header {
  int *owner;
  Pair items[4];
};
// What lies in front of it is not, for an index that is not signed.
int *inFront(unsigned i) {
  int x = 0; // expect: x does not escape
  Header h = {};
  h.owner = &x;
  return h.items[i].b;
}
int *copied(unsigned i) {
  int x = 0; // expect: moved to heap: x
  Pair from[4] = {}; // expect: from does not escape
  Pair to[4]; // expect: to does not escape
  from[i].b = &x;
  memcpy(to, from, sizeof to);
  return to[i].b;
}
int *shifted(unsigned n) {
  int x = 0; // expect: moved to heap: x
  Pair all[4] = {}; // expect: all does not escape
  all[3].b = &x;
  memmove(&all[0], &all[1], n * sizeof(Pair));
  return all[2].b;
}
// What one element holds is put into another.
static void moveDown(int **a, unsigned n) { // expect: a does not escape
  for (unsigned i = 0; i + 1 < n; ++i)
    a[i] = a[i + 1];
}
int *movedDown() {
  static int s;
  int x = 0; // expect: moved to heap: x
  int *all[2] = {&s, &x}; // expect: all does not escape
  moveDown(all, 2);
  return all[0];
}
static void copyOne(Pair *a, unsigned to, unsigned from) { // expect: a does not escape
  a[to] = a[from];
}
int *copiedOne() {
  static int s;
  int x = 0; // expect: moved to heap: x
  Pair all[2] = {{&s, &s}, {&x, &s}}; // expect: all does not escape
  copyOne(all, 0, 1);
  return all[0].a;
}
static void swapOne(Pair *a, unsigned i, unsigned j) { // expect: a does not escape
  int *t = a[i].a;
  a[i].a = a[j].a;
  a[j].a = t;
}
int *swappedOne() {
  static int s;
  int x = 0; // expect: moved to heap: x
  int y = 0; // expect: y does not escape
  Pair all[2] = {{&s, &y}, {&x, &y}}; // expect: all does not escape
  swapOne(all, 0, 1);
  return all[0].a;
}
// Elements of two sizes in one memory.
struct Triple {
  int *a, *b, *c;
};
int *otherSize(unsigned i) {
  int x = 0; // expect: moved to heap: x
  Pair all[6] = {}; // expect: all does not escape
  all[i].b = &x;
  return reinterpret_cast<Triple *>(all)[i].a;
}
int *grows(unsigned n) {
  int x = 0; // expect: moved to heap: x
  int *all[64] = {}; // expect: all does not escape
  all[n % 64] = &x;
  int **p = all;
  for (unsigned i = 1; i < n; ++i)
    p += i;
  return *p;
}
