// Catches: an address that is made of a number in another function than the number is in, and so seems to lead nowhere.
// RUN: %check-m %s -- -std=c++20
#include <bit>
#include <cstdint>

struct Registers { volatile std::uintptr_t at[4]; };
struct Device {
  Registers *registers;
  explicit Device(std::uintptr_t base) : registers(reinterpret_cast<Registers *>(base)) {} // expect: this does not escape
  void send(const void *p) { registers->at[1] = (std::uintptr_t)p; } // expect: this does not escape // expect: leaking param: p
};
void constructed() {
  char buffer[16]; // expect: moved to heap: buffer
  Device device(0x40020000); // expect: device does not escape
  device.send(buffer);
}
template <std::uintptr_t At> struct Register {
  static void set(std::uintptr_t value) { *(volatile std::uintptr_t *)At = value; }
};
void fixed() {
  char buffer[16]; // expect: moved to heap: buffer
  Register<0x40020000>::set((std::uintptr_t)buffer);
}
static Registers *find(int n) { return reinterpret_cast<Registers *>(n == 0 ? 0x40020000ul : 0x40030000ul); }
void found(int n) {
  char buffer[16]; // expect: moved to heap: buffer
  find(n)->at[0] = (std::uintptr_t)buffer;
}
void cast() {
  char buffer[16]; // expect: moved to heap: buffer
  auto *r = std::bit_cast<Registers *>(std::uintptr_t(0x40020000));
  r->at[0] = (std::uintptr_t)buffer;
}
static const struct { std::uintptr_t base; int irq; } devices[] = {{0x40020000, 1}, {0x40030000, 2}};
void listed(int n) {
  char buffer[16]; // expect: moved to heap: buffer
  Device device(devices[n].base); // expect: device does not escape
  device.send(buffer);
}
struct Driver {
  std::uintptr_t base;
  void write(int offset, std::uintptr_t value) { *(volatile std::uintptr_t *)(base + offset) = value; } // expect: this does not escape
};
void member() {
  char buffer[16]; // expect: moved to heap: buffer
  Driver driver{0x40020000}; // expect: driver does not escape
  driver.write(8, (std::uintptr_t)buffer);
}
// A number is one that an address is not made of.
static long twice(std::uintptr_t n) { return long(n) * 2; }
static void fill(std::uintptr_t to, int value) { *reinterpret_cast<int *>(to) = value; }
int innocent() {
  int x = 1; // expect: x does not escape
  int *p = &x;
  fill((std::uintptr_t)p, int(twice(4)));
  return *p;
}
// Now an address of ours, now a number.
void either(bool b) {
  int x = 1; // expect: moved to heap: x
  int *mine; // expect: mine does not escape
  std::uintptr_t n = b ? (std::uintptr_t)&mine : 0x40020000;
  *reinterpret_cast<int **>(n) = &x;
}
// A number beside a pointer, at an index that is not known.
struct Entry { std::uintptr_t base; const char *name; };
static const Entry entries[] = {{0x40020000, "first"}, {0x40030000, "second"}};
void besideName(int n) {
  char buffer[16]; // expect: moved to heap: buffer
  Device device(entries[n].base); // expect: device does not escape
  device.send(buffer);
}
void inArray(int n, int *other) { // expect: other does not escape
  int x = 1; // expect: moved to heap: x
  struct { std::uintptr_t base; int *pointer; } all[2] = {{0x40020000, other}, {0x40030000, other}};
  *reinterpret_cast<int **>(all[n].base) = &x;
}
void narrowOr(bool b, unsigned n) {
  int x = 1; // expect: moved to heap: x
  int *mine; // expect: mine does not escape
  *reinterpret_cast<int **>(b ? (std::uintptr_t)&mine : n) = &x;
}
// A tagged pointer, made and used here, is the pointer.
int tagged() {
  int x = 1; // expect: x does not escape
  int *p = &x; // expect: p does not escape
  std::uintptr_t n = (std::uintptr_t)&p | 1;
  for (int i = 0; i < 3; ++i)
    n = (n & ~std::uintptr_t(1)) + 0;
  **reinterpret_cast<int **>(n) = 2;
  *reinterpret_cast<int **>(n) = &x;
  return x;
}
