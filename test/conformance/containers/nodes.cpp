// Catches: nodes of map, set, list and unordered_map, which point at each other and back into the container.
// RUN: %check-m %s -- -std=c++20
#include <list>
#include <map>
#include <set>
#include <unordered_map>

std::map<int, int *> gMap;
int *gInt;

int map() {
  std::map<int, int> m; // expect: m does not escape
  m[1] = 2; // expect: re:.* does not escape
  return m.count(1);
}
int mapLoop(int n) {
  std::map<int, int> m; // expect: m does not escape
  for (int i = 0; i < n; ++i) // expect: i does not escape
    m.emplace(i, i); // expect: re:.* does not escape
  int sum = 0;
  for (const auto &e : m)
    sum += e.second;
  return sum;
}
int mapOfPointers() {
  int x = 1; // expect: x does not escape
  std::map<int, int *> m; // expect: m does not escape
  m[1] = &x; // expect: re:.* does not escape
  return *m.begin()->second;
}
int *mapOfPointersLeaves() {
  int x = 1; // expect: moved to heap: x
  std::map<int, int *> m; // imprecise: moved to heap: m (wanted: m does not escape)
  m[1] = &x; // imprecise: operator[](...) escapes to heap (wanted: re:.* does not escape)
  return m.begin()->second;
}
void toGlobalMap() {
  int x = 1; // expect: moved to heap: x
  gMap[1] = &x; // expect: re:.* escapes to heap
}
std::map<int, int> mapReturned() {
  return {{1, 2}, {3, 4}}; // expect: re:.* escapes to heap
}
int usesMap() {
  auto m = mapReturned(); // expect: mapReturned(...) does not escape ; m does not escape
  return static_cast<int>(m.size());
}
int set() {
  std::set<int> s; // expect: s does not escape
  s.insert(7); // expect: re:.* does not escape
  return s.contains(3);
}
int list() {
  std::list<int> l; // expect: l does not escape
  l.push_back(7); // expect: re:.* does not escape
  l.push_front(8); // expect: re:.* does not escape
  return l.front();
}
int *listOfPointersLeaves() {
  int x = 1; // expect: moved to heap: x
  std::list<int *> l; // expect: l does not escape
  l.push_back(&x); // expect: re:.* does not escape
  return l.front();
}
// The node points back at the list's own sentinel, so whoever holds the element can reach the list.
void elementOfListKept() {
  std::list<int> l; // expect: re:moved to heap: l|l does not escape
  l.push_back(7); // expect: re:.* escapes to heap
  gInt = &l.front();
}
int hashed() {
  std::unordered_map<int, int> m; // expect: m does not escape
  m[7] = 2; // expect: re:.* does not escape
  return m.contains(1);
}
int hashedPointers() {
  int x = 1; // expect: x does not escape
  std::unordered_map<int, int *> m; // expect: m does not escape
  m[1] = &x; // expect: re:.* does not escape
  return *m.begin()->second;
}
