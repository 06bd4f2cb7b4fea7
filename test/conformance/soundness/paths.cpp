// Catches: escapes on paths that are not in the text: destructors, unwinding, catch, longjmp, cleanup.
// RUN: %check-m %s -- -std=c++20
#include <csetjmp>
#include <exception>
#include <memory>
#include <new>
#include <utility>

struct Error {
  int *at;
};

int *g;
Error *gError;
std::exception_ptr gException;
std::jmp_buf env;
void mayThrow();

struct Keeps {
  int *p;
  explicit Keeps(int *p) : p(p) {} // expect: this does not escape ; leaking param: p
  ~Keeps() { g = p; } // expect: leaking param content: this
};
void destructor() {
  int x = 1; // expect: moved to heap: x
  Keeps k(&x);
}
void destructorOfTemporary() {
  int x = 1; // expect: moved to heap: x
  Keeps{&x};
}
void destructorOnHeap() {
  int x = 1; // expect: moved to heap: x
  auto *k = new Keeps(&x); // expect: new Keeps does not escape
  delete k;
}
void destructorInUnique() {
  int x = 1; // expect: moved to heap: x
  auto k = std::make_unique<Keeps>(&x); // expect: make_unique<Keeps>(...) does not escape
}
void destructorOfMember() {
  struct Holder {
    int n;
    Keeps k;
  };
  int x = 1; // expect: moved to heap: x
  Holder h{1, Keeps(&x)};
}
void destructorByHand() {
  int x = 1; // expect: moved to heap: x
  alignas(Keeps) unsigned char buffer[sizeof(Keeps)]; // expect: buffer does not escape
  auto *k = new (buffer) Keeps(&x);
  k->~Keeps();
}
void destructorOnUnwinding() {
  int x = 1; // expect: moved to heap: x
  Keeps k(&x);
  mayThrow();
  k.p = nullptr;
}
struct KeepsThis {
  static KeepsThis *last;
  int n = 0;
  ~KeepsThis() { last = this; } // expect: leaking param: this
};
KeepsThis *KeepsThis::last;
int destructorKeepsThis() {
  KeepsThis k; // expect: moved to heap: k
  KeepsThis *p = &k;
  return p->n;
}

void throws(int *p) { // expect: leaking param: p
  throw p;
}
void throwsHolder(int *p) { // expect: leaking param: p
  throw Error{p};
}
int *caught() {
  int x = 1; // expect: moved to heap: x
  try {
    throws(&x);
  } catch (int *p) {
    return p;
  }
  return nullptr;
}
void caughtToGlobal() {
  int x = 1; // expect: moved to heap: x
  try {
    throwsHolder(&x);
  } catch (const Error &e) {
    g = e.at;
  }
}
void caughtByAddress() {
  int x = 1; // expect: moved to heap: x
  try {
    throw Error{&x};
  } catch (Error &e) {
    gError = &e;
  }
}
void caughtAsPointer() {
  int x = 1; // expect: moved to heap: x
  try {
    throwsHolder(&x);
  } catch (...) {
    gException = std::current_exception();
  }
}
void changedInCatch(int **out) { // expect: out does not escape
  int x = 1; // expect: moved to heap: x
  try {
    mayThrow();
  } catch (...) {
    *out = &x;
  }
}
int *setBeforeThrow() {
  int x = 1; // expect: moved to heap: x
  int *p = nullptr;
  try {
    p = &x;
    mayThrow();
    p = nullptr;
  } catch (...) {
  }
  return p;
}
void passesUp(int *p) { // expect: leaking param: p
  try {
    throws(p);
  } catch (int *q) {
    throw;
  }
}
int *passedUp() {
  int x = 1; // expect: moved to heap: x
  try {
    passesUp(&x);
  } catch (int *p) {
    return p;
  }
  return nullptr;
}

int *volatile gJump;
int *jumped() {
  int x = 1; // expect: moved to heap: x
  int *volatile p = nullptr;
  if (setjmp(env))
    return p;
  p = &x;
  std::longjmp(env, 1);
}
void jumps(int *p) { // expect: leaking param: p
  gJump = p;
  std::longjmp(env, 1);
}
int *jumpedFromCallee() {
  int x = 1; // expect: moved to heap: x
  if (setjmp(env))
    return gJump;
  jumps(&x);
  return nullptr;
}

void cleans(int **p) { // expect: leaking param content: p
  g = *p;
}
int cleanup() {
  int x = 1; // expect: moved to heap: x
  int *p __attribute__((cleanup(cleans))) = &x; // expect: p does not escape
  int **q = &p;
  return **q;
}

struct Converts {
  int *p;
  operator int *() const { // expect: leaking param content: this
    g = p;
    return nullptr;
  }
};
int *conversion() {
  int x = 1; // expect: moved to heap: x
  Converts c{&x}; // expect: c does not escape
  return c;
}
struct Default {
  int *p;
  explicit Default(int &r, int *q = (g = nullptr)) : p(&r) { // expect: this does not escape ; leaking param: r ; q does not escape
    (void)q;
  }
};
int *gKeep(int *p) { // expect: leaking param: p
  return g = p;
}
struct Initialised {
  int n = 0;
  int *own = gKeep(&n);
};
int memberInitialiser() {
  Initialised i; // expect: moved to heap: i
  Initialised *p = &i;
  return *p->own;
}
int *defaultArgument() {
  int x = 1; // expect: moved to heap: x
  Default d(x);
  return d.p;
}
