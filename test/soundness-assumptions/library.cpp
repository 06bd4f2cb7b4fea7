// Pins: what is taken for granted of functions of the standard library that nobody can see into.
// RUN: %check-m %s -- -std=c++20
#include "Inputs/system.h"

#include <functional>

// Of namespace std, from a system header: no argument is kept, the result may be any of them.
int chosen() {
  int x = 1; // expect: x does not escape
  int y = 2; // expect: y does not escape
  return *std::choose(&x, &y);
}
int *chosenReturned() {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: moved to heap: y
  return std::choose(&x, &y);
}
// What is passed by address may get unknown pointers: storing through one lets go.
int filled() {
  int x = 1;            // expect: x does not escape
  int *slot = &x;       // expect: slot does not escape
  std::fill(&slot);
  return *slot;
}
void storedThroughFilled() {
  int x = 1;            // expect: moved to heap: x
  int *other = nullptr; // expect: other does not escape
  int **slot = &other;  // expect: slot does not escape
  std::fill(reinterpret_cast<int **>(&slot));
  *slot = &x;
}
// Not of namespace std: the call is unknown.
int chosenOutside() {
  int x = 1; // expect: moved to heap: x
  int y = 2; // expect: moved to heap: y
  return *chooseOutside(&x, &y);
}

// A library's destructor makes nothing that is reported: the one line is the constructor's.
struct Wide {
  long n[8];
  int operator()() const { return 1; } // expect: this does not escape
};
int destroyed(const Wide &w) { // expect: w does not escape
  std::function<int()> f = w; // expect: re:f does not escape|moved to heap: f ; re:std::function\(\.\.\.\) .*
  return f();
}
