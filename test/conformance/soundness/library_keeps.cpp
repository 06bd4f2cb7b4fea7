// Catches: pointers that the library itself keeps: resources, facets, tasks, and nodes that change their list.
// RUN: %check-m %s -- -std=c++20
#include <future>
#include <list>
#include <locale>
#include <map>
#include <memory_resource>
#include <thread>

std::pmr::memory_resource *resource;
std::locale *locale;

void asDefault() {
  std::pmr::set_default_resource(new std::pmr::monotonic_buffer_resource); // expect: new std::pmr::monotonic_buffer_resource escapes to heap
}
void asUpstream() {
  auto *upstream = new std::pmr::monotonic_buffer_resource; // expect: new std::pmr::monotonic_buffer_resource escapes to heap
  resource = new std::pmr::unsynchronized_pool_resource(upstream); // expect: new std::pmr::unsynchronized_pool_resource escapes to heap
}
void asBuffer() {
  char buffer[100]; // expect: moved to heap: buffer
  resource = new std::pmr::monotonic_buffer_resource(buffer, sizeof buffer); // expect: new std::pmr::monotonic_buffer_resource escapes to heap
}

struct Facet : std::locale::facet {
  static std::locale::id id;
};
std::locale::id Facet::id;
void inLocale() {
  locale = new std::locale(*locale, new Facet); // expect: new std::locale escapes to heap ; std::locale(...) escapes to heap ; new Facet escapes to heap
}
void inLocaleOfCaller(std::locale &l) { // imprecise: leaking param content: l (wanted: l does not escape)
  l = std::locale(l, new Facet); // expect: std::locale(...) escapes to heap ; new Facet escapes to heap
}
void inGlobalLocale() {
  std::locale::global(std::locale(std::locale(), new Facet)); // expect: std::locale(...) escapes to heap ; new Facet escapes to heap
}

void inThread() {
  int *p = new int; // expect: new int escapes to heap
  std::thread t([p] { delete p; }); // expect: std::thread(...) escapes to heap ; t does not escape
  t.detach();
}
int inTask() {
  int *p = new int; // expect: new int does not escape
  auto f = std::async([p] { return *p; }); // expect: f does not escape ; async(...) does not escape
  return f.get();
}

void pushed(std::list<int *> &to) { // imprecise: leaking param: to (wanted: to does not escape)
  int x = 1; // expect: moved to heap: x
  to.push_back(&x); // expect: push_back(...) escapes to heap
}
void spliced(std::list<int *> &to) { // imprecise: leaking param content: to (wanted: to does not escape)
  std::list<int *> from; // imprecise: moved to heap: from (wanted: from does not escape)
  from.push_back(new int); // expect: push_back(...) escapes to heap ; new int escapes to heap
  to.splice(to.begin(), from);
}
void swapped(std::list<int *> &to) { // imprecise: leaking param: to (wanted: to does not escape)
  std::list<int *> from; // imprecise: moved to heap: from (wanted: from does not escape)
  from.push_back(new int); // expect: push_back(...) escapes to heap ; new int escapes to heap
  to.swap(from);
}
void put(std::map<int, int *> &to) { // imprecise: leaking param: to (wanted: to does not escape)
  to[3] = new int; // expect: operator[](...) escapes to heap ; new int escapes to heap
}
void swapped(std::map<int, int *> &to) { // imprecise: leaking param: to (wanted: to does not escape)
  std::map<int, int *> from; // imprecise: moved to heap: from (wanted: from does not escape)
  from[3] = new int; // expect: operator[](...) escapes to heap ; new int escapes to heap
  to.swap(from);
}
void merged(std::map<int, int *> &to) { // imprecise: leaking param: to (wanted: to does not escape)
  std::map<int, int *> from; // imprecise: moved to heap: from (wanted: from does not escape)
  from[3] = new int; // expect: operator[](...) escapes to heap ; new int escapes to heap
  to.merge(from);
}
