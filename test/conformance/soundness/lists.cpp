// Catches: depth: linked structures longer than any bound, walked in loops and by recursion.
// RUN: %check-m %s -- -std=c++20

struct Node {
  int *val = nullptr;
  Node *next = nullptr;
};
struct Tree {
  Tree *left = nullptr, *right = nullptr;
  int *val = nullptr;
};
struct Row {
  Node *nodes = nullptr;
  Row *below = nullptr;
};

int *g;
Node *gLast;

int *walkedInLoop() {
  int x = 1; // expect: moved to heap: x
  Node a, b, c, d, e, f; // expect: a does not escape ; b does not escape ; c does not escape ; d does not escape ; e does not escape ; f does not escape
  a.next = &b, b.next = &c, c.next = &d, d.next = &e, e.next = &f;
  f.val = &x;
  int *last = nullptr;
  for (Node *n = &a; n; n = n->next)
    last = n->val;
  return last;
}
Node *lastOfLoop() {
  Node a, b, c, d, e, f; // expect: moved to heap: a ; moved to heap: b ; moved to heap: c ; moved to heap: d ; moved to heap: e ; moved to heap: f
  a.next = &b, b.next = &c, c.next = &d, d.next = &e, e.next = &f;
  Node *n = &a;
  while (n->next)
    n = n->next;
  return n;
}
int *onHeap() {
  int x = 1; // expect: moved to heap: x
  Node *head = nullptr;
  for (int i = 0; i < 6; ++i) {
    Node *n = new Node; // expect: new Node does not escape
    n->next = head;
    n->val = i ? nullptr : &x;
    head = n;
  }
  while (head->next)
    head = head->next;
  return head->val;
}

int *sixDeep(Node *p) { // expect: re:leaking param: p to result ~r0 level=\d
  return p->next->next->next->next->next->val;
}
int *readSixDeep() {
  int x = 1; // expect: moved to heap: x
  Node a, b, c, d, e, f; // expect: a does not escape ; b does not escape ; c does not escape // imprecise: moved to heap: d (wanted: d does not escape) // imprecise: moved to heap: e (wanted: e does not escape) // imprecise: moved to heap: f (wanted: f does not escape)
  a.next = &b, b.next = &c, c.next = &d, d.next = &e, e.next = &f;
  f.val = &x;
  return sixDeep(&a);
}
void writesSixDeep(Node *p, int *y) { // expect: p does not escape ; leaking param: y
  p->next->next->next->next->next->val = y;
}
int *writtenSixDeep() {
  int x = 1; // expect: moved to heap: x
  Node a, b, c, d, e, f; // expect: a does not escape ; b does not escape ; c does not escape ; d does not escape ; e does not escape ; f does not escape
  a.next = &b, b.next = &c, c.next = &d, d.next = &e, e.next = &f;
  writesSixDeep(&a, &x);
  int *r = f.val;
  return r;
}
void keepsSixDeep(Node *p) { // expect: leaking param content: p
  g = p->next->next->next->next->next->val;
}
void keptSixDeep() {
  int x = 1; // expect: moved to heap: x
  Node a, b, c, d, e, f; // expect: a does not escape ; re:.*: b|b .* ; re:.*: c|c .* ; re:.*: d|d .* ; re:.*: e|e .* ; re:.*: f|f .*
  a.next = &b, b.next = &c, c.next = &d, d.next = &e, e.next = &f;
  f.val = &x;
  keepsSixDeep(&a);
}
int *sixStars(int ******p) { // expect: re:leaking param: p to result ~r0 level=\d
  return *****p;
}
int *throughSixStars() {
  int x = 1; // expect: moved to heap: x
  int *a = &x; // imprecise: moved to heap: a (wanted: a does not escape)
  int **b = &a; // imprecise: moved to heap: b (wanted: b does not escape)
  int ***c = &b; // expect: c does not escape
  int ****d = &c; // expect: d does not escape
  int *****e = &d; // expect: e does not escape
  return sixStars(&e);
}

