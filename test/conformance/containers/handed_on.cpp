// Catches: many objects that callees put into one container, each of which leads to all others: too many to be told apart.
// RUN: %check-m %s -- -std=c++20
#include <list>
#include <string>

struct Text {
  std::list<std::string> lines;
};
void line(Text &to, const char *text) { // imprecise: leaking param: to (wanted: leaking param content: to) // imprecise: leaking param content: text (wanted: text does not escape)
  to.lines.push_back(text); // expect: push_back(...) escapes to heap ; std::string(...) escapes to heap
}

#define TEN line(to, "a"); line(to, "b"); line(to, "c"); line(to, "d"); line(to, "e"); line(to, "f"); line(to, "g"); line(to, "h"); line(to, "i"); line(to, "j");
void forty(Text &to) { // imprecise: leaking param: to (wanted: leaking param content: to)
  TEN // expect: line(...) escapes to heap
  TEN // expect: line(...) escapes to heap
  TEN // expect: line(...) escapes to heap
  TEN // expect: line(...) escapes to heap
}
unsigned used() {
  Text text;   // expect: text does not escape
  forty(text); // expect: forty(...) does not escape
  return text.lines.size();
}
Text kept;
void keeps() {
  forty(kept); // expect: forty(...) escapes to heap
}
Text *leaves() {
  Text *text = new Text; // expect: new Text escapes to heap
  forty(*text);          // expect: forty(...) escapes to heap
  return text;
}
std::string *first;
void givesAway() { // the first line's node leads back to the list
  Text text;   // expect: moved to heap: text
  forty(text); // expect: forty(...) escapes to heap
  first = &text.lines.front();
}
