// Catches: pointers that travel as bytes, as integers, through unions, in pieces.
// RUN: %check-m %s -- -std=c17
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct box {
  int *p;
  int n;
};
struct nested {
  long pad;
  struct box box;
};
union both {
  int *p;
  uintptr_t n;
  unsigned char bytes[sizeof(int *)];
};

int *g;
uintptr_t gNumber;
unsigned char gBytes[64];

void copyBytes(void *to, const void *from, size_t n) { // expect: to does not escape ; leaking param content: from
  char *t = to;
  const char *f = from;
  while (n--)
    *t++ = *f++;
}
int *byByteLoop(void) {
  int x = 1; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  int *q; // expect: q does not escape
  copyBytes(&q, &p, sizeof q);
  return q;
}
void byByteLoopToGlobal(void) {
  int x = 1; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  copyBytes(&g, &p, sizeof g);
}
int *byByteLoopHere(void) {
  int x = 1; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  int *q; // expect: q does not escape
  unsigned char *to = (unsigned char *)&q;
  const unsigned char *from = (const unsigned char *)&p;
  for (size_t i = 0; i < sizeof q; i++)
    to[i] = from[i];
  return q;
}
int byByteLoopStays(void) {
  int x = 1; // expect: x does not escape
  int *p = &x; // expect: p does not escape
  int *q; // expect: q does not escape
  copyBytes(&q, &p, sizeof q);
  return *q;
}

int *byMemcpyOfStruct(void) {
  int x = 1; // expect: moved to heap: x
  struct box a = {&x, 1}; // expect: a does not escape
  struct nested b; // expect: b does not escape
  memcpy(&b.box, &a, sizeof a);
  return b.box.p;
}
int *byMemcpyThroughBuffer(void) {
  int x = 1; // expect: moved to heap: x
  struct box a = {&x, 1}; // expect: a does not escape
  struct box b; // expect: b does not escape
  char buffer[64]; // expect: buffer does not escape
  memcpy(buffer + 3, &a, sizeof a);
  memmove(&b, buffer + 3, sizeof b);
  return b.p;
}
void byMemcpyToGlobalBuffer(void) {
  int x = 1; // expect: moved to heap: x
  struct box a = {&x, 1}; // expect: a does not escape
  memcpy(gBytes + 5, &a, sizeof a);
}
void *byMemcpyOfUnknownSize(size_t n) {
  int x = 1; // expect: moved to heap: x
  struct box a[4] = {{&x, 1}}; // expect: a does not escape
  void *p = malloc(n); // expect: malloc(...) escapes to heap
  memcpy(p, a, n);
  return p;
}
int *byWholeMemoryOfMalloc(void) {
  int x = 1; // expect: moved to heap: x
  struct box *a = malloc(sizeof *a); // expect: malloc(...) does not escape
  a->p = &x;
  struct box b; // expect: b does not escape
  memcpy(&b, a, sizeof b);
  free(a);
  return b.p;
}

uintptr_t byUnion(void) {
  int x = 1; // expect: moved to heap: x
  union both u; // expect: u does not escape
  union both *p = &u;
  p->p = &x;
  return p->n;
}
int *byUnionBytes(void) {
  int x = 1; // expect: moved to heap: x
  union both a; // expect: a does not escape
  union both b; // expect: b does not escape
  union both *from = &a, *to = &b;
  from->p = &x;
  for (size_t i = 0; i < sizeof a; i++)
    to->bytes[i] = from->bytes[i];
  return to->p;
}

