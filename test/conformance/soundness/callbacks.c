// Catches: what a callback of the C library makes, said to be made once, or to die with the thread that returned it.
// RUN: %check-m --verdicts %s -- -std=c11
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>

struct Node {
  struct Node *next;
};
struct List {
  struct Node *head;
};
static int compare(const void *a, const void *b, void *context) {
  struct List *l = context;
  struct Node *n = malloc(sizeof *n); // verdict: malloc(...) caller
  n->next = l->head;
  l->head = n;
  return *(const int *)a - *(const int *)b;
}
int manyAlive(void) {
  int a[8] = {3, 1, 2, 5, 4, 7, 6, 0}; // verdict: a stack
  struct List l = {0}; // verdict: l stack
  qsort_r(a, 8, sizeof(int), compare, &l); // verdict: qsort_r(...) arena
  int n = 0;
  for (struct Node *p = l.head; p; p = p->next)
    ++n;
  return n;
}
void *kept;
static void *worker(void *context) {
  return malloc(16); // verdict: malloc(...) caller
}
void joined(void) {
  pthread_t t; // verdict: t stack
  void *result; // verdict: result stack
  pthread_create(&t, 0, worker, 0); // verdict: pthread_create(...) heap
  pthread_join(t, &result);
  kept = result;
}
