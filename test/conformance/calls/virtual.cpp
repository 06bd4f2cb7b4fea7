// Catches: virtual calls: known by construction, final, closed hierarchies and open ones.
// RUN: %check-m %s -- -std=c++20

#include <new>

int *g;

// Open: other translation units may derive from it.
struct Open {
  virtual ~Open() = default;
  virtual int look(int *p) { return *p; } // expect: this does not escape ; p does not escape
};
struct Keeps : Open {
  int look(int *p) override { // expect: this does not escape ; leaking param: p
    g = p;
    return 0;
  }
};
struct Looks final : Open {
  int look(int *p) override { return *p + 1; } // expect: this does not escape ; p does not escape
};

int open(Open *o, int *p) { // expect: leaking param: o ; leaking param: p
  return o->look(p);
}
int openReference(Open &o, int *p) { // expect: leaking param: o ; leaking param: p
  return o.look(p);
}
int finalClass(Looks *o, int *p) { // expect: o does not escape ; p does not escape
  return o->look(p);
}
int qualified(Open *o, int *p) { // expect: o does not escape ; p does not escape
  return o->Open::look(p);
}
int openLocal(Open *o) { // expect: leaking param: o
  int x = 1; // expect: moved to heap: x
  return o->look(&x);
}
int knownByValue() {
  int x = 1; // expect: x does not escape
  Looks l; // expect: l does not escape
  return l.look(&x);
}
int knownByPointer() {
  int x = 1; // expect: x does not escape
  Looks l; // expect: l does not escape
  Open *o = &l;
  return o->look(&x);
}
int knownOnHeap() {
  int x = 1; // expect: x does not escape
  Open *o = new Looks; // expect: new Looks does not escape
  int r = o->look(&x);
  delete o;
  return r;
}
int knownToKeep() {
  int x = 1; // expect: moved to heap: x
  Keeps k; // expect: k does not escape
  Open *o = &k;
  return o->look(&x);
}
int oneOfTwo(bool c) {
  int x = 1; // expect: moved to heap: x
  Looks l; // expect: l does not escape
  Keeps k; // expect: k does not escape
  Open *o = c ? static_cast<Open *>(&l) : &k;
  return o->look(&x);
}
int oneOfTwoThatLook(bool c) {
  int x = 1; // expect: x does not escape
  Looks l; // expect: l does not escape
  Open b; // expect: b does not escape
  Open *o = c ? &l : &b;
  return o->look(&x);
}

namespace {
// Closed: nobody else can derive from these.
struct Closed {
  virtual ~Closed() = default;
  virtual int look(int *p) = 0;
};
struct ClosedA : Closed {
  int look(int *p) override { return *p; } // expect: this does not escape ; p does not escape
};
struct ClosedB : Closed {
  int look(int *p) override { return *p + 1; } // expect: this does not escape ; p does not escape
};
struct Mixed {
  virtual ~Mixed() = default;
  virtual int look(int *p) = 0;
};
struct MixedLooks : Mixed {
  int look(int *p) override { return *p; } // expect: this does not escape ; p does not escape
};
struct MixedKeeps : Mixed {
  int look(int *p) override { // expect: this does not escape ; leaking param: p
    g = p;
    return 0;
  }
};
int closed(Closed *o, int *p) { // imprecise: leaking param: o (wanted: o does not escape) // imprecise: leaking param: p (wanted: p does not escape)
  return o->look(p);
}
int mixed(Mixed *o, int *p) { // expect: leaking param: p // imprecise: leaking param: o (wanted: o does not escape)
  return o->look(p);
}
} // namespace

int usesClosed(bool c) {
  int x = 1; // expect: x does not escape
  ClosedA a; // expect: a does not escape
  ClosedB b; // expect: b does not escape
  return closed(c ? static_cast<Closed *>(&a) : &b, &x);
}
int usesMixed(bool c) {
  int x = 1; // expect: moved to heap: x
  MixedLooks a; // expect: a does not escape
  MixedKeeps b; // expect: b does not escape
  return mixed(c ? static_cast<Mixed *>(&a) : &b, &x);
}

// What a class overrides is not called, though its base has its own vtable first and last.
struct Loud {
  virtual ~Loud() { *g = 1; }          // expect: this does not escape
  virtual void put(int *p) { g = p; } // expect: leaking param: p ; this does not escape
};
struct Quiet : Loud {
  void put(int *p) override { *p = 1; } // expect: p does not escape ; this does not escape
};
void putTo(Loud &l, int *p) { l.put(p); } // expect: leaking param: l ; leaking param: p
void overridden() {
  int x = 0; // expect: x does not escape
  Quiet q;   // expect: q does not escape
  putTo(q, &x);
}
void overriddenOnHeap() {
  int x = 0;           // expect: x does not escape
  Loud *q = new Quiet; // expect: new Quiet does not escape
  putTo(*q, &x);
  delete q;
}
struct Other { virtual ~Other() = default; int n = 0; };
struct Second : Other, Loud {
  void put(int *p) override { *p = 1; } // expect: p does not escape ; this does not escape
};
void overriddenInSecondBase() {
  int x = 0; // expect: x does not escape
  Second s;  // expect: s does not escape
  putTo(s, &x);
}
// While a base is made, and when it is destroyed, its own is called.
struct Early {
  Early(int *p) { put(p); }            // expect: leaking param: p ; leaking param: this
  virtual void put(int *p) { g = p; } // expect: leaking param: p ; this does not escape
};
struct Late : Early {
  Late(int *p) : Early(p) {}         // expect: leaking param: p ; leaking param: this
  void put(int *) override {}        // expect: this does not escape
};
void whileMade() {
  int x = 0;  // expect: moved to heap: x
  Late l(&x);
}
struct Ends {
  int *p = nullptr;
  virtual ~Ends() { put(); }   // expect: leaking param: this
  virtual void put() { g = p; } // expect: leaking param content: this
};
struct EndsQuietly : Ends {
  ~EndsQuietly() override {} // expect: leaking param: this
  void put() override {}     // expect: this does not escape
};
void whileDestroyed() {
  int x = 0; // expect: moved to heap: x
  EndsQuietly e; // expect: e does not escape
  e.p = &x;
}
// Made anew, as its base.
struct Anew : Loud {
  Anew() { new (static_cast<Loud *>(this)) Loud; } // expect: this does not escape
  void put(int *) override {}                      // expect: this does not escape
};
void madeAnew() {
  int x = 0; // expect: moved to heap: x
  Anew a;    // expect: a does not escape
  putTo(a, &x);
}
