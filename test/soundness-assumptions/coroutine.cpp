// Pins: everything in a coroutine escapes: its variables live in a frame that outlives the call.
// RUN: %check-m %s -- -std=c++20
#include <coroutine>

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; } // expect: this does not escape
    std::suspend_always initial_suspend() noexcept { return {}; } // expect: this does not escape
    std::suspend_always final_suspend() noexcept { return {}; } // expect: this does not escape
    void return_void() {} // expect: this does not escape
    void unhandled_exception() {} // expect: this does not escape
  };
};

int looks(const int *p) { // expect: p does not escape
  return *p;
}
Task suspended(int *p) { // expect: re:leaking param: p ; re:.*
  int x = 1; // expect: moved to heap: x
  looks(&x);
  co_return;
}
int plain(int *p) { // expect: p does not escape
  int x = 1; // expect: x does not escape
  return looks(&x) + *p;
}
static int *make() {
  return new int(1); // expect: new int escapes to heap
}
struct Node {
  int *p;
};
static void put(Node *n, int *p) { // expect: n does not escape ; leaking param: p
  n->p = p;
}
Task allocates() { // expect: re:operator new.* escapes to heap
  int *p = new int; // expect: new int escapes to heap
  co_await std::suspend_always{};
  delete p;
}
Task receives() { // expect: re:operator new.* escapes to heap
  int *p = make(); // expect: re:make.* escapes to heap
  co_await std::suspend_always{};
  delete p;
}
Task holds(int *a) { // expect: leaking param: a ; re:operator new.* escapes to heap
  Node n{}; // expect: moved to heap: n
  put(&n, a);
  co_await std::suspend_always{};
  *n.p = 1;
}
