// Catches: a size that is followed wrongly, or taken for known when it is not: two parameters, what a call gives, numbers that
// may wrap around. A size that is wrong puts on the stack what does not fit there.
// RUN: %escape-check --dump=graph %s -- | FileCheck %s

#include <stdlib.h>
unsigned long asked(void);
// CHECK-LABEL: function linear 
// CHECK: object o0 heap malloc size=8*p0+16 
void *linear(unsigned long n) { return malloc(16 + 8 * n); }
// CHECK-LABEL: function scaled 
// CHECK: object o0 heap malloc size=8*p0+16 
void *scaled(unsigned long n) { return malloc((n + 2) << 3); }
// CHECK-LABEL: function product 
// CHECK: object o0 heap malloc size=? 
void *product(unsigned long n, unsigned long m) { return malloc(n * m); }
// CHECK-LABEL: function sum 
// CHECK: object o0 heap malloc size=? 
void *sum(unsigned long n, unsigned long m) { return malloc(n + m); }
// CHECK-LABEL: function unknown 
// CHECK: object o0 heap malloc size=? 
void *unknown(void) { return malloc(asked() + 4); }
// CHECK-LABEL: function unknownFactor 
// CHECK: object o0 heap malloc size=? 
void *unknownFactor(void) { return malloc(4 * asked()); }
// CHECK-LABEL: function large 
// CHECK: object o0 heap malloc size=? 
void *large(unsigned long n) { return malloc(n * 0x100000000); }
// CHECK-LABEL: function largeSum 
// CHECK: object o0 heap malloc size=? 
void *largeSum(unsigned long n) { return malloc(n + 0x100000000); }
// CHECK-LABEL: function largeTwice 
// CHECK: object o0 heap malloc size=? 
void *largeTwice(unsigned long n) { return malloc((n << 30) * 4 + 1); }
// CHECK-LABEL: function shifted 
// CHECK: object o0 heap malloc size=? 
void *shifted(unsigned long n, unsigned s) { return malloc(n << s); }
// CHECK-LABEL: function farShifted 
// CHECK: object o0 heap malloc size=? 
void *farShifted(unsigned long n) { return malloc(n << 31); }
