// Catches: constructors, destructors and operators that store or hand out `this` or what they were given.
// RUN: %check-m %s -- -std=c++20
#include <new>
#include <utility>

struct Widget {
  static Widget *newest;
  int v = 0;
  Widget() { newest = this; } // expect: leaking param: this
  int get() const { return v; } // expect: this does not escape
};
Widget *Widget::newest;

int registersItself() {
  Widget w; // expect: moved to heap: w
  return w.get();
}
int registersItselfOnHeap() {
  Widget *w = new Widget; // expect: new Widget escapes to heap
  int r = w->get();
  delete w;
  return r;
}

struct Guard {
  int &r;
  explicit Guard(int &r) : r(r) {} // expect: this does not escape ; leaking param: r
  ~Guard() { r = 0; } // expect: this does not escape
};
int guarded() {
  int x = 1; // expect: x does not escape
  {
    Guard g(x);
  }
  return x;
}
Guard *guardLeaves() {
  int x = 1; // expect: moved to heap: x
  return new Guard(x); // expect: new Guard escapes to heap
}

struct Builder {
  int *p = nullptr;
  int n = 0;
  Builder &with(int *q) { // expect: leaking param: this to result ~r0 level=0 ; leaking param: q
    p = q;
    return *this;
  }
  Builder &count(int m) { // expect: leaking param: this to result ~r0 level=0
    n = m;
    return *this;
  }
  int build() const { return *p + n; } // expect: this does not escape
};
int built() {
  int x = 1; // expect: x does not escape
  return Builder().with(&x).count(2).build();
}
int builtFromLocal() {
  int x = 1; // expect: x does not escape
  Builder b; // expect: b does not escape
  b.with(&x).count(2);
  return b.build();
}
Builder *builderLeaves() {
  int x = 1; // expect: moved to heap: x
  Builder b; // expect: moved to heap: b
  return &b.with(&x);
}

struct Copying {
  int *p;
  explicit Copying(int *p) : p(p) {} // expect: this does not escape ; leaking param: p
  Copying(const Copying &o) : p(o.p) {} // expect: this does not escape ; leaking param content: o
  Copying &operator=(const Copying &o) { // expect: leaking param: this to result ~r0 level=0 ; leaking param content: o
    p = o.p;
    return *this;
  }
  int operator*() const { return *p; } // expect: this does not escape
  int *operator->() const { return p; } // expect: leaking param: this to result ~r0 level=1
  operator int *() const { return p; } // expect: leaking param: this to result ~r0 level=1
  int *&operator[](int) { return p; } // expect: leaking param: this to result ~r0 level=0
};
int copies() {
  int x = 1; // expect: x does not escape
  int y = 2; // expect: y does not escape
  Copying a(&x); // expect: a does not escape
  Copying b(a); // expect: b does not escape
  Copying c(&y); // expect: c does not escape
  b = c;
  c[0] = &x;
  return *b + *a.operator->();
}
int *converts() {
  int x = 1; // expect: moved to heap: x
  Copying a(&x); // expect: a does not escape
  Copying b(a); // expect: b does not escape
  return b;
}

struct Child;
struct Parent {
  Child *child = nullptr;
  int n = 1;
};
struct Child {
  Parent *parent;
  explicit Child(Parent *p) : parent(p) { p->child = this; } // expect: leaking param: this ; leaking param: p
  int up() const { return parent->n; } // expect: this does not escape
};
int family() {
  Parent p; // expect: p does not escape
  Child c(&p); // expect: c does not escape
  return c.up() + p.child->up();
}
Child *familyLeaves() {
  Parent p; // expect: moved to heap: p
  Child *c = new Child(&p); // expect: new Child escapes to heap
  return c;
}

int placed() {
  int x = 1; // expect: x does not escape
  alignas(Copying) unsigned char buffer[sizeof(Copying)]; // expect: buffer does not escape
  Copying *c = new (buffer) Copying(&x);
  int r = **c;
  c->~Copying();
  return r;
}
int *placedLeaves() {
  int x = 1; // expect: moved to heap: x
  alignas(Copying) unsigned char buffer[sizeof(Copying)]; // expect: buffer does not escape
  Copying *c = new (buffer) Copying(&x);
  return *c;
}
Copying *bufferLeaves() {
  int x = 1; // expect: moved to heap: x
  alignas(Copying) unsigned char buffer[sizeof(Copying)]; // expect: moved to heap: buffer
  return new (buffer) Copying(&x);
}

struct Pimpl {
  struct Impl {
    int n = 1;
  };
  Impl *impl;
  Pimpl() : impl(new Impl) {} // expect: this does not escape ; re:new .*Impl escapes to heap
  Pimpl(Pimpl &&o) : impl(std::exchange(o.impl, nullptr)) {} // expect: this does not escape ; leaking param content: o
  int get() const { return impl->n; } // expect: this does not escape
};
int pimpl() {
  Pimpl a; // expect: a does not escape ; re:.*Pimpl.* does not escape
  Pimpl b(std::move(a)); // expect: b does not escape
  return b.get();
}
Pimpl *pimplLeaves() {
  return new Pimpl; // expect: new Pimpl escapes to heap ; re:.*Pimpl\(\.\.\.\).* escapes to heap
}
