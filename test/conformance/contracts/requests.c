// Catches: a request of ioctl, prctl or syscall that keeps what it is given and is taken for one that does not.
// RUN: %check-m %s -- -std=gnu17
#define _GNU_SOURCE
#include <linux/futex.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int columns(void) {
  struct winsize w; // expect: w does not escape
  return ioctl(1, TIOCGWINSZ, &w) == 0 ? w.ws_col : 80;
}
int nonBlocking(int fd) {
  int on = 1; // expect: on does not escape
  return ioctl(fd, FIONBIO, &on);
}
int ofADevice(int fd) {
  int x = 1; // expect: moved to heap: x
  return ioctl(fd, 0x1234, &x);
}
int ofAnybody(int fd, unsigned long request) {
  int x = 1; // expect: moved to heap: x
  return ioctl(fd, request, &x);
}
void named(void) {
  char name[] = "worker"; // expect: name does not escape
  prctl(PR_SET_NAME, name);
}
void addressKept(void) {
  char c; // expect: moved to heap: c
  prctl(PR_SET_MM, PR_SET_MM_ARG_START, &c, 0, 0);
}
int waited(void) {
  int word = 0; // expect: word does not escape
  return (int)syscall(SYS_futex, &word, FUTEX_WAIT, 0, 0, 0, 0);
}
int addressAtExit(void) {
  int word = 0; // expect: moved to heap: word
  return (int)syscall(SYS_set_tid_address, &word);
}
