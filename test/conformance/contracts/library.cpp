// Catches: a function of the C++ library that is compiled into it, and keeps or hands out what it is given.
// RUN: %check-m %s -- -std=c++20
#include <atomic>
#include <exception>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <list>
#include <map>
#include <memory_resource>
#include <sstream>

void *g;
int *gi;

// The resource takes its memory from another, and that from a buffer.
void nestedResource() {
  char b[64];                                           // expect: moved to heap: b
  std::pmr::monotonic_buffer_resource inner(b, sizeof b); // expect: re:.*inner.*
  std::pmr::monotonic_buffer_resource outer(&inner);      // expect: re:.*outer.*
  g = outer.allocate(8); // expect: allocate(...) escapes to heap
}
// A stream keeps the buffer that it is given, and the stream that it is tied to.
std::streambuf *bufferOf(std::streambuf &b) { // imprecise: leaking param: b (wanted: leaking param: b to result ~r0 level=0)
  std::istream s(&b); // imprecise: moved to heap: s (wanted: s does not escape)
  return s.rdbuf();
}
int bufferStays() {
  std::stringbuf b("x"); // expect: b does not escape ; std::string(...) does not escape
  std::istream s(&b);    // expect: s does not escape
  return s.get();
}
std::ostream *tiedTo() {
  std::ostream out(nullptr); // expect: moved to heap: out
  std::istream in(nullptr);  // imprecise: moved to heap: in (wanted: in does not escape)
  in.tie(&out);
  return in.tie();
}
void installedForGood() {
  int x = 1; // expect: moved to heap: x
  std::cout.pword(std::ios_base::xalloc()) = &x; // expect: pword(...) escapes to heap
}
// Bytes may be read back.
void writtenBytes(std::ostream &s) { // expect: re:.*
  int x = 1;   // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  s.write(reinterpret_cast<const char *>(&p), sizeof p);
}
// Nodes of a tree and of a list hold one another.
int *valueInTree() {
  int x = 1;               // expect: moved to heap: x
  int y = 2;               // expect: moved to heap: y
  std::map<int, int *> m;  // imprecise: moved to heap: m (wanted: m does not escape)
  m[1] = &x;               // imprecise: operator[](...) escapes to heap (wanted: operator[](...) does not escape)
  m[2] = &y;               // imprecise: operator[](...) escapes to heap (wanted: operator[](...) does not escape)
  return std::next(m.begin())->second;
}
int valuesStay() {
  int x = 1;               // expect: x does not escape
  std::map<int, int *> m;  // expect: m does not escape
  m[1] = &x;               // expect: re:.*does not escape
  int sum = 0;
  for (auto &[key, value] : m)
    sum += *value;
  return sum;
}
int *valueInList() {
  int x = 1;              // expect: moved to heap: x
  std::list<int *> l;     // imprecise: moved to heap: l (wanted: l does not escape)
  std::list<int *> other; // imprecise: moved to heap: other (wanted: other does not escape)
  other.push_back(&x);    // imprecise: push_back(...) escapes to heap (wanted: push_back(...) does not escape)
  l.splice(l.end(), other);
  return l.back();
}
void caught() {
  int x = 1; // expect: moved to heap: x
  try {
    throw &x;
  } catch (int *p) {
    gi = p;
  }
}
// Waiting looks at the word.
void waits() {
  std::atomic<int> a = 0; // expect: a does not escape
  a.wait(1);
  a.notify_one();
}
