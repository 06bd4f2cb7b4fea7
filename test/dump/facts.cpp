// Catches: an expression, variable or parameter that Capture does not see, or whose place it gets wrong.
// RUN: %escape-check --dump=facts %s -- -std=c++20 | FileCheck %s --match-full-lines --implicit-check-not='{{^  }}'

struct User { int id; int get() const { return id; } };

// CHECK: function _Z3useP4UserRKi @[[#@LINE+8]]:5
// CHECK-DAG:   parameter p : User * @[[#@LINE+7]]:15
// CHECK-DAG:   parameter r : const int & @[[#@LINE+6]]:29
// CHECK-DAG:   variable p : User * @[[#@LINE+5]]:15
// CHECK-DAG:   variable x : int @[[#@LINE+5]]:7 address-taken
// CHECK-DAG:   variable y : int @[[#@LINE+5]]:7
// CHECK-DAG:   variable u : User * @[[#@LINE+5]]:9
// CHECK-DAG:   new User @[[#@LINE+4]]:13{{.*}}
int use(User *p, const int &r) {
  int x = 1;
  int y = 2;
  User *u = new User;
  u->id = r + y + *&x + p->get();
  delete u;
  return 0;
}