int *byNumber(void) {
  int x = 1; // expect: moved to heap: x
  uintptr_t n = (uintptr_t)&x;
  n += 8;
  n = n * 2 / 2;
  return (int *)(n - 8);
}
int *byXor(uintptr_t key) {
  int x = 1; // expect: moved to heap: x
  uintptr_t n = (uintptr_t)&x ^ key;
  return (int *)(n ^ key);
}
int *byNumberInMemory(void) {
  int x = 1; // expect: moved to heap: x
  uintptr_t n; // expect: n does not escape
  uintptr_t *p = &n;
  *p = (uintptr_t)&x;
  return (int *)*p;
}
void byNumberToGlobal(void) {
  int x = 1; // expect: moved to heap: x
  gNumber = ~(uintptr_t)&x;
}
int *byHalves(void) {
  int x = 1; // expect: moved to heap: x
  uint32_t low = (uint32_t)(uintptr_t)&x;
  uint32_t high = (uint32_t)((uintptr_t)&x >> 32);
  return (int *)((uintptr_t)high << 32 | low);
}
int *byHalvesInMemory(void) {
  int x = 1; // expect: moved to heap: x
  uint32_t half[2]; // expect: half does not escape
  uint32_t *h = half;
  h[0] = (uint32_t)(uintptr_t)&x;
  h[1] = (uint32_t)((uintptr_t)&x >> 32);
  return (int *)((uintptr_t)h[1] << 32 | h[0]);
}
struct message {
  uint32_t id, low, high;
};
struct message queue[4];
typedef uint32_t fourNumbers __attribute__((vector_size(16)));
void push(struct message *to, const struct message *from) { // expect: to does not escape ; from does not escape
  to->low = from->low;
  to->high = from->high;
}
void byHalvesOfMessage(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) escapes to heap
  struct message m = {1, (uint32_t)(uintptr_t)p, (uint32_t)((uintptr_t)p >> 32)}; // expect: m does not escape
  push(&queue[3], &m);
}
void byHalvesOfParameter(struct message *m, int *p) { // expect: m does not escape ; leaking param: p
  m->low = (uint32_t)(uintptr_t)p;
  m->high = (uint32_t)((uintptr_t)p >> 32);
}
void byHalvesOfVector(fourNumbers *v, int *p) { // expect: v does not escape ; leaking param: p
  *v = (fourNumbers){0, 0, (uint32_t)(uintptr_t)p, (uint32_t)((uintptr_t)p >> 32)};
}
void byHalvesExchanged(struct message *m, int *p) { // expect: m does not escape ; leaking param: p
  __atomic_exchange_n(&m->low, (uint32_t)(uintptr_t)p, __ATOMIC_RELAXED);
  uint32_t expected = 0; // expect: expected does not escape
  __atomic_compare_exchange_n(&m->high, &expected, (uint32_t)((uintptr_t)p >> 32), 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}
uint16_t byQuarters(uint16_t *to, int *p) { // expect: to does not escape ; leaking param: p
  for (int i = 0; i < 4; i++)
    to[i] = (uint16_t)((uintptr_t)p >> 16 * i);
  return to[0];
}
// What is stored into a message of our own first.
void byHalvesComparedAndExchanged(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) escapes to heap
  struct message m = {0}; // expect: m does not escape
  uint32_t none = 0; // expect: none does not escape
  __atomic_compare_exchange_n(&m.low, &none, (uint32_t)(uintptr_t)p, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  __atomic_compare_exchange_n(&m.high, &none, (uint32_t)((uintptr_t)p >> 32), 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  push(&queue[0], &m);
}
void byHalvesOred(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) escapes to heap
  struct message m = {0}; // expect: m does not escape
  __atomic_fetch_or(&m.low, (uint32_t)(uintptr_t)p, __ATOMIC_RELAXED);
  __atomic_fetch_or(&m.high, (uint32_t)((uintptr_t)p >> 32), __ATOMIC_RELAXED);
  push(&queue[0], &m);
}
void byHalvesInNetworkOrder(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) escapes to heap
  struct message m = {1, __builtin_bswap32((uint32_t)(uintptr_t)p), __builtin_bswap32((uint32_t)((uintptr_t)p >> 32))}; // expect: m does not escape
  push(&queue[0], &m);
}
void byHalvesRotated(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) escapes to heap
  struct message m = {1, __builtin_rotateleft32((uint32_t)(uintptr_t)p, 8), __builtin_rotateleft32((uint32_t)((uintptr_t)p >> 32), 8)}; // expect: m does not escape
  push(&queue[0], &m);
}
void byHalvesInVector(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) escapes to heap
  fourNumbers v = {1, (uint32_t)(uintptr_t)p, (uint32_t)((uintptr_t)p >> 32)}; // expect: v does not escape
  push(&queue[0], (const struct message *)&v);
}
void lengthInMessage(struct message *m, const char *from, const char *to) { // expect: m does not escape ; from does not escape ; to does not escape
  m->low = (uint32_t)(to - from);
}
uintptr_t numberOf(int *p) { // expect: re:leaking param: p( to result ~r0 level=0)?
  return (uintptr_t)p;
}
int *pointerOf(uintptr_t n) {
  return (int *)n;
}
int *byNumberOfCallee(void) {
  int x = 1; // expect: moved to heap: x
  return pointerOf(numberOf(&x));
}
int *byChoice(int c) {
  int x = 1; // expect: moved to heap: x
  static int other;
  uintptr_t mask = -(uintptr_t)(c != 0);
  return (int *)(((uintptr_t)&x & mask) | ((uintptr_t)&other & ~mask));
}

// Written at one offset as a pointer, read at an overlapping one as bytes, and shifted over.
int *byOverlap(void) {
  int x = 1; // expect: moved to heap: x
  int *q; // expect: q does not escape
  char buffer[32]; // expect: buffer does not escape
  char *b = buffer;
  int *p = &x; // expect: p does not escape
  memcpy(b + 4, &p, sizeof p);
  memmove(b + 1, b + 4, sizeof p);
  memcpy(&q, b + 1, sizeof q);
  return q;
}
int *byVariableOffset(size_t i) {
  int x = 1; // expect: moved to heap: x
  struct nested n = {0, {0, 0}}; // expect: n does not escape
  char *b = (char *)&n;
  *(int **)(b + i) = &x;
  return n.box.p;
}
int *byReallocation(size_t n) {
  int x = 1; // expect: moved to heap: x
  int **a = malloc(sizeof *a); // expect: re:malloc\(\.\.\.\) (does not escape|escapes to heap)
  a[0] = &x;
  a = realloc(a, n); // expect: realloc(...) does not escape
  int *r = a[0];
  free(a);
  return r;
}
int **byReallocationReturned(size_t n) {
  int x = 1; // expect: moved to heap: x
  int **a = malloc(sizeof *a); // expect: re:malloc\(\.\.\.\) (does not escape|escapes to heap)
  a[0] = &x;
  return realloc(a, n); // expect: realloc(...) escapes to heap
}
