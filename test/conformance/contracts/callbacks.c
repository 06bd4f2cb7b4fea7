// Catches: a C library function that calls back, and whose callback is not seen to let go what it is handed.
// RUN: %check-m %s -- -std=c17
#define _GNU_SOURCE
#include <dirent.h>
#include <ftw.h>
#include <glob.h>
#include <link.h>
#include <pthread.h>
#include <search.h>
#include <signal.h>
#include <stdlib.h>

int *g;

int quietly(const void *a, const void *b, void *context) { // expect: a does not escape ; b does not escape ; context does not escape
  return *(const int *)a - *(const int *)b + *(int *)context;
}
int loudly(const void *a, const void *b, void *context) { // expect: a does not escape ; b does not escape ; leaking param: context
  g = context;
  return *(const int *)a - *(const int *)b;
}
int sorted(void) {
  int a[4] = {3, 1, 2, 0}; // expect: a does not escape
  int context = 1;         // expect: context does not escape
  qsort_r(a, 4, sizeof *a, quietly, &context);
  return a[0];
}
int sortedLoudly(void) {
  int a[4] = {3, 1, 2, 0}; // expect: a does not escape
  int context = 1;         // expect: moved to heap: context
  qsort_r(a, 4, sizeof *a, loudly, &context);
  return a[0];
}
// Elements that are pointers change their places.
int byTarget(const void *a, const void *b) { // expect: a does not escape ; b does not escape
  return **(int *const *)a - **(int *const *)b;
}
int *smallest(void) {
  int x = 1, y = 2;      // expect: moved to heap: x ; moved to heap: y
  int *a[2] = {&x, &y};  // expect: a does not escape
  qsort(a, 2, sizeof *a, byTarget);
  return a[0];
}
int noted(struct dl_phdr_info *info, size_t size, void *data) { // expect: info does not escape ; leaking param: data
  g = data;
  return size == 0;
}
int objects(void) {
  int n = 0; // expect: moved to heap: n
  return dl_iterate_phdr(noted, &n);
}
void visited(const void *node, VISIT order, void *closure) { // expect: node does not escape ; leaking param: closure
  g = closure;
}
void walked(const void *root) { // expect: re:.*root.*
  int n = 0; // expect: moved to heap: n
  twalk_r(root, visited, &n);
}
void atExit(int status, void *data) { // expect: data does not escape
  *(int *)data = status;
}
void registered(void) {
  int x = 1; // expect: moved to heap: x
  on_exit(atExit, &x);
}
void *inThread(void *data) { // expect: leaking param: data to result ~r0 level=0
  return data;
}
int started(void) {
  pthread_t t; // expect: t does not escape
  int x = 1;   // expect: moved to heap: x
  return pthread_create(&t, NULL, inThread, &x);
}
void once(void) { g = NULL; }
int initialised(void) {
  pthread_once_t control = PTHREAD_ONCE_INIT; // expect: control does not escape
  return pthread_once(&control, once);
}
