// Catches: containers whose code is large, and so told in few words, that seem to keep the strings they copy.
// RUN: %check-m %s -- -std=c++17
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
std::string g;
void assigned() {
  std::string s(40, 'x'); // expect: s does not escape ; std::string(...) does not escape
  g = s; // expect: operator=(...) escapes to heap
}
void inserted() {
  static std::set<std::string> all;
  std::string s(40, 'x'); // expect: s does not escape ; std::string(...) does not escape
  all.insert(s); // expect: insert(...) escapes to heap
}
void counted() {
  static std::multiset<std::string> all;
  std::string s(40, 'x'); // expect: s does not escape ; std::string(...) does not escape
  all.insert(s); // expect: insert(...) escapes to heap
}
void mapped() {
  static std::map<std::string, std::string> all;
  std::string s(40, 'x'); // expect: s does not escape ; std::string(...) does not escape
  all[s] = s; // expect: operator[](...) escapes to heap ; operator=(...) escapes to heap
}
void hashed() {
  static std::unordered_set<std::string> all;
  std::string s(40, 'x'); // expect: s does not escape ; std::string(...) does not escape
  all.insert(s); // expect: insert(...) escapes to heap
}
void emplaced() {
  static std::unordered_map<std::string, int> all;
  std::string s(40, 'x'); // expect: s does not escape ; std::string(...) does not escape
  all.emplace(s, 1); // expect: emplace(...) escapes to heap
}
void listed() {
  static std::set<std::string> all = {"with more characters than a string has in itself", "b"}; // expect: re:std::string.* does not escape ; re:std::string.* does not escape ; std::set(...) escapes to heap
}
// What the container holds is another matter.
void kept() {
  static std::set<const std::string *> all;
  std::string s(40, 'x'); // expect: moved to heap: s ; std::string(...) escapes to heap
  all.insert(&s); // expect: insert(...) escapes to heap
}
