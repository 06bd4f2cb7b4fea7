// Catches: what a thread uses that is joined on every way taken for shared for good, and a thread that may run on taken for joined.
// RUN: %check-m %s --
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

void unknown(void);
int *kept;
struct Work { int *in; int out; };

void *entry(void *arg) { // expect: arg does not escape
  *(int *)arg = 1;
  return NULL;
}
void *entryOfWork(void *arg) { // expect: arg does not escape
  struct Work *w = arg;
  w->out = *w->in;
  return NULL;
}
void *keeps(void *arg) { // expect: leaking param: arg
  kept = arg;
  return NULL;
}
void *returns(void *arg) { // expect: leaking param: arg to result ~r0 level=0
  return arg;
}
int entryC11(void *arg) { // expect: arg does not escape
  return *(int *)arg;
}

void joinedAtOnce(void) {
  int x = 0; // expect: x does not escape
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  pthread_join(t, NULL);
}
void joinedC11(void) {
  int x = 0; // expect: x does not escape
  thrd_t t; // expect: t does not escape
  if (thrd_create(&t, entryC11, &x) != thrd_success)
    return;
  thrd_join(t, NULL);
}
int joinedWhenStarted(void) {
  int x = 0; // expect: x does not escape
  pthread_t t; // expect: t does not escape
  int failed = pthread_create(&t, NULL, entry, &x);
  if (failed) {
    fprintf(stderr, "no thread: %d\n", failed);
    return -1;
  }
  pthread_join(t, NULL);
  return x;
}
int joinedIfStarted(void) {
  int x = 0; // expect: x does not escape
  pthread_t t; // expect: t does not escape
  if (pthread_create(&t, NULL, entry, &x) == 0)
    pthread_join(t, NULL);
  return x;
}
void joinedOrEnded(int bad) {
  int x = 0; // expect: x does not escape
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  if (bad)
    abort();
  pthread_join(t, NULL);
}
int ofWork(int n) {
  int in = n; // expect: in does not escape
  struct Work w = {&in, 0}; // expect: w does not escape
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entryOfWork, &w);
  pthread_join(t, NULL);
  return w.out;
}
void ofParameter(int *p) { // expect: p does not escape
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, p);
  pthread_join(t, NULL);
}
int ofHeap(void) {
  int *p = malloc(sizeof *p); // expect: malloc(...) does not escape
  pthread_t t; // expect: t does not escape
  if (pthread_create(&t, NULL, entry, p)) {
    free(p);
    return -1;
  }
  pthread_join(t, NULL);
  int result = *p;
  free(p);
  return result;
}
static int square(int x) { return x * x; }
static int twice(int x) { return square(x) + square(x); }
int worksMeanwhile(void) {
  int x = 0, y = 0; // expect: x does not escape ; y does not escape
  pthread_t t, u; // expect: t does not escape ; u does not escape
  pthread_create(&t, NULL, entry, &x);
  pthread_create(&u, NULL, entry, &y);
  int z = twice(3);
  printf("%d\n", z);
  pthread_join(t, NULL);
  pthread_join(u, NULL);
  return x + y;
}
void handlesInArray(void) {
  int x = 0; // expect: x does not escape
  pthread_t t[2] = {0, 0}; // expect: t does not escape
  pthread_create(&t[0], NULL, entry, &x);
  pthread_create(&t[1], NULL, entry, &x);
  pthread_join(t[0], NULL);
  pthread_join(t[1], NULL);
}
void oneAfterTheOther(int n) {
  int x = 0; // expect: x does not escape
  for (int i = 0; i < n; ++i) {
    pthread_t t; // expect: t does not escape
    if (pthread_create(&t, NULL, entry, &x))
      break;
    pthread_join(t, NULL);
  }
}

