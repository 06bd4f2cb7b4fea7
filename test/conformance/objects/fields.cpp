// Catches: one field's fate given to another: fields, bases, nested structs and unions must be told apart.
// RUN: %check-m %s -- -std=c++20
#include <algorithm>
#include <cstring>
#include <iterator>

struct Two {
  int *a;
  int *b;
};
struct Deep {
  int n;
  Two first;
  Two second;
};
struct Base {
  int *base;
};
struct Middle {
  int *middle;
};
struct Derived : Base, Middle {
  int *own;
};
struct Node {
  Node *prev;
  Node *next;
  int *val;
};

int *g;
Two *gTwo;

void fill(Two *t, int *a, int *b) { // expect: t does not escape ; leaking param: a ; leaking param: b
  t->a = a;
  t->b = b;
}
int *first(const Two *t) { // expect: leaking param: t to result ~r0 level=1
  return t->a;
}

int oneFieldLeaves() {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: y does not escape
  Two t{&x, &y};
  g = t.a;
  return *t.b;
}
int oneFieldLeavesThroughPointer() {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: y does not escape
  Two t{}; // expect: t does not escape
  fill(&t, &x, &y);
  g = t.a;
  return *t.b;
}
int *oneFieldReturnedByCallee() {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: y does not escape
  Two t{}; // expect: t does not escape
  fill(&t, &x, &y);
  return first(&t);
}
int oneFieldOfHeap() {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: y does not escape
  Two *t = new Two{&x, &y}; // expect: new Two does not escape
  g = t->a;
  int r = *t->b;
  delete t;
  return r;
}
int *nestedFields() {
  int x = 1; // expect: x does not escape
  int y = 2; // expect: moved to heap: y
  Deep d{1, {&x, &x}, {&x, &y}}; // expect: d does not escape
  Deep *p = &d;
  return p->second.b;
}
void wholeLeaves() {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: moved to heap: y
  Two t{&x, &y}; // expect: moved to heap: t
  gTwo = &t;
}
int *bases(Derived *d) { // expect: leaking param: d to result ~r0 level=1
  return d->middle;
}
int *fieldOfBase() {
  int x = 1; // expect: x does not escape
  int y = 2; // expect: moved to heap: y
  int z = 3; // expect: z does not escape
  Derived d{{&x}, {&y}, &z}; // expect: d does not escape
  Middle *m = &d;
  return m->middle;
}
int *fieldOfBaseByCallee() {
  int x = 1; // expect: x does not escape
  int y = 2; // expect: moved to heap: y
  int z = 3; // expect: z does not escape
  Derived d{{&x}, {&y}, &z}; // expect: d does not escape
  return bases(&d);
}
// The elements of an array are one.
int *elements(int i) {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: moved to heap: y
  int *a[2] = {&x, &y}; // expect: a does not escape
  int **p = a;
  return p[i];
}
int *arrayOfStructs(int i) {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: y does not escape
  Two a[4] = {}; // expect: a does not escape
  Two *p = a;
  p[i].a = &x;
  p[i].b = &y;
  return p[0].a;
}
int *copiedStruct() {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: y does not escape
  Two t{&x, &y}; // expect: t does not escape
  Two u; // expect: u does not escape
  Two *from = &t, *to = &u;
  *to = *from;
  return to->a;
}
int *copiedByMemcpy() {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: y does not escape
  Two t{&x, &y}; // expect: t does not escape
  Two u; // expect: u does not escape
  std::memcpy(&u, &t, sizeof u);
  return u.a;
}
int copiedByStdCopyStays() {
  int x = 1; // expect: x does not escape
  int *from[2] = {&x, &x}; // expect: from does not escape
  int *to[2]; // expect: to does not escape
  std::copy(std::begin(from), std::end(from), std::begin(to));
  int **p = to;
  return *p[1];
}
int selfPointer() {
  Node n{}; // expect: n does not escape
  n.next = &n;
  return n.next->next->next == &n;
}
int cyclic() {
  int x = 1; // expect: x does not escape
  Node a{}, b{}, c{}; // expect: a does not escape ; b does not escape ; c does not escape
  a.next = &b, b.next = &c, c.next = &a;
  c.prev = &b, b.prev = &a, a.prev = &c;
  c.val = &x;
  int sum = 0;
  for (Node *n = a.next; n != &a; n = n->next)
    sum += n->val ? *n->val : 0;
  return sum;
}
int cyclicHeap() {
  Node *a = new Node{}; // expect: new Node does not escape
  Node *b = new Node{}; // expect: new Node does not escape
  a->next = b, b->next = a;
  a->prev = b, b->prev = a;
  int r = a->next->prev == a;
  delete a;
  delete b;
  return r;
}
Node *cyclicLeaves() {
  Node *a = new Node{}; // expect: new Node escapes to heap
  Node *b = new Node{}; // expect: new Node escapes to heap
  a->next = b, b->next = a;
  return a;
}
