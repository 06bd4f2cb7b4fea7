// Catches: a view, span, iterator or c_str of a local returned unseen; the buffer and the object kept apart wrongly.
// RUN: %check-m %s -- -std=c++20
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The characters of a short string are inside the object, those of a long one in the buffer: both leave.
std::string_view viewOfString(int n) {
  std::string s(n, 'x'); // expect: moved to heap: s ; re:.* escapes to heap
  return s;
}

const char *cStrOfString(int n) {
  std::string s(n, 'x'); // expect: moved to heap: s ; re:.* escapes to heap
  return s.c_str();
}

int viewStays(int n) {
  std::string s(n, 'x');  // expect: s does not escape ; re:.* does not escape
  std::string_view v = s; // expect: v does not escape
  return static_cast<int>(v.size());
}

std::span<int> spanOfArray() {
  int a[4] = {}; // expect: moved to heap: a
  return a;
}

std::span<int> spanOfVector(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* escapes to heap
  return v;
}

int spanStays(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  std::span<int> s = v;  // expect: s does not escape
  return s.front();
}

int *dataOfVector(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* escapes to heap
  return v.data();
}

std::vector<int>::iterator iteratorOfVector(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* escapes to heap
  return v.begin();
}

int &elementOfVector(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* escapes to heap
  return v[0];
}

int elementValue(int n) {
  std::vector<int> v(n); // expect: v does not escape ; re:.* does not escape
  return v[0];
}

std::string_view viewOfParameter(std::string_view s) { // expect: leaking param: s to result ~r0 level=0
  return s.substr(1);
}

std::string_view viewOfLiteral() {
  return "a literal";
}

std::string_view throughHelper(int n) {
  std::string s(n, 'x'); // expect: moved to heap: s ; re:.* escapes to heap
  return viewOfParameter(s);
}

int helperStays(int n) {
  std::string s(n, 'x'); // expect: s does not escape ; re:.* does not escape
  return static_cast<int>(viewOfParameter(s).size());
}
