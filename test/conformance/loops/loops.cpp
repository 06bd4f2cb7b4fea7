// Catches: objects of an iteration, objects carried round the loop, and objects that one iteration lets out.
// RUN: %check-m %s -- -std=c++20
#include <memory>
#include <vector>

struct Node {
  int val;
  Node *next;
};

Node *g;
void touch(const Node *p) { // expect: p does not escape
  (void)p->val;
}

int inIteration(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    Node *p = new Node{i, nullptr}; // expect: new Node does not escape
    sum += p->val;
    delete p;
  }
  return sum;
}
int uniqueInIteration(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    auto p = std::make_unique<Node>(); // expect: make_unique<Node>(...) does not escape ; p does not escape
    sum += p->val;
  }
  return sum;
}
int keptOutside(int n) {
  Node *last = nullptr;
  for (int i = 0; i < n; ++i) {
    delete last;
    last = new Node{i, nullptr}; // expect: new Node does not escape
  }
  int r = last ? last->val : 0;
  delete last;
  return r;
}
int linked(int n) {
  Node *head = nullptr;
  for (int i = 0; i < n; ++i)
    head = new Node{i, head}; // expect: new Node does not escape
  int sum = 0;
  for (Node *p = head; p; p = p->next)
    sum += p->val;
  while (head) {
    Node *next = head->next;
    delete head;
    head = next;
  }
  return sum;
}
Node *linkedLeaves(int n) {
  Node *head = nullptr;
  for (int i = 0; i < n; ++i)
    head = new Node{i, head}; // expect: new Node escapes to heap
  return head;
}
void oneIsKept(int n) {
  for (int i = 0; i < n; ++i) {
    Node *p = new Node{i, nullptr}; // expect: new Node escapes to heap
    if (i == 3)
      g = p;
    else
      delete p;
  }
}
Node *firstThatFits(int n) {
  for (int i = 0; i < n; ++i) {
    Node *p = new Node{i, nullptr}; // expect: new Node escapes to heap
    if (p->val == 7)
      return p;
    delete p;
  }
  return nullptr;
}
int breaks(int n) {
  int r = 0;
  for (int i = 0; i < n; ++i) {
    Node *p = new Node{i, nullptr}; // expect: new Node does not escape
    if (i == 2) {
      delete p;
      continue;
    }
    r += p->val;
    bool stop = r > 100;
    delete p;
    if (stop)
      break;
  }
  return r;
}
int jumps(int n) {
  int i = 0, sum = 0;
again:
  Node *p = new Node{i, nullptr}; // expect: new Node does not escape
  sum += p->val;
  delete p;
  if (++i < n)
    goto again;
  return sum;
}
int localOfIteration(int n) {
  int sum = 0;
  do {
    Node x{n, nullptr}; // expect: x does not escape
    touch(&x);
    sum += x.val;
  } while (--n > 0);
  return sum;
}
void localOfIterationLeaves(int n) {
  for (int i = 0; i < n; ++i) {
    Node x{i, g}; // expect: moved to heap: x
    g = &x;
  }
}
int carriedOne(int n) {
  Node *previous = nullptr;
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    Node *p = new Node{i, previous}; // expect: new Node does not escape
    sum += p->next ? p->next->val : 0;
    previous = p;
  }
  return sum;
}
int swapsTwo(int n) {
  Node *a = new Node{1, nullptr}; // expect: new Node does not escape
  Node *b = new Node{2, nullptr}; // expect: new Node does not escape
  while (n-- > 0) {
    Node *t = a;
    a = b;
    b = t;
  }
  int r = a->val;
  delete a;
  delete b;
  return r;
}
Node *swapsTwoAndReturns(int n) {
  Node *a = new Node{1, nullptr}; // expect: new Node escapes to heap
  Node *b = new Node{2, nullptr}; // expect: new Node escapes to heap
  while (n-- > 0) {
    Node *t = a;
    a = b;
    b = t;
  }
  return a;
}
int inRecursion(int n) {
  Node *p = new Node{n, nullptr}; // expect: new Node does not escape
  int r = n ? inRecursion(n - 1) + p->val : 0;
  delete p;
  return r;
}
int collected(int n) {
  std::vector<Node *> all; // expect: all does not escape
  for (int i = 0; i < n; ++i)
    all.push_back(new Node{i, nullptr}); // expect: new Node does not escape ; re:push_back.* does not escape
  for (Node *p : all)
    delete p;
  return static_cast<int>(all.size());
}
