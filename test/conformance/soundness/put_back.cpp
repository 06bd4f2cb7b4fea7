// Catches: content put back where it came from, taken for nothing done although one of several objects got what another held.
// RUN: %check-m %s -- -std=c++20

int *kept;
struct Node {
  Node *next;
  int *value;
};
Node *keptNode;

static void copy(Node **p, int i, int j) { // expect: re:leaking param content: p
  p[i]->value = p[j]->value;
}
void elements() {
  int x = 1; // expect: moved to heap: x
  Node a = {nullptr, &x}; // expect: a does not escape
  Node b = {}; // expect: b does not escape
  Node *all[2] = {&a, &b}; // expect: all does not escape
  copy(all, 1, 0);
  kept = b.value;
}
// *p is another node after *q = n, when q is p.
static void aliased(Node **p, Node **q, Node *n) { // expect: re:leaking param content: p ; q does not escape ; leaking param: n
  Node *a = *p;
  *q = n;
  Node *b = *p;
  b->value = a->value;
}
void byAlias() {
  int x = 1; // expect: moved to heap: x
  Node a = {nullptr, &x}; // expect: a does not escape
  Node b = {}; // expect: b does not escape
  Node *current = &a; // expect: current does not escape
  aliased(&current, &current, &b);
  kept = b.value;
}
struct Context {
  Node *current, *other;
};
static void turn(void *d) { // expect: re:.*
  Context *c = static_cast<Context *>(d);
  c->current = c->other;
}
static void changed(Node **p, void (*f)(void *), void *d) { // expect: re:leaking param content: p ; f does not escape ; re:leaking param.*: d
  Node *a = *p;
  f(d);
  Node *b = *p;
  b->value = a->value;
}
void byCallback() {
  int x = 1; // expect: moved to heap: x
  Node a = {nullptr, &x}; // expect: a does not escape
  Node b = {}; // expect: b does not escape
  Context c = {&a, &b}; // expect: c does not escape
  changed(&c.current, turn, &c);
  kept = b.value;
}
static Node *take(void *d) { // expect: re:.*
  Context *c = static_cast<Context *>(d);
  Node *taken = c->current;
  c->current = c->other;
  return taken;
}
static void link(Node *(*f)(void *), void *d) { // expect: f does not escape ; re:leaking param.*: d
  Node *last = nullptr;
  for (int i = 0; i < 2; ++i) {
    Node *n = f(d);
    if (last)
      n->value = last->value;
    last = n;
  }
}
void results() {
  int x = 1; // expect: moved to heap: x
  Node a = {nullptr, &x}; // expect: a does not escape
  Node b = {}; // expect: b does not escape
  Context c = {&a, &b}; // expect: c does not escape
  link(take, &c);
  kept = b.value;
}
struct Table {
  Node **all;
};
struct Store {
  Table *table;
};
static void permute(Store *s, int i, int j) { // expect: re:leaking param content: s
  Node **all = s->table->all;
  Node *n = all[i];
  if (n->next->value)
    all[j] = n;
}
void deep() {
  int y = 2; // expect: moved to heap: y
  Node z = {nullptr, &y}; // expect: moved to heap: z
  Node a = {&z, nullptr}; // expect: moved to heap: a
  Node *all[2] = {&a, nullptr}; // expect: all does not escape
  Table t = {all}; // expect: t does not escape
  Store s = {&t}; // expect: s does not escape
  permute(&s, 0, 1);
  keptNode = all[1];
}
// One object, whatever it is.
static void same(Node *p) { // expect: p does not escape
  p->value = p->value;
}
void one() {
  int x = 1; // expect: x does not escape
  Node a = {nullptr, &x}; // expect: a does not escape
  same(&a);
}
