// Catches: what the threads of an OpenMP region keep, said to stay: the region's code is a function of its own.
// RUN: %check-m %s -- -std=c++20 -fopenmp

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
