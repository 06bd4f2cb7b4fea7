// Catches: output that depends on addresses or on the order of a hash table: two runs then differ.
// RUN: mkdir -p %t.d
// RUN: %escape-check --dump=facts %s -- -std=c++20 > %t.d/facts && %escape-check --dump=facts %s -- -std=c++20 | cmp - %t.d/facts
// RUN: %escape-check --dump=ir %s -- -std=c++20 > %t.d/ir && %escape-check --dump=ir %s -- -std=c++20 | cmp - %t.d/ir
// RUN: %escape-check --dump=graph %s -- -std=c++20 > %t.d/graph && %escape-check --dump=graph %s -- -std=c++20 | cmp - %t.d/graph
// RUN: %escape-check --dump=summaries %s -- -std=c++20 > %t.d/summaries && %escape-check --dump=summaries %s -- -std=c++20 | cmp - %t.d/summaries
// RUN: %escape-check -m=2 %s -- -std=c++20 > %t.d/m && %escape-check -m=2 %s -- -std=c++20 | cmp - %t.d/m
// RUN: %escape-check --format=json -o %t.d/one.json %s -- -std=c++20
// RUN: %escape-check --format=json -o %t.d/two.json %s -- -std=c++20
// RUN: %check-json --same %t.d/one.json %t.d/two.json
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct Shape {
  virtual ~Shape() = default;
  virtual double area() const = 0;
};
struct Square : Shape {
  double a = 1;
  double area() const override { return a * a; }
};
struct Circle final : Shape {
  double r = 1;
  double area() const override { return 3 * r * r; }
};

std::map<std::string, std::unique_ptr<Shape>> shapes;

double sum(const std::vector<std::function<double()>> &all) {
  double total = 0;
  for (const auto &f : all)
    total += f();
  return total;
}

double run(int n) {
  std::vector<std::function<double()>> all;
  for (int i = 0; i < n; ++i) {
    auto shape = i % 2 ? std::unique_ptr<Shape>(new Square) : std::make_unique<Circle>();
    all.push_back([&shape] { return shape->area(); });
    shapes.emplace(std::to_string(i), std::move(shape));
  }
  return sum(all);
}
