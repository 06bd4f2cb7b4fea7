// Catches: an object that a user's own function frees: it dies with the frame, but its delete stands elsewhere.
// RUN: %check-m %s -- -std=c++20
#include <memory>
#include <utility>

struct User {
  int id = 0;
};

User *gUser;

// Whoever takes a raw pointer and deletes it needs it from the heap (reason freed-elsewhere).
void consumes(User *u) { // expect: u does not escape
  delete u;
}
void consumed() {
  User *u = new User; // expect: new User escapes to heap
  u->id = 1;
  consumes(u);
}

// A unique_ptr argument is destroyed by the caller (Itanium ABI), so this one is freed here.
int takes(std::unique_ptr<User> u) { // expect: u does not escape
  return u->id;
}
int taken() {
  auto u = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; u does not escape
  return takes(std::move(u));
}

// A user's RAII class is to be as good as unique_ptr.
struct Box {
  User *u;
  Box() : u(new User) {} // expect: this does not escape ; new User escapes to heap
  ~Box() { delete u; } // expect: this does not escape
  Box(const Box &) = delete;
  int id() const { return u->id; } // expect: this does not escape
  User *get() const { return u; } // expect: leaking param: this to result ~r0 level=1
};
int boxed() {
  Box b; // expect: b does not escape ; re:Box.* does not escape
  return b.id() + b.get()->id;
}
void boxLeaks() {
  Box b; // expect: b does not escape ; re:Box.* escapes to heap
  gUser = b.get();
}

struct Handle {
  User *u;
  explicit Handle(User *u) : u(u) {} // expect: this does not escape ; leaking param: u
  ~Handle() { delete u; } // expect: this does not escape
  Handle(const Handle &) = delete;
  int id() const { return u->id; } // expect: this does not escape
};
int handled() {
  Handle h(new User); // expect: h does not escape ; new User does not escape
  return h.id();
}

struct Deleter {
  void operator()(User *p) const { delete p; } // expect: this does not escape ; p does not escape
};
int customDeleter() {
  std::unique_ptr<User, Deleter> u(new User); // expect: u does not escape ; new User escapes to heap
  return u->id;
}

struct Counted {
  int refs = 0;
  int id = 0;
};
class Ref {
  Counted *p;

public:
  explicit Ref(Counted *c) : p(c) { ++p->refs; } // expect: this does not escape ; leaking param: c
  Ref(const Ref &o) : p(o.p) { ++p->refs; } // expect: this does not escape ; leaking param content: o
  ~Ref() { // expect: this does not escape
    if (--p->refs == 0)
      delete p;
  }
  int id() const { return p->id; } // expect: this does not escape
};
int intrusive() {
  Ref a(new Counted); // expect: a does not escape ; new Counted does not escape
  Ref b(a); // expect: b does not escape
  return b.id();
}
