// Catches: a recursion whose offsets grow from round to round, taken as unknown (or solved for ever).
// RUN: %check-m %s -- -std=c++20

struct Buffer {
  char *data;
  unsigned long size;
};
int *g;

// A walk that goes on one element further each time.
static int sum(const int *p, int n) { // expect: p does not escape
  return n == 0 ? 0 : *p + sum(p + 1, n - 1);
}
int walks() {
  int a[4] = {1, 2, 3, 4}; // expect: a does not escape
  return sum(a, 4);
}

// The result is ever further on.
static char *skip(char *p) { // expect: leaking param: p to result ~r0 level=0
  return *p == ' ' ? skip(p + 1) + 1 : p;
}
char first() {
  char text[] = "  x"; // expect: text does not escape
  return *skip(text);
}

// Each puts into the other's object what it was given, one field on.
static void ping(int **to, int *p, int n);
static void pong(int **to, int *p, int n) { // expect: to does not escape ; leaking param: p
  *to = p + n;
  if (n)
    ping(to + 1, p + 1, n - 1);
}
static void ping(int **to, int *p, int n) { // expect: to does not escape ; leaking param: p
  if (n)
    pong(to + 1, p + 3, n - 1);
}
void stays() {
  int x = 0; // expect: x does not escape
  int *slots[16]; // expect: slots does not escape
  ping(slots, &x, 8);
}

// What does leave must still be seen through the widened calls.
static void pass(int **to, int *p, int n) { // expect: to does not escape ; leaking param: p
  if (n == 0)
    g = p;
  *to = p;
  if (n)
    pass(to + 1, p + 1, n - 1);
}
void leaves() {
  int x[9]; // expect: moved to heap: x
  int *slots[16]; // expect: slots does not escape
  pass(slots, x, 8);
}

// A callback is handed on and called on each level.
static void each(int *p, int n, void (*call)(int *)) { // expect: leaking param: p ; call does not escape
  if (!n)
    return;
  call(p);
  each(p + 1, n - 1, call);
}
static void clear(int *p) { // expect: p does not escape
  *p = 0;
}
void calls() {
  int a[4]; // expect: a does not escape
  each(a, 4, clear);
}
