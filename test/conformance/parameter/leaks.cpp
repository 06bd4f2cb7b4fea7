// Catches: a parameter that reaches the heap reported as content only, or the other way round, or a result mixed up.
// RUN: %check-m %s -- -std=c++20
#include <span>
#include <string_view>
#include <vector>

struct Node {
  int val;
  Node *next;
  int *data;
};

Node *g;
int *gi;
void sink(Node *);
void sinkInt(int *);

void toGlobal(Node *p) { // expect: leaking param: p
  g = p;
}
void contentToGlobal(Node *p) { // expect: leaking param content: p
  g = p->next;
}
void deepContentToGlobal(Node *p) { // expect: leaking param content: p
  gi = p->next->data;
}
void interiorToGlobal(Node *p) { // expect: leaking param: p
  gi = &p->val;
}
void interiorOfContentToGlobal(Node *p) { // expect: leaking param content: p
  gi = &p->next->val;
}
void toUnknown(Node *p) { // expect: leaking param: p
  sink(p);
}
void contentToUnknown(Node *p) { // expect: leaking param content: p
  sink(p->next);
}
void interiorToUnknown(Node *p) { // expect: leaking param: p
  sinkInt(&p->val);
}
Node *heapAndResult(Node *p) { // expect: leaking param: p
  g = p;
  return p;
}
Node *contentAndResult(Node *p) { // expect: leaking param content: p ; leaking param: p to result ~r0 level=0
  g = p->next;
  return p;
}
void toOther(Node *p, Node *q) { // expect: leaking param: p ; q does not escape
  q->next = p;
}
void toOtherDeep(Node *p, Node *q) { // expect: leaking param: p ; q does not escape
  q->next->next = p;
}
void contentToOther(Node *p, Node *q) { // expect: leaking param content: p ; q does not escape
  q->next = p->next;
}
void valueToOther(const Node *p, Node *q) { // expect: p does not escape ; q does not escape
  q->val = p->val;
}
void structToOther(const Node *p, Node *q) { // expect: leaking param content: p ; q does not escape
  *q = *p;
}
void structToGlobal(const Node *p) { // expect: leaking param content: p
  *g = *p;
}
void onOnePath(Node *p, int n) { // expect: leaking param: p
  if (n > 3)
    g = p;
}
void lastToGlobal(Node *p) { // expect: leaking param: p
  while (p->next)
    p = p->next;
  g = p;
}
void laterOnesToGlobal(Node *p) { // expect: leaking param content: p
  for (p = p->next; p; p = p->next)
    g = p;
}
void referenceToGlobal(Node &r) { // expect: leaking param: r
  g = &r;
}
void pointerReferenceToGlobal(Node *&r) { // expect: leaking param content: r
  g = r;
}
void addressToGlobal(int *p) { // expect: leaking param: p
  static int *keep;
  keep = p;
  (void)keep;
}
void throughFresh(int *p) {                 // expect: leaking param: p
  g = new Node{0, nullptr, p};              // expect: new Node escapes to heap
}
int throughLocal(int *p) {        // expect: p does not escape
  Node n{0, nullptr, p};          // expect: n does not escape
  Node *q = &n;
  return *q->data;
}
void reassigned(Node *p, Node *q) { // expect: p does not escape ; leaking param: q
  p = q;
  g = p;
}
void toCallee(Node *p) { // expect: leaking param: p
  toGlobal(p);
}
void toCalleeContent(Node *p) { // expect: leaking param content: p
  toGlobal(p->next);
}
void toContentCallee(Node *p) { // expect: leaking param content: p
  contentToGlobal(p);
}

int calleeLeaksContentOnly() {
  Node b{2, nullptr, nullptr}; // expect: moved to heap: b
  Node a{1, &b, nullptr};      // expect: a does not escape
  contentToGlobal(&a);
  return a.val;
}

int calleeLeaksAll() {
  Node b{2, nullptr, nullptr}; // expect: moved to heap: b
  Node a{1, &b, nullptr};      // expect: moved to heap: a
  toGlobal(&a);
  return a.val;
}

int otherStays() {
  Node b{2, nullptr, nullptr}; // expect: b does not escape
  Node a{1, nullptr, nullptr}; // expect: a does not escape
  toOther(&b, &a);
  return a.next->val;
}

struct Item {
  int id = 0;
  static Item *newest;
  void enlist() { newest = this; } // expect: leaking param: this
  int get() const { return id; } // expect: this does not escape
};
Item *Item::newest;

int itemEnlists() {
  Item a; // expect: moved to heap: a
  Item b; // expect: b does not escape
  a.enlist();
  return a.get() + b.get();
}

// Class types that hold a pointer.
struct Ref {
  int *p;
  int n;
};
void keepsRef(Ref r) { // expect: leaking param: r
  gi = r.p;
}
void keepsSpan(std::span<int> s) { // expect: leaking param: s
  gi = s.data();
}
int sumsSpan(std::span<int> s) { // expect: s does not escape
  int sum = 0;
  for (int e : s)
    sum += e;
  return sum;
}
int sizeOfView(std::string_view s) { // expect: s does not escape
  return static_cast<int>(s.size());
}
void keepsElement(const std::vector<Node *> &v) { // expect: leaking param content: v
  g = v[0];
}
void keepsVector(std::vector<int> &v) { // expect: leaking param content: v
  gi = v.data();
}
int sizeOfVector(const std::vector<Node *> &v) { // expect: v does not escape
  return static_cast<int>(v.size());
}
int sumOfVector(const std::vector<int> &v) { // expect: v does not escape
  int sum = 0;
  for (int e : v)
    sum += e;
  return sum;
}

int main(int argc, char **argv) { // expect: argv does not escape
  return argc > 1 ? argv[1][0] : 0;
}
