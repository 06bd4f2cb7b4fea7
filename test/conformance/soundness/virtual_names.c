// Catches: a call through memory that is taken for a virtual one because of a name, of which it is said that a vtable leads to functions.
// RUN: %check-m %s -- -std=c17
#include <stdlib.h>
#include <string.h>

struct ops {
  void (*vfn)(int **);
  void (**vtable)(int **);
};
extern const unsigned char code[64];
void compiled(struct ops *o) { // expect: o does not escape
  o->vfn = malloc(64); // expect: malloc(...) escapes to heap
  memcpy(o->vfn, code, 64);
}
void called(void) {
  int x, *p = &x; // expect: moved to heap: x ; moved to heap: p
  struct ops o; // expect: o does not escape
  compiled(&o); // expect: compiled(...) does not escape
  o.vfn(&p);
}
void in_table(void) {
  int x, *p = &x; // expect: moved to heap: x ; moved to heap: p
  void (**vtable)(int **) = malloc(sizeof *vtable); // expect: malloc(...) does not escape
  vtable[0] = malloc(64); // expect: malloc(...) does not escape
  memcpy(vtable[0], code, 64);
  vtable[0](&p);
  free(vtable);
}
