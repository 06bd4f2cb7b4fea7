// Catches: pointers written to a pipe, a file or a socket, or read from one, that are forgotten.
// RUN: %check-m %s -- -std=gnu17 -w

#include <unistd.h>
#include <sys/uio.h>
#include <stdlib.h>
#include <stdio.h>
#include <sys/socket.h>
struct Task { int x; struct Task *peer; };
int fds[2]; FILE *fp;
void post(int v) { struct Task *t = malloc(sizeof *t); t->x = v; write(fds[1], &t, sizeof t); } // expect: t does not escape ; malloc(...) escapes to heap
int take(void) { struct Task *t; read(fds[0], &t, sizeof t); int r = t->x; free(t); return r; } // expect: t does not escape
void post2(int v) { struct Task *t = malloc(sizeof *t); t->x = v; fwrite(&t, sizeof t, 1, fp); } // expect: t does not escape ; malloc(...) escapes to heap
void post3(int v) { struct Task *t = malloc(sizeof *t); t->x = v; send(fds[1], &t, sizeof t, 0); } // expect: t does not escape ; malloc(...) escapes to heap
void rd(void) { struct Task *t; struct iovec v = {&t, sizeof t}; readv(fds[0], &v, 1); // expect: t does not escape ; v does not escape
  struct Task *n = malloc(sizeof *n); t->peer = n; } // expect: malloc(...) escapes to heap
