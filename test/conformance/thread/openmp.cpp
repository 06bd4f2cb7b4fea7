// Catches: what OpenMP's regions use taken to outlive them, although all threads leave before the function goes on; an
// address that a region or a task lets go, not seen; and allocations in regions and tasks that get no line.
// RUN: %check-m %s -- -std=c++20 -fopenmp
#include <vector>

struct Node {
  int value;
  Node *next;
};
Node *kept;
Node *several[4];
void unknown(Node *);

// Parallel regions.
int shared(int n) {
  int total = 0;
#pragma omp parallel for reduction(+ : total)
  for (int i = 0; i < n; ++i) {
    Node *x = new Node{i, nullptr}; // expect: new Node does not escape
    total += x->value;
    delete x;
  }
  return total;
}
void given() {
  Node x{1, nullptr}; // expect: moved to heap: x
#pragma omp parallel
  unknown(&x);
}
void keptInRegion() {
  Node outside{1, nullptr}; // expect: moved to heap: outside
#pragma omp parallel
  {
    Node inside{2, nullptr}; // expect: moved to heap: inside
#pragma omp critical
    kept = &inside;
  }
#pragma omp parallel for ordered schedule(dynamic, 2) collapse(2)
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j) {
#pragma omp ordered
      several[i + j] = &outside;
    }
}
// Each thread makes one: they do not share a slot of the frame.
void onePerThread() {
  Node *last = nullptr; // expect: last does not escape
#pragma omp parallel // expect: parallel region(...) does not escape
#pragma omp critical
  {
    delete last;
    last = new Node{1, nullptr}; // expect: new Node escapes to heap
  }
  delete last;
}
Node *list(int n) {
  Node *head = nullptr; // expect: head does not escape
#pragma omp parallel for // expect: parallel region(...) escapes to heap
  for (int i = 0; i < n; ++i) {
    Node *x = new Node{i, nullptr}; // expect: new Node escapes to heap
#pragma omp critical
    {
      x->next = head;
      head = x;
    }
  }
  return head;
}
void throughParameter(Node **out) { // expect: out does not escape
#pragma omp parallel // expect: parallel region(...) escapes to heap
#pragma omp master
  *out = new Node{1, nullptr}; // expect: new Node escapes to heap
}
void conditional(int n) {
  Node x{1, nullptr}; // expect: x does not escape
#pragma omp parallel if (n > 3)
  x.value = n;
}
void sections() {
  int a = 0, b = 0; // expect: a does not escape ; b does not escape
#pragma omp parallel sections
  {
#pragma omp section
    a = 1;
#pragma omp section
    {
      std::vector<int> v(a); // expect: std::vector(...) does not escape ; v does not escape
      b = v[0];
    }
  }
}
void nested() {
  Node x{0, nullptr}; // expect: x does not escape
#pragma omp parallel num_threads(2)
  {
    Node y{1, &x}; // expect: y does not escape
#pragma omp parallel num_threads(2)
    {
      Node z{2, &y}, *p = &z; // expect: z does not escape
      p->next->next->value = 3;
    }
  }
}
void teams(int n) {
  Node x{1, nullptr}; // expect: moved to heap: x
#pragma omp teams distribute parallel for
  for (int i = 0; i < n; ++i)
    several[i] = &x;
}

// Regions that are a part of the function around them.
void orphaned(int n) {
#pragma omp for
  for (int i = 0; i < n; ++i) {
    Node inside{1, nullptr}; // expect: moved to heap: inside
    unknown(&inside);
    int *q = new int(i); // expect: new int does not escape
    delete q;
  }
#pragma omp parallel
#pragma omp for
  for (int i = 0; i < n; ++i) {
    Node inside{1, nullptr}; // expect: moved to heap: inside
    kept = &inside;
  }
}

// Copies for each thread.
void privateCopy() {
  Node x{1, nullptr}; // expect: moved to heap: x
#pragma omp parallel firstprivate(x)
  kept = &x;
}
void privateCounter(int n) {
  int i; // expect: moved to heap: i
#pragma omp parallel for
  for (i = 0; i < n; ++i)
    unknown(reinterpret_cast<Node *>(&i));
}
void firstPrivate() {
  Node x{1, nullptr}; // expect: moved to heap: x
  Node *p = &x;
  Node holder{2, &x};
#pragma omp parallel firstprivate(p, holder)
  {
    kept = p;
    kept = holder.next;
  }
}
void lastPrivate(int n) {
  Node x{1, nullptr};   // expect: moved to heap: x
  Node *last = nullptr;
#pragma omp parallel for lastprivate(last)
  for (int i = 0; i < n; ++i)
    last = &x;
  kept = last;
}
void reducedPointer() {
  Node *best = nullptr;
#pragma omp declare reduction(pick : Node * : omp_out = omp_in ? omp_in : omp_out)
#pragma omp parallel reduction(pick : best)
  {
    Node mine{1, nullptr}; // expect: moved to heap: mine
    best = &mine;
  }
  kept = best;
}
void copyPrivate() {
  Node *q;
#pragma omp parallel private(q)
  {
    Node mine{3, nullptr}; // expect: moved to heap: mine
#pragma omp single copyprivate(q)
    q = &mine;
    q->value++;
  }
}
void copyIn() {
  static Node *each;
#pragma omp threadprivate(each)
  Node x{1, nullptr}; // expect: moved to heap: x
#pragma omp parallel copyin(each)
  each = &x;
}

// Tasks may run after the function that makes them.
void task() {
  Node x{1, nullptr}; // expect: moved to heap: x
#pragma omp task shared(x)
  {
    Node *made = new Node{2, nullptr}; // expect: new Node does not escape
    x.value = made->value;
    delete made;
    Node inside{3, nullptr}; // expect: moved to heap: inside
    kept = &inside;
  }
}
void taskWithCopy() {
  Node x{1, nullptr}; // expect: moved to heap: x
  Node *p = &x;
#pragma omp task firstprivate(p)
  kept = p;
}
void undeferred() {
  Node x{1, nullptr}; // expect: x does not escape
#pragma omp task shared(x) if (0)
  x.value = 2;
}
void taskLoop(int n) {
  int x = 0; // imprecise: moved to heap: x (wanted: x does not escape)
#pragma omp taskloop shared(x)
  for (int i = 0; i < n; ++i) {
    int *q = new int(i); // expect: new int does not escape
    x += *q;
    delete q;
  }
}

// In functions of every kind.
template <typename T> T instance(T *p, int n) { // expect: p does not escape
  T sum{};
#pragma omp parallel for reduction(+ : sum)
  for (int i = 0; i < n; ++i) {
    T *q = new T(p[i]); // expect: re:new (int|short) does not escape
    sum += *q;
    delete q;
  }
  return sum;
}
template int instance(int *, int);
template short instance(short *, int);
struct Owner { // the implicit members have no line
  std::vector<int> data;
  void run() { // expect: this does not escape
    auto work = [&](int n) { // expect: work does not escape
#pragma omp parallel
      {
        std::vector<int> own(n); // expect: std::vector(...) does not escape ; own does not escape
        data[0] = own[0];
      }
    };
    work(3);
  }
};
// An inner region's clauses stand in the outer one.
void clauseOutside(int n) {
  int size = 2, *p = &size; // expect: size does not escape ; p does not escape
#pragma omp parallel // the inner one
  {
#pragma omp parallel for schedule(dynamic, *p)
    for (int i = 0; i < n; i++) {
      Node inside{1, nullptr}; // expect: moved to heap: inside
      kept = &inside;
    }
  }
}
