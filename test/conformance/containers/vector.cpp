// Catches: buffers of local vectors called escaping; elements or buffers that leave called local.
// RUN: %check-m %s -- -std=c++20
#include <utility>
#include <vector>

struct User {
  int id = 0;
};
struct Bag {
  std::vector<int> items;
};

int *gInt;
User *gUser;
std::vector<int> gVector;

int constant() {
  std::vector<int> v(16); // expect: v does not escape ; re:.* does not escape
  return v[3];
}
int dynamic(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  return v[3];
}
int empty() {
  std::vector<int> v; // expect: v does not escape
  return static_cast<int>(v.size());
}
int pushed(int n) {
  std::vector<int> v; // expect: v does not escape
  for (int i = 0; i < n; ++i) // expect: i does not escape
    v.push_back(i); // expect: re:.* does not escape
  return v.back();
}
int listed() {
  std::vector<int> v{1, 2, 3}; // expect: v does not escape ; re:.* does not escape
  int sum = 0;
  for (int e : v)
    sum += e;
  return sum;
}
int reserved(int n) {
  std::vector<int> v; // expect: v does not escape
  v.reserve(n); // expect: re:.* does not escape
  return static_cast<int>(v.capacity());
}
int copied(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  std::vector<int> w = v; // expect: w does not escape ; re:.* does not escape
  return w[0];
}
int moved(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  std::vector<int> w = std::move(v); // expect: w does not escape
  return w[0];
}
std::vector<int> returned(int n) {
  std::vector<int> v(n); // expect: re:.* escapes to heap
  return v;
}
std::vector<int> returnedTemporary(int n) {
  return std::vector<int>(n); // expect: re:.* escapes to heap
}
int usesReturned() {
  auto v = returned(4); // expect: returned(...) does not escape ; v does not escape
  return v[0];
}
int iterated(int n) {
  int sum = 0;
  for (int e : returnedTemporary(n)) // expect: returnedTemporary(...) does not escape
    sum += e;
  return sum;
}
void copiedToGlobal(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  gVector = v; // expect: re:.* escapes to heap
}
void movedToGlobal(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* escapes to heap
  gVector = std::move(v);
}
void swappedWithGlobal(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* escapes to heap
  v.swap(gVector);
}
int memberStays(int n) {
  Bag b; // expect: b does not escape
  b.items = std::vector<int>(n); // expect: re:.* does not escape
  return b.items[0];
}
void memberOfCaller(Bag &b, int n) { // expect: b does not escape
  b.items = std::vector<int>(n); // expect: re:.* escapes to heap
}
void elementKept(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* escapes to heap
  gInt = &v[0];
}
int elementUsedHere(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  int *p = &v[0];
  int &r = v.front();
  return *p + r;
}
int pointersStay() {
  int x = 1; // expect: x does not escape
  std::vector<int *> v; // expect: v does not escape
  v.push_back(&x); // expect: re:.* does not escape
  return *v[0];
}
int *pointersLeave() {
  int x = 1; // expect: moved to heap: x
  std::vector<int *> v; // expect: v does not escape
  v.push_back(&x); // expect: re:.* does not escape
  return v[0];
}
std::vector<int *> vectorOfPointersLeaves() {
  int x = 1; // expect: moved to heap: x
  return std::vector<int *>(4, &x); // expect: re:.* escapes to heap
}
int ownedElements(int n) {
  std::vector<User *> v; // expect: v does not escape
  for (int i = 0; i < n; ++i)
    v.push_back(new User); // expect: new User does not escape ; re:push_back.* does not escape
  int sum = 0;
  for (User *u : v) {
    sum += u->id;
    delete u;
  }
  return sum;
}
void ownedElementLeaves() {
  std::vector<User *> v; // expect: v does not escape
  v.push_back(new User); // expect: new User escapes to heap ; re:push_back.* does not escape
  gUser = v.back();
}
int emplaced() {
  std::vector<User> v; // expect: v does not escape
  v.emplace_back().id = 1; // expect: re:.* does not escape
  return v[0].id;
}
int nested(int n) {
  std::vector<std::vector<int>> v; // expect: v does not escape
  v.push_back(std::vector<int>(n)); // expect: re:.* does not escape ; re:push_back.* does not escape
  return v[0][0];
}
int total(const std::vector<int> &v) { // expect: v does not escape
  int sum = 0;
  for (int e : v)
    sum += e;
  return sum;
}
int passed(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  return total(v) + total({1, 2, 3}); // expect: re:.* does not escape
}
void fills(std::vector<int> &v, int n) { // imprecise: leaking param content: v (wanted: v does not escape)
  for (int i = 0; i < n; ++i) // expect: i does not escape
    v.push_back(i); // expect: re:.* escapes to heap
}
int filled(int n) {
  std::vector<int> v; // expect: v does not escape
  fills(v, n); // expect: fills(...) does not escape
  return v[0];
}
