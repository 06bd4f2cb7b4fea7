// Catches: constant locals that the code generator made into one static object, so that their addresses seemed to last.
// RUN: %check-m %s -- -std=c++20
#include <string_view>

struct Pair {
  int a, b;
};
const int *array() {
  const int x[3] = {1, 2, 3}; // expect: moved to heap: x
  return x;
}
const int *constantExpression() {
  constexpr int x[3] = {1, 2, 3}; // expect: moved to heap: x
  return x;
}
const Pair *aggregate() {
  const Pair x{1, 2}; // expect: moved to heap: x
  return &x;
}
std::string_view text() {
  const char x[] = "some text"; // expect: moved to heap: x
  return x;
}
int used(int i) {
  const int x[3] = {1, 2, 3}; // only read: no line
  return x[i];
}
const int *lasts() {
  static const int x[3] = {1, 2, 3};
  return x;
}
