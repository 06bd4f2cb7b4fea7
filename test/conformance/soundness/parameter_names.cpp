// Catches: a parameter whose name LLVM changes (entry, packs) that is said not to leak.
// RUN: %check-m %s -- -std=c++20

struct Entry { int k; };
Entry *g; double *gd; int *gi;
void add(Entry *entry) { g = entry; } // expect: leaking param: entry
Entry *add2(Entry *retval) { g = retval; return nullptr; } // expect: leaking param: retval
static void sink(int *) {}
static void sink(double *p) { gd = p; } // expect: leaking param: p
template <class... T> void all(T *...ts) { (sink(ts), ...); } // expect: leaking param: ts
void use(int *a, double *b) { all(a, b); } // expect: a does not escape ; leaking param: b
