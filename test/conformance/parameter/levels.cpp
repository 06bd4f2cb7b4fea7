// Catches: wrong number of dereferences on the way from a parameter to the result.
// RUN: %check-m %s -- -std=c++20

struct Node {
  int val;
  Node *next;
  Node **table;
  int *data;
  int arr[4];
};

int *level0(int *p) { // expect: leaking param: p to result ~r0 level=0
  return p;
}
int *interior(Node *p) { // expect: leaking param: p to result ~r0 level=0
  return &p->val;
}
int *interiorArray(Node *p, int i) { // expect: leaking param: p to result ~r0 level=0
  return &p->arr[i];
}
Node *level1(Node *p) { // expect: leaking param: p to result ~r0 level=1
  return p->next;
}
Node *level2(Node *p) { // expect: leaking param: p to result ~r0 level=2
  return p->next->next;
}
Node *level3(Node *p, int i) { // expect: leaking param: p to result ~r0 level=3
  return p->next->table[i];
}
int *interiorOfPointee(Node *p) { // expect: leaking param: p to result ~r0 level=1
  return &p->next->val;
}
int *ofReference(Node &r) { // expect: leaking param: r to result ~r0 level=1
  return r.data;
}
Node *addressOfReference(Node &r) { // expect: leaking param: r to result ~r0 level=0
  return &r;
}
int &dereferenced(int *p) { // expect: leaking param: p to result ~r0 level=0
  return *p;
}
int *ofPointerReference(int *&p) { // expect: leaking param: p to result ~r0 level=1
  return p;
}
int value(const Node *p) { // expect: p does not escape
  return p->val;
}
bool same(const Node *a, const Node *b) { // expect: a does not escape ; b does not escape
  return a == b;
}
Node *either(Node *p, bool c) { // expect: leaking param: p to result ~r0 level=0
  return c ? p : p->next;
}
Node *last(Node *p) { // expect: leaking param: p to result ~r0 level=0
  while (p->next)
    p = p->next;
  return p;
}
int *lastData(Node *p) { // expect: leaking param: p to result ~r0 level=1
  while (p->next)
    p = p->next;
  return p->data;
}
int sum(const Node *p) { // expect: p does not escape
  int s = 0;
  for (; p; p = p->next)
    s += p->val;
  return s;
}
Node copied(const Node *p) { // expect: leaking param: p to result ~r0 level=1
  return *p;
}
void unused(int *p) {} // expect: p does not escape
void unnamed(int *) {}
void written(int *p, int v) { // expect: p does not escape
  *p = v;
}
void cleared(Node *p) { // expect: p does not escape
  p->next = nullptr;
}
int *secondOf(int *p, int *q) { // expect: p does not escape ; leaking param: q to result ~r0 level=0
  return p ? q : nullptr;
}
int *throughLocal(int *p) { // expect: leaking param: p to result ~r0 level=0
  int *copies[2] = {p, nullptr}; // expect: copies does not escape
  int **at = copies;
  return at[0];
}
int *throughCall(Node *p) { // expect: leaking param: p to result ~r0 level=3
  return ofReference(*level2(p));
}
const char *text(const char *s) { // expect: leaking param: s to result ~r0 level=0
  while (*s == ' ')
    ++s;
  return s;
}

struct Cursor {
  Node *at;
  Node *get() const { return at; } // expect: leaking param: this to result ~r0 level=1
  Node **slot() { return &at; } // expect: leaking param: this to result ~r0 level=0
  int *val() { return &at->val; } // expect: leaking param: this to result ~r0 level=1
  Node *after() { return at->next; } // expect: leaking param: this to result ~r0 level=2
  Cursor &self() { return *this; } // expect: leaking param: this to result ~r0 level=0
  bool done() const { return !at; } // expect: this does not escape
  void advance() { at = at->next; } // expect: re:this does not escape|leaking param content: this
};

int usesCursor() {
  Node n{1, nullptr, nullptr, nullptr, {}}; // expect: n does not escape
  Cursor c{&n}; // expect: c does not escape
  int r = c.get()->val + (*c.slot())->val + *c.val() + (c.after() ? 1 : 0);
  c.advance();
  return c.self().done() ? r : 0;
}

Node *fromCursor() {
  Node n{1, nullptr, nullptr, nullptr, {}}; // expect: moved to heap: n
  Cursor c{&n}; // expect: c does not escape
  return c.get();
}

// Class types by value: the pointer that they hold is theirs, so nothing is dereferenced to get it.
struct Ref {
  int *p;
  int n;
};
int *ofStruct(Ref r) { // expect: leaking param: r to result ~r0 level=0
  return r.p;
}
Ref wholeStruct(Ref r) { // expect: leaking param: r to result ~r0 level=0
  return r;
}
int readsStruct(Ref r) { // expect: r does not escape
  return *r.p + r.n;
}
int numberOfStruct(Ref r) { // expect: r does not escape
  return r.n;
}
