// Catches: a pointer moved from deep inside a parameter into the parameter itself, said not to leak.
// RUN: %check-m %s -- -std=c++20

struct T { int *p; }; struct S { T *tmp; int *keep; };
void f(S *s) { s->keep = s->tmp->p; } // expect: leaking param content: s
void caller(S *s) { int x = 1; T t{&x}; s->tmp = &t; f(s); s->tmp = 0; } // expect: leaking param content: s ; moved to heap: x ; moved to heap: t
