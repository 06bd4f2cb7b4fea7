// Catches: a variable that is too large for the stack, not told of by the plugin; or one of just Go's limit that is.
// RUN: %clangxx %plugin -std=c++20 -fsyntax-only -w -Xclang -verify %s

void fill(char *, int) {}

int tooLarge() {
  char chunk[128 * 1024 + 1]; // expected-remark {{'chunk' takes 131073 bytes of the stack of 'tooLarge' [oversized-frame]}}
  fill(chunk, sizeof chunk);
  return chunk[0];
}
int staysAtLimit() {
  char chunk[128 * 1024];
  fill(chunk, sizeof chunk);
  return chunk[0];
}
int tooLargeFromHeap() {
  char *chunk = new char[64 * 1024 + 1];
  fill(chunk, 1);
  int c = chunk[0];
  delete[] chunk;
  return c;
}
int staysFromHeap() {
  char *chunk = new char[64 * 1024]; // expected-remark {{'new char[]' does not escape from 'staysFromHeap': it can live on the stack (65536 bytes) [heap-to-stack]}}
  fill(chunk, 1);
  int c = chunk[0];
  delete[] chunk;
  return c;
}
