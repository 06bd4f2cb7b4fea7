// Catches: the same in C: helpers that write to registers, numbers of a union that are read as a pointer, calls of code at a fixed address.
// RUN: %check-m %s -- -std=c17
#include <stdint.h>

union word {
  uintptr_t number;
  int **pointer;
};
static void write_register(uintptr_t at, uintptr_t value) { *(volatile uintptr_t *)at = value; }
static int **at(uintptr_t n) { return (int **)n; }
unsigned low(void);

void helper(void) {
  int x; // expect: moved to heap: x
  write_register(0x40000000, (uintptr_t)&x);
}
void result(void) {
  int x; // expect: moved to heap: x
  *at(0x40000000) = &x;
}
void narrow(void) {
  int x; // expect: moved to heap: x
  *at(low()) = &x;
}
void in_union(int k) {
  int x; // expect: moved to heap: x
  union word words[2];
  words[0].number = words[1].number = 0x40000000;
  *words[k].pointer = &x;
}
static const union word table[] = {{0x50000000}, {0x40000000}};
void in_table(int k) {
  int x; // expect: moved to heap: x
  *table[k].pointer = &x;
}
static void call_rom(uintptr_t n, int *p) { ((void (*)(int *))n)(p); } // expect: leaking param: p
void rom(void) {
  int x; // expect: moved to heap: x
  call_rom(0x40001000, &x);
}
// Null leads nowhere.
static int read(int *from, int **to) { // expect: leaking param: from // expect: to does not escape
  if (to)
    *to = from;
  return *from;
}
int optional(void) {
  int x = 1; // expect: x does not escape
  return read(&x, 0);
}
// Calculated from an address, but another one: shadow memory, card tables.
void shifted(void) {
  int x, y; // expect: moved to heap: x ; y does not escape
  *(int **)(((uintptr_t)&y >> 3) + 0x40000000) = &x;
}
void offset_in_page(void) {
  int x, y; // expect: moved to heap: x ; y does not escape
  *(int **)(((uintptr_t)&y & 0xff8) + 0x40000000) = &x;
}
void difference(void) {
  int x, y; // expect: moved to heap: x ; y does not escape
  *(int **)((uintptr_t)&y - (uintptr_t)&y + 0x40000000) = &x;
}
void mirrored(void) {
  int x, y; // expect: moved to heap: x ; y does not escape
  *(int **)((uintptr_t)&y ^ 0x500000000000) = &x;
}
// Aligned, it is still in the object.
int aligned(void) {
  int x = 1, *y[9]; // expect: x does not escape ; y does not escape
  int **at = (int **)(((uintptr_t)y + 15) & ~(uintptr_t)15);
  *at = &x;
  return **at;
}
// The same value twice, of which one way is a number.
static uintptr_t number_or(int c, int **y) { // expect: leaking param: y to result ~r0 level=0
  return c ? (uintptr_t)y : 0x20000000;
}
void twice(int c) {
  int x, *y; // expect: moved to heap: x ; y does not escape
  uintptr_t b = number_or(c, &y);
  *(int **)(b + b) = &x;
}
void page_and_rest(int c) {
  int x, *y; // expect: moved to heap: x ; y does not escape
  uintptr_t b = number_or(c, &y);
  *(int **)((b & ~(uintptr_t)4095) + b) = &x;
}
// An address that is taken from itself, or added to what is calculated from it.
void own_shadow(void) {
  int x, y; // expect: moved to heap: x ; y does not escape
  *(int **)((uintptr_t)&y - ((uintptr_t)&y >> 3)) = &x;
}
void page_of(void) {
  int x, y; // expect: moved to heap: x ; y does not escape
  *(int **)((uintptr_t)&y - ((uintptr_t)&y & 0xfff)) = &x;
}
void negated(void) {
  int x, y; // expect: moved to heap: x ; y does not escape
  *(int **)((uintptr_t)&y + (0x40000000 - (uintptr_t)&y)) = &x;
}
void lowest_bit(void) {
  int x, y; // expect: moved to heap: x ; y does not escape
  *(int **)((uintptr_t)&y & -(uintptr_t)&y) = &x;
}
// A distance is a number.
int relocated(int i) {
  int x = 1, *from[9], *to[9]; // expect: x does not escape ; from does not escape ; to does not escape
  int **p = from + i;
  int **q = (int **)((uintptr_t)to + ((uintptr_t)p - (uintptr_t)from));
  *q = &x;
  return **q;
}
