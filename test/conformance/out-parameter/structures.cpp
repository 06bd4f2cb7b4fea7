// Catches: pointers moved between two parameters' pointees, and nodes built into a caller's list or tree.
// RUN: %check-m %s -- -std=c++20
#include <utility>

struct Node {
  int val;
  int *ref;
  Node *next;
};

void swapPointees(int **a, int **b) { // expect: leaking param content: a ; leaking param content: b
  int *t = *a;
  *a = *b;
  *b = t;
}

int swapsLocals() {
  int x = 1;   // expect: x does not escape
  int y = 2;   // expect: y does not escape
  int *p = &x; // expect: p does not escape
  int *q = &y; // expect: q does not escape
  swapPointees(&p, &q);
  return *p - *q;
}

int *swapsAndReturns(bool c) {
  int x = 1;   // expect: moved to heap: x
  int y = 2;   // expect: moved to heap: y
  int *p = &x; // expect: p does not escape
  int *q = &y; // expect: q does not escape
  swapPointees(&p, &q);
  return c ? p : q;
}

int *globalSlot;

void swapsWithCaller(int **out) { // expect: out does not escape
  int x = 1;                      // expect: moved to heap: x
  int *p = &x;                    // expect: p does not escape
  swapPointees(&p, out);
}

void swapsWithGlobal(int **out) { // expect: leaking param content: out
  swapPointees(&globalSlot, out);
}

int stdSwapStays() {
  int x = 1;   // expect: x does not escape
  int y = 2;   // expect: y does not escape
  int *p = &x; // expect: p does not escape
  int *q = &y; // expect: q does not escape
  std::swap(p, q);
  return *p - *q;
}

void stdSwapWithCaller(int *&out) { // expect: out does not escape
  int x = 1;                        // expect: moved to heap: x
  int *p = &x;                      // expect: p does not escape
  std::swap(p, out);
}

void pushFront(Node **head, int v) { // expect: re:head does not escape|leaking param content: head
  *head = new Node{v, nullptr, *head}; // expect: new Node escapes to heap
}

int buildsLocal(int n) {
  Node *head = nullptr; // expect: head does not escape
  for (int i = 0; i < n; ++i)
    pushFront(&head, i); // expect: pushFront(...) does not escape
  int sum = 0;
  while (head) {
    Node *next = head->next;
    sum += head->val;
    delete head;
    head = next;
  }
  return sum;
}

Node *buildsForCaller(int n) {
  Node *head = nullptr; // expect: head does not escape
  for (int i = 0; i < n; ++i)
    pushFront(&head, i); // expect: pushFront(...) escapes to heap
  return head;
}

void insertAfter(Node *at, Node *n) { // expect: leaking param content: at ; leaking param: n
  n->next = at->next;
  at->next = n;
}

int insertsLocals() {
  Node a{1, nullptr, nullptr}; // expect: a does not escape
  Node b{2, nullptr, nullptr}; // expect: b does not escape
  insertAfter(&a, &b);
  return a.next->val;
}

void insertsIntoCaller(Node *list) { // expect: re:list does not escape|leaking param content: list
  Node b{2, nullptr, nullptr};       // expect: moved to heap: b
  insertAfter(list, &b);
}

struct Tree {
  int key;
  Tree *left, *right;
};

void insertKey(Tree **root, int key) { // expect: root does not escape
  while (*root)
    root = key < (*root)->key ? &(*root)->left : &(*root)->right;
  *root = new Tree{key, nullptr, nullptr}; // expect: new Tree escapes to heap
}

int buildsTree(int n) {
  Tree *root = nullptr; // expect: root does not escape
  for (int i = 0; i < n; ++i)
    insertKey(&root, i * 7 % 5); // expect: insertKey(...) does not escape
  return root ? root->key : 0;
}
