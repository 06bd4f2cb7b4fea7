// Catches: a struct among variadic arguments, taken for its address.
// RUN: %check-m %s -- -std=c11
#include <stdarg.h>

struct Slots {
  int **at[4];
};
int *kept;
static void set(int *value, ...) { // expect: leaking param: value
  va_list args; // expect: args does not escape
  va_start(args, value);
  struct Slots s = va_arg(args, struct Slots);
  va_end(args);
  *s.at[2] = value;
}
void large(void) {
  int x = 0; // expect: moved to heap: x
  int *q = 0; // expect: q does not escape
  struct Slots s = {{0, 0, &q}};
  set(&x, s);
  kept = q;
}
