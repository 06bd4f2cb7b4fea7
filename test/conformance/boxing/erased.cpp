// Catches: a user's own type erasure over a closed hierarchy that escapes although every callee is known.
// RUN: %check-m %s -- -std=c++20

namespace {
struct Concept {
  virtual ~Concept() = default;
  virtual int get() const = 0;
  virtual Concept *clone() const = 0;
};
template <class T> struct Model final : Concept {
  T t;
  explicit Model(T t) : t(t) {} // expect: this does not escape
  int get() const override { return t.get(); } // expect: this does not escape
  Concept *clone() const override { return new Model(t); } // expect: this does not escape ; re:new .*Model.* escapes to heap
};
struct Box {
  Concept *c;
  template <class T> explicit Box(T t) : c(new Model<T>(t)) {} // expect: this does not escape ; re:new .*Model.* escapes to heap
  int get() const { return c->get(); } // imprecise: leaking param content: this (wanted: this does not escape)
};
struct Five {
  int get() const { return 5; } // expect: this does not escape
};
} // namespace

Box *gBox;

int boxStays() {
  Box b{Five{}}; // expect: b does not escape ; re:.*Box.* does not escape
  return b.get();
}
void boxLeaves() {
  gBox = new Box{Five{}}; // expect: new Box escapes to heap ; re:.*Box\b.*\.\.\..* escapes to heap
}
int cloned() {
  Box b{Five{}}; // expect: re:.*Box.* does not escape
  Concept *c = b.c->clone(); // expect: clone(...) does not escape
  return c->get();
}
