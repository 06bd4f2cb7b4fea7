// Catches: singletons and registries, where the object leaves through a helper or a member of a global.
// RUN: %check-m %s -- -std=c++20
#include <vector>

struct User {
  int id = 0;
};

User &leakedSingleton() {
  static User *u = new User; // expect: new User escapes to heap
  return *u;
}
User &staticSingleton() {
  static User u;
  return u;
}
User &lazySingleton() {
  static User *u;
  if (!u)
    u = new User; // expect: new User escapes to heap
  return *u;
}
int usesSingletons() {
  return leakedSingleton().id + staticSingleton().id + lazySingleton().id;
}

struct Registry {
  std::vector<User *> users;
  void add(User *u) { // expect: leaking param: u // imprecise: leaking param content: this (wanted: this does not escape)
    users.push_back(u); // expect: re:.* escapes to heap
  }
  int count() const { // expect: this does not escape
    return static_cast<int>(users.size());
  }
};

Registry registry;
Registry &theRegistry() {
  static Registry r;
  return r;
}

void registersFresh() {
  User *u = new User; // expect: new User escapes to heap
  registry.add(u);    // expect: add(...) escapes to heap
}
void registersLocal() {
  User u;           // expect: moved to heap: u
  registry.add(&u); // expect: add(...) escapes to heap
}
void registersInSingleton() {
  User u;                // expect: moved to heap: u
  theRegistry().add(&u); // expect: add(...) escapes to heap
}
int registersInLocal() {
  User u;     // expect: u does not escape
  Registry r; // expect: r does not escape
  r.add(&u);  // expect: add(...) does not escape
  return r.count();
}
void registersInParameter(Registry &r) { // imprecise: leaking param content: r (wanted: r does not escape)
  User u;    // expect: moved to heap: u
  r.add(&u); // expect: add(...) escapes to heap
}

struct Listener {
  Listener *next = nullptr;
  int calls = 0;
};
Listener *listeners;
void subscribe(Listener *l) { // expect: leaking param: l
  l->next = listeners;
  listeners = l;
}
int notifies() {
  int n = 0;
  for (Listener *l = listeners; l; l = l->next)
    n += ++l->calls;
  return n;
}
int subscribesLocal() {
  Listener l; // expect: moved to heap: l
  subscribe(&l);
  return notifies();
}
void subscribesFresh() {
  subscribe(new Listener); // expect: new Listener escapes to heap
}
