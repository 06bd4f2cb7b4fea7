// Pins: what is decided is whether an address outlives the function, not whether anybody uses it.
// RUN: %check-m %s -- -std=c++20

int *g;

int *neverUsed() {
  int x = 1; // expect: moved to heap: x
  return &x;
}
void takenBack() {
  int x = 1; // expect: moved to heap: x
  g = &x;
  g = nullptr;
}
// Within one function no smaller scope counts.
int innerScope() {
  int *p;
  {
    int x = 1; // expect: x does not escape
    p = &x;
  }
  return *p;
}
// An object that has been freed is as before; freeing it does not take its address back.
void freed() {
  int *p = new int(1); // expect: new int escapes to heap
  g = p;
  delete p;
}
// What never returns has no caller to leave anything to.
[[noreturn]] void forever(int **slot) { // expect: slot does not escape
  int x = 1; // expect: moved to heap: x
  *slot = &x;
  for (;;) {
  }
}
