// Catches: an effect on the caller's pointers that a summary forgets, or one that it makes up.
// RUN: %escape-check --dump=summaries %s -- -std=c++20 | FileCheck %s --match-full-lines --implicit-check-not='{{^  }}'

int *kept;
struct Node { int value; Node *next; };
void unknown(int *);

// CHECK-LABEL: summary _Z4idenPi params=1
// CHECK-NEXT:   return p0
int *iden(int *p) { return p; }

// CHECK-LABEL: summary _Z4nextP4Node params=1
// CHECK-NEXT:   return *(p0+8)
Node *next(Node *n) { return n->next; }

// CHECK-LABEL: summary _Z4keepPi params=1
// CHECK-NEXT:   escape p0 (stored in a global kept)
void keep(int *p) { kept = p; }

// CHECK-LABEL: summary _Z4passPi params=1
// CHECK-NEXT:   escape p0 (passed to unknown function _Z7unknownPi)
void pass(int *p) { unknown(p); }

// CHECK-LABEL: summary _Z4linkP4NodeS0_ params=2
// CHECK-NEXT:   hold p0+8 <- p1
void link(Node *a, Node *b) { a->next = b; }

// CHECK-LABEL: summary _Z4makePP4Node params=1
// CHECK-NEXT:   hold fresh[_Znwm:[[#@LINE+3]]:[[#]] size=16]+8 <- *(p0)
// CHECK-NEXT:   hold fresh[_Znwm:[[#@LINE+2]]:[[#]] size=16]+8 <- fresh[_Znwm:[[#@LINE+2]]:[[#]] size=16]
// CHECK-NEXT:   hold p0 <- fresh[_Znwm:[[#@LINE+1]]:[[#]] size=16]
void make(Node **head) { *head = new Node{1, *head}; }

// CHECK-LABEL: summary _Z4dropP4Node params=1
// CHECK-NEXT:   free p0 by-user
void drop(Node *n) { delete n; }

// CHECK-LABEL: summary _Z4callPFvPiES_ params=2
// CHECK-NEXT:   call p0(p1)
void call(void (*f)(int *), int *p) { f(p); }

// CHECK-LABEL: summary _Z4readPi params=1
int read(int *p) { return *p; }

// Walks along an array that begin at different elements find one and the same name.
// CHECK-LABEL: summary _Z4findP5EntryS0_ params=2
// CHECK-NEXT:   return *(p0+0..16)
struct Entry { char *name; long size; };
char *find(Entry *from, Entry *to) {
  char *found = nullptr;
  for (Entry *e = from + 3; e != to; ++e)
    if (e->size > 2) found = e->name;
  for (Entry *e = from + 1; e != to; ++e)
    if (e->size > 1) found = e->name;
  for (Entry *e = from; e != to; ++e)
    if (e->size) found = e->name;
  return found;
}
