// Catches: recursion that ends too early (a leak missed) or is given up on (everything leaks).
// RUN: %check-m %s -- -std=c++20

struct Node {
  int val;
  Node *next;
};
struct Frame {
  Frame *up;
  int n;
};

Node *g;

int length(const Node *p) { // expect: p does not escape
  return p ? 1 + length(p->next) : 0;
}
Node *lastOf(Node *p) { // expect: leaking param: p to result ~r0 level=0
  return p->next ? lastOf(p->next) : p;
}
void leaksLast(Node *p) { // expect: leaking param: p
  if (p->next)
    leaksLast(p->next);
  else
    g = p;
}
void leaksTail(Node *p) { // expect: leaking param content: p
  if (p->next) {
    g = p->next;
    leaksTail(p->next);
  }
}
Node *alternate(Node *a, Node *b, int n) { // expect: leaking param: a to result ~r0 level=0 ; leaking param: b to result ~r0 level=0
  return n ? alternate(b, a, n - 1) : a;
}
void rotates(Node *a, Node *b, Node *c, int n) { // expect: leaking param: a ; leaking param: b ; leaking param: c
  if (n)
    rotates(b, c, a, n - 1);
  else
    g = a;
}
void keepsThird(Node *a, Node *b, Node *c, int n) { // expect: a does not escape ; b does not escape ; leaking param: c
  if (n)
    keepsThird(b, a, c, n - 1);
  else
    g = c;
}

int odd(const Node *);
int even(const Node *p) { // expect: p does not escape
  return p ? odd(p->next) : 1;
}
int odd(const Node *p) { // expect: p does not escape
  return p ? even(p->next) : 0;
}

Node *pong(Node *, int);
Node *ping(Node *p, int n) { // expect: leaking param: p to result ~r0 level=0
  return n ? pong(p, n - 1) : p;
}
Node *pong(Node *p, int n) { // expect: leaking param: p to result ~r0 level=0
  return ping(p, n - 1);
}

void leaksPong(Node *, int);
void leaksPing(Node *p, int n) { // expect: leaking param: p
  if (n)
    leaksPong(p, n - 1);
}
void leaksPong(Node *p, int n) { // expect: leaking param: p
  if (n == 1)
    g = p;
  else
    leaksPing(p, n - 1);
}

Node *build(int n) {
  if (n == 0)
    return nullptr;
  Node *r = new Node{n, nullptr}; // expect: new Node escapes to heap
  r->next = build(n - 1);         // expect: build(...) escapes to heap
  return r;
}
int usesBuild(int n) {
  Node *list = build(n); // expect: build(...) does not escape
  return length(list);
}

int depth(int n, const int *acc) { // expect: acc does not escape
  int x = *acc + n;                // expect: x does not escape
  return n ? depth(n - 1, &x) : x;
}

int walk(const Frame *f) { // expect: f does not escape
  int n = 0;
  for (; f; f = f->up)
    n += f->n;
  return n;
}
int chain(int n, Frame *up) { // expect: up does not escape
  Frame f{up, n};             // expect: f does not escape
  return n ? chain(n - 1, &f) : walk(&f);
}
Frame *chainLeaves(int n, Frame *up) { // imprecise: leaking param: up (wanted: leaking param: up to result ~r0 level=0)
  Frame f{up, n};                      // expect: moved to heap: f
  return n ? chainLeaves(n - 1, &f) : up;
}

int stays() {
  Node b{2, nullptr}; // expect: b does not escape
  Node a{1, &b};      // expect: a does not escape
  return length(&a) + even(&a) + lastOf(&a)->val + ping(&a, 3)->val;
}
Node *leaves() {
  Node b{2, nullptr}; // expect: moved to heap: b
  Node a{1, &b};      // expect: moved to heap: a
  return lastOf(&a);
}
void third() {
  Node a{1, nullptr}; // expect: a does not escape
  Node b{2, nullptr}; // expect: b does not escape
  Node c{3, nullptr}; // expect: moved to heap: c
  keepsThird(&a, &b, &c, 5);
}
