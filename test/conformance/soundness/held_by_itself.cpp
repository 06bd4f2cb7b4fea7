// Catches: what a parameter's object holds of itself, forgotten when another name leads to it or when one stands for many.
// RUN: %check-m %s -- -std=c++20

struct S {
  S *self, *other;
};
S *kept;
void byGlobal(S *s, S *t) { // expect: leaking param: s ; leaking param content: t
  s->self = s;
  kept = t->self;
}
void byOut(S *s, S *t, S **out) { // expect: leaking param: s ; leaking param content: t ; out does not escape
  s->self = s;
  *out = t->self;
}
S *byResult(S *s, S *t) { // expect: leaking param: s ; leaking param: t to result ~r0 level=1
  s->self = s;
  return t->self;
}
void byOther(S *s, S *t) { // expect: s does not escape ; leaking param content: t
  s->self = s;
  kept = t->other;
}
struct Named {
  Named *self, *other;
  // [class.cdtor]: what is read through another name is unspecified, so it may be this.
  Named(Named *from) { // expect: leaking param: this ; leaking param content: from
    self = this;
    keptNamed = from->self;
  }
  static Named *keptNamed;
};
Named *Named::keptNamed;
void construct(Named *n) { // expect: leaking param content: n
  Named m(n);
}
void alone(S *s, S *t) { // expect: s does not escape ; t does not escape
  s->self = s;
  t->self = t->other;
}

struct T {
  T *l, *tmp;
};
struct U {
  U *u[9];
  int v;
};
volatile int sum;
// As many places as any function of some size reads.
#define R8(p)                                                                                                          \
  sum += p->u[0]->v + p->u[1]->v + p->u[2]->v + p->u[3]->v + p->u[4]->v + p->u[5]->v + p->u[6]->v + p->u[7]->v
#define R64(p) R8(p->u[0]); R8(p->u[1]); R8(p->u[2]); R8(p->u[3]); R8(p->u[4]); R8(p->u[5]); R8(p->u[6]); R8(p->u[7])
void ofMany(T *t, U *u) { // expect: leaking param: t ; u does not escape
  R64(u);
  t->tmp->l = t;
}
void contentOfMany(T *t, U *u) { // expect: leaking param: t ; u does not escape
  R64(u);
  t->l = t->tmp->l;
}
