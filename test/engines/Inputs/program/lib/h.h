#pragma once
struct Base { virtual int get(int *p) = 0; virtual ~Base() {} };
inline int use(Base &b, int *p) { return b.get(p); }
void two(int *p); void keeps(int *p);
extern "C" void three(int *p);
