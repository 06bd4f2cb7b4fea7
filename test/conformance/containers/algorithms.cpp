// Catches: elements with strings that the library's algorithms move about, and whose allocations then count as escaped.
// RUN: %check-m %s -- -std=c++17
#include <algorithm>
#include <deque>
#include <list>
#include <map>
#include <string>
#include <vector>
struct Record {
  std::string name, place;
  std::vector<int> marks;
  int key;
};
bool operator<(const Record &a, const Record &b) { return a.key < b.key; } // expect: a does not escape ; b does not escape
int sorted() {
  std::vector<Record> all; // expect: all does not escape
  all.push_back({"a", "b", {}, 1}); // expect: push_back(...) does not escape ; std::string(...) does not escape ; std::string(...) does not escape
  std::sort(all.begin(), all.end());
  return all.size();
}
int sortedInOrder() {
  std::vector<Record> all; // expect: all does not escape
  all.push_back({"a", "b", {}, 1}); // expect: push_back(...) does not escape ; std::string(...) does not escape ; std::string(...) does not escape
  std::stable_sort(all.begin(), all.end()); // expect: stable_sort(...) does not escape
  return all.size();
}
int sortedPairs() {
  std::vector<std::pair<std::string, std::string>> all; // expect: all does not escape
  all.push_back({"a", "b"}); // expect: push_back(...) does not escape ; std::pair(...) does not escape
  std::sort(all.begin(), all.end());
  return all.size();
}
int sortedDeque() {
  std::deque<std::string> all; // expect: all does not escape ; std::deque(...) does not escape
  all.push_back("a"); // expect: push_back(...) does not escape ; std::string(...) does not escape
  std::sort(all.begin(), all.end());
  return all.size();
}
int sortedList() {
  std::list<Record> all; // expect: all does not escape
  all.push_back({"a", "b", {}, 1}); // expect: push_back(...) does not escape ; std::string(...) does not escape ; std::string(...) does not escape
  all.sort();
  return all.size();
}
int rotated() {
  std::vector<std::vector<int>> all; // expect: all does not escape
  all.push_back({1}); // expect: push_back(...) does not escape ; std::vector(...) does not escape
  std::sort(all.begin(), all.end());
  std::rotate(all.begin(), all.begin() + 1, all.end());
  return all.size();
}
int inserted() {
  std::vector<Record> all; // expect: all does not escape
  all.insert(all.begin(), Record{"a", "b", {}, 1}); // expect: insert(...) does not escape ; std::string(...) does not escape ; std::string(...) does not escape
  all.erase(all.begin());
  return all.size();
}
// One element is kept, and so may be every element that was sorted with it.
std::vector<Record> kept;
int someKept() {
  int x = 0;
  std::vector<Record> all; // expect: all does not escape
  all.push_back({"a", "b", {x}, 1}); // expect: std::string(...) escapes to heap ; std::string(...) escapes to heap ; std::vector(...) escapes to heap // imprecise: push_back(...) escapes to heap (wanted: push_back(...) does not escape)
  std::sort(all.begin(), all.end());
  kept.push_back(std::move(all.front())); // expect: push_back(...) escapes to heap
  return all.size();
}
