// Pins: an answer is joined to the variable and the expression that it is about; in doubt the worst one counts.
// RUN: %check-m %s -- -std=c++20

int *g;

void sameName(bool c) {
  if (c) {
    int x = 1; // expect: moved to heap: x
    g = &x;
  } else {
    int x = 2; // expect: x does not escape
    int *volatile p = &x;
    (void)*p;
  }
}
void sameLine() {
  int *a = new int(1), *b = new int(2); // expect: new int escapes to heap ; new int does not escape
  g = a;
  delete b;
}
template <typename T> void worst(T t) {
  int x = 1; // expect: moved to heap: x
  t(&x);
}
void instances() {
  worst([](int *) {});
  worst([](int *p) { g = p; }); // expect: leaking param: p
}
