// Catches: a way in which a function moves a pointer that is missing from its graph.
// RUN: %escape-check --dump=graph %s -- -std=c++20 | FileCheck %s --match-full-lines

struct User { int id; int *ref; };
int *kept;
void take(int *p);

// CHECK: function _Z4makePi params=1
// CHECK-NEXT:   object o0 heap _Znwm size=16 @[[#@LINE+7]]:13
// CHECK-NEXT:   n3 = &o0 (address-of) @[[#@LINE+6]]:13
// CHECK-NEXT:   n4 = n3+8 (assign) @[[#@LINE+6]]:6
// CHECK-NEXT:   *(n4) = p0 size=8 (stored in memory) @[[#@LINE+5]]:10
// CHECK-NEXT:   result = n3 (return) @[[#@LINE+5]]:3
// CHECK-NOT:    {{.}}
User *make(int *p) {
  User *u = new User;
  u->ref = p;
  return u;
}

// CHECK: function _Z3usev params=0
// CHECK-NEXT:   object o0 local x size=4 @[[#@LINE+11]]:3
// CHECK-NEXT:   object o1 global kept
// CHECK-NEXT:   n2 = &o0 (address-of) @[[#@LINE+9]]:3
// CHECK-NEXT:   n4 = n3+8 (assign) @[[#@LINE+10]]:13
// CHECK-NEXT:   n5 = *(n4) size=8 (dereference) @[[#@LINE+9]]:13
// CHECK-NEXT:   n6 = &o1 (address-of) @[[#@LINE+8]]:8
// CHECK-NEXT:   *(n6) = n5 size=8 (stored in memory) @[[#@LINE+7]]:8
// CHECK-NEXT:   free n3 (argument) @[[#@LINE+7]]:3
// CHECK-NEXT:   n3 = call _Z4makePi(n2) @[[#@LINE+4]]:13
// CHECK-NOT:    {{.}}
int use() {
  int x = 1;
  User *u = make(&x);
  kept = u->ref;
  delete u;
  return 0;
}

// CHECK: function _Z6unseenm params=1
// CHECK-NEXT:   object o0 heap malloc size=4*p0+0 @[[#@LINE+7]]:10
// CHECK-DAG:    {{.*}} = &o0 (address-of) @[[#@LINE+6]]:10
// CHECK-DAG:    {{.*}} = call _Z4takePi({{n[0-9]+}}) @[[#@LINE+6]]:3
extern "C" void *malloc(decltype(sizeof 0));
void unseen(decltype(sizeof 0) n) {
  void *
    p =
         malloc(4 * n);
  take(static_cast<int *>(p));
}
