// Catches: IR that is optimised away or lowered without what the analysis needs: locations, names, lifetimes.
// RUN: %escape-check --dump=ir %s -- -std=c++20 -O3 -g0 | FileCheck %s
// RUN: %escape-check --dump=ir %s -- -std=c++20 -O0 -g -fprofile-instr-generate -fcoverage-mapping -fsanitize=address | FileCheck %s

// A local whose address is taken stays in memory, with its lifetime; a plain one becomes a value.
// CHECK-LABEL: define {{.*}}@_Z3usev(
// CHECK: %x = alloca i32
// CHECK-NOT: %plain = alloca
// CHECK: call void @llvm.lifetime.start.p0(ptr %x){{.*}}, !dbg
// CHECK: call {{.*}}@_Z4takePi(ptr{{.*}} %x){{.*}}, !dbg
// CHECK: call void @llvm.lifetime.end.p0(ptr %x)
void take(int *p);
int use() {
  int x = 1, plain = 2;
  take(&x);
  return x + plain;
}

// An allocation that nobody needs is still one.
// CHECK-LABEL: define {{.*}}@_Z6uselesv(
// CHECK: call {{.*}}@_Znwm(i64{{.*}} 4){{.*}}, !dbg ![[NEW:[0-9]+]]
void useles() { delete new int; }

// A function of the user's that nothing calls is lowered, too.
// CHECK: define {{.*}}@_Z6uncalli(
inline int uncall(int i) { return i; }

// CHECK: ![[NEW]] = !DILocation(line: [[#@LINE-6]], column: 24,
