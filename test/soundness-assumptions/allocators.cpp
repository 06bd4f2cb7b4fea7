// Pins: the global operator new and malloc hand out memory of their own; a class's own operator new is read.
// RUN: %check-m %s -- -std=c++20
#include <cstddef>
#include <cstdlib>

struct Plain {
  int n = 0;
};
static char pool[4096];
static void *last;
struct Pooled {
  int n = 0;
  static void *operator new(std::size_t) { return last = pool; }
  static void operator delete(void *p) { last = p; } // expect: leaking param: p
};

int global() {
  Plain *p = new Plain; // expect: new Plain does not escape
  int n = p->n;
  delete p;
  return n;
}
int ofMalloc() {
  int *p = static_cast<int *>(std::malloc(sizeof(int))); // expect: malloc(...) does not escape
  if (!p)
    return 0;
  *p = 1;
  int n = *p;
  std::free(p);
  return n;
}
// Memory of the pool: nothing is allocated, and what is stored there is global.
void ofClass() {
  Pooled *p = new Pooled;
  int x = 1; // expect: moved to heap: x
  *reinterpret_cast<int **>(p) = &x;
}
