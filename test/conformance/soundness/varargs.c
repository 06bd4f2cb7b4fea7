// Catches: pointers handed over by variadic calls and va_list.
// RUN: %check-m %s -- -std=c17
#include <stdarg.h>

struct box {
  int *p;
  int n;
};

int *g;

void keeps(int n, ...) {
  va_list ap; // expect: ap does not escape
  va_start(ap, n);
  g = va_arg(ap, int *);
  va_end(ap);
}
void kept(void) {
  int x = 1; // expect: moved to heap: x
  keeps(1, &x);
}

int *gives(int n, ...) {
  va_list ap; // expect: ap does not escape
  va_start(ap, n);
  int *r = 0;
  while (n-- > 0)
    r = va_arg(ap, int *);
  va_end(ap);
  return r;
}
int *given(void) {
  int x = 1; // expect: moved to heap: x
  static int y;
  return gives(2, &y, &x);
}
int *givenBeyondRegisters(void) {
  int x = 1; // expect: moved to heap: x
  static int y;
  return gives(9, &y, &y, &y, &y, &y, &y, &y, &y, &x);
}

void keepsList(int n, va_list ap) { // expect: re:leaking param( content)?: ap
  while (n-- > 0)
    g = va_arg(ap, int *);
}
void passesList(int n, ...) {
  va_list ap; // expect: re:ap does not escape|moved to heap: ap
  va_start(ap, n);
  keepsList(n, ap);
  va_end(ap);
}
void listPassed(void) {
  int x = 1; // expect: moved to heap: x
  passesList(1, &x);
}

void copiesList(int n, ...) {
  va_list a; // expect: a does not escape
  va_list b; // expect: b does not escape
  va_start(a, n);
  va_copy(b, a);
  g = va_arg(b, int *);
  va_end(b);
  va_end(a);
}
void listCopied(void) {
  int x = 1; // expect: moved to heap: x
  copiesList(1, &x);
}

void keepsStruct(int n, ...) {
  va_list ap; // expect: ap does not escape
  va_start(ap, n);
  struct box b = va_arg(ap, struct box);
  g = b.p;
  va_end(ap);
}
void structKept(void) {
  int x = 1; // expect: moved to heap: x
  struct box b = {&x, 1};
  keepsStruct(1, b);
}

void writes(int n, ...) {
  va_list ap; // expect: ap does not escape
  va_start(ap, n);
  int **to = va_arg(ap, int **);
  *to = va_arg(ap, int *);
  va_end(ap);
}
int *written(void) {
  int x = 1; // expect: moved to heap: x
  int *p = 0; // expect: re:p does not escape|moved to heap: p
  writes(2, &p, &x);
  return p;
}
void mixed(int n, ...) {
  va_list ap; // expect: ap does not escape
  va_start(ap, n);
  (void)va_arg(ap, double);
  (void)va_arg(ap, int);
  g = va_arg(ap, int *);
  va_end(ap);
}
void mixedKept(void) {
  int x = 1; // expect: moved to heap: x
  mixed(3, 1.5, 2, &x);
}
