// Catches: a user's function that is taken for the allocator of the same name.
// RUN: %check-m %s -- -std=gnu17 -w

void *malloc(unsigned long);
static char *tab[10]; static int n;
static char *strdup(const char *s) { if (n) return tab[0]; char *p = malloc(10); p[0] = *s; tab[n++] = p; return p; } // expect: leaking param content: s ; malloc(...) escapes to heap
int f(void) { char *p = strdup("abc"); return p[0]; }
