// Catches: an address stored through a parameter, a reference or `this` and so handed to the caller, unseen.
// RUN: %check-m %s -- -std=c++20

struct User {
  int id;
  int *ref;
};
struct Outer {
  int n;
  User user;
  User *link;
};

User *globalUser;

void storesLocal(int **out) { // expect: out does not escape
  int x = 1;                  // expect: moved to heap: x
  *out = &x;
}

void storesValue(int *out) { // expect: out does not escape
  int x = 1;
  *out = x;
}

void storesFresh(User **out) { // expect: out does not escape
  *out = new User{};           // expect: new User escapes to heap
}

int receivesFresh() {
  User *u;         // expect: u does not escape
  storesFresh(&u); // expect: storesFresh(...) does not escape
  int id = u->id;
  delete u;
  return id;
}

User *receivesAndReturns() {
  User *u;         // expect: u does not escape
  storesFresh(&u); // expect: storesFresh(...) escapes to heap
  return u;
}

bool trySome(int n, User **out) { // expect: out does not escape
  if (n < 0)
    return false;
  *out = new User{n, nullptr}; // expect: new User escapes to heap
  return true;
}

int triesSome(int n) {
  User *u = nullptr;   // expect: u does not escape
  if (!trySome(n, &u)) // expect: trySome(...) does not escape
    return 0;
  int id = u->id;
  delete u;
  return id;
}

void storesField(User *u) { // expect: u does not escape
  int x = 1;                // expect: moved to heap: x
  u->ref = &x;
}

void storesNestedField(Outer *o) { // expect: o does not escape
  int x = 1;                       // expect: moved to heap: x
  o->user.ref = &x;
}

void storesThroughLink(Outer *o) { // expect: o does not escape
  int x = 1;                       // expect: moved to heap: x
  o->link->ref = &x;
}

void storesThroughReference(int *&out) { // expect: out does not escape
  int x = 1;                             // expect: moved to heap: x
  out = &x;
}

struct Holder {
  int *p = nullptr;
  int own = 0;
  void keepLocal() { // expect: this does not escape
    int x = 1;       // expect: moved to heap: x
    p = &x;
  }
  void keepFresh() {  // expect: this does not escape
    p = new int(1);   // expect: new int escapes to heap
  }
  void keep(int *q) { // expect: this does not escape ; leaking param: q
    p = q;
  }
  int read() const { // expect: this does not escape
    return *p;
  }
};

int holderStays() {
  int x = 1;  // expect: x does not escape
  Holder h;   // expect: h does not escape
  h.keep(&x);
  return h.read();
}

int holderOwns() {
  Holder h;      // expect: h does not escape
  h.keepFresh(); // expect: keepFresh(...) does not escape
  int r = h.read();
  delete h.p;
  return r;
}

void holderDangles() {
  Holder h; // expect: h does not escape
  h.keepLocal();
}

int *holderLeaves() {
  int x = 1;  // expect: moved to heap: x
  Holder h;   // expect: h does not escape
  h.keep(&x);
  return h.p;
}

void storesParameter(User *u, int *p) { // expect: u does not escape ; leaking param: p
  u->ref = p;
}

int storedInLocal() {
  User u{};   // expect: u does not escape
  int x = 1;  // expect: x does not escape
  storesParameter(&u, &x);
  return *u.ref;
}

int *storedInLocalAndReturned() {
  User u{};   // expect: u does not escape
  int x = 1;  // expect: moved to heap: x
  storesParameter(&u, &x);
  return u.ref;
}

void storedInGlobal() {
  int x = 1; // expect: moved to heap: x
  storesParameter(globalUser, &x);
}

void storedInParameter(User *u) { // expect: u does not escape
  int x = 1;                      // expect: moved to heap: x
  storesParameter(u, &x);
}

int storedInFresh() {
  int x = 1;             // expect: x does not escape
  User *u = new User{};  // expect: new User does not escape
  storesParameter(u, &x);
  int r = *u->ref;
  delete u;
  return r;
}

void fills(User **slots, int n) { // expect: slots does not escape
  for (int i = 0; i < n; ++i)
    slots[i] = new User{i, nullptr}; // expect: new User escapes to heap
}

int filled() {
  User *slots[4];  // expect: slots does not escape
  fills(slots, 4); // expect: fills(...) does not escape
  return (*slots)->id;
}
