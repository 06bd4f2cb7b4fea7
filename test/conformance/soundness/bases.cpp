// Catches: escapes through overrides and through bases at an offset: multiple and virtual inheritance, thunks.
// RUN: %check-m %s -- -std=c++20

int *g;

struct Left {
  int *left = nullptr;
  virtual ~Left() = default;
  virtual void take(int *p) { left = p; } // expect: this does not escape ; leaking param: p
};
struct Right {
  int *right = nullptr;
  virtual ~Right() = default;
  virtual void put(int *p) { right = p; } // expect: this does not escape ; leaking param: p
  void set(int *p) { right = p; } // expect: this does not escape ; leaking param: p
  int *get() { return right; } // expect: leaking param: this to result ~r0 level=1
};
struct Both : Left, Right {
  int *own = nullptr;
  void put(int *p) override { own = p; } // expect: this does not escape ; leaking param: p
};
struct Leaks : Left, Right {
  void put(int *p) override { g = p; } // expect: this does not escape ; leaking param: p
};
struct LeaksThis : Left, Right {
  static LeaksThis *last;
  void put(int *p) override { // expect: leaking param: this ; leaking param: p
    right = p;
    last = this;
  }
};
LeaksThis *LeaksThis::last;

int *memberOfSecondBase() {
  int x = 1; // expect: moved to heap: x
  Both b; // expect: b does not escape
  b.set(&x);
  return b.right;
}
int *getterOfSecondBase() {
  int x = 1; // expect: moved to heap: x
  Both b; // expect: b does not escape
  Right *r = &b;
  b.right = &x;
  return r->get();
}
int *throughThunk() {
  int x = 1; // expect: moved to heap: x
  Both b; // expect: b does not escape
  Right *r = &b;
  r->put(&x);
  return b.own;
}
void overrideLeaks() {
  int x = 1; // expect: moved to heap: x
  Leaks l; // expect: l does not escape
  Right *r = &l;
  r->put(&x);
}
void overrideLeaksThis() {
  int x = 1; // expect: moved to heap: x
  LeaksThis l; // expect: moved to heap: l
  Right *r = &l;
  r->put(&x);
}
void overrideOnHeapLeaks() {
  int x = 1; // expect: moved to heap: x
  Right *r = new Leaks; // expect: new Leaks does not escape
  r->put(&x);
  delete r;
}
int *crossCast() {
  int x = 1; // expect: moved to heap: x
  Both b; // expect: re:b does not escape|moved to heap: b
  Left *l = &b;
  b.right = &x;
  if (auto *r = dynamic_cast<Right *>(l))
    return r->get();
  return nullptr;
}
int *downCast() {
  int x = 1; // expect: moved to heap: x
  Both b; // expect: b does not escape
  Right *r = &b;
  static_cast<Both *>(r)->own = &x;
  return b.own;
}

struct Top {
  int *top = nullptr;
  void setTop(int *p) { top = p; } // expect: this does not escape ; leaking param: p
};
struct LeftOfTop : virtual Top {
  int l = 0;
};
struct RightOfTop : virtual Top {
  int r = 0;
  int *read() { return top; } // expect: re:leaking param: this to result ~r0 level=\d
};
struct Diamond : LeftOfTop, RightOfTop {
  int d = 0;
};
int *virtualBase() {
  int x = 1; // expect: moved to heap: x
  Diamond d; // expect: d does not escape
  LeftOfTop *l = &d;
  l->top = &x;
  return d.top;
}
int *virtualBaseFromTheOtherSide() {
  int x = 1; // expect: moved to heap: x
  Diamond d; // expect: d does not escape
  d.setTop(&x);
  RightOfTop *r = &d;
  return r->read();
}
void keepsTop(RightOfTop *r) { // expect: re:leaking param content: r
  g = r->top;
}
void virtualBaseKept() {
  int x = 1; // expect: moved to heap: x
  Diamond d; // expect: re:d does not escape|moved to heap: d
  d.top = &x;
  keepsTop(&d);
}

// What a constructor calls is its own class's version, and what the object becomes later is another.
struct Early {
  int *kept = nullptr;
  explicit Early(int *p) { hook(p); } // expect: leaking param: p // imprecise: leaking param: this (wanted: this does not escape)
  virtual ~Early() = default;
  virtual void hook(int *p) { g = p; } // expect: this does not escape ; leaking param: p
};
struct Late : Early {
  explicit Late(int *p) : Early(p) {} // expect: leaking param: p // imprecise: leaking param: this (wanted: this does not escape)
  void hook(int *) override {} // expect: this does not escape
};
void duringConstruction() {
  int x = 1; // expect: moved to heap: x
  Late l(&x);
}

struct Covariant {
  int *p = nullptr;
  virtual ~Covariant() = default;
  virtual Covariant *self() { return this; } // expect: leaking param: this to result ~r0 level=0
};
struct Other {
  int n = 0;
  virtual ~Other() = default;
};
struct CovariantBoth : Other, Covariant {
  CovariantBoth *self() override { return this; } // expect: leaking param: this to result ~r0 level=0
};
Covariant *covariant() {
  CovariantBoth c; // expect: moved to heap: c
  Covariant *b = &c;
  return b->self();
}

struct DestructorLeaks : Left {
  ~DestructorLeaks() override { g = left; } // expect: leaking param content: this
};
void virtualDestructor() {
  int x = 1; // expect: moved to heap: x
  Left *l = new DestructorLeaks; // expect: new DestructorLeaks does not escape
  l->take(&x);
  delete l;
}
