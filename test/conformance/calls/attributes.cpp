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
  int x = 1; // imprecise: moved to heap: x (wanted: x does not escape)
  return *picks(&x) + picksReference(x);
}
const int *lifetimeboundLeaves() {
  int x = 1; // expect: moved to heap: x
  return picks(&x);
}
const int *lifetimeboundParameter(const int *p) { // imprecise: leaking param: p (wanted: leaking param: p to result ~r0 level=0)
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
