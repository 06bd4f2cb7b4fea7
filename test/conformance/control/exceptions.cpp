// Catches: pointers that leave by throw, and objects freed or abandoned on the way of an exception.
// RUN: %check-m %s -- -std=c++20
#include <memory>

struct User {
  int id = 0;
};
struct Error {
  int *at;
  int code;
};

void mayThrow();

void throwsPointer(int *p) { // expect: leaking param: p
  throw p;
}
void throwsContent(int **p) { // expect: leaking param content: p
  throw *p;
}
void throwsValue(const int *p) { // expect: p does not escape
  throw *p;
}
void throwsFresh() {
  throw new User; // expect: new User escapes to heap
}
void throwsAddress() {
  int x = 1; // expect: moved to heap: x
  throw &x;
}
void throwsHolder() {
  int x = 1; // expect: moved to heap: x
  throw Error{&x, 1};
}
void calleeThrows() {
  int x = 1; // expect: moved to heap: x
  throwsPointer(&x);
}
int caughtValue(bool c) {
  int x = 1; // expect: x does not escape
  int *p = &x;
  try {
    if (c)
      throw 1;
    return *p;
  } catch (int) {
    return 0;
  }
}
int *caughtAndReturned() {
  int x = 1; // expect: moved to heap: x
  try {
    throwsPointer(&x);
  } catch (int *p) {
    return p;
  }
  return nullptr;
}
int freedInCatch() {
  User *u = new User; // expect: new User does not escape
  try {
    mayThrow();
  } catch (...) {
    delete u;
    throw;
  }
  int id = u->id;
  delete u;
  return id;
}
int lostOnThrow() {
  User *u = new User; // expect: new User does not escape
  mayThrow();
  int id = u->id;
  delete u;
  return id;
}
int guarded() {
  auto u = std::make_unique<User>(); // expect: make_unique<User>(...) does not escape ; u does not escape
  mayThrow();
  return u->id;
}
User *returnedFromCatch() {
  User *u = new User; // expect: new User escapes to heap
  try {
    mayThrow();
  } catch (...) {
    return u;
  }
  delete u;
  return nullptr;
}
int returnsNothing() noexcept {
  int x = 1; // expect: x does not escape
  int *p = &x;
  mayThrow();
  return *p;
}
int storedInTry() {
  int x = 1; // expect: x does not escape
  int *p = nullptr;
  try {
    p = &x;
    mayThrow();
  } catch (...) {
    return p ? *p : 0;
  }
  return *p;
}
