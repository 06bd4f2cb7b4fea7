// Catches: what the threads of an OpenMP region keep, said to stay: the region's code is a function of its own.
// RUN: %check-m %s -- -std=c++20 -fopenmp

enum omp_allocator_handle_t : __UINTPTR_TYPE__ {
  omp_null_allocator, omp_default_mem_alloc, omp_large_cap_mem_alloc, omp_const_mem_alloc,
  omp_high_bw_mem_alloc, omp_low_lat_mem_alloc, omp_cgroup_mem_alloc, omp_pteam_mem_alloc,
  omp_thread_mem_alloc, KMP_ALLOCATOR_MAX_HANDLE = __UINTPTR_MAX__
};
int *kept;

void byReference(int n) {
  int x = n; // expect: moved to heap: x
  int *p = &x;
  *p = 1;
#pragma omp parallel
  kept = &x;
}
void byPointer(int n) {
  int x = n; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
#pragma omp parallel
  kept = p;
}
void inTask(int *p) { // expect: leaking param: p
#pragma omp task
  kept = p;
}
void inLoop(int *p, int n) { // expect: leaking param: p
#pragma omp parallel for firstprivate(p)
  for (int i = 0; i < n; ++i)
    kept = p;
}
void madeOutside() {
  int *p = new int; // expect: p does not escape ; new int escapes to heap
#pragma omp parallel
  kept = p;
}

// Variables of the region itself.
void ownOfRegion(int n) {
#pragma omp parallel
  {
    int own = n; // expect: moved to heap: own
    kept = &own;
  }
}
void ownOfSingle(int n) {
#pragma omp single
  {
    int own = n; // expect: moved to heap: own
    kept = &own;
  }
}
void calledInRegion() {
#pragma omp parallel
  {
    int own = 1; // expect: moved to heap: own
    auto keep = [](int *p) { kept = p; }; // expect: leaking param: p ; keep does not escape
    keep(&own);
  }
}

// A region's copy of a variable has its name, and no line of its own.
void privateCopy() {
  int y = 1; // expect: moved to heap: y
#pragma omp parallel private(y)
  {
    y = 2;
    kept = &y;
  }
}
void firstPrivateCopy() {
  int y = 1; // expect: moved to heap: y
#pragma omp parallel firstprivate(y)
  kept = &y;
}
void taskCopy() {
  int y = 1; // expect: moved to heap: y
#pragma omp task
  kept = &y;
}
int readOnly() {
  int y = 1; // its address is not taken, nor that of z
  int z = 0;
#pragma omp parallel firstprivate(y) reduction(+ : z)
  z += y;
  return z;
}

// Copies that only constructors and combiners see.
struct Keeps {
  int v = 0;
  Keeps() {} // expect: this does not escape
  Keeps(const Keeps &o) { kept = &v; } // expect: leaking param: this ; o does not escape
  ~Keeps() {} // expect: this does not escape
};
void copiedByClass() {
  Keeps k, *p = &k; // expect: moved to heap: k
  p->v = 1;
#pragma omp parallel firstprivate(k)
  if (k.v)
    k.v++;
}
struct Linked {
  int v;
  int *other;
};
inline void combine(Linked &o, Linked &i) { o.other = &i.v; } // expect: o does not escape ; leaking param: i
#pragma omp declare reduction(link : Linked : combine(omp_out, omp_in)) initializer(omp_priv = {0, nullptr})
int *combined() {
  Linked k{0, nullptr}, *p = &k; // expect: moved to heap: k
  p->v = 1;
#pragma omp simd reduction(link : k)
  for (int i = 0; i < 3; i++)
    k.v++;
  return k.other;
}
inline int least(int &o, int &i) { kept = &i; return o < i ? o : i; } // expect: o does not escape ; leaking param: i
#pragma omp declare reduction(keepLeast : int : omp_out = least(omp_out, omp_in)) initializer(omp_priv = 9)
void combinedNumber() {
  int k = 0, *p = &k; // expect: moved to heap: k
  *p = 1;
#pragma omp parallel reduction(keepLeast : k)
  k++;
}
// In a lambda, which is another function.
void copiedInLambda() {
  int x = 1, *p = &x; // expect: moved to heap: x
  *p = 2;
  auto work = [&] { // expect: work does not escape
#pragma omp parallel firstprivate(x)
    kept = &x;
  };
  work();
}
// Of arrays, in what is a part of the function.
void arrayInPlace() {
  int a[4] = {0}, *p = a; // expect: moved to heap: a
  *p = 3;
#pragma omp simd reduction(+ : a)
  for (int i = 0; i < 3; i++)
    kept = a;
}
void variableLength(int n) {
  int a[n], *p = a; // expect: moved to heap: a
  *p = 3;
#pragma omp for private(a)
  for (int i = 0; i < 3; i++)
    kept = a;
}

// Variables that lie elsewhere than in a frame.
void allocated() {
  int x = 1; // expect: moved to heap: x ; re:__kmpc_alloc.*
#pragma omp allocate(x) allocator(static_cast<omp_allocator_handle_t>(4))
  kept = &x;
}
void untied() {
#pragma omp task untied
  {
    int y = 1; // expect: moved to heap: y
    kept = &y;
  }
}
