// Catches: a vtable of the library's that is taken for unknown: what its functions are given lives for good then.
// RUN: %check-m %s -- -std=c++20
#include <fstream>
#include <memory_resource>
#include <vector>

int inPlace() {
  char b[256];                                       // expect: b does not escape
  std::pmr::monotonic_buffer_resource r(b, sizeof b); // expect: r does not escape
  std::pmr::vector<int> v(&r);                       // expect: v does not escape
  v.push_back(1); // expect: push_back(...) does not escape
  return v[0];
}
void *handedOut() {
  char b[256];                                       // expect: moved to heap: b
  std::pmr::monotonic_buffer_resource r(b, sizeof b); // expect: r does not escape
  std::pmr::memory_resource *m = &r;
  return m->allocate(8, 8); // expect: allocate(...) escapes to heap
}
std::streambuf *kept() {
  char b[64];                // expect: moved to heap: b
  auto *f = new std::filebuf; // expect: new std::filebuf escapes to heap
  static_cast<std::streambuf *>(f)->pubsetbuf(b, sizeof b);
  return f;
}
