// Catches: joins of paths: stack and heap in one pointer, early returns, switches, frees on some paths only.
// RUN: %check-m %s -- -std=c++20

struct User {
  int id;
  User *next;
};

User *g;
bool flag();

int bothBranches(bool c) {
  User *u;
  if (c)
    u = new User{1, nullptr}; // expect: new User does not escape
  else
    u = new User{2, nullptr}; // expect: new User does not escape
  int r = u->id;
  delete u;
  return r;
}
int stackOrHeap(bool c) {
  User local{1, nullptr}; // expect: local does not escape
  User *u = c ? &local : new User{2, nullptr}; // expect: new User does not escape
  int r = u->id;
  if (u != &local)
    delete u;
  return r;
}
User *stackOrHeapLeaves(bool c) {
  User local{1, nullptr}; // expect: moved to heap: local
  return c ? &local : new User{2, nullptr}; // expect: new User escapes to heap
}
int lazy(bool c) {
  User *u = nullptr;
  if (c)
    u = new User{1, nullptr}; // expect: new User does not escape
  int r = u ? u->id : 0;
  delete u;
  return r;
}
User *oneBranchLeaves(bool c) {
  User *u = new User{1, nullptr}; // expect: new User escapes to heap
  if (c)
    return u;
  delete u;
  return nullptr;
}
void oneOfTwoLeaves(bool c) {
  User *a = new User{1, nullptr}; // expect: new User escapes to heap
  User *b = new User{2, nullptr}; // expect: new User does not escape
  if (c)
    g = a;
  delete b;
}
int reusedVariable() {
  User *u = new User{1, nullptr}; // expect: new User does not escape
  int r = u->id;
  delete u;
  u = new User{2, nullptr}; // expect: new User escapes to heap
  g = u;
  return r;
}
int reusedVariableBefore() {
  User *u = new User{1, nullptr}; // expect: new User escapes to heap
  g = u;
  u = new User{2, nullptr}; // expect: new User does not escape
  int r = u->id;
  delete u;
  return r;
}
int earlyReturns(int n) {
  User *u = new User{n, nullptr}; // expect: new User does not escape
  if (n == 1) {
    delete u;
    return 1;
  }
  if (n == 2)
    return 2;
  int r = u->id;
  delete u;
  return r;
}
User *switched(int n, User *p) { // expect: leaking param: p to result ~r0 level=0
  User a{1, nullptr}; // expect: moved to heap: a
  User b{2, nullptr}; // expect: b does not escape
  User *u = &b;
  switch (n) {
  case 1:
    return &a;
  case 2:
    return p;
  case 3:
    return u->next;
  default:
    return nullptr;
  }
}
int cleansUp(int n) {
  int r = -1;
  User *a = new User{n, nullptr}; // expect: new User does not escape
  User *b = nullptr;
  if (n < 0)
    goto out;
  b = new User{n, a}; // expect: new User does not escape
  r = b->next->id;
out:
  delete b;
  delete a;
  return r;
}
int shortCircuit(User *u) { // expect: u does not escape
  User local{1, nullptr}; // expect: local does not escape
  User *p = u && flag() ? u : &local;
  return p && p->id;
}
void conditionalStore(bool c) {
  int x = 1; // expect: moved to heap: x
  static int *keep;
  static int *other;
  *(c ? &keep : &other) = &x;
}
int conditionalStoreStays(bool c) {
  int x = 1; // expect: x does not escape
  int *a = nullptr; // expect: a does not escape
  int *b = nullptr; // expect: b does not escape
  *(c ? &a : &b) = &x;
  return c ? *a : *b;
}
User *eitherReturned(bool c) {
  User a{1, nullptr}; // expect: moved to heap: a
  User b{2, nullptr}; // expect: moved to heap: b
  User d{3, nullptr}; // expect: d does not escape
  User *p = &a;
  if (c)
    p = &b;
  User *q = &d;
  q->id = p->id;
  return p;
}
