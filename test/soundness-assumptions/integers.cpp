// Pins: which integers carry an address, and which are taken to carry none.
// RUN: %check-m %s -- -std=c++20
#include <cstddef>
#include <cstdint>

std::uint32_t gLow, gHigh;
std::uint16_t gShort;
std::uintptr_t gNumber;
std::ptrdiff_t gDifference;
bool gBit;

int looks(const void *p) { // expect: p does not escape
  return p != nullptr;
}

// An integer as wide as a pointer carries one to and from a function; a narrower one does not.
std::uintptr_t wide(std::uintptr_t n) { return n; }
std::uint32_t narrow(std::uint32_t n) { return n; }
void wideToFunction() {
  int x = 1; // expect: moved to heap: x
  gNumber = wide(reinterpret_cast<std::uintptr_t>(&x));
}
void narrowToFunction() {
  int x = 1; // expect: moved to heap: x
  gLow = narrow(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&x)));
  gHigh = narrow(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&x) >> 32));
}
static std::uint32_t low(int *p) { // expect: leaking param: p
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(p));
}
void narrowResult() {
  int x = 1; // expect: moved to heap: x
  gLow = low(&x);
}
void narrowFromMemory() {
  int x = 1; // expect: x does not escape
  std::uintptr_t n = reinterpret_cast<std::uintptr_t>(&x); // expect: n does not escape
  std::uintptr_t *at = &n;
  gLow = narrow(static_cast<std::uint32_t>(*at + 1));
}

// A part of a pointer may be masked, shifted and stored, but not added up.
void narrowShifted() {
  int x = 1; // expect: moved to heap: x
  auto n = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&x));
  gLow = n >> 4 | 1;
}
void narrowAdded() {
  int x = 1; // expect: x does not escape
  auto n = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&x));
  gLow = n + 1;
}
void wideAdded() {
  int x = 1; // expect: moved to heap: x
  gNumber = reinterpret_cast<std::uintptr_t>(&x) * 3 + 1;
}

// Read from memory: whole words and single bytes carry, halves do not.
void readAsBytes() {
  int x = 1;    // expect: moved to heap: x
  int *p = &x;  // expect: p does not escape
  looks(&p);
  static unsigned char bytes[sizeof p];
  for (unsigned i = 0; i < sizeof p; ++i)
    bytes[i] = reinterpret_cast<unsigned char *>(&p)[i];
}
void readAsHalves() {
  int x = 1;   // expect: x does not escape
  int *p = &x; // expect: p does not escape
  looks(&p);
  gLow = reinterpret_cast<std::uint32_t *>(&p)[0];
  gHigh = reinterpret_cast<std::uint32_t *>(&p)[1];
}
void readAsWord() {
  int x = 1;   // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  looks(&p);
  gNumber = *reinterpret_cast<std::uintptr_t *>(&p);
}

// A comparison, and a single bit, say nothing of where an object is.
void compared(const int *p) { // expect: p does not escape
  int x = 1; // expect: x does not escape
  gBit = p < &x;
}
void oneBit() {
  int x = 1; // expect: x does not escape
  gBit = reinterpret_cast<std::uintptr_t>(&x) >> 4 & 1;
}

// The difference of two pointers is a number; that of two integers may be a relative address.
void pointerDifference(const int *p) { // expect: p does not escape
  int x[4] = {}; // expect: x does not escape
  const int *q = x;
  looks(x);
  gDifference = q - p;
}
void integerDifference(const int *p) { // expect: leaking param: p
  int x = 1; // expect: moved to heap: x
  gNumber = reinterpret_cast<std::uintptr_t>(&x) - reinterpret_cast<std::uintptr_t>(p);
}

// What a pointer is moved by stays in its object; integers that are added up may lead to either.
char *movedPointer(char *base) { // expect: leaking param: base to result ~r0 level=0
  char x = 1; // expect: x does not escape
  return base + (reinterpret_cast<std::intptr_t>(&x) - 4096);
}
char *addedIntegers(char *base) { // expect: leaking param: base to result ~r0 level=0
  char x = 1; // expect: moved to heap: x
  return reinterpret_cast<char *>(reinterpret_cast<std::intptr_t>(base) + reinterpret_cast<std::intptr_t>(&x));
}

// Which branch is taken carries no address, however often one asks.
void bitByBit() {
  int x = 1; // expect: x does not escape
  auto n = reinterpret_cast<std::uintptr_t>(&x);
  std::uintptr_t copy = 0;
  for (int i = 0; i < 64; ++i)
    if (n >> i & 1)
      copy |= std::uintptr_t(1) << i;
  gNumber = copy;
}
