// Catches: what travels in pieces of an argument, a thrown pointer, a member pointer, or a list of arguments.
// RUN: %check-m %s -- -std=c++20
#include <cstdarg>

struct Node {
  int *p;
  Node *next;
};
int *kept;
Node *keptNode;

struct Padded {
  char c;
  int *p;
};
void padded(Padded a) { kept = a.p; } // expect: leaking param: a
struct Large {
  int *all[5];
};
void large(Large a) { kept = a.all[3]; } // expect: leaking param: a
struct NotTrivial {
  int *p;
  ~NotTrivial();
};
void notTrivial(NotTrivial a) { kept = a.p; } // expect: leaking param: a
union Either {
  long number;
  int *p;
};
void either(Either a) { kept = a.p; } // expect: leaking param: a
struct Mixed {
  int a;
  int *p;
  short s;
  int *q;
};
Mixed mixed(int *x) { return {1, x, 2, nullptr}; } // expect: leaking param: x to result ~r0 level=0
void inMixed() {
  int x = 1; // expect: moved to heap: x
  kept = mixed(&x).p;
}

void ownPointer(Node *n) { n->next = n; } // expect: n does not escape

struct Keeps {
  void plain(Node *n) { keptNode = n; } // expect: this does not escape ; leaking param: n
  virtual void overridden(Node *n) { keptNode = n; } // expect: this does not escape ; leaking param: n
};
void eitherMember(int c) {
  Node a; // expect: moved to heap: a
  void (Keeps::*f)(Node *) = c ? &Keeps::plain : &Keeps::overridden;
  Keeps k; // expect: k does not escape
  (k.*f)(&a);
}

void thrownAndChanged() {
  Node a; // expect: moved to heap: a
  int x = 1; // expect: moved to heap: x
  try {
    throw &a;
  } catch (Node *n) {
    n->p = &x;
  }
}

void listed(va_list args) { keptNode = va_arg(args, Node *); } // expect: leaking param content: args
void takesListed(int n, ...) {
  va_list args; // expect: args does not escape
  va_start(args, n);
  listed(args);
  va_end(args);
}
void givesListed() {
  Node a; // expect: moved to heap: a
  takesListed(1, &a);
}
void takesLarge(int n, ...) {
  va_list args, copy; // expect: args does not escape ; copy does not escape
  va_start(args, n);
  va_copy(copy, args);
  kept = va_arg(copy, Mixed).q;
  va_end(copy);
  va_end(args);
}
void givesLarge() {
  int x = 1; // expect: moved to heap: x
  Mixed m{0, nullptr, 0, &x};
  takesLarge(1, m);
}
