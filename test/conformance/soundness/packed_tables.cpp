// Catches: pointers at odd places of constant tables, which loads did not find.
// RUN: %check-m %s -- -std=c++20

int *kept;
static void keep(int *p) { // expect: leaking param: p
  kept = p;
}
#pragma pack(push, 4)
struct Command {
  int code;
  void (*run)(int *);
};
#pragma pack(pop)
struct __attribute__((packed)) Slot {
  char kind;
  int **where;
};
static const Command commands[] = {{1, keep}, {2, nullptr}};
static const Slot slot = {1, &kept};
void called() {
  int x = 0; // expect: moved to heap: x
  commands[0].run(&x);
}
void stored() {
  int x = 0; // expect: moved to heap: x
  *slot.where = &x;
}
void local() {
  int x = 0; // expect: moved to heap: x
  Command c = {1, keep};
  Command d = c;
  d.run(&x);
}
