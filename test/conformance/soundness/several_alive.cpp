// Catches: objects that are alive together and said to fit on the stack, for the loop that makes them has no keyword.
// RUN: %check-m %s -- -std=c++20
// RUN: %check-m --verdicts %s -- -std=c++20
#include <csetjmp>
#include <cstdlib>

struct Node {
  Node *next;
};
bool more();
std::jmp_buf env;

static int length(const Node *list) { // expect: list does not escape
  int n = 0;
  for (; list; list = list->next)
    ++n;
  return n;
}

int byGoto() {
  Node *list = nullptr;
again:
  list = new Node{list}; // expect: new Node does not escape // verdict: new Node arena
  if (more())
    goto again;
  return length(list);
}
int byLongjmp() {
  volatile int n = 0;
  Node *volatile list = nullptr;
  setjmp(env);
  list = new Node{list}; // expect: new Node does not escape // verdict: new Node arena
  if (++n < 3)
    std::longjmp(env, 1);
  return length(list);
}
void byLongjmpInEachRound() {
  for (int i = 0; i < 2; ++i) {
    volatile int n = 0;
    int *volatile last = nullptr;
    setjmp(env);
    int *p = new int(n); // expect: new int does not escape // verdict: new int arena
    if (last)
      *last = *p;
    last = p;
    if (++n < 3)
      std::longjmp(env, 1);
  }
}
static void add(Node **list) { // expect: list does not escape
  *list = new Node{*list}; // expect: new Node escapes to heap // verdict: new Node caller
}
static void repeat(void (*callback)(Node **), Node **list, int n) { // expect: callback does not escape ; leaking param: list
  for (int i = 0; i < n; ++i)
    callback(list);
}
int byCallback(int n) {
  Node *list = nullptr; // expect: list does not escape // verdict: list stack
  repeat(add, &list, n); // expect: repeat(...) does not escape // verdict: repeat(...) arena
  return length(list);
}
static void once(void (*callback)(Node **), Node **list) { // expect: callback does not escape ; leaking param: list
  callback(list);
}
int byCallbackOnce() {
  Node *list = nullptr; // expect: list does not escape // verdict: list stack
  once(add, &list); // expect: once(...) does not escape // verdict: once(...) stack
  return length(list);
}
static Node *nested(int depth, Node *list) { // expect: leaking param: list
  Node *n = new Node{list}; // expect: new Node escapes to heap // verdict: new Node caller
  return depth ? nested(depth - 1, n) : n; // expect: nested(...) escapes to heap // verdict: nested(...) caller
}
int byRecursion(int depth) {
  return length(nested(depth, nullptr)); // expect: nested(...) does not escape // verdict: nested(...) arena
}
int oneAtATime(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    Node *one = new Node{}; // expect: new Node does not escape // verdict: new Node stack
    sum += one->next == nullptr;
    delete one;
  }
  return sum;
}
// One call makes two.
static Node *both(Node *list) { // expect: leaking param: list
  Node *a = new Node{list}; // expect: new Node escapes to heap // verdict: new Node caller
  return new Node{a}; // expect: new Node escapes to heap // verdict: new Node caller
}
int byOneCall() {
  return length(both(nullptr)); // expect: both(...) does not escape // verdict: both(...) arena
}
static void two(Node **a, Node **b) { // expect: leaking param content: a ; b does not escape
  *a = new Node{nullptr}; // expect: new Node escapes to heap // verdict: new Node caller
  *b = new Node{*a}; // expect: new Node escapes to heap // verdict: new Node caller
}
int byTwoParameters() {
  Node *a, *b; // expect: a does not escape ; b does not escape // verdict: a stack // verdict: b stack
  two(&a, &b); // expect: two(...) does not escape // verdict: two(...) arena
  return length(b);
}
static void twice(void (*callback)(Node **), Node **list) { // expect: callback does not escape ; leaking param: list
  callback(list);
  callback(list);
}
int byCallbackTwice() {
  Node *list = nullptr; // expect: list does not escape // verdict: list stack
  twice(add, &list); // expect: twice(...) does not escape // verdict: twice(...) arena
  return length(list);
}
