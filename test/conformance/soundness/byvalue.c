// Catches: pointers hidden in structs that are passed, returned and assigned by value.
// RUN: %check-m %s -- -std=c17

struct deep {
  long pad;
  struct {
    struct {
      int *p;
    } inner;
    int n;
  } middle;
  long tail[4];
};
struct table {
  int *slots[4];
};
struct small {
  int *p;
};
struct two {
  int *a;
  int *b;
};
struct callback {
  void (*f)(int *);
  int *p;
};
struct node {
  struct small s;
  struct node *next;
};

int *g;
struct deep gDeep;
struct two *gTwo;

void keepsDeep(struct deep d) { // expect: leaking param: d
  g = d.middle.inner.p;
}
void deepKept(void) {
  int x = 1; // expect: moved to heap: x
  struct deep d = {0};
  d.middle.inner.p = &x;
  keepsDeep(d);
}
void keepsWhole(struct deep d) { // expect: leaking param: d
  gDeep = d;
}
void wholeKept(void) {
  int x = 1; // expect: moved to heap: x
  struct deep d = {0};
  d.middle.inner.p = &x;
  keepsWhole(d);
}
int readsDeep(struct deep d) { // expect: d does not escape
  return *d.middle.inner.p;
}
int deepRead(void) {
  int x = 1; // expect: x does not escape
  struct deep d = {0};
  d.middle.inner.p = &x;
  return readsDeep(d);
}

int *picks(struct table t, int i) { // expect: leaking param: t to result ~r0 level=0
  return t.slots[i];
}
int *picked(int i) {
  int x = 1; // expect: moved to heap: x
  struct table t = {{&x}};
  return picks(t, i);
}

struct small wraps(int *p) { // expect: leaking param: p to result ~r0 level=0
  return (struct small){p};
}
int *unwraps(struct small s) { // expect: leaking param: s to result ~r0 level=0
  return s.p;
}
int *wrapped(void) {
  int x = 1; // expect: moved to heap: x
  return unwraps(wraps(&x));
}

struct two swaps(struct two t) { // expect: leaking param: t to result ~r0 level=0
  return (struct two){t.b, t.a};
}
int *swapped(void) {
  int x = 1; // expect: moved to heap: x
  int y = 2;
  struct two t = {0, &x};
  t = swaps(t);
  return y ? t.a : 0;
}

void assigns(struct two *d, const struct two *s) { // expect: d does not escape ; leaking param content: s
  *d = *s;
}
int *assigned(void) {
  int x = 1; // expect: moved to heap: x
  struct two a = {0, &x}; // expect: a does not escape
  struct two b; // expect: b does not escape
  assigns(&b, &a);
  return b.b;
}
void assignsGlobal(struct two t) { // expect: leaking param: t
  *gTwo = t;
}
void assignedGlobal(void) {
  int x = 1; // expect: moved to heap: x
  struct two t = {0, &x};
  assignsGlobal(t);
}

void leaks(int *p) { // expect: leaking param: p
  g = p;
}
void runs(struct callback c) { // expect: leaking param: c
  c.f(c.p);
}
void ran(void) {
  int x = 1; // expect: moved to heap: x
  struct callback c = {leaks, &x};
  runs(c);
}

int *arrayOfStructs(int i) {
  int x = 1; // expect: moved to heap: x
  struct two a[3] = {{0, 0}, {0, &x}, {0, 0}}; // expect: a does not escape
  struct two *p = a;
  struct two t = p[i];
  return t.b;
}
int *chosen(int c) {
  int x = 1; // expect: moved to heap: x
  struct small a = {&x}, b = {0};
  struct small s = c ? a : b;
  return s.p;
}
int *nodeByValue(struct node n) { // expect: leaking param: n to result ~r0 level=1
  return n.next->s.p;
}
int *nodePassed(void) {
  int x = 1; // expect: moved to heap: x
  struct node b = {{&x}, 0}; // expect: b does not escape
  struct node a = {{0}, &b};
  return nodeByValue(a);
}
