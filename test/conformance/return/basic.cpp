// Catches: a local whose address leaves by return called "does not escape", or a plain value return reported.
// RUN: %check-m %s -- -std=c++20

struct User {
  int id;
  int *ref;
};
struct First { int a; };
struct Second { int b; };
struct Both : First, Second { int c; };

void touch() {}

int *addressOfLocal() {
  int x = 1; // expect: moved to heap: x
  return &x;
}

int valueOfLocal() {
  int x = 1;
  return x;
}

int valueThroughPointer() {
  int x = 1; // expect: x does not escape
  int *p = &x;
  return *p;
}

int &referenceToLocal() {
  int x = 1; // expect: moved to heap: x
  return x;
}

int valueThroughReference() {
  int x = 1; // expect: x does not escape
  int &r = x;
  r = 2;
  return x;
}

int *memberOfLocal() {
  User u{1, nullptr}; // expect: moved to heap: u
  return &u.id;
}

int *elementOfLocal() {
  int a[4] = {1, 2, 3, 4}; // expect: moved to heap: a
  return &a[2];
}

int *decayedLocal() {
  int a[4] = {1, 2, 3, 4}; // expect: moved to heap: a
  return a;
}

int elementValue() {
  int a[4] = {1, 2, 3, 4}; // expect: a does not escape
  int *p = a;
  return p[2];
}

int *addressOfParameter(int x) { // expect: moved to heap: x
  return &x;
}

int *conditional(bool c, int *p) { // expect: leaking param: p to result ~r0 level=0
  int x = 1; // expect: moved to heap: x
  return c ? &x : p;
}

int *comma() {
  int x = 1; // expect: moved to heap: x
  return (touch(), &x);
}

First *upcast() {
  Both d{}; // expect: moved to heap: d
  return &d;
}

Second *upcastToSecond() {
  Both d{}; // expect: moved to heap: d
  return &d;
}

Second *sideways() {
  Both d{}; // expect: moved to heap: d
  First *f = &d;
  return static_cast<Second *>(static_cast<Both *>(f));
}

Both *downcast(Second *s) { // expect: leaking param: s to result ~r0 level=0
  return static_cast<Both *>(s);
}

int sidewaysStays() {
  Both d{}; // expect: d does not escape
  First *f = &d;
  return static_cast<Second *>(static_cast<Both *>(f))->b;
}

void *asVoid() {
  User u{1, nullptr}; // expect: moved to heap: u
  return &u;
}

User *freshObject() {
  return new User{1, nullptr}; // expect: new User escapes to heap
}

int usesFresh() {
  User *u = freshObject(); // expect: freshObject(...) does not escape
  int id = u->id;
  delete u;
  return id;
}

User *passesFreshOn() {
  return freshObject(); // expect: freshObject(...) escapes to heap
}

int usesPassedOn() {
  User *u = passesFreshOn(); // expect: passesFreshOn(...) does not escape
  int id = u->id;
  delete u;
  return id;
}

int freshIsUsedHere() {
  User *u = new User{1, nullptr}; // expect: new User does not escape
  int id = u->id;
  delete u;
  return id;
}

User *freshOrParameter(bool c, User *u) { // expect: leaking param: u to result ~r0 level=0
  return c ? new User{2, nullptr} : u;    // expect: new User escapes to heap
}

int *memberOfFresh() {
  User *u = new User{1, nullptr}; // expect: new User escapes to heap
  return &u->id;
}

int *pointeeOfFresh(int *p) { // expect: leaking param: p to result ~r0 level=0
  User *u = new User{1, p};   // expect: new User does not escape
  int *r = u->ref;
  delete u;
  return r;
}

User nrvo() {
  User u{1, nullptr};
  u.id = 2;
  return u;
}
