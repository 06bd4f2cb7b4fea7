// Catches: the entries that scandir allocates, which it gives to functions of the program.
// RUN: %check-m %s -- -std=c17 -D_GNU_SOURCE
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
const struct dirent *g;
static int keeps(const struct dirent **a, const struct dirent **b) { // expect: leaking param content: a ; b does not escape
  g = *a;
  return strcmp((*a)->d_name, (*b)->d_name);
}
static int selects(const struct dirent *a) { // expect: leaking param: a
  g = a;
  return 1;
}
int sorted(void) {
  struct dirent **list = 0; // expect: list does not escape
  return scandir("/", &list, 0, keeps); // expect: scandir(...) escapes to heap
}
int selected(void) {
  struct dirent **list = 0; // expect: list does not escape
  return scandir("/", &list, selects, 0); // expect: scandir(...) escapes to heap
}
int in_directory(int fd) {
  struct dirent **list = 0; // expect: list does not escape
  return scandirat(fd, "/", &list, 0, keeps); // expect: scandirat(...) escapes to heap
}
int alone(void) {
  struct dirent **list = 0; // expect: list does not escape
  int n = scandir("/", &list, 0, 0); // expect: scandir(...) does not escape
  for (int i = 0; i < n; i++)
    free(list[i]);
  free(list);
  return n;
}
