// Catches: a virtual call that happens while an object's base is made or destroyed, through a pointer of the caller's, and is taken for one of the whole object.
// RUN: rm -f %t.o.*
// RUN: %clangxx -std=c++20 %s %judged -o %t
// RUN: env ESCAPE_OBJECTS=%t.o %t
// RUN: %escape-check --format=json -o %t.json %s -- %clangxx -std=c++20 %s
// RUN: %real --report %t.json --name open %t.o | FileCheck %s --check-prefix=ROW
// RUN: %escape-check --closed-world --format=json -o %t.json %s -- %clangxx -std=c++20 %s
// RUN: %real --report %t.json --name closed %t.o | FileCheck %s --check-prefix=ROW

// Sites, never outlive, proven, share, outlive, not known, objects, refuted.
// ROW: | {{[0-9]+}} | {{[0-9]+}} | {{[0-9]+}} | {{[0-9]+}} % | {{[1-9][0-9]*}} | {{[0-9]+}} | {{[0-9]+}} | 0 |
#include <cstdlib>
#include <functional>

static void *Kept[64];
static int NumKept;
[[gnu::noinline]] static void keep(void *P) { Kept[NumKept++] = P; }

// A function that the constructor is given.
struct Shape {
  using Callback = void (*)(Shape *, void *);
  Shape(Callback Made, void *P) { Made(this, P); }
  virtual void take(void *P) { keep(P); }
};
struct Round : Shape {
  Round(Callback Made, void *P) : Shape(Made, P) {}
  void take(void *) override {}
};
static void give(Shape *S, void *P) { S->take(P); }
void callback() { Round R(give, malloc(3)); }

// A visitor.
struct Part;
struct Visitor {
  virtual void visit(Part *, void *) = 0;
};
struct Part {
  Part(Visitor &V, void *P) { V.visit(this, P); }
  virtual void take(void *P) { keep(P); }
};
struct Wheel : Part {
  Wheel(Visitor &V, void *P) : Part(V, P) {}
  void take(void *) override {}
};
struct Giver : Visitor {
  void visit(Part *To, void *P) override { To->take(P); }
};
void visitor() {
  Giver G;
  Wheel W(G, malloc(4));
}

// A child that tells its parent that it ends.
struct Parent {
  struct Child {
    Parent *Up;
    void *Last;
    virtual ~Child() { Up->take(Last); }
  };
  Child *Only = nullptr;
  virtual ~Parent() { delete Only; }
  virtual void take(void *P) { keep(P); }
};
struct Quiet : Parent {
  void take(void *) override {}
};
void child() {
  Quiet Q;
  Q.Only = new Parent::Child;
  Q.Only->Up = &Q;
  Q.Only->Last = malloc(5);
}

// An object that knows itself, and one that is found through a variable.
struct Own {
  Own *Self = this;
  void *Last = nullptr;
  virtual ~Own() { Self->take(Last); }
  virtual void take(void *P) { keep(P); }
};
struct QuietOwn : Own {
  void take(void *) override {}
};
void itself() {
  QuietOwn O;
  O.Last = malloc(6);
}
struct Found {
  Found **Self;
  void *Last;
  virtual ~Found() { (*Self)->take(Last); }
  virtual void take(void *P) { keep(P); }
};
struct QuietFound : Found {
  void take(void *) override {}
};
void variable() {
  QuietFound F;
  Found *Place = &F;
  F.Self = &Place;
  F.Last = malloc(7);
}

// A closure that the base's destructor calls.
struct Job {
  std::function<void(Job *)> Done;
  virtual ~Job() {
    if (Done)
      Done(this);
  }
  virtual void take(void *P) { keep(P); }
};
struct QuietJob : Job {
  void take(void *) override {}
};
void closure() {
  void *P = malloc(8);
  QuietJob J;
  J.Done = [P](Job *Of) { Of->take(P); };
}

// The next base is made while the first one's vtable is still there.
struct First {
  virtual void take(void *P) { keep(P); }
  long Size = 1;
};
struct Second {
  long Size;
  [[gnu::noinline]] Second(First **Of, void *P) : Size(2) { (*Of)->take(P); }
};
struct Both : First, Second {
  Both(First **Self, void *P) : Second((*Self = this, Self), P) {}
  void take(void *) override {}
};
void between() {
  First *Self;
  Both B(&Self, malloc(9));
}

int main() {
  callback();
  visitor();
  child();
  itself();
  variable();
  closure();
  between();
  for (void *P : Kept)
    free(P);
}
