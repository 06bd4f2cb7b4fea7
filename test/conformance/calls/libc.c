// Catches: C library functions: those that only look, those that give back their argument, those that keep it.
// RUN: %check-m %s -- -std=c17
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct user {
  int id;
  int *ref;
};

int *g;

int lengths(const char *s) { // expect: s does not escape
  return (int)strlen(s) + strcmp(s, "abc") + memcmp(s, "a", 1);
}
char *finds(char *s) { // expect: leaking param: s to result ~r0 level=0
  return strchr(s, 'x');
}
char *findsText(char *s, const char *t) { // expect: leaking param: s to result ~r0 level=0 ; t does not escape
  return strstr(s, t);
}
char *copies(char *d, const char *s) { // expect: leaking param: d to result ~r0 level=0 ; re:s does not escape|leaking param content: s.*
  return strcpy(d, s);
}
int findsLocal(void) {
  char b[16] = "abc"; // expect: b does not escape
  return *strchr(b, 'b');
}
char *findsLocalLeaves(void) {
  char b[16] = "abc"; // expect: moved to heap: b
  return strchr(b, 'b');
}
int formats(int n) {
  char b[32]; // expect: b does not escape
  snprintf(b, sizeof b, "%d", n);
  return atoi(b);
}
int scans(const char *s) { // expect: s does not escape
  int x; // expect: x does not escape
  if (sscanf(s, "%d", &x) != 1)
    return 0;
  return x;
}
int parses(void) {
  char b[16] = "12"; // expect: b does not escape
  char *end; // expect: end does not escape
  int n = (int)strtol(b, &end, 10);
  return n + *end;
}
char *parsesAndReturns(void) {
  char b[16] = "12"; // expect: moved to heap: b
  char *end; // expect: end does not escape
  strtol(b, &end, 10);
  return end;
}
int copiesStruct(void) {
  int x = 1; // expect: x does not escape
  struct user a = {1, &x}; // expect: a does not escape
  struct user b; // expect: b does not escape
  memcpy(&b, &a, sizeof b);
  memmove(&a, &b, sizeof a);
  memset(&b, 0, sizeof b);
  return *a.ref;
}
void *copyGivesDestination(void) {
  struct user a = {1, NULL}; // expect: a does not escape
  struct user b; // expect: moved to heap: b
  return memcpy(&b, &a, sizeof b);
}
int ascending(const void *a, const void *b) { // expect: a does not escape ; b does not escape
  return *(const int *)a - *(const int *)b;
}
int keeping(const void *a, const void *b) { // expect: leaking param: a ; b does not escape
  g = (int *)a;
  return *(const int *)a - *(const int *)b;
}
int sorts(void) {
  int a[4] = {3, 1, 2, 0}; // expect: a does not escape
  qsort(a, 4, sizeof *a, ascending);
  int *p = a;
  return p[0];
}
int sortsAndKeeps(void) {
  int a[4] = {3, 1, 2, 0}; // expect: moved to heap: a
  qsort(a, 4, sizeof *a, keeping);
  int *p = a;
  return p[0];
}
int searches(void) {
  int a[4] = {0, 1, 2, 3}; // expect: a does not escape
  int key = 2; // expect: key does not escape
  int *p = bsearch(&key, a, 4, sizeof *a, ascending);
  return p ? *p : 0;
}
int *searchesLeaves(void) {
  int a[4] = {0, 1, 2, 3}; // expect: moved to heap: a
  int key = 2; // expect: key does not escape
  return bsearch(&key, a, 4, sizeof *a, ascending);
}
int times(void) {
  time_t t; // expect: t does not escape
  time(&t);
  struct tm r; // expect: r does not escape
  localtime_r(&t, &r);
  return r.tm_year;
}
int reads(FILE *f) { // expect: f does not escape
  char b[64]; // expect: b does not escape
  if (!fgets(b, sizeof b, f))
    return 0;
  return b[0] + (int)fread(b, 1, sizeof b, f);
}
// These keep what they are given.
void buffers(void) {
  char b[BUFSIZ]; // expect: moved to heap: b
  setvbuf(stdout, b, _IOFBF, sizeof b);
}
void environment(void) {
  char b[] = "A=1"; // expect: moved to heap: b
  putenv(b);
}
void specific(pthread_key_t k) {
  int x = 1; // expect: moved to heap: x
  pthread_setspecific(k, &x);
}
int tokens(void) {
  char b[16] = "a,b"; // expect: moved to heap: b
  return *strtok(b, ",");
}
