// Catches: strings that seem to hold what lies behind them, where their characters are in themselves.
// RUN: %check-m %s -- -std=c++17
#include <algorithm>
#include <string>
#include <vector>
struct User {
  std::string name;
  int *score;
};
std::string g;
std::vector<std::string> all;
void member() {
  int score = 0; // expect: score does not escape
  User u; // expect: u does not escape
  u.score = &score;
  g = u.name; // expect: operator=(...) escapes to heap
}
void listed() {
  all = {"first", "second"}; // expect: re:std::string.* does not escape ; re:std::string.* does not escape ; operator=(...) escapes to heap
}
void copied() {
  std::vector<std::string> some(3); // expect: some does not escape ; std::vector(...) does not escape
  some[1] = "with more characters than a string has"; // expect: operator=(...) does not escape
  all = some; // expect: operator=(...) escapes to heap
}
// Too much to be told in full.
int sorted() {
  std::vector<std::string> some; // expect: some does not escape
  some.push_back("b"); // expect: push_back(...) does not escape ; std::string(...) does not escape
  std::sort(some.begin(), some.end());
  return some.size();
}
const char *characters() {
  std::string s("short"); // expect: moved to heap: s ; std::string(...) escapes to heap
  return s.c_str();
}
// Bytes of a pointer are followed.
struct Bytes {
  std::string text;
  int *after;
};
void serialised() {
  int x = 0; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  g = std::string(reinterpret_cast<char *>(&p), sizeof p); // expect: std::string(...) escapes to heap
}
void swapped() {
  int x = 0; // expect: moved to heap: x
  int *p = &x; // expect: p does not escape
  std::string s(reinterpret_cast<char *>(&p), sizeof p); // expect: std::string(...) escapes to heap // imprecise: moved to heap: s (wanted: s does not escape)
  s.swap(g);
}