int *lastValue(Node *p) { // expect: leaking param: p to result ~r0 level=1
  return p->next ? lastValue(p->next) : p->val;
}
int *byRecursion() {
  int x = 1; // expect: moved to heap: x
  Node a, b, c; // expect: a does not escape ; b does not escape ; c does not escape
  a.next = &b, b.next = &c;
  c.val = &x;
  return lastValue(&a);
}
void setsLast(Node *p, int *y) { // expect: p does not escape ; leaking param: y
  if (p->next)
    setsLast(p->next, y);
  else
    p->val = y;
}
int *setByRecursion() {
  int x = 1; // expect: moved to heap: x
  Node a, b, c; // expect: a does not escape ; b does not escape ; c does not escape
  a.next = &b, b.next = &c;
  setsLast(&a, &x);
  return c.val;
}
void odd(Node *, int *);
void even(Node *p, int *y) { // expect: p does not escape ; leaking param: y
  if (p)
    odd(p->next, y);
}
void odd(Node *p, int *y) { // expect: p does not escape ; leaking param: y
  if (p) {
    p->val = y;
    even(p->next, y);
  }
}
int *setByMutualRecursion() {
  int x = 1; // expect: moved to heap: x
  Node a, b, c; // expect: a does not escape ; b does not escape ; c does not escape
  a.next = &b, b.next = &c;
  even(&a, &x);
  return b.val;
}
// Each round puts the parameters into other places; the third one ends up in the global.
void turns(int *a, int *b, int *c, int n) { // expect: leaking param: a ; leaking param: b ; leaking param: c
  if (n == 0)
    g = a;
  else
    turns(b, c, a, n - 1);
}
void turned() {
  int x = 1, y = 2, z = 3; // expect: moved to heap: x ; moved to heap: y ; moved to heap: z
  turns(&x, &y, &z, 2);
}
// The frame's own node is linked to the caller's, and the deepest frame leaks what it can reach.
void descends(Node *up, int n) { // expect: leaking param: up
  Node mine; // expect: moved to heap: mine
  mine.next = up;
  if (n == 0)
    g = mine.next->val, gLast = mine.next;
  else
    descends(&mine, n - 1);
}

int *anyValue(Tree *t) { // expect: leaking param: t to result ~r0 level=1
  if (!t)
    return nullptr;
  if (t->val)
    return t->val;
  int *l = anyValue(t->left);
  return l ? l : anyValue(t->right);
}
int *inTree() {
  int x = 1; // expect: moved to heap: x
  Tree leaf, middle, root; // expect: leaf does not escape ; middle does not escape ; root does not escape
  leaf.val = &x;
  middle.right = &leaf;
  root.left = &middle;
  return anyValue(&root);
}
int *listOfLists() {
  int x = 1; // expect: moved to heap: x
  Node n1, n2; // expect: n1 does not escape ; n2 does not escape
  Row r1, r2; // expect: r1 does not escape ; r2 does not escape
  r1.below = &r2;
  r2.nodes = &n1;
  n1.next = &n2;
  n2.val = &x;
  for (Row *r = &r1; r; r = r->below)
    for (Node *n = r->nodes; n; n = n->next)
      if (n->val)
        return n->val;
  return nullptr;
}
void reverses(Node **head) { // expect: re:head does not escape|leaking param content: head
  Node *done = nullptr;
  while (*head) {
    Node *n = *head;
    *head = n->next;
    n->next = done;
    done = n;
  }
  *head = done;
}
int *reversed() {
  int x = 1; // expect: moved to heap: x
  Node a, b, c; // expect: re:.*: a|a .* ; re:.*: b|b .* ; re:.*: c|c .*
  a.next = &b, b.next = &c;
  c.val = &x;
  Node *head = &a; // expect: head does not escape
  reverses(&head);
  return head->val;
}
Node *reversedLeaves() {
  Node a, b, c; // expect: moved to heap: a ; moved to heap: b ; moved to heap: c
  a.next = &b, b.next = &c;
  Node *head = &a; // expect: head does not escape
  reverses(&head);
  return head;
}
