// Catches: an address that reaches static storage, directly or through a pointer that may point there, unseen.
// RUN: %check-m %s -- -std=c++20
#include <atomic>
#include <functional>
#include <memory>
#include <vector>

struct User {
  int id;
  int *ref;
  User *next;
};
struct Class {
  static int *slot;
};

int *gInt;
User *gUser;
User gObject;
int *gArray[8];
int **gPointer;
thread_local int *gThread;
int *Class::slot;
std::vector<int *> gVector;
std::unique_ptr<User> gUnique;
std::function<int()> gFunction;
std::atomic<int *> gAtomic;

void toGlobal() {
  int x = 1; // expect: moved to heap: x
  gInt = &x;
}
void fresh() {
  gUser = new User{}; // expect: new User escapes to heap
}
void freshThroughLocal() {
  User *u = new User{}; // expect: new User escapes to heap
  u->id = 1;
  gUser = u;
}
void toStaticLocal() {
  static int *keep;
  int x = 1; // expect: moved to heap: x
  keep = &x;
  (void)keep;
}
void toThreadLocal() {
  int x = 1; // expect: moved to heap: x
  gThread = &x;
}
void toClassStatic() {
  int x = 1; // expect: moved to heap: x
  Class::slot = &x;
}
void toMember() {
  int x = 1; // expect: moved to heap: x
  gObject.ref = &x;
}
void toElement(int i) {
  int x = 1; // expect: moved to heap: x
  gArray[i] = &x;
}
void throughPointer() {
  int x = 1; // expect: moved to heap: x
  int **pp = &gInt;
  *pp = &x;
}
void throughPointerThatMay(bool c) {
  int x = 1;            // expect: moved to heap: x
  int *local = nullptr; // expect: local does not escape
  int **pp = c ? &gInt : &local;
  *pp = &x;
}
int throughPointerThatDoesNot(bool c) {
  int x = 1;         // expect: x does not escape
  int *a = nullptr;  // expect: a does not escape
  int *b = nullptr;  // expect: b does not escape
  int **pp = c ? &a : &b;
  *pp = &x;
  return **pp;
}
void throughGlobalPointer() {
  int x = 1; // expect: moved to heap: x
  *gPointer = &x;
}
void intoGlobalsPointee() {
  int x = 1; // expect: moved to heap: x
  gUser->next->ref = &x;
}
int reads() {
  int x = *gInt;
  int *p = gInt;
  return x + *p;
}
int holdsGlobal() {
  User u{1, gInt, gUser}; // expect: u does not escape
  User *p = &u;
  return *p->ref + p->next->id;
}
int copiesValue() {
  int x = 1; // expect: x does not escape
  int *p = &x;
  gObject.id = *p;
  return *p;
}
void toVector() {
  int x = 1;             // expect: moved to heap: x
  gVector.push_back(&x); // expect: re:.* escapes to heap
}
void toUnique() {
  gUnique = std::make_unique<User>(); // expect: make_unique<User>(...) escapes to heap
}
void toUniqueByReset() {
  gUnique.reset(new User{}); // expect: new User escapes to heap
}
void toFunction() {
  int x = 1; // expect: moved to heap: x
  gFunction = [&x] { return x; };
}
void toFunctionByValue() {
  int x = 1;
  gFunction = [x] { return x; };
}
void toAtomic() {
  int x = 1; // expect: moved to heap: x
  gAtomic.store(&x);
}
void toAtomicByAssignment() {
  int x = 1; // expect: moved to heap: x
  gAtomic = &x;
}
void toAtomicByExchange() {
  int x = 1; // expect: moved to heap: x
  gAtomic.exchange(&x);
}
void toAtomicByCompare() {
  int x = 1;               // expect: moved to heap: x
  int *expected = nullptr; // expect: expected does not escape
  gAtomic.compare_exchange_strong(expected, &x);
}
int readsAtomic() {
  int *p = gAtomic.load();
  return *p;
}
int localAtomic() {
  int x = 1;                       // expect: x does not escape
  std::atomic<int *> a{nullptr};   // expect: a does not escape
  a.store(&x);
  return *a.load();
}
int *localAtomicLeaves() {
  int x = 1;                       // expect: moved to heap: x
  std::atomic<int *> a{nullptr};   // expect: a does not escape
  a.store(&x);
  return a.load();
}
