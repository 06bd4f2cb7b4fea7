// Declares functions as a system header does; nobody has bodies or contracts for them.
#pragma once
#pragma GCC system_header
namespace std {
int *choose(int *p, int *q);
void fill(int **p);
} // namespace std
int *chooseOutside(int *p, int *q);
