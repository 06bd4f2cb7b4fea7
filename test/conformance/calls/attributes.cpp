// Catches: noescape, lifetimebound and lifetime_capture_by on functions without a body, ignored or overdone.
// RUN: %check-m %s -- -std=c++20

struct Set {
  const int *first;
};

void looks(const int *p [[clang::noescape]]);
void looksAtTwo(const int *p [[clang::noescape]], const int *q);
const int *picks(const int *p [[clang::lifetimebound]]);
const int &picksReference(const int &r [[clang::lifetimebound]]);
const int *plain(const int *p);
void adds(const int *p [[clang::lifetime_capture_by(s)]], Set &s [[clang::noescape]]);

Set gSet;

int noescape() {
  int x = 1; // expect: x does not escape
  looks(&x);
  return x;
}
int noescapeOfOne() {
  int x = 1; // expect: x does not escape
  int y = 2; // expect: moved to heap: y
  looksAtTwo(&x, &y);
  return x + y;
}
void ofParameter(const int *p) { // imprecise: leaking param content: p (wanted: p does not escape)
  looks(p);
}
int lifetimebound() {
  int x = 1; // expect: x does not escape
  return *picks(&x) + picksReference(x);
}
const int *lifetimeboundLeaves() {
  int x = 1; // expect: moved to heap: x
  return picks(&x);
}
const int *lifetimeboundParameter(const int *p) { // expect: leaking param: p to result ~r0 level=0 // imprecise: leaking param content: p (wanted: nothing)
  return picks(p);
}
int withoutAttribute() {
  int x = 1; // expect: moved to heap: x
  return *plain(&x);
}
int captured() {
  int x = 1; // imprecise: moved to heap: x (wanted: x does not escape)
  Set s{}; // expect: s does not escape
  adds(&x, s);
  return s.first != nullptr;
}
const int *capturedLeaves() {
  int x = 1; // expect: moved to heap: x
  Set s{}; // expect: s does not escape
  adds(&x, s);
  return s.first;
}
void capturedByGlobal() {
  int x = 1; // expect: moved to heap: x
  adds(&x, gSet);
}

struct View {
  View(const int &r [[clang::lifetimebound]]);
  View(const int *p, int n);
  ~View();
  const int *get() const [[clang::lifetimebound]];
  const int *copy() const;
  void set(const int *p [[clang::lifetime_capture_by(this)]]);
  void publish(const int *p [[clang::lifetime_capture_by(global)]]);
  void either(const int *p [[clang::lifetime_capture_by(this, unknown)]]);
  const int *p;
};
struct Pair {
  const int *a, *b;
};
struct Nothing {};
View makes(const int *p [[clang::lifetimebound]]);
const int *pieces(Nothing, const int *p [[clang::lifetimebound]], Pair q);
const int *late(const int *p);
const int *late(const int *p [[clang::lifetimebound]]);

// A constructor's parameter goes into the object, which the destructor is given: nobody knows what that does.
int constructed() {
  int x = 1; // expect: moved to heap: x
  View v(x); // expect: moved to heap: v
  return 1;
}
int *unattributedConstructor() {
  int x = 1; // expect: moved to heap: x
  new View(&x, 1); // expect: new View escapes to heap
  return nullptr;
}
struct Simple {
  Simple(const int &r [[clang::lifetimebound]]);
  const int *get() const [[clang::lifetimebound]];
  const int *p;
};
// Nor what the constructor does with the object.
int constructedOnly() {
  int x = 1; // expect: moved to heap: x
  Simple s(x); // expect: moved to heap: s
  return 1;
}
Simple constructedLeaves() {
  int x = 1; // expect: moved to heap: x
  return Simple(x);
}
const int *ofThis() {
  Simple *s = new Simple(*new int(1)); // expect: re:.* ; re:.*
  return s->get();
}
const int *capturedByThis(View *v) { // expect: leaking param: v
  int x = 1; // expect: moved to heap: x
  v->set(&x);
  return nullptr;
}
void capturedByUnknown(View *v) { // expect: leaking param: v
  int x = 1; // expect: moved to heap: x
  v->either(&x);
}
void published(View *v) { // expect: leaking param: v
  int x = 1; // expect: moved to heap: x
  v->publish(&x);
}
// Where arguments are passed in pieces, it is not known which is which.
int passedInPieces(Pair q) { // expect: re:leaking param.*: q
  int x = 1; // expect: moved to heap: x
  return *pieces(Nothing(), &x, q);
}
int redeclared() {
  int x = 1; // expect: x does not escape
  return *late(&x);
}
const int *resultInMemory() {
  int x = 1; // expect: moved to heap: x
  View v = makes(&x); // expect: moved to heap: v
  return v.p;
}
