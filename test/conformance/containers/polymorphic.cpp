// Catches: objects of classes in containers of pointers to their base, of which a virtual destructor was taken for anything; and those whose virtual functions keep what they hold.
// RUN: %check-m %s -- -std=c++17
#include <list>
#include <map>
#include <memory>
#include <vector>

struct Base {
  virtual ~Base() = default;
  virtual void pop() = 0;
};
struct Change : Base {
  int *at;
  explicit Change(int *at) : at(at) {} // expect: this does not escape ; leaking param: at
  void pop() override { *at = 1; } // expect: this does not escape
};
static std::unique_ptr<Base> make(int *at) { // expect: leaking param: at
  return std::make_unique<Change>(at); // expect: make_unique<Change>(...) escapes to heap
}
void pushed() {
  int i = 0; // expect: i does not escape
  std::vector<std::unique_ptr<Base>> v; // expect: v does not escape
  v.push_back(make(&i)); // expect: push_back(...) does not escape ; make(...) does not escape
}
void emplaced() {
  int i = 0; // expect: i does not escape
  std::vector<std::unique_ptr<Base>> v; // expect: v does not escape
  v.emplace_back(new Change(&i)); // expect: emplace_back(...) does not escape ; new Change does not escape
  for (auto &c : v)
    c->pop();
  v.clear();
}
void handed(std::vector<std::unique_ptr<Base>> &v, std::unique_ptr<Base> p) { // expect: leaking param content: v ; leaking param: p
  v.push_back(std::move(p)); // expect: push_back(...) escapes to heap
}
void through() {
  int i = 0; // expect: i does not escape
  std::vector<std::unique_ptr<Base>> v; // expect: v does not escape
  handed(v, make(&i)); // expect: handed(...) does not escape ; make(...) does not escape
}
void listed() {
  int i = 0; // expect: i does not escape
  std::list<std::unique_ptr<Base>> l; // expect: l does not escape
  l.push_back(make(&i)); // expect: push_back(...) does not escape ; make(...) does not escape
}
// A member function, and a destructor, that keep the address.
int *kept;
struct Keeper : Base {
  int *at;
  explicit Keeper(int *at) : at(at) {} // expect: this does not escape ; leaking param: at
  void pop() override { kept = at; } // expect: leaking param content: this
};
struct Last : Base {
  int *at;
  explicit Last(int *at) : at(at) {} // expect: this does not escape ; leaking param: at
  ~Last() override { kept = at; } // expect: leaking param content: this
  void pop() override {} // expect: this does not escape
};
void popped() {
  int i = 0; // expect: moved to heap: i
  std::vector<std::unique_ptr<Base>> v; // expect: v does not escape
  v.push_back(std::make_unique<Keeper>(&i)); // expect: push_back(...) does not escape ; make_unique<Keeper>(...) escapes to heap
  for (auto &c : v)
    c->pop();
}
void destroyed() {
  int i = 0; // expect: moved to heap: i
  std::vector<std::unique_ptr<Base>> v; // expect: v does not escape
  v.push_back(std::make_unique<Last>(&i)); // expect: push_back(...) does not escape ; make_unique<Last>(...) escapes to heap
}
void destroyedInMap() {
  int i = 0; // expect: moved to heap: i
  std::map<int, std::unique_ptr<Base>> m; // imprecise: moved to heap: m (wanted: m does not escape)
  m[3] = std::make_unique<Last>(&i); // imprecise: operator[](...) escapes to heap (wanted: operator[](...) does not escape) ; make_unique<Last>(...) escapes to heap (wanted: make_unique<Last>(...) does not escape)
}
// Of a class that is defined elsewhere nothing is known.
struct Other : Base {
  explicit Other(int *at);
  ~Other() override;
  void pop() override;
};
void elsewhere() {
  int i = 0; // expect: moved to heap: i
  std::vector<std::unique_ptr<Base>> v; // expect: v does not escape
  v.push_back(std::unique_ptr<Base>(new Other(&i))); // expect: push_back(...) does not escape ; new Other escapes to heap
}
