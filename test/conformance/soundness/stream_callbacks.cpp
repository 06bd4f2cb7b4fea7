// Catches: streams that are given to functions which were registered on another one, before they were copied or moved.
// RUN: %check-m %s -- -std=c++17
#include <locale>
#include <sstream>
static std::ios_base *g;
static void keep(std::ios_base::event, std::ios_base &s, int) { // expect: leaking param: s
  g = &s;
}
std::ostringstream registered;
void copied() {
  std::ostringstream from; // expect: moved to heap: from
  from.register_callback(keep, 0);
  std::ostringstream to; // expect: moved to heap: to
  to.copyfmt(from); // expect: copyfmt(...) escapes to heap
}
void copiedFromOutside() {
  std::ostringstream to; // expect: moved to heap: to
  to.copyfmt(registered); // expect: copyfmt(...) escapes to heap
}
void copiedTo(std::ios &to) { // expect: leaking param: to
  to.copyfmt(registered); // expect: copyfmt(...) escapes to heap
}
void moved(std::ostringstream &&from) { // imprecise: leaking param: from (wanted: leaking param content: from)
  std::ostringstream to(std::move(from)); // expect: moved to heap: to ; re:std::basic_ostringstream.* escapes to heap
  to.imbue(std::locale());
}
int alone() {
  std::ostringstream s; // expect: s does not escape
  s.imbue(std::locale());
  s << 3;
  return s.good();
}
