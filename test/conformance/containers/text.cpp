// Catches: streams and regular expressions that live for good because the library's code for them is not followed to the end, and what they keep of the text taken for nothing.
// RUN: %check-m %s -- -std=c++20
#include <fstream>
#include <iomanip>
#include <regex>
#include <sstream>
#include <string>

std::string formatted(int n) {
  std::ostringstream out; // expect: out does not escape
  out << n << ' ' << std::setw(3) << 1.5 << std::endl;
  return out.str(); // expect: str(...) escapes to heap
}
int lines(const char *name) { // expect: name does not escape
  std::ifstream in(name);     // expect: in does not escape
  std::string line;           // expect: line does not escape
  int n = 0;
  while (std::getline(in, line)) // expect: getline(...) does not escape
    ++n;
  return n;
}
bool matches(const char *text) { // expect: text does not escape
  std::regex pattern("a+");      // expect: pattern does not escape ; std::basic_regex(...) does not escape
  std::cmatch found;             // expect: found does not escape
  return std::regex_search(text, found, pattern); // expect: regex_search(...) does not escape
}
const char *where(const char *text) { // expect: leaking param: text to result ~r0 level=0
  std::regex pattern("a+");      // expect: pattern does not escape ; std::basic_regex(...) does not escape
  std::cmatch found;             // expect: found does not escape
  std::regex_search(text, found, pattern); // expect: regex_search(...) does not escape
  return found[0].first;
}
// A string that is moved in and out again is the same memory.
const char *movedThrough() {
  auto *s = new std::string; // expect: new std::string escapes to heap
  std::stringbuf b(std::string(99, 'q')); // expect: moved to heap: b ; std::string(...) escapes to heap
  *s = std::move(b).str();
  return s->c_str();
}
const char *dangling() {
  char text[] = "abc";           // expect: moved to heap: text
  std::regex pattern("a+");      // expect: pattern does not escape ; std::basic_regex(...) does not escape
  std::cmatch found;             // expect: found does not escape
  std::regex_search(text, found, pattern); // expect: regex_search(...) does not escape
  return found[0].first;
}
