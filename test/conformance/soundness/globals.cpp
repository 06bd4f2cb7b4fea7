// Catches: static storage in its other shapes: elements, aliases, buffers with objects in them, references, atomics.
// RUN: %check-m %s -- -std=c++20
#include <atomic>
#include <memory>
#include <new>
#include <utility>
#include <vector>

struct Node {
  int *val = nullptr;
  Node *next = nullptr;
};
struct Config {
  int n;
  struct {
    int *deep[3];
  } inner[2];
};

extern "C" {
int *plainSlot;
extern int *aliasSlot __attribute__((alias("plainSlot")));
}
Config gConfig;
alignas(Node) unsigned char gBuffer[sizeof(Node) * 4];
int *gSlot;
int *&gReference = gSlot;
int **const gPointer = &gSlot;
thread_local Node gThread;
std::atomic<Node *> gAtomic;
std::atomic<unsigned long> gAtomicNumber;
std::unique_ptr<Node> gUnique;
std::vector<Node> gNodes;
Node *gHead;

void element(int i) {
  int x = 1; // expect: moved to heap: x
  gConfig.inner[i].deep[i] = &x;
}
void elementOfParameter(Config *c, int i) { // expect: c does not escape
  int x = 1; // expect: moved to heap: x
  c->inner[i].deep[i] = &x;
}
void sets(Config *c, int *p) { // expect: c does not escape ; leaking param: p
  int **deep = c->inner[1].deep;
  deep[2] = p;
}
void elementByCallee() {
  int x = 1; // expect: moved to heap: x
  sets(&gConfig, &x);
}
void alias() {
  int x = 1; // expect: moved to heap: x
  aliasSlot = &x;
}
void reference() {
  int x = 1; // expect: moved to heap: x
  gReference = &x;
}
void pointer() {
  int x = 1; // expect: moved to heap: x
  *gPointer = &x;
}
void placed() {
  int x = 1; // expect: moved to heap: x
  auto *n = new (gBuffer) Node;
  n->val = &x;
}
void placedAtOffset(int i) {
  int x = 1; // expect: moved to heap: x
  auto *n = reinterpret_cast<Node *>(gBuffer) + i;
  new (n) Node{&x, nullptr};
}
void threadLocal() {
  int x = 1; // expect: moved to heap: x
  Node *n = &gThread;
  n->val = &x;
}
void staticLocal() {
  static Node n;
  int x = 1; // expect: moved to heap: x
  n.val = &x;
}
Node &singleton() {
  static Node n;
  return n;
}
void throughSingleton() {
  int x = 1; // expect: moved to heap: x
  singleton().val = &x;
}
void staticInLambda() {
  int x = 1; // expect: moved to heap: x
  auto keep = [](int *p) { // expect: keep does not escape ; leaking param: p
    static Node n;
    n.val = p;
  };
  keep(&x);
}
void exchanged() {
  Node n; // expect: moved to heap: n
  Node *old = gAtomic.exchange(&n);
  n.next = old;
}
void compared() {
  Node n; // expect: moved to heap: n
  n.next = gAtomic.load();
  while (!gAtomic.compare_exchange_weak(n.next, &n)) {
  }
}
void atomicNumber() {
  int x = 1; // expect: moved to heap: x
  gAtomicNumber.fetch_add(reinterpret_cast<unsigned long>(&x));
}
void builtinExchange() {
  int x = 1; // expect: moved to heap: x
  (void)__sync_lock_test_and_set(&gSlot, &x);
}
int *localExchange() {
  int x = 1; // expect: moved to heap: x
  std::atomic<int *> a{nullptr}; // expect: a does not escape
  a.exchange(&x);
  return a.exchange(nullptr);
}
void intoGlobalsPointee() {
  int x = 1; // expect: moved to heap: x
  for (Node *n = gHead; n; n = n->next)
    n->val = &x;
}
void intoUniquesPointee() {
  int x = 1; // expect: moved to heap: x
  gUnique->val = &x;
}
void intoVectorsElement() {
  int x = 1; // expect: moved to heap: x
  gNodes.back().val = &x;
}
void throughLocalCopyOfAddress() {
  int x = 1; // expect: moved to heap: x
  Config *c = &gConfig; // expect: c does not escape
  Config **cc = &c;
  (*cc)->inner[0].deep[0] = &x;
}
void stdExchange() {
  int x = 1; // expect: moved to heap: x
  std::exchange(gSlot, &x);
}
// First linked into the local list, then the list is linked into the global one.
void laterLinked() {
  int x = 1; // expect: moved to heap: x
  Node a; // expect: moved to heap: a
  Node b; // expect: moved to heap: b
  a.next = &b;
  gHead = &a;
  b.val = &x;
}
// The object is in the global structure before its field is set, and set through another name.
void setAfterEscape() {
  int x = 1; // expect: moved to heap: x
  auto *n = new Node; // expect: new Node escapes to heap
  gHead = n;
  Node *again = gHead;
  again->val = &x;
}
