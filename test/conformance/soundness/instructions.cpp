// Catches: an instruction through which an address goes, or a part of it, taken for one that drops it.
// RUN: %check-m %s -- -std=c++20
#include <cstdint>

using Word = std::uintptr_t;
int *kept;
void keep(Word w) { kept = reinterpret_cast<int *>(w); }
Word word(int *p) { return reinterpret_cast<Word>(p); } // expect: leaking param: p to result ~r0 level=0

// Integers.
void divided() {
  int x = 1; // expect: moved to heap: x
  keep(static_cast<std::intptr_t>(word(&x)) / 1);
}
void remainder() {
  int x = 1; // expect: moved to heap: x
  keep(word(&x) % ~Word(0));
}
void signedRemainder() {
  int x = 1; // expect: moved to heap: x
  keep(static_cast<std::intptr_t>(word(&x)) % INTPTR_MAX);
}
void shiftedLeft() {
  int x = 1; // expect: moved to heap: x
  keep(word(&x) << 1);
}
void shiftedRight() {
  int x = 1; // expect: moved to heap: x
  keep(static_cast<std::intptr_t>(word(&x)) >> 1);
}
void widened() {
  int x = 1; // expect: moved to heap: x
  __int128 wide = static_cast<std::intptr_t>(word(&x));
  keep(static_cast<Word>(wide));
}
struct Two {
  int *a;
  int *b;
};
void addedConstant() {
  int x = 1; // expect: x does not escape
  int y = 1; // expect: moved to heap: y
  Two two = {&x, &y}; // expect: two does not escape
  Word w = reinterpret_cast<Word>(&two) + 8;
  kept = *reinterpret_cast<int **>(w);
}
void fromNumber(int i) {
  int x = 1; // expect: moved to heap: x
  *reinterpret_cast<int **>(Word(i) * 16) = &x;
}

// Floating point.
double bits(int *p) { return __builtin_bit_cast(double, p); } // expect: leaking param: p to result ~r0 level=0
void keepBits(double d) { kept = __builtin_bit_cast(int *, d); }
void fromUnsigned() {
  int x = 1; // expect: moved to heap: x
  keep(static_cast<Word>(static_cast<long double>(word(&x))));
}
void fromSigned() {
  int x = 1; // expect: moved to heap: x
  keep(static_cast<std::intptr_t>(static_cast<long double>(static_cast<std::intptr_t>(word(&x)))));
}
void extended() {
  int x = 1; // expect: moved to heap: x
  long double d = bits(&x);
  keepBits(static_cast<double>(d));
}
void negated() {
  int x = 1; // expect: moved to heap: x
  keepBits(-bits(&x));
}
void added(double by) {
  int x = 1; // expect: moved to heap: x
  keepBits(bits(&x) + by);
}
void subtracted(double by) {
  int x = 1; // expect: moved to heap: x
  keepBits(bits(&x) - by);
}
void multiplied(double by) {
  int x = 1; // expect: moved to heap: x
  keepBits(bits(&x) * by);
}
void quotient(double by) {
  int x = 1; // expect: moved to heap: x
  keepBits(bits(&x) / by);
}

// Atomic ones.
void fetchedAndAdded() {
  int x = 1; // expect: moved to heap: x
  Two two = {nullptr, &x}; // expect: two does not escape
  Word cell = reinterpret_cast<Word>(&two); // expect: cell does not escape
  __atomic_fetch_add(&cell, 8, __ATOMIC_RELAXED);
  kept = *reinterpret_cast<int **>(cell);
}
void addedToNumber() {
  int x = 1; // expect: moved to heap: x
  Two two = {nullptr, &x}; // expect: two does not escape
  Word cell = 8; // expect: cell does not escape
  __atomic_fetch_add(&cell, reinterpret_cast<Word>(&two), __ATOMIC_RELAXED);
  kept = *reinterpret_cast<int **>(cell);
}
void comparedAndExchanged() {
  int x = 1; // expect: moved to heap: x
  int *cell = &x; // expect: cell does not escape
  int *expected = nullptr; // expect: expected does not escape
  __atomic_compare_exchange_n(&cell, &expected, nullptr, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  kept = expected;
}

// Vectors, address spaces, assembly that jumps.
typedef Word Four __attribute__((ext_vector_type(4)));
typedef long Mask __attribute__((ext_vector_type(4)));
void selectedFirst(Mask mask) {
  int x = 1; // expect: moved to heap: x
  Four v = mask ? Four(word(&x)) : Four(0); // expect: v does not escape
  keep(v[0]);
}
void selectedSecond(Mask mask) {
  int x = 1; // expect: moved to heap: x
  Four v = mask ? Four(0) : Four(word(&x)); // expect: v does not escape
  keep(v[0]);
}
int __attribute__((address_space(1))) * keptElsewhere;
void otherAddressSpace() {
  int x = 1; // expect: moved to heap: x
  keptElsewhere = (int __attribute__((address_space(1))) *)&x;
}
void assemblyThatJumps() {
  int x = 1; // expect: moved to heap: x
  asm goto("" : : "r"(&x) : : out);
out:;
}