void notJoined(void) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
}
void detached(void) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  pthread_detach(t);
}
void sometimesJoined(int c) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  if (c)
    pthread_join(t, NULL);
}
int leftEarly(int c) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  if (pthread_create(&t, NULL, entry, &x))
    return 1;
  if (c)
    return 2;
  pthread_join(t, NULL);
  return 0;
}
int wrongBranch(void) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  if (pthread_create(&t, NULL, entry, &x) == 0)
    return 1;
  pthread_join(t, NULL);
  return 0;
}
int notTheResult(int failed) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  if (failed)
    return 1;
  pthread_join(t, NULL);
  return 0;
}
void joinedBefore(pthread_t other) {
  int x = 0; // expect: moved to heap: x
  pthread_t t = other; // expect: t does not escape
  pthread_join(t, NULL);
  pthread_create(&t, NULL, entry, &x);
}
void oldHandle(pthread_t other) {
  int x = 0; // expect: moved to heap: x
  pthread_t t = other; // expect: t does not escape
  pthread_t first = t;
  pthread_create(&t, NULL, entry, &x);
  pthread_join(first, NULL);
}
void overwrittenHandle(pthread_t other) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  t = other;
  pthread_join(t, NULL);
}
void clearedHandle(void) {
  int x = 0; // expect: moved to heap: x
  pthread_t t[2]; // expect: t does not escape
  pthread_create(&t[1], NULL, entry, &x);
  memset(t, 0, sizeof t);
  pthread_join(t[1], NULL);
}
void changes(pthread_t *t); // no body
void sharedHandle(void) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: moved to heap: t
  pthread_create(&t, NULL, entry, &x);
  changes(&t);
  pthread_join(t, NULL);
}
void anotherHandle(void) {
  int x = 0, y = 0; // expect: x does not escape ; moved to heap: y
  pthread_t t, u; // expect: t does not escape ; u does not escape
  pthread_create(&t, NULL, entry, &x);
  pthread_create(&u, NULL, entry, &y);
  pthread_join(t, NULL);
  pthread_join(t, NULL);
}
void pilesUp(int n) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  for (int i = 0; i < n; ++i)
    pthread_create(&t, NULL, entry, &x);
  pthread_join(t, NULL);
}
void mayJump(void) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  unknown();
  pthread_join(t, NULL);
}
void mayJumpByPointer(void (*f)(void)) { // expect: f does not escape
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  f();
  pthread_join(t, NULL);
}
jmp_buf gEnv;
static void jumps(int c) {
  if (c)
    longjmp(gEnv, 1);
}
void jumpsAway(int c) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  jumps(c);
  pthread_join(t, NULL);
}
static int compare(const void *a, const void *b) { // expect: a does not escape ; b does not escape
  longjmp(gEnv, 1);
}
void jumpsAwayInCallback(int *p) { // expect: p does not escape
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  qsort(p, 2, sizeof *p, compare);
  pthread_join(t, NULL);
}
void endsItself(int c) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  if (c)
    pthread_exit(NULL);
  pthread_join(t, NULL);
}
void theThreadKeepsIt(void) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, keeps, &x);
  pthread_join(t, NULL);
}
void theThreadReturnsIt(void) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  void *r; // expect: r does not escape
  pthread_create(&t, NULL, returns, &x);
  pthread_join(t, &r);
  kept = r;
}
void unknownThread(void *(*f)(void *)) { // expect: f does not escape
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, f, &x);
  pthread_join(t, NULL);
}

static void run(void *(*f)(void *), void *arg, void **result) { // expect: f does not escape ; leaking param: arg ; result does not escape
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, f, arg);
  pthread_join(t, result);
}
void runsReader(void) {
  int x = 0; // expect: x does not escape
  void *r; // expect: r does not escape
  run(entry, &x, &r);
}
void runsKeeper(void) {
  int x = 0; // expect: moved to heap: x
  void *r; // expect: r does not escape
  run(keeps, &x, &r);
}
void runsReturner(void) {
  int x = 0; // expect: moved to heap: x
  void *r; // expect: r does not escape
  run(returns, &x, &r);
  kept = r;
}
void *exits(void *arg) { // expect: leaking param: arg
  pthread_exit(arg);
}
void itsResultByExit(void) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  void *r; // expect: r does not escape
  pthread_create(&t, NULL, exits, &x);
  pthread_join(t, &r);
  kept = r;
}
void *startsAnother(void *arg) { // expect: leaking param: arg
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, arg);
  pthread_detach(t);
  return NULL;
}
void anotherRunsOn(void) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, startsAnother, &x);
  pthread_join(t, NULL);
}
void *keepsWhatItFinds(void *arg) { // expect: leaking param content: arg
  kept = ((struct Work *)arg)->in;
  return NULL;
}
void storedAfterTheStart(void) {
  int x = 0; // expect: moved to heap: x
  struct Work w = {NULL, 0}; // expect: w does not escape
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, keepsWhatItFinds, &w);
  w.in = &x;
  pthread_join(t, NULL);
}
int secondNotStarted(void) {
  int x = 0, y = 0; // expect: moved to heap: x ; y does not escape
  pthread_t t, u; // expect: t does not escape ; u does not escape
  pthread_create(&t, NULL, entry, &x);
  if (pthread_create(&u, NULL, entry, &y))
    return -1;
  pthread_join(t, NULL);
  pthread_join(u, NULL);
  return x + y;
}
int *callbackOfTheLibrary(int *p, int (*f)(const void *, const void *)) { // expect: leaking param: p ; f does not escape
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  int *found = bsearch(p, p, 2, sizeof *p, f);
  pthread_join(t, NULL);
  return found;
}
void joinedIfAny(int n) {
  int x = 0; // expect: moved to heap: x
  pthread_t t; // expect: t does not escape
  pthread_create(&t, NULL, entry, &x);
  for (int i = 0; i < n; ++i) {
    pthread_join(t, NULL);
    break;
  }
}
