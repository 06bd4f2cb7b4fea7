// Catches: a callee that treats its parameters as never pointing to the same object.
// RUN: %check-m %s -- -std=c++20

struct Node {
  int *val;
  Node *next;
};

int *g;

int *throughAlias(int **p, int **q, int *y) { // expect: p does not escape ; leaking param: q to result ~r0 level=1 ; leaking param: y
  *p = y;
  return *q;
}
int *aliased() {
  int x = 1; // expect: moved to heap: x
  int *slot = nullptr; // expect: slot does not escape
  return throughAlias(&slot, &slot, &x);
}
int notAliased() {
  int x = 1; // expect: x does not escape
  int y = 2; // expect: y does not escape
  int *a = &y; // expect: a does not escape
  int *b = &y; // expect: b does not escape
  return *throughAlias(&a, &b, &x) + *a;
}

// The fresh node is only known to the caller through *p, yet *q may be that very node.
int *freshThroughAlias(Node **p, Node **q, int *y) { // expect: p does not escape ; re:q does not escape|leaking param: q to result.* ; leaking param: y
  Node *h = new Node{nullptr, nullptr}; // expect: new Node escapes to heap
  *p = h;
  (*q)->val = y;
  return h->val;
}
int *freshAliased() {
  int x = 1; // expect: moved to heap: x
  Node *n = nullptr; // expect: n does not escape
  return freshThroughAlias(&n, &n, &x); // expect: freshThroughAlias(...) does not escape
}

int *nodeThroughAlias(Node **p, Node **q, Node *h, int *y) { // expect: p does not escape ; re:q does not escape|leaking param: q to result.* ; leaking param: h ; leaking param: y
  *p = h;
  (*q)->val = y;
  return h->val;
}
int *nodeAliased() {
  int x = 1; // expect: moved to heap: x
  Node h{nullptr, nullptr}; // expect: h does not escape
  Node *n = nullptr; // expect: n does not escape
  return nodeThroughAlias(&n, &n, &h, &x);
}

int *nestedAlias(Node *a, Node *b, int *y) { // expect: a does not escape ; leaking param: b to result ~r0 level=1 ; leaking param: y
  a->next->val = y;
  return b->val;
}
int *nestedAliased() {
  int x = 1; // expect: moved to heap: x
  Node inner{nullptr, nullptr}; // expect: inner does not escape
  Node outer{nullptr, &inner}; // expect: outer does not escape
  return nestedAlias(&outer, &inner, &x);
}

struct Cell {
  int *val;
  int *exchange(Cell *o, int *p) { // expect: leaking param: this to result ~r0 level=1 ; o does not escape ; leaking param: p
    o->val = p;
    return val;
  }
};
int *selfAliased() {
  int x = 1; // expect: moved to heap: x
  Cell c{nullptr}; // expect: c does not escape
  return c.exchange(&c, &x);
}

void put(int **slot, int *v) { // expect: slot does not escape ; leaking param: v
  *slot = v;
}
void putInGlobal() {
  int x = 1; // expect: moved to heap: x
  put(&g, &x);
}
int putInLocal() {
  int x = 1; // expect: x does not escape
  int *s = nullptr; // expect: s does not escape
  put(&s, &x);
  return *s;
}
void putInEither(bool c) {
  int x = 1; // expect: moved to heap: x
  int *s = nullptr; // expect: s does not escape
  put(c ? &s : &g, &x);
}

struct Pair {
  Node *left;
  Node *right;
};
int *sameNodeTwice() {
  int x = 1; // expect: moved to heap: x
  Node n{nullptr, nullptr}; // expect: n does not escape
  Pair p{&n, &n}; // expect: p does not escape
  Pair *q = &p;
  q->left->val = &x;
  return q->right->val;
}

// Three steps, each through another name of the same memory.
int *threeNames() {
  int x = 1; // expect: moved to heap: x
  Node n{nullptr, nullptr}; // expect: n does not escape
  Node *a = &n; // expect: a does not escape
  Node **b = &a; // expect: b does not escape
  Node ***c = &b;
  (**c)->val = &x;
  return n.val;
}

// The store comes later in the text, but earlier in the loop's second round.
int *laterStore(int n) {
  int x = 1; // expect: moved to heap: x
  int *slot = nullptr; // expect: slot does not escape
  int **p = &slot;
  while (n-- > 0) {
    if (*p)
      return *p;
    *p = &x;
  }
  return nullptr;
}

// The global is set through a pointer to it that a callee hands back.
int **slotOf(int **p) { // expect: leaking param: p to result ~r0 level=0
  return p;
}
void throughReturnedSlot() {
  int x = 1; // expect: moved to heap: x
  *slotOf(&g) = &x;
}

// *a is overwritten with the address of what b then changes.
void relink(Node **a, Node *b, int *y) { // expect: a does not escape ; leaking param: b ; leaking param: y
  *a = b;
  (*a)->val = y;
}
int *relinked() {
  int x = 1; // expect: moved to heap: x
  Node n{nullptr, nullptr}; // expect: n does not escape
  Node *p = nullptr; // expect: p does not escape
  relink(&p, &n, &x);
  return n.val;
}
