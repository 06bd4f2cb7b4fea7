// Catches: memory at address 0, where null is not nothing: of a segment, and of a kernel.
// RUN: %check-m %s -- -std=gnu11 --target=x86_64-linux-gnu -fno-delete-null-pointer-checks

struct Block {
  void *self;
  void *slot;
};
void member(void) {
  int x; // expect: moved to heap: x
  ((struct Block __seg_fs *)0)->slot = &x;
}
void zero(void) {
  int x; // expect: moved to heap: x
  *(void *__seg_gs *)0 = &x;
}
void eight(void) {
  int x; // expect: moved to heap: x
  *(void *__seg_gs *)8 = &x;
}
void kernel(void) {
  int x; // expect: moved to heap: x
  *(void **)0 = &x;
}
