// What the runtime of the dynamic judge says of objects whose fate is known:
// how many frames, counted from the one that calls malloc, they outlived.
// RUN: rm -f %t.o.*
// RUN: %clang %s %judged -o %t
// RUN: env ESCAPE_OBJECTS=%t.o %t
// RUN: %escape-check --format=json -o %t.json %s -- %clang %s
// RUN: %real --report %t.json --ways %t.o | FileCheck %s
#include <setjmp.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char *Kept;
static jmp_buf Back;

// CHECK-DAG: made 1 freed 1 by others 0 left 0: stays:[[@LINE+3]]:13 < main:[[@LINE+64]]:
// CHECK-DAG: made 1 freed 1 by others 0 left 0: stays:[[@LINE+2]]:13 < main:[[@LINE+74]]:
static void stays(void) {
  char *P = malloc(8);
  free(P);
}

static void release(char *P) { free(P); }
// CHECK-DAG: made 1 freed 1 by others 0 left 0: freedBelow:[[@LINE+1]]:40 < main
static void freedBelow(void) { release(malloc(8)); }

// CHECK-DAG: made 1 freed 1 by others 0 left 1: make:[[@LINE+1]]:35 < returned
static char *make(int N) { return calloc(N, 2); }
static void returned(void) { free(make(4)); }

// CHECK-DAG: made 1 freed 1 by others 0 left 2: make:[[@LINE-3]]:35 < handsOn:[[@LINE+1]]:37 < main
static char *handsOn(void) { return make(9); }

// CHECK-DAG: made 1 freed 1 by others 0 left 1: keep:[[@LINE+1]]:34 < main
static void keep(void) { Kept = (malloc(8)); }

// CHECK-DAG: made 1 freed 0 by others 0 left 0: leaks:[[@LINE+1]]:34 < main
static void leaks(void) { Kept = malloc(8); }

// The old object is freed here, the new one by main.
// CHECK-DAG: made 1 freed 1 by others 0 left 0: grows:[[@LINE+3]]:13 < main
// CHECK-DAG: made 1 freed 1 by others 0 left 1: grows:[[@LINE+3]]:10 < main
static char *grows(void) {
  char *P = malloc(8);
  return realloc(P, 800);
}

// CHECK-DAG: made 1 freed 1 by others 0 left 2: jumps:[[@LINE+2]]:10 < jumpsBelow:[[@LINE+5]]:32 < main
static void jumps(void) {
  Kept = malloc(8);
  longjmp(Back, 1);
}
static void jumpsBelow(void) { jumps(); }

// CHECK-DAG: made 1 freed 1 by others 0 left 0: compare:[[@LINE+2]]:13 < sorts:[[@LINE+7]]:3 < main
static int compare(const void *A, const void *B) {
  char *P = malloc(8);
  free(P);
  return *(const char *)A - *(const char *)B;
}
static void sorts(char *P) {
  qsort(P, 2, 1, compare);
}

// CHECK-DAG: made 3 freed 3 by others 0 left 0: down:[[@LINE+1]]:91 < down:[[@LINE+1]]:38 < down:[[@LINE+1]]:38 < down:[[@LINE+1]]:38 < main
static void down(int N) { if (N > 0) down(N - 1); else for (int I = 0; I < 3; ++I) Kept = malloc(8), free(Kept); }

// The child writes a file of its own, without what its parent tells of.
// CHECK-DAG: made 1 freed 1 by others 0 left 0: child:[[@LINE+4]]:13 < main
static void child(void) {
  if (fork())
    return (void)wait(0);
  char *P = malloc(8);
  free(P);
  _exit(0);
}

int main(void) {
  char Text[] = "ba";
  stays();
  freedBelow();
  returned();
  free(handsOn());
  keep();
  free(Kept);
  leaks();
  free(grows());
  if (!setjmp(Back))
    jumpsBelow();
  free(Kept);
  stays(); // after the jump: the list of frames is right again
  sorts(Text);
  down(3);
  child();
}
