// Catches: pointers that containers and smart pointers move, sort, splice and swap behind the scenes.
// RUN: %check-m %s -- -std=c++20
#include <algorithm>
#include <any>
#include <array>
#include <functional>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

struct User {
  int id = 0;
};
struct View {
  std::string_view text;
  std::span<int> items;
};

std::vector<int *> gVector;
std::vector<int>::iterator gIterator;
std::any gAny;
std::list<int *> gList;
User *gUser;
View gView;

int *inserted() {
  int x = 1; // expect: moved to heap: x
  static int y;
  std::vector<int *> v(3, &y); // expect: v does not escape ; re:.* does not escape
  v.insert(v.begin(), &x); // expect: re:.* does not escape
  v.erase(v.begin() + 1);
  return v.front();
}
int *grown() {
  int x = 1; // expect: moved to heap: x
  static int y;
  std::vector<int *> v; // expect: v does not escape
  v.push_back(&x); // expect: re:.* does not escape
  v.push_back(&y); // expect: re:.* does not escape
  v.reserve(100);  // expect: re:.* does not escape
  return v[0];
}
int *sorted() {
  int x = 1; // expect: moved to heap: x
  static int y;
  std::vector<int *> v(8, &y); // expect: v does not escape ; re:.* does not escape
  v[7] = &x;
  std::sort(v.begin(), v.end());
  return v[0];
}
int *reversed() {
  int x = 1; // expect: moved to heap: x
  std::array<int *, 3> a{}; // expect: a does not escape
  a[2] = &x;
  std::reverse(a.begin(), a.end());
  return a[0];
}
int *copied() {
  int x = 1; // expect: moved to heap: x
  std::vector<int *> v(2, &x); // expect: v does not escape ; re:.* does not escape
  std::vector<int *> w; // expect: w does not escape
  std::copy(v.begin(), v.end(), std::back_inserter(w)); // expect: re:.* does not escape
  return w.back();
}
void copiedToGlobal() {
  int x = 1; // expect: moved to heap: x
  std::vector<int *> v(2, &x); // expect: v does not escape ; re:.* does not escape
  gVector = v; // expect: re:.* escapes to heap
}
void movedToGlobal() {
  int x = 1; // expect: moved to heap: x
  std::vector<int *> v(2, &x); // expect: v does not escape ; re:.* escapes to heap
  gVector = std::move(v);
}
void swappedWithGlobal() {
  int x = 1; // expect: moved to heap: x
  std::vector<int *> v(2, &x); // expect: v does not escape ; re:.* escapes to heap
  std::swap(v, gVector);
}
int *transformed() {
  int a[3] = {1, 2, 3}; // expect: moved to heap: a
  int *out[3]; // expect: out does not escape
  std::transform(a, a + 3, out, [](int &e) { return &e; }); // expect: leaking param: e to result ~r0 level=0
  int **p = out;
  return p[1];
}
void iteratorKept(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* escapes to heap
  gIterator = v.begin();
}
void spliced() {
  int x = 1; // expect: moved to heap: x
  std::list<int *> l; // expect: re:l does not escape|moved to heap: l
  l.push_back(&x); // expect: re:.* escapes to heap
  gList.splice(gList.begin(), l);
}
int *mapped() {
  int x = 1; // expect: moved to heap: x
  std::map<int, int *> m; // imprecise: moved to heap: m (wanted: m does not escape)
  m.emplace(1, &x); // imprecise: emplace(...) escapes to heap (wanted: re:.* does not escape)
  return m.find(1)->second;
}
void anyCopied() {
  int x = 1; // expect: moved to heap: x
  std::any a = &x; // expect: a does not escape
  std::any b = a; // expect: b does not escape
  gAny = b;
}
struct Wide {
  int *p;
  int n[8];
};
int *anyOfWide() {
  int x = 1; // expect: moved to heap: x
  std::any a = Wide{&x, {}}; // expect: a does not escape ; re:.* does not escape
  return std::any_cast<Wide &>(a).p;
}
int *optionalOfOptional() {
  int x = 1; // expect: moved to heap: x
  std::optional<std::optional<int *>> o; // expect: o does not escape
  o.emplace(&x);
  return **o;
}
int *variantVisited() {
  int x = 1; // expect: moved to heap: x
  std::variant<int, int *> v = &x; // expect: v does not escape
  int **p = std::get_if<int *>(&v);
  return *p;
}
auto nestedPairs() {
  int x = 1; // expect: moved to heap: x
  return std::make_pair(1, std::make_tuple(2, std::make_pair(3, &x)));
}
int *referenceWrapper() {
  int x = 1; // expect: moved to heap: x
  std::reference_wrapper<int> r = x; // expect: r does not escape
  auto t = std::make_tuple(r, 1); // expect: t does not escape
  return &std::get<0>(t);
}
std::vector<std::reference_wrapper<int>> referenceInVector() {
  int x = 1; // expect: moved to heap: x
  return std::vector<std::reference_wrapper<int>>(2, std::ref(x)); // expect: re:.* escapes to heap
}
std::shared_ptr<int> sharedAliasOfLocal() {
  int x = 1; // expect: moved to heap: x
  return std::shared_ptr<int>(std::shared_ptr<void>(), &x);
}
void releasedToGlobal() {
  auto a = std::make_unique<User>(); // expect: make_unique<User>(...) escapes to heap ; a does not escape
  auto b = std::move(a); // expect: b does not escape
  std::unique_ptr<User> c(b.release()); // expect: c does not escape
  gUser = c.release();
}
User *fromVectorOfUnique() {
  std::vector<std::unique_ptr<User>> v; // expect: v does not escape
  v.push_back(std::make_unique<User>()); // expect: make_unique<User>(...) escapes to heap ; re:push_back.* does not escape
  return v.back().get();
}
User *elementOfVector() {
  std::vector<User> v(4); // expect: v does not escape ; re:.* escapes to heap
  User &u = v.at(2);
  return &u;
}
View viewOfBoth(int n) {
  std::string s(n, 'x'); // expect: moved to heap: s ; re:.* escapes to heap
  std::vector<int> v(n); // expect: v does not escape ; re:.* escapes to heap
  return View{s, v};
}
void viewToGlobal() {
  int a[4] = {}; // expect: moved to heap: a
  gView.items = a;
}
struct Observer {
  std::vector<int *> seen;
  void see(int *p) { // expect: leaking param: p // imprecise: leaking param content: this (wanted: this does not escape)
    seen.push_back(p); // expect: re:.* escapes to heap
  }
};
void seesInParameter(Observer *o) { // imprecise: leaking param content: o (wanted: o does not escape)
  int x = 1; // expect: moved to heap: x
  o->see(&x); // expect: see(...) escapes to heap
}
int *seesInLocal() {
  int x = 1; // expect: moved to heap: x
  auto o = std::make_unique<Observer>(); // expect: make_unique<Observer>(...) does not escape ; o does not escape
  o->see(&x); // expect: see(...) does not escape
  return o->seen.back();
}
