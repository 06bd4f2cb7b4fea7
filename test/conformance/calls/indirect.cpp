// Catches: calls through function pointers and member pointers, known and unknown, and undefined functions.
// RUN: %check-m %s -- -std=c++20

struct User {
  int id;
  int *ref;
  int get() const { return id; } // expect: this does not escape
  int *slot() { return &id; } // expect: leaking param: this to result ~r0 level=0
};

int *g;
void unknown(int *);
void unknownUser(const User &);
int unknownValue(int);
int (*gHook)(int *);

int looks(int *p) { // expect: p does not escape
  return *p;
}
int looksToo(int *p) { // expect: p does not escape
  return *p + 1;
}
int keeps(int *p) { // expect: leaking param: p
  g = p;
  return 0;
}
int *gives(int *p) { // expect: leaking param: p to result ~r0 level=0
  return p;
}

void undefined() {
  int x = 1; // expect: moved to heap: x
  unknown(&x);
}
void undefinedByReference() {
  int x = 1; // expect: moved to heap: x
  User u{1, &x}; // expect: moved to heap: u
  unknownUser(u);
}
int undefinedByValue() {
  int x = 1;
  return unknownValue(x);
}
void undefinedFresh() {
  int *p = new int(1); // expect: new int escapes to heap
  unknown(p);
  delete p;
}
int known() {
  int x = 1; // expect: x does not escape
  int (*f)(int *) = looks;
  return f(&x);
}
int knownToKeep() {
  int x = 1; // expect: moved to heap: x
  int (*f)(int *) = keeps;
  return f(&x);
}
int oneOfTwo(bool c) {
  int x = 1; // expect: x does not escape
  int (*f)(int *) = c ? looks : looksToo;
  return f(&x);
}
int oneOfTwoKeeps(bool c) {
  int x = 1; // expect: moved to heap: x
  int (*f)(int *) = c ? looks : keeps;
  return f(&x);
}
int *knownToGive() {
  int x = 1; // expect: moved to heap: x
  int *(*f)(int *) = gives;
  return f(&x);
}
int table(int i) {
  static int (*const all[])(int *) = {looks, looksToo};
  int x = 1; // expect: x does not escape
  return all[i](&x);
}
int inStruct() {
  struct Operations {
    int (*look)(int *);
    int (*other)(int *);
  } o{looks, keeps}; // expect: o does not escape
  int x = 1; // expect: x does not escape
  Operations *p = &o;
  return p->look(&x);
}
int throughParameter(int (*f)(int *), int *p) { // expect: f does not escape ; leaking param: p
  return f(p);
}
void hook() {
  int x = 1; // expect: moved to heap: x
  gHook(&x);
}
int member() {
  User u{1, nullptr}; // expect: u does not escape
  int (User::*m)() const = &User::get;
  return (u.*m)();
}
int *memberLeaves() {
  User u{1, nullptr}; // expect: moved to heap: u
  int *(User::*m)() = &User::slot;
  return (u.*m)();
}

// What a known target makes stays; what an unknown one makes is not taken for it.
User *makes() {
  return new User{1, nullptr}; // expect: new User escapes to heap
}
User *makesToo(User *(*f)()) { // expect: f does not escape
  return f();
}
int knownOrParameter(bool c, User *(*f)()) { // expect: f does not escape
  User *(*g)() = c ? makes : f;
  User *u = g(); // expect: makes(...) does not escape ; (*function)(...) escapes to heap
  int id = u->id;
  delete u;
  return id;
}
User *(*gMaker)();
int knownOrGlobal(bool c) {
  User *u = (c ? makes : gMaker)(); // expect: makes(...) does not escape ; (*function)(...) escapes to heap
  int id = u->id;
  delete u;
  return id;
}
int knownByCaller(bool c) {
  return knownOrParameter(c, makes); // expect: knownOrParameter(...) does not escape
}

// Through a pointer to itself, nothing is known of it yet.
int *keptByItself;
static void quietOther(int *, int) {}
void throughItself(int *p, int n) { // expect: leaking param: p
  int x = 0; // expect: moved to heap: x
  void (*self)(int *, int) = throughItself;
  if (n > 5)
    self = quietOther;
  self(&x, n - 1);
  keptByItself = p;
}
