// Catches: shared_ptr control blocks that escape through their reference counts, or a stored one called local.
// RUN: %check-m %s -- -std=c++20
#include <functional>
#include <memory>
#include <vector>

struct User {
  int id = 0;
  std::shared_ptr<User> peer;
};
struct Plain {
  int id = 0;
};

std::shared_ptr<Plain> gShared;
std::weak_ptr<Plain> gWeak;

int made() {
  auto p = std::make_shared<Plain>(); // expect: make_shared<Plain>(...) does not escape ; p does not escape
  return p->id;
}
int fromNew() {
  std::shared_ptr<Plain> p(new Plain); // expect: new Plain does not escape ; p does not escape ; re:.*shared.* does not escape
  return p->id;
}
int copiedLocally() {
  auto p = std::make_shared<Plain>(); // expect: make_shared<Plain>(...) does not escape ; p does not escape
  auto q = p;                         // expect: q does not escape
  return q->id;
}
void copiedToGlobal() {
  auto p = std::make_shared<Plain>(); // expect: make_shared<Plain>(...) escapes to heap ; p does not escape
  gShared = p;
}
void observedByGlobal() {
  auto p = std::make_shared<Plain>(); // expect: make_shared<Plain>(...) escapes to heap ; p does not escape
  gWeak = p;
}
std::shared_ptr<Plain> returned() {
  return std::make_shared<Plain>(); // expect: make_shared<Plain>(...) escapes to heap
}
int usesReturned() {
  auto p = returned(); // expect: returned(...) does not escape ; p does not escape
  return p->id;
}
int weakly() {
  auto p = std::make_shared<Plain>(); // expect: make_shared<Plain>(...) does not escape ; p does not escape
  std::weak_ptr<Plain> w = p;         // expect: w does not escape
  auto s = w.lock();                  // expect: s does not escape
  return s ? s->id : 0;
}
std::shared_ptr<int> aliasing() {
  auto p = std::make_shared<Plain>(); // expect: make_shared<Plain>(...) escapes to heap ; p does not escape
  return std::shared_ptr<int>(p, &p->id);
}
std::shared_ptr<Plain> copyOf(const std::shared_ptr<Plain> &p) { // expect: leaking param: p to result ~r0 level=1
  return p;
}
int usesCopy() {
  auto p = std::make_shared<Plain>(); // expect: make_shared<Plain>(...) does not escape ; p does not escape
  return copyOf(p)->id;
}
int reads(const std::shared_ptr<Plain> &p) { // expect: p does not escape
  return p->id;
}
int capturedByValue() {
  auto p = std::make_shared<Plain>(); // expect: make_shared<Plain>(...) does not escape ; p does not escape
  auto f = [p] { return p->id; };     // expect: f does not escape
  return f() + reads(p);
}
std::function<int()> capturedAndLeaves() {
  auto p = std::make_shared<Plain>(); // expect: make_shared<Plain>(...) escapes to heap ; p does not escape
  p->id = 1;
  return [p] { return p->id; };       // expect: re:.* escapes to heap
}
int cyclic() {
  auto a = std::make_shared<User>(); // expect: a does not escape // imprecise: make_shared<User>(...) escapes to heap (wanted: make_shared<User>(...) does not escape)
  auto b = std::make_shared<User>(); // expect: b does not escape // imprecise: make_shared<User>(...) escapes to heap (wanted: make_shared<User>(...) does not escape)
  a->peer = b;
  b->peer = a;
  return a->peer->id;
}
int inVector() {
  std::vector<std::shared_ptr<Plain>> v; // expect: v does not escape
  v.push_back(std::make_shared<Plain>()); // imprecise: make_shared<Plain>(...) escapes to heap (wanted: make_shared<Plain>(...) does not escape) // imprecise: push_back(...) escapes to heap (wanted: re:push_back.* does not escape)
  return v[0]->id;
}
