// Catches: functions of the program that have a library's name, taken for the library's.
// RUN: %check-m %s -- -std=c11 -ffreestanding

int *kept;
// The linker may take another.
__attribute__((weak)) int pthread_mutex_lock(void *m) { // expect: leaking param: m
  kept = m;
  return 0;
}
void weak(void) {
  int x; // expect: moved to heap: x
  pthread_mutex_lock(&x);
}
int puts(char *);
void freestanding(void) {
  char x[2]; // expect: moved to heap: x
  puts(x);
}
// Only the assembly knows what happens to the argument.
__attribute__((naked)) void keep(int *p) { __asm__("movq %rdi, kept(%rip)\n ret"); }
__attribute__((naked)) int *same(int *p) { __asm__("movq %rdi, %rax\n ret"); }
void naked(void) {
  int x = 1; // expect: moved to heap: x
  keep(&x);
}
int *nakedResult(void) {
  int x = 1; // expect: moved to heap: x
  return same(&x);
}
