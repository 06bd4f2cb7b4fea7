#include "h.h"
static int *kept;
void two(int *p) { ++*p; }
void keeps(int *p) { kept = p; }
int unused(Base &b) { int z = 0; return use(b, &z); }
