// Catches: what is put behind an interface and leaves with it, told of as if it stayed; or nothing told of what stays.
// RUN: %clangxx %plugin -std=c++20 -fsyntax-only -w -Xclang -verify %s
#include <any>
#include <memory>

struct Shape {
  virtual ~Shape() = default;
  virtual int area() const = 0;
};
struct Square : Shape {
  int side;
  explicit Square(int side) : side(side) {}
  int area() const override { return side * side; }
};

std::unique_ptr<Shape> leaves() {
  return std::make_unique<Square>(2);
}
std::any leavesInAny() {
  int x = 1; // expected-remark {{the address of 'x' outlives 'leavesInAny': it is returned [moved-to-heap]}}
  return &x; // expected-note {{stored in memory}} expected-note {{passed to std::any::any}} expected-note {{returned here}}
}
Shape *leavesAsBase() {
  return new Square(2);
}
int stays() {
  std::unique_ptr<Shape> s = std::make_unique<Square>(2); // expected-remark {{'make_unique<Square>(...)' does not escape from 'stays': it can live on the stack (16 bytes) [heap-to-stack]}}
  return s->area();
}
int staysInAny() {
  int x = 1;
  std::any a = &x;
  return *std::any_cast<int *>(a);
}
int staysAsBase() {
  Shape *s = new Square(3); // expected-remark {{'new Square' does not escape from 'staysAsBase': it can live on the stack (16 bytes) [heap-to-stack]}}
  int area = s->area();
  delete s;
  return area;
}
