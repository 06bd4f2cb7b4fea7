// Catches: pointers that are lost because a struct is copied in pieces that are smaller than one.
// RUN: %check-m %s -- -std=c++20
#include <cstdint>
#include <cstring>

int *kept;

// SROA cuts the copy at the members that are looked at.
struct Value {
  int tag;
  union {
    int i;
    float f;
    int *p;
  };
};
struct Stack {
  Value values[4];
  int top;
};
static void push(Stack &s, const Value &in) { // expect: s does not escape ; re:leaking param.*in
  Value v = in; // expect: v does not escape
  if (v.tag == 1)
    v.f *= 2;
  s.values[s.top++] = v;
}
void unions() {
  int x = 1;      // expect: moved to heap: x
  Stack s{};      // expect: s does not escape
  Value v;        // expect: v does not escape
  v.tag = 2, v.p = &x;
  push(s, v);
  kept = s.values[0].p;
}

static void copyHalf(void *to, const void *from) { // expect: re:.*to.* ; re:leaking param.*from
  uint32_t half; // expect: half does not escape
  memcpy(&half, from, 4);
  memcpy(to, &half, 4);
}
void halves() {
  int x = 1;   // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  int *q;      // expect: q does not escape
  copyHalf(&q, &p);
  copyHalf(reinterpret_cast<char *>(&q) + 4, reinterpret_cast<char *>(&p) + 4);
  kept = q;
}

// 48 bits are an address on most machines.
struct __attribute__((packed)) Tagged {
  uint64_t pointer : 48;
  uint16_t tag;
};
void packed() {
  int x = 1; // expect: moved to heap: x
  Tagged t[1]; // expect: t does not escape
  t->pointer = reinterpret_cast<uintptr_t>(&x);
  t->tag = 1;
  Tagged *volatile q = t;
  kept = reinterpret_cast<int *>(uintptr_t(q->pointer));
}
struct __attribute__((packed)) Small {
  uint64_t pointer : 48;
};
static Small box(int *p) { // expect: re:leaking param: p to result.*
  Small r;
  r.pointer = reinterpret_cast<uintptr_t>(p);
  return r;
}
static int *unbox(Small r) {
  return reinterpret_cast<int *>(uintptr_t(r.pointer));
}
void overCalls() {
  int x = 1; // expect: moved to heap: x
  kept = unbox(box(&x));
}

// What the source asks for as a number is one.
int number(const Value &v) { // expect: v does not escape
  static int last;
  last = v.i;
  return last;
}
