// Catches: what is allocated in a block without a line of its own.
// RUN: %check-m %s -- -std=c17 -fblocks
#include <stdlib.h>

int *kept;

int inBlock(int n) {
  int (^block)(int) = ^(int x) {
    int *p = malloc(sizeof(int)); // expect: malloc(...) does not escape
    int local = x + n;
    *p = local;
    int result = *p;
    free(p);
    return result;
  };
  return block(2);
}
void letsGo(void) {
  void (^block)(void) = ^{
    int local = 1; // expect: moved to heap: local
    kept = &local;
    kept = malloc(sizeof(int)); // expect: malloc(...) escapes to heap
  };
  block();
}
int nested(void) {
  return ^{
    return ^{
      int *p = malloc(sizeof(int)); // expect: malloc(...) does not escape
      free(p);
      return 1;
    }();
  }();
}
