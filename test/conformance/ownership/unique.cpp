// Catches: unique_ptr objects that stay called escaping, or a released, moved or observed object called local.
// RUN: %check-m %s -- -std=c++20
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

struct User {
  int id = 0;
  User *next = nullptr;
};
struct Owner {
  std::unique_ptr<User> user;
};

std::unique_ptr<User> gUnique;
User *gRaw;

int made() {
  auto u = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; u does not escape
  u->id = 1;
  return u->id;
}
int fromNew() {
  std::unique_ptr<User> u(new User); // expect: new User does not escape ; u does not escape
  return u->id;
}
int neverTouched() {
  std::unique_ptr<User> u(new User); // expect: new User does not escape
  return 1;
}
int arrayForm() {
  auto a = std::make_unique<int[]>(16); // expect: make_unique<int[]>(...) does not escape ; a does not escape
  a[0] = 1;
  return a[0];
}
std::unique_ptr<User> factory() {
  return std::make_unique<User>(); // expect: make_unique<User>(...) escapes to heap
}
std::unique_ptr<User> factoryWithLocal() {
  auto u = std::make_unique<User>(); // expect: make_unique<User>(...) escapes to heap
  return u;
}
int callsFactory() {
  auto u = factory(); // expect: factory(...) does not escape ; u does not escape
  return u->id;
}
int callsFactoryWithLocal() {
  auto u = factoryWithLocal(); // expect: factoryWithLocal(...) does not escape ; u does not escape
  return u->id;
}
std::unique_ptr<User> passesOn() {
  return factory(); // expect: factory(...) escapes to heap
}
User *released() {
  auto u = std::make_unique<User>(); // expect: make_unique<User>(...) escapes to heap ; u does not escape
  return u.release();
}
int releasedAndDeleted() {
  auto u = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; u does not escape
  User *p = u.release();
  int id = p->id;
  delete p;
  return id;
}
User *observed() {
  auto u = std::make_unique<User>(); // expect: make_unique<User>(...) escapes to heap ; u does not escape
  return u.get();
}
void observedByGlobal() {
  auto u = std::make_unique<User>(); // expect: make_unique<User>(...) escapes to heap ; u does not escape
  gRaw = u.get();
}
int observedHere() {
  auto u = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; u does not escape
  User *p = u.get();
  User &r = *u;
  return p->id + r.id;
}
int resets() {
  auto u = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; u does not escape
  u.reset(new User);                 // expect: new User does not escape
  return u->id;
}
int swapped() {
  auto a = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; a does not escape
  auto b = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; b does not escape
  a.swap(b);
  std::swap(a, b);
  return a->id + b->id;
}
int movedLocally() {
  auto a = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; a does not escape
  auto b = std::move(a);             // expect: b does not escape
  return b->id;
}
void movedToGlobal() {
  auto a = std::make_unique<User>(); // expect: make_unique<User>(...) escapes to heap ; a does not escape
  gUnique = std::move(a);
}
int memberOfLocal() {
  Owner o; // expect: o does not escape
  o.user = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape
  return o.user->id;
}
void memberOfCaller(Owner &o) { // expect: o does not escape
  o.user = std::make_unique<User>(); // expect: make_unique<User>(...) escapes to heap
}
int usesMemberOfCaller() {
  Owner o; // expect: o does not escape
  memberOfCaller(o); // expect: memberOfCaller(...) does not escape
  return o.user->id;
}
int readsUnique(const std::unique_ptr<User> &u) { // expect: u does not escape
  return u->id;
}
void keepsRawOf(const std::unique_ptr<User> &u) { // expect: leaking param content: u
  gRaw = u.get();
}
int readBy() {
  auto a = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; a does not escape
  return readsUnique(a);
}
int keptBy() {
  auto a = std::make_unique<User>(); // expect: make_unique<User>(...) escapes to heap ; a does not escape
  keepsRawOf(a);
  return a->id;
}
std::unique_ptr<User> through(std::unique_ptr<User> u) { // expect: leaking param: u to result ~r0 level=0
  return u;
}
int goesThrough() {
  auto a = through(std::make_unique<User>()); // expect: make_unique<User>(...) does not escape ; a does not escape
  return a->id;
}
void storesUnique(std::unique_ptr<User> u) { // expect: leaking param: u
  gUnique = std::move(u);
}
void storedBy() {
  storesUnique(std::make_unique<User>()); // expect: make_unique<User>(...) escapes to heap
}
int linked() {
  auto a = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; a does not escape
  User b;                            // expect: b does not escape
  a->next = &b;
  b.next = a.get();
  return b.next->next->id;
}
int inVector(int n) {
  std::vector<std::unique_ptr<User>> v; // expect: v does not escape
  for (int i = 0; i < n; ++i)
    v.push_back(std::make_unique<User>()); // expect: make_unique<User>(...) does not escape ; re:push_back.* does not escape
  return static_cast<int>(v.size());
}
int freedByPointer() {
  std::unique_ptr<int, void (*)(void *)> p(static_cast<int *>(std::malloc(sizeof(int))), std::free); // expect: malloc(...) does not escape ; p does not escape
  *p = 1;
  return *p;
}
