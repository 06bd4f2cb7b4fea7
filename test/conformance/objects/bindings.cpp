// Catches: an object behind structured bindings that has no line though its address is taken, or a wrong one.
// RUN: %check-m %s -- -std=c++20
#include <string>
#include <tuple>
#include <utility>

struct Pair {
  int x, y;
};
Pair make();
std::pair<int, std::string> makePair() { return {1, "one"}; } // expect: std::pair(...) escapes to heap
int *g;

int onlyRead() {
  auto [x, y] = make();
  return x + y;
}
int assigned() {
  auto [x, y] = make();
  x = 3;
  ++y;
  return x;
}
int *returned() {
  auto [x, y] = make(); // expect: moved to heap: [x, y]
  return &x;
}
void toGlobal() {
  auto [x, y] = make(); // expect: moved to heap: [x, y]
  int *p = &y;
  g = p;
}
int stays() {
  auto [x, y] = make(); // expect: [x, y] does not escape
  int *p = &x;
  return *p;
}
int ofArray() {
  int array[2] = {1, 2}; // expect: array does not escape
  auto [x, y] = array;   // expect: [x, y] does not escape
  auto get = [&] { return x; }; // expect: get does not escape
  return get();
}
auto closure() {
  auto [x, y] = make();       // expect: moved to heap: [x, y]
  return [&x] { return ++x; };
}
int *byReference() {
  Pair pair = make(); // expect: moved to heap: pair
  auto &[x, y] = pair;
  return &y;
}
int *inLoop(int n) {
  int *last = nullptr;
  for (int i = 0; i < n; ++i) {
    auto [x, y] = make(); // expect: moved to heap: [x, y]
    auto [v, w] = make(); // expect: [v, w] does not escape
    int *p = &v;
    last = *p ? &x : last;
  }
  return last;
}
// std::get takes the address.
int ofTuple() {
  auto [n, s] = makePair(); // expect: [n, s] does not escape ; makePair(...) does not escape
  return n + int(s.size());
}
int *leftOfTuple() {
  auto [n, m] = std::tuple<int, int>(1, 2); // expect: moved to heap: [n, m]
  return &n;
}
// The bindings refer to another object.
int *elsewhere(std::pair<int &, int &> p) { // expect: leaking param: p to result ~r0 level=0
  auto [x, y] = p; // expect: [x, y] does not escape
  return &x;
}
