// Catches: a returned pointer that the plugin does not tell of, or tells of in other words or at another place.
// RUN: %clangxx %plugin -std=c++20 -fsyntax-only -w -Xclang -verify %s

struct User {
  int id;
};
int *kept;

User *local() {
  User u{1}; // expected-remark-re {{{{^}}the address of 'u' outlives 'local': it is returned [moved-to-heap]{{$}}}}
  return &u; // expected-note {{returned here}}
}
User *made() {
  return new User{1};
}
User *throughCall() {
  User u{1}; // expected-remark {{the address of 'u' outlives 'throughCall': it is returned}}
  struct Same {
    static User *same(User *p) { return p; }
  };
  return Same::same(&u); // expected-note {{passed to throughCall()::Same::same}} expected-note {{returned here}}
}
void global() {
  int x = 1; // expected-remark {{the address of 'x' outlives 'global': it stays in 'kept'}}
  kept = &x; // expected-note {{stored in global kept}}
}

int stays() {
  User *u = new User{1}; // expected-remark-re {{{{^}}'new User' does not escape from 'stays': it can live on the stack (4 bytes) [heap-to-stack]{{$}}}}
  int id = u->id;
  delete u;
  return id;
}
int staysOfMade() {
  User *u = made();
  int id = u->id;
  delete u;
  return id;
}
int staysLocal() {
  User u{1};
  User *p = &u;
  return p->id;
}
int staysInLoop(int n) {
  int *p = new int[n]; // expected-remark-re {{{{^}}'new int[]' does not escape from 'staysInLoop', but its size is not fixed: an arena could hold it [heap-to-arena]{{$}}}}
  p[0] = 1;
  int r = p[0];
  delete[] p;
  return r;
}
