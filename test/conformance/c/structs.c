// Catches: C idioms: lists, structs by value, callbacks with user data, unions, compound literals, setjmp.
// RUN: %check-m %s -- -std=c17
#include <setjmp.h>
#include <stdlib.h>

struct node {
  int val;
  struct node *next;
};
struct list {
  struct node *head;
  int n;
};
struct ref {
  int *p;
  int n;
};
struct wide {
  int *p;
  int n[8];
};
union value {
  int i;
  int *p;
};

int *g;

void push(struct list *l, int v) { // expect: re:l does not escape|leaking param content: l
  struct node *n = malloc(sizeof *n); // expect: malloc(...) escapes to heap
  n->val = v;
  n->next = l->head;
  l->head = n;
  l->n++;
}
int sum(const struct list *l) { // expect: l does not escape
  int s = 0;
  for (struct node *n = l->head; n; n = n->next)
    s += n->val;
  return s;
}
void clear(struct list *l) { // expect: re:l does not escape|leaking param content: l
  while (l->head) {
    struct node *n = l->head;
    l->head = n->next;
    free(n);
  }
}
int lists(int n) {
  struct list l = {0}; // expect: l does not escape
  for (int i = 0; i < n; i++)
    push(&l, i); // expect: re:push\(\.\.\.\) (does not escape|escapes to heap)
  int s = sum(&l);
  clear(&l);
  return s;
}
struct list listReturned(int n) {
  struct list l = {0}; // expect: l does not escape
  for (int i = 0; i < n; i++)
    push(&l, i); // expect: push(...) escapes to heap
  return l;
}

int readsByValue(struct ref r) { // expect: r does not escape
  return *r.p + r.n;
}
void keepsByValue(struct ref r) { // expect: leaking param: r
  g = r.p;
}
int readsWide(struct wide w) { // expect: w does not escape
  return *w.p;
}
int *returnsWide(struct wide w) { // expect: leaking param: w to result ~r0 level=0
  return w.p;
}
int byValueStays(void) {
  int x = 1; // expect: x does not escape
  struct ref r = {&x, 1};
  struct wide w = {&x, {0}};
  return readsByValue(r) + readsWide(w);
}
void byValueLeaks(void) {
  int x = 1; // expect: moved to heap: x
  struct ref r = {&x, 1};
  keepsByValue(r);
}
int *byValueReturned(void) {
  int x = 1; // expect: moved to heap: x
  struct wide w = {&x, {0}};
  return returnsWide(w);
}

void visitKnown(struct list *l, int *count) { // expect: l does not escape ; count does not escape
  for (struct node *n = l->head; n; n = n->next)
    ++*count;
}
void visit(struct list *l, void (*f)(int *, void *), void *data) { // expect: leaking param content: l ; f does not escape ; leaking param: data
  for (struct node *n = l->head; n; n = n->next)
    f(&n->val, data);
}

int unionStays(void) {
  int x = 1; // expect: x does not escape
  union value v; // expect: v does not escape
  union value *p = &v;
  p->p = &x;
  return *p->p;
}
int *unionLeaves(void) {
  int x = 1; // expect: moved to heap: x
  union value v; // expect: v does not escape
  union value *p = &v;
  p->p = &x;
  return p->p;
}
int literal(void) {
  int x = 1; // expect: x does not escape
  struct ref *r = &(struct ref){&x, 1};
  return *r->p;
}
int *literalLeaves(void) {
  int x = 1; // expect: moved to heap: x
  struct ref *r = &(struct ref){&x, 1};
  return r->p;
}
int variableLength(int n) {
  int a[n]; // expect: a does not escape
  int *p = a;
  p[0] = 1;
  return p[0];
}
jmp_buf env;
int jumps(int n) {
  int x = 1; // expect: x does not escape
  int *p = &x;
  if (setjmp(env))
    return 0;
  if (n)
    longjmp(env, 1);
  return *p;
}
