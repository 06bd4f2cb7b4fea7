// Catches: what each thread of a region makes told to share one slot of the frame.
// RUN: %check-m --verdicts %s -- -std=c++20 -fopenmp

void use(int *) noexcept;

void onePerThread() {
  int *last = nullptr; // verdict: last stack
#pragma omp parallel // verdict: parallel region(...) arena
#pragma omp critical
  {
    delete last;
    last = new int(1); // verdict: new int caller
  }
  delete last;
}
void onePerRound(int n) {
#pragma omp parallel for
  for (int i = 0; i < n; ++i) {
    int *p = new int(i); // verdict: new int stack
    delete p;
  }
}
void onePerTask(int n) {
  for (int i = 0; i < n; ++i)
#pragma omp task
  {
    int *p = new int(i); // verdict: new int stack
    delete p;
  }
}
