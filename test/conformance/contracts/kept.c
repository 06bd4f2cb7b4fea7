// Catches: a C library function that keeps what it is given, or something in it, and is believed to let it go.
// RUN: %check-m %s -- -std=c17
#define _GNU_SOURCE
#include <aio.h>
#include <pthread.h>
#include <sched.h>
#include <search.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

void waitsFor(int set, int fd) {
  int x;                  // expect: moved to heap: x
  struct epoll_event e;   // expect: e does not escape
  e.events = EPOLLIN;
  e.data.ptr = &x;
  epoll_ctl(set, EPOLL_CTL_ADD, fd, &e);
}
int signalStack(void) {
  char memory[8192]; // expect: moved to heap: memory
  stack_t s;         // expect: s does not escape
  memset(&s, 0, sizeof s);
  s.ss_sp = memory;
  s.ss_size = sizeof memory;
  return sigaltstack(&s, NULL);
}
int intoStream(void) {
  char *text;  // expect: moved to heap: text
  size_t size; // expect: moved to heap: size
  FILE *f = open_memstream(&text, &size); // expect: re:open_memstream.*
  return fputs("x", f);
}
int fromMemory(void) {
  char b[8] = "abc"; // expect: moved to heap: b
  FILE *f = fmemopen(b, sizeof b, "r"); // expect: re:fmemopen.*
  return getc(f);
}
int intoTable(void) {
  char key[] = "k"; // expect: moved to heap: key
  int value = 1;    // expect: moved to heap: value
  ENTRY e = {key, &value};
  return hsearch(e, ENTER) != NULL;
}
int byValue(const void *a, const void *b) { // expect: a does not escape ; b does not escape
  return *(const int *)a - *(const int *)b;
}
int intoTree(void) {
  int key = 1;       // expect: moved to heap: key
  void *root = NULL; // expect: root does not escape
  return tsearch(&key, &root, byValue) != NULL;
}
int lookedUpInTree(void **root) { // expect: re:.*root.*
  int key = 1; // expect: key does not escape
  return tfind(&key, root, byValue) != NULL;
}
void asynchronous(int fd) {
  char b[8];      // expect: moved to heap: b
  struct aiocb c; // expect: moved to heap: c
  memset(&c, 0, sizeof c);
  c.aio_fildes = fd;
  c.aio_buf = b;
  aio_read(&c);
}
int inClone(void *p) { return *(int *)p; } // expect: p does not escape
int cloned(char *stack) { // expect: leaking param: stack
  int x = 1; // expect: moved to heap: x
  return clone(inClone, stack, CLONE_VM, &x);
}
// Bytes that may be read back, here or elsewhere: what they hold escapes, and they do not.
void written(int fd) {
  int x;       // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  write(fd, &p, sizeof p);
}
void writtenInParts(int fd) {
  int x;       // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  struct iovec v = {&p, sizeof p}; // expect: v does not escape
  writev(fd, &v, 1);
}
void sent(int fd) {
  int x;       // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  struct iovec v = {&p, sizeof p}; // expect: v does not escape
  struct msghdr m = {0};           // expect: m does not escape
  m.msg_iov = &v;
  m.msg_iovlen = 1;
  sendmsg(fd, &m, 0);
}
void remembered(void) {
  int x;       // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  setxattr("file", "user.p", &p, sizeof p, 0);
}
void counted(int fd) {
  int x; // expect: moved to heap: x
  eventfd_write(fd, (eventfd_t)&x);
}
// What comes back may be anything that got out: storing through it lets go.
void readBack(int fd) {
  int x;       // expect: moved to heap: x
  int **p = 0; // expect: p does not escape
  struct iovec v = {&p, sizeof p}; // expect: v does not escape
  readv(fd, &v, 1);
  *p = &x;
}
void received(int fd) {
  int x;       // expect: moved to heap: x
  int **p = 0; // expect: p does not escape
  struct iovec v = {&p, sizeof p}; // expect: v does not escape
  struct msghdr m = {0};           // expect: m does not escape
  m.msg_iov = &v;
  m.msg_iovlen = 1;
  recvmsg(fd, &m, 0);
  *p = &x;
}
