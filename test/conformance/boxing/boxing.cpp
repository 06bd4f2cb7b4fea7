// Catches: values put into std::any, variant, optional, unique_ptr<Base>, void * that escape by the boxing alone.
// RUN: %check-m %s -- -std=c++20
#include <any>
#include <memory>
#include <optional>
#include <variant>

struct Big {
  int n[16];
};
struct Event {
  void *data;
};

std::any gAny;
void *gData;

int anySmall() {
  std::any a = 5; // expect: a does not escape
  return std::any_cast<int>(a);
}
int anyLarge() {
  std::any a = Big{}; // expect: a does not escape ; re:.* does not escape
  return a.has_value();
}
std::any anyLargeLeaves() {
  return Big{}; // expect: re:.* escapes to heap
}
int anyOfPointer() {
  int x = 1; // expect: x does not escape
  std::any a = &x; // expect: a does not escape
  return *std::any_cast<int *>(a);
}
std::any anyOfPointerLeaves() {
  int x = 1; // expect: moved to heap: x
  return &x;
}
void anyOfPointerToGlobal() {
  int x = 1; // expect: moved to heap: x
  gAny = &x;
}

int optionalStays(bool c) {
  std::optional<Big> o; // expect: o does not escape
  if (c)
    o.emplace();
  return o.has_value();
}
std::optional<Big> optionalReturned(bool c) {
  if (c)
    return Big{};
  return std::nullopt;
}
int variantStays(bool c) {
  std::variant<int, Big> v = 5; // expect: v does not escape
  if (c)
    v = Big{};
  return static_cast<int>(v.index());
}

struct Shape {
  virtual ~Shape() = default;
  virtual int area() const = 0;
};
struct Circle : Shape {
  int r;
  explicit Circle(int r) : r(r) {} // expect: this does not escape
  int area() const override { return 3 * r * r; } // expect: this does not escape
};
struct Square : Shape {
  int s;
  explicit Square(int s) : s(s) {} // expect: this does not escape
  int area() const override { return s * s; } // expect: this does not escape
};

int uniqueBase() {
  std::unique_ptr<Shape> s(new Circle(2)); // expect: new Circle does not escape ; s does not escape
  return s->area();
}
int uniqueBaseMade() {
  std::unique_ptr<Shape> s = std::make_unique<Circle>(2); // expect: make_unique<Circle>(...) does not escape ; s does not escape
  return s->area();
}
int uniqueBaseInBranches(bool c) {
  std::unique_ptr<Shape> s; // expect: s does not escape
  if (c)
    s = std::make_unique<Circle>(2); // expect: make_unique<Circle>(...) does not escape
  else
    s = std::make_unique<Square>(2); // expect: make_unique<Square>(...) does not escape
  return s->area();
}
int sharedBase() {
  std::shared_ptr<Shape> s = std::make_shared<Circle>(2); // expect: make_shared<Circle>(...) does not escape ; s does not escape
  return s->area();
}
std::unique_ptr<Shape> makeShape(bool c) {
  if (c)
    return std::make_unique<Circle>(1); // expect: make_unique<Circle>(...) escapes to heap
  return std::make_unique<Square>(2);   // expect: make_unique<Square>(...) escapes to heap
}
int usesShape() {
  auto s = makeShape(true); // expect: makeShape(...) does not escape ; s does not escape
  return s->area();
}
int rawBase() {
  Shape *s = new Square(2); // expect: new Square does not escape
  int a = s->area();
  delete s;
  return a;
}
// Anyone may derive from Shape, and what an unknown override does with its object is unknown.
int unknownShape(const Shape *s) { // expect: leaking param: s
  return s->area();
}

int roundTrip() {
  int x = 1; // expect: x does not escape
  void *p = &x;
  return *static_cast<int *>(p);
}
int roundTripInStruct() {
  int x = 1; // expect: x does not escape
  Event e{&x}; // expect: e does not escape
  Event *p = &e;
  return *static_cast<int *>(p->data);
}
void dataToGlobal() {
  int x = 1; // expect: moved to heap: x
  Event e{&x}; // expect: e does not escape
  Event *p = &e;
  gData = p->data;
}
void *boxed(int n) {
  return new int(n); // expect: new int escapes to heap
}
int unboxes() {
  void *p = boxed(3); // expect: boxed(...) does not escape
  int n = *static_cast<int *>(p);
  delete static_cast<int *>(p);
  return n;
}
