// Catches: what moves within the many objects that one stands for in a summary, and a closure dropped for a wider fact.
// RUN: %check-m %s -- -std=c++20

int *kept;
struct Node {
  Node *next;
  int *value;
};

static void copiesFourDeep(Node *p) { // expect: leaking param content: p
  Node *a = p->next->next->next;
  Node *b = a->next;
  a->value = b->value;
}
void fourDeep() {
  int x = 1; // expect: moved to heap: x
  Node e = {nullptr, &x}, d = {&e, nullptr}, c = {&d, nullptr}, b = {&c, nullptr}, a = {&b, nullptr}; // expect: a does not escape ; b does not escape ; c does not escape ; re:.*d.* ; re:.*e.*
  copiesFourDeep(&a);
  kept = d.value;
}

struct Wide {
  Wide *links[12];
};
static Wide *chain() {
  Wide *all[11];
  Wide *a = new Wide(), *b = new Wide(), *c = new Wide(), *d = new Wide(), *e = new Wide(); // expect: new Wide escapes to heap ; new Wide escapes to heap ; new Wide escapes to heap ; new Wide escapes to heap ; new Wide escapes to heap
  Wide *f = new Wide(), *g = new Wide(), *h = new Wide(), *i = new Wide(), *j = new Wide(); // expect: new Wide escapes to heap ; new Wide escapes to heap ; new Wide escapes to heap ; new Wide escapes to heap ; new Wide escapes to heap
  a->links[0] = b, b->links[0] = c, c->links[0] = d, d->links[0] = e, e->links[0] = f;
  f->links[0] = g, g->links[0] = h, h->links[0] = i, i->links[0] = j;
  return a;
}
Wide *last;
void manyFresh() {
  Wide *w = chain(); // expect: chain(...) escapes to heap
  last = w->links[0]->links[0]->links[0]->links[0]->links[0]->links[0]->links[0]->links[0]->links[0];
}

struct Two {
  Two *next;
  Two *other;
  int *value;
};
static void pick(Two *p, Two **out, int i) { // expect: leaking param content: p ; out does not escape
  Two *second = p->next->next;
  Two *n = second->next;
  if (i == 5)
    n = n->next->next;
  else if (i < 2)
    n = reinterpret_cast<Two **>(second)[i];
  *out = n;
}
void covered() {
  int y = 1; // expect: moved to heap: y
  Two m = {nullptr, nullptr, &y}, e = {nullptr, &m}, d = {&e}, c = {&d}, b = {&c}, a = {&b}, z = {&a}; // expect: re:.*a.* ; re:.*b.* ; re:.*c.* ; re:.*d.* ; re:.*e.* ; re:.*m.* ; re:.*z.*
  Two *r; // expect: r does not escape
  pick(&z, &r, 5);
  kept = r->other->value;
}
