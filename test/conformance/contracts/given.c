// Catches: a result, or what is stored through an argument, that is one of the arguments and is taken for another.
// RUN: %check-m %s -- -std=c17
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

int *g;

char *directory(void) {
  char b[64]; // expect: moved to heap: b
  return getcwd(b, sizeof b); // expect: re:getcwd.*
}
char *resolved(const char *name) { // expect: name does not escape
  char b[4096]; // expect: moved to heap: b
  return realpath(name, b); // expect: re:realpath.*
}
const char *address(const void *a) { // expect: a does not escape
  char b[64]; // expect: moved to heap: b
  return inet_ntop(AF_INET, a, b, sizeof b);
}
char *line(FILE *f) { // expect: f does not escape
  char b[64]; // expect: moved to heap: b
  return fgets(b, sizeof b, f);
}
char *word(void) {
  char b[8] = "a,b"; // expect: moved to heap: b
  char *rest;        // expect: rest does not escape
  return strtok_r(b, ",", &rest);
}
char *restOfWords(void) {
  char b[8] = "a,b"; // expect: moved to heap: b
  char *rest;        // expect: rest does not escape
  strtok_r(b, ",", &rest);
  return rest;
}
int wordsStay(void) {
  char b[8] = "a,b"; // expect: b does not escape
  char *rest;        // expect: rest does not escape
  return *strtok_r(b, ",", &rest) + *strtok_r(NULL, ",", &rest);
}
char *separated(void) {
  char b[8] = "a,b"; // expect: moved to heap: b
  char *at = b;      // expect: at does not escape
  return strsep(&at, ",");
}
wchar_t *wideWord(void) {
  wchar_t b[8] = L"a,b"; // expect: moved to heap: b
  wchar_t *rest;         // expect: rest does not escape
  return wcstok(b, L",", &rest);
}
const char *parsedUntil(void) {
  char b[16] = "10:30"; // expect: moved to heap: b
  struct tm t;          // expect: t does not escape
  return strptime(b, "%H:%M", &t);
}
// New memory: the caller's, the function's own, or kept.
char *duplicate(const char *s) { // expect: s does not escape
  return strdup(s); // expect: re:strdup.* escapes to heap
}
int duplicateStays(const char *s) { // expect: s does not escape
  char *d = strdup(s); // expect: re:strdup.* does not escape
  int n = d[0];
  free(d);
  return n;
}
int printed(int n) {
  char *text; // expect: text does not escape
  int length = asprintf(&text, "%d", n); // expect: re:asprintf.* does not escape
  free(text);
  return length;
}
char *printedLeaves(int n) {
  char *text; // expect: text does not escape
  return asprintf(&text, "%d", n) < 0 ? NULL : text; // expect: re:asprintf.* escapes to heap
}
// Elements of a queue come to hold one another.
struct element {
  struct element *next, *previous;
  int *value;
};
int *linked(void) {
  int x = 1;                   // expect: moved to heap: x
  struct element first = {0};  // imprecise: moved to heap: first (wanted: first does not escape)
  struct element second = {0}; // imprecise: moved to heap: second (wanted: second does not escape)
  second.value = &x;
  insque(&first, NULL);
  insque(&second, &first);
  return first.next->value;
}
int *behindTheRemoved(struct element *list) { // expect: re:leaking param: list to result.* ; leaking param content: list
  remque(list->next);
  return list->next->value;
}
// %p reads an address, which may be of anything that got out.
void scannedPointer(const char *s) { // expect: s does not escape
  int x;      // expect: moved to heap: x
  void *p = 0; // expect: p does not escape
  sscanf(s, "%p", &p);
  *(int **)p = &x;
}
