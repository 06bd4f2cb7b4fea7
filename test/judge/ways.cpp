// As ways.c: exceptions, threads, tail calls and what the library allocates.
// RUN: rm -f %t.o.*
// RUN: %clangxx -std=c++20 %s %judged -o %t
// RUN: env ESCAPE_OBJECTS=%t.o %t
// RUN: %escape-check --format=json -o %t.json %s -- %clangxx -std=c++20 %s
// RUN: %real --report %t.json --ways %t.o | FileCheck %s
#include <istream>
#include <streambuf>
#include <string>
#include <thread>
#include <vector>

static int *Kept;
struct Guard {
  std::string *Text;
  ~Guard() { delete Text; }
};

// The exception passes a frame that has nothing to clean up.
// CHECK-DAG: made 1 freed 1 by others 0 left 2: _ZL6throwsv:[[@LINE+3]]:9 < _ZL5belowv:[[@LINE+5]]:23 < _ZL7catchesv
// And the memory of the exception itself is libstdc++'s.
static void throws() {
  throw new int(1);
}
static void below() { throws(); }
// CHECK-DAG: made 1 freed 1 by others 0 left 0: _ZL7catchesv:[[@LINE+6]]:12 < main
static void catches() {
  try {
    below();
  } catch (int *P) {
    delete P;
    Kept = new int(2);
    delete Kept;
  }
}

// A destructor frees on the way out: its frame's function has not been left.
// CHECK-DAG: made 1 freed 1 by others 0 left 0: _ZL6cleansv:[[@LINE+3]]:13 < main
static void cleans() {
  try {
    Guard G{new std::string("a")};
    throw 1;
  } catch (int) {
  }
}

// Freed by a thread while the frames are there, and after the thread that made
// it has ended.
// CHECK-DAG: made 1 freed 0 by others 1 left 0: _ZL7threadsv:[[@LINE+3]]:15 < main
// CHECK-DAG: made 1 freed 1 by others 0 left {{[1-9][0-9]*}}: _ZZL7threadsv{{.*}}:[[@LINE+5]]:12
static void threads() {
  int *Here = new int(3);
  std::thread([&] { delete Here; }).join();
  std::thread([] {
    Kept = new int(4);
  }).join();
  delete Kept;
}

// The library catches what comes out of a function that it calls.
// CHECK-DAG: made 1 freed 1 by others 0 left 2: {{.*}}Failing9underflowEv:[[@LINE+3]]:12 < _ZL14libraryCatchesv:[[@LINE+10]]:6 < main
struct Failing : std::streambuf {
  int underflow() override {
    Kept = new int(6);
    throw 1;
  }
};
static void libraryCatches() {
  Failing Buffer;
  std::istream In(&Buffer);
  In.get();
}

static int *last() {
  return new int(5);
}
// A tail call leaves the frame before: two frames only.
static int *tail() {
  [[clang::musttail]] return last();
}
// CHECK-DAG: made 1 freed 1 by others 0 left 1: _ZL4lastv:{{[0-9]+}}:10 < _ZL5tailsv:[[@LINE+2]]:10 < main
static void tails() {
  delete tail();
}

// What the library allocates is the call's in the user's code.
// CHECK-DAG: made 1 freed 1 by others 0 left {{[1-9][0-9]*}}: _ZL9containerv:[[@LINE+3]]:5 < main
static void container() {
  std::vector<int> V;
  V.push_back(1);
}

int main() {
  catches();
  cleans();
  threads();
  tails();
  container();
  libraryCatches();
  delete Kept;
  Kept = nullptr;
}
