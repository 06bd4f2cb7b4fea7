// Catches: malloc and its family: pairs with free, with realloc, on one path only, handed out, stored away.
// RUN: %check-m %s -- -std=c17
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

struct user {
  int id;
  int *ref;
};
struct flex {
  int n;
  int items[];
};

int *g;
void sink(void *);

int pair(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) does not escape
  *p = 1;
  int r = *p;
  free(p);
  return r;
}
int checked(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) does not escape
  if (!p)
    return -1;
  *p = 1;
  int r = *p;
  free(p);
  return r;
}
int cleared(int n) {
  int *p = calloc(n, sizeof *p); // expect: calloc(...) does not escape
  if (!p)
    return -1;
  int r = p[0];
  free(p);
  return r;
}
int aligned(void) {
  int *p = aligned_alloc(64, 64); // expect: aligned_alloc(...) does not escape
  *p = 1;
  int r = *p;
  free(p);
  return r;
}
int dynamic(int n) {
  char *p = malloc(n); // expect: malloc(...) does not escape
  memset(p, 1, n);
  int r = p[n - 1];
  free(p);
  return r;
}
int flexible(int n) {
  struct flex *f = malloc(sizeof *f + n * sizeof(int)); // expect: malloc(...) does not escape
  f->n = n;
  f->items[0] = 1;
  int r = f->items[0];
  free(f);
  return r;
}
int freedOnOnePath(int c) {
  int *p = malloc(sizeof *p); // expect: malloc(...) does not escape
  *p = c;
  if (c)
    return 1;
  free(p);
  return 0;
}
int neverFreed(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) does not escape
  *p = 1;
  return *p;
}
int *returned(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) escapes to heap
  if (p)
    *p = 1;
  return p;
}
int usesReturned(void) {
  int *p = returned(); // expect: returned(...) does not escape
  int r = p ? *p : 0;
  free(p);
  return r;
}
int *returnedOrFreed(int c) {
  int *p = malloc(sizeof *p); // expect: malloc(...) escapes to heap
  if (c) {
    free(p);
    return NULL;
  }
  return p;
}
void toGlobal(void) {
  g = malloc(sizeof *g); // expect: malloc(...) escapes to heap
}
void toUnknown(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) escapes to heap
  sink(p);
  free(p);
}
void toParameter(struct user *u) { // expect: u does not escape
  u->ref = malloc(sizeof(int)); // expect: malloc(...) escapes to heap
}
int usesParameter(void) {
  struct user u; // expect: u does not escape
  toParameter(&u); // expect: toParameter(...) does not escape
  *u.ref = 1;
  int r = *u.ref;
  free(u.ref);
  return r;
}
int out(int **p) { // expect: p does not escape
  *p = malloc(sizeof **p); // expect: malloc(...) escapes to heap
  return *p != NULL;
}
int usesOut(void) {
  int *p; // expect: p does not escape
  if (!out(&p)) // expect: out(...) does not escape
    return 0;
  *p = 1;
  int r = *p;
  free(p);
  return r;
}
int grown(int n) {
  int *p = malloc(sizeof *p); // expect: malloc(...) does not escape
  p[0] = 1;
  int *q = realloc(p, n * sizeof *q); // expect: realloc(...) does not escape
  if (!q) {
    free(p);
    return 0;
  }
  int r = q[0];
  free(q);
  return r;
}
int *grownAndReturned(int n) {
  int *q = realloc(NULL, n * sizeof *q); // expect: realloc(...) escapes to heap
  return q;
}
int duplicated(const char *s) { // expect: s does not escape
  char *d = strdup(s); // expect: re:.* does not escape
  int r = d[0];
  free(d);
  return r;
}
char *duplicatedAndReturned(const char *s) { // expect: re:s does not escape|leaking param: s to result ~r0 level=1
  return strdup(s); // expect: re:.* escapes to heap
}
int holdsLocal(void) {
  int x = 1; // expect: x does not escape
  struct user *u = malloc(sizeof *u); // expect: malloc(...) does not escape
  u->ref = &x;
  int r = *u->ref;
  free(u);
  return r;
}
struct user *holdsLocalAndLeaves(void) {
  int x = 1; // expect: moved to heap: x
  struct user *u = malloc(sizeof *u); // expect: malloc(...) escapes to heap
  u->ref = &x;
  return u;
}
int heldByLocal(void) {
  struct user u; // expect: u does not escape
  struct user *p = &u;
  p->ref = malloc(sizeof(int)); // expect: malloc(...) does not escape
  *p->ref = 1;
  int r = *p->ref;
  free(p->ref);
  return r;
}
int table(int n) {
  int **rows = malloc(n * sizeof *rows); // expect: malloc(...) does not escape
  for (int i = 0; i < n; i++)
    rows[i] = calloc(n, sizeof **rows); // expect: calloc(...) does not escape
  int r = rows[0][0];
  for (int i = 0; i < n; i++)
    free(rows[i]);
  free(rows);
  return r;
}

// The size of calloc is the product of both.
int callocTooLarge(void) {
  int *p = calloc(1024, 128); // expect: calloc(...) escapes to heap
  if (!p)
    return 0;
  int r = p[1];
  free(p);
  return r;
}
int callocTooLargeOtherWay(void) {
  int *p = calloc(128, 1024); // expect: calloc(...) escapes to heap
  if (!p)
    return 0;
  int r = p[1];
  free(p);
  return r;
}
int callocSmall(void) {
  int *p = calloc(4, 4); // expect: calloc(...) does not escape
  if (!p)
    return 0;
  int r = p[1];
  free(p);
  return r;
}
static int *callocs(size_t n) { return calloc(4, n); } // expect: calloc(...) escapes to heap
int callocSmallElsewhere(void) {
  int *p = callocs(4); // expect: callocs(...) does not escape // verdict: callocs(...) stack
  if (!p)
    return 0;
  int r = p[1];
  free(p);
  return r;
}
int callocTooLargeElsewhere(void) {
  int *p = callocs(1 << 20); // expect: callocs(...) escapes to heap
  if (!p)
    return 0;
  int r = p[1];
  free(p);
  return r;
}
