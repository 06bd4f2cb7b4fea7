// Catches: a variable that a closure takes out, not told of by the plugin; or one told of whose closure stays.
// RUN: %clangxx %plugin -std=c++20 -fsyntax-only -w -Xclang -verify %s
#include <functional>

std::function<int()> counter() {
  int n = 0; // expected-remark {{the address of 'n' outlives 'counter': it is returned in a closure [moved-to-heap]}}
  return [&n] { return ++n; }; // expected-note {{captured by reference}} expected-note {{passed to std::function<int ()>::function}} expected-note {{returned here}}
}
auto byLambda() {
  int n = 0; // expected-remark {{the address of 'n' outlives 'byLambda': it is returned in a closure [moved-to-heap]}}
  return [&n] { return ++n; };
} // expected-note {{returned here}}
std::function<int()> byValue() {
  int n = 0;
  return [n]() mutable { return ++n; };
}
int stays() {
  int n = 0;
  int *p = new int(2); // expected-remark {{'new int' does not escape from 'stays': it can live on the stack (4 bytes) [heap-to-stack]}}
  auto add = [&n, p] { return n += *p; };
  add();
  delete p;
  return n;
}
int staysInFunction() {
  int n = 0;
  std::function<int()> add = [&n] { return ++n; };
  return add() + add();
}
