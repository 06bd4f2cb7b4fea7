// Catches: a builtin through which an address goes or a way to unknown memory opens, taken for one that does nothing.
// RUN: %check-m %s -- -std=c++20 -mbmi2
#include <cstdint>
#include <cstring>

int *kept;
// These lead to memory that is not ours, so what is stored there lets go.
void frameAddress() {
  int x = 1; // expect: moved to heap: x
  *static_cast<int **>(__builtin_frame_address(0)) = &x;
}
void returnAddress() {
  int x = 1; // expect: moved to heap: x
  *static_cast<int **>(__builtin_return_address(0)) = &x;
}
void threadPointer() {
  int x = 1; // expect: moved to heap: x
  *static_cast<int **>(__builtin_thread_pointer()) = &x;
}
register std::uint64_t stackPointer asm("rsp");
void registerVariable() {
  int x = 1; // expect: moved to heap: x
  *reinterpret_cast<int **>(stackPointer) = &x;
}
void cycleCounter() {
  int x = 1; // expect: moved to heap: x
  *reinterpret_cast<int **>(__builtin_readcyclecounter()) = &x;
}
// These hand on what they are given.
void expected() {
  int x = 1; // expect: moved to heap: x
  kept = reinterpret_cast<int *>(__builtin_expect(reinterpret_cast<long>(&x), 0));
}
void expectedWithProbability() {
  int x = 1; // expect: moved to heap: x
  kept = reinterpret_cast<int *>(__builtin_expect_with_probability(reinterpret_cast<long>(&x), 0, 0.5));
}
struct Annotated {
  int *p __attribute__((annotate("mine")));
};
void annotatedMember() {
  int x = 1; // expect: moved to heap: x
  Annotated a = {nullptr}; // expect: a does not escape
  Annotated *at = &a;
  at->p = &x;
  kept = at->p;
}
void annotatedValue() {
  int x = 1; // expect: moved to heap: x
  kept = reinterpret_cast<int *>(__builtin_annotation(reinterpret_cast<std::uintptr_t>(&x), "number"));
}
void alignedDown() {
  int x = 1; // expect: moved to heap: x
  kept = __builtin_align_down(&x, 4);
}
void swapped() {
  int x = 1; // expect: moved to heap: x
  kept = reinterpret_cast<int *>(__builtin_bswap64(__builtin_bswap64(reinterpret_cast<std::uintptr_t>(&x))));
}
void rotated() {
  int x = 1; // expect: moved to heap: x
  kept = reinterpret_cast<int *>(__builtin_rotateleft64(reinterpret_cast<std::uintptr_t>(&x), 32));
}
void deposited() {
  int x = 1; // expect: moved to heap: x
  kept = reinterpret_cast<int *>(__builtin_ia32_pdep_di(reinterpret_cast<std::uintptr_t>(&x), ~0ull));
}
// These copy.
void copiedInline() {
  int x = 1; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  int *q = nullptr; // expect: q does not escape
  __builtin_memcpy_inline(&q, &p, sizeof p);
  kept = q;
}
void setByBytes() {
  int x = 1; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  int *q = nullptr; // expect: q does not escape
  for (unsigned i = 0; i < sizeof p; ++i)
    std::memset(reinterpret_cast<char *>(&q) + i, reinterpret_cast<unsigned char *>(&p)[i], 1);
  kept = q;
}
void setByBytesInline() {
  int x = 1; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  int *q = nullptr; // expect: q does not escape
  for (unsigned i = 0; i < sizeof p; ++i)
    __builtin_memset_inline(reinterpret_cast<char *>(&q) + i, reinterpret_cast<unsigned char *>(&p)[i], 1);
  kept = q;
}
typedef std::uint64_t Four __attribute__((ext_vector_type(4)));
typedef bool Mask __attribute__((ext_vector_type(4)));
void maskedLoad(Mask mask) {
  int x = 1; // expect: moved to heap: x
  int *p[4] = {&x, &x, &x, &x}; // expect: p does not escape
  Four v = __builtin_masked_load(mask, reinterpret_cast<std::uint64_t *>(p)); // expect: v does not escape
  kept = reinterpret_cast<int *>(v[0]);
}
void maskedLoadElse(Mask mask) {
  int x = 1; // expect: moved to heap: x
  std::uint64_t none[4] = {}; // expect: none does not escape
  Four v = __builtin_masked_load(mask, none, Four(reinterpret_cast<std::uintptr_t>(&x))); // expect: v does not escape
  kept = reinterpret_cast<int *>(v[0]);
}
void maskedStore(Mask mask) {
  int x = 1; // expect: moved to heap: x
  std::uint64_t q[4] = {}; // expect: q does not escape
  __builtin_masked_store(mask, Four(reinterpret_cast<std::uintptr_t>(&x)), q);
  kept = reinterpret_cast<int *>(q[0]);
}
void gathered(Four indices, Mask mask) {
  int x = 1; // expect: moved to heap: x
  std::uint64_t p[4] = {reinterpret_cast<std::uintptr_t>(&x)}; // expect: moved to heap: p
  Four v = __builtin_masked_gather(mask, indices, p); // expect: v does not escape
  kept = reinterpret_cast<int *>(v[0]);
}
void scattered(Four indices, Mask mask) {
  int x = 1; // expect: moved to heap: x
  std::uint64_t p[4] = {}; // expect: moved to heap: p
  __builtin_masked_scatter(mask, indices, Four(reinterpret_cast<std::uintptr_t>(&x)), p);
}
void copiedInlineToGlobal() {
  int x = 1; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  __builtin_memcpy_inline(&kept, &p, sizeof p);
}
