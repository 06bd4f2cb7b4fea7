// Catches: buffers of strings, of temporaries and of members; the characters that are inside the object.
// RUN: %check-m %s -- -std=c++20
#include <string>
#include <utility>
#include <vector>

struct Person {
  std::string name;
  int age;
};

std::string gString;
const char *gText;
void sink(const char *);

int local() {
  std::string s = "a text that is longer than fifteen"; // expect: s does not escape ; re:.* does not escape
  return static_cast<int>(s.size());
}
int shortOne() {
  std::string s = "short"; // expect: s does not escape ; std::string(...) does not escape
  return static_cast<int>(s.size());
}
int sized(int n) {
  std::string s(n, 'x'); // expect: s does not escape ; re:.* does not escape
  return static_cast<int>(s.size());
}
int appended(int n) {
  std::string s; // expect: s does not escape
  for (int i = 0; i < n; ++i)
    s += 'x'; // expect: re:.* does not escape
  return static_cast<int>(s.size());
}
int concatenated(int n) {
  std::string s(n, 'x'); // expect: s does not escape ; re:.* does not escape
  std::string t = s + "a text that is longer than fifteen"; // expect: t does not escape ; re:.* does not escape
  return static_cast<int>(t.size());
}
std::string returned(int n) {
  std::string s(n, 'x'); // expect: re:.* escapes to heap
  return s;
}
int usesReturned() {
  std::string s = returned(40); // expect: returned(...) does not escape ; s does not escape
  return static_cast<int>(s.size());
}
void copiedToGlobal(int n) {
  std::string s(n, 'x'); // expect: s does not escape ; re:.* does not escape
  gString = s; // expect: re:.* escapes to heap
}
// The string points into itself when it is short, but then its characters are copied, not the pointer.
void movedToGlobal(int n) {
  std::string s(n, 'x'); // expect: re:.* escapes to heap // imprecise: moved to heap: s (wanted: s does not escape)
  gString = std::move(s);
}
void textKept(int n) {
  std::string s(n, 'x'); // expect: moved to heap: s ; re:.* escapes to heap
  gText = s.c_str();
}
void textToUnknown(int n) {
  std::string s(n, 'x'); // expect: moved to heap: s ; re:.* escapes to heap
  sink(s.c_str());
}
int substring(int n) {
  std::string s(n, 'x'); // expect: s does not escape ; re:.* does not escape
  std::string t = s.substr(1); // expect: t does not escape ; re:.* does not escape
  return static_cast<int>(t.size());
}
int member(int n) {
  Person p{std::string(n, 'x'), 3}; // expect: p does not escape ; re:.* does not escape
  return static_cast<int>(p.name.size()) + p.age;
}
void memberOfCaller(Person &p, int n) { // imprecise: leaking param content: p (wanted: p does not escape)
  p.name.assign(n, 'x'); // expect: re:.* escapes to heap
}
int inVector() {
  std::vector<std::string> v; // expect: v does not escape
  v.emplace_back(40, 'x'); // expect: re:.* does not escape
  return static_cast<int>(v[0].size());
}
int converted(int n) {
  std::string s = std::to_string(n); // expect: s does not escape ; re:.* does not escape
  return static_cast<int>(s.size());
}
int compares(const std::string &a, const std::string &b) { // expect: a does not escape ; b does not escape
  return a == b ? 0 : a.compare(b);
}
int found(const std::string &s) { // expect: s does not escape
  return s.find('x') != std::string::npos;
}
