// Catches: constants counted among what a value may point to, or left out although they lead to memory or to a function.
// RUN: %check-m %s -- -std=c++20
#include <typeinfo>

#define ONE(n) case n: name = #n; break;
#define TEN(t) ONE(t##0) ONE(t##1) ONE(t##2) ONE(t##3) ONE(t##4) ONE(t##5) ONE(t##6) ONE(t##7) ONE(t##8) ONE(t##9)

int manyStrings(int which) {
  char other[8] = "other"; // expect: other does not escape
  const char *name = other;
  switch (which) {
    TEN(1) TEN(2) TEN(3) TEN(4) TEN(5) TEN(6) TEN(7) TEN(8) TEN(9) TEN(10) TEN(11) TEN(12) TEN(13) TEN(14)
  }
  int n = 0;
  while (name[n])
    ++n;
  return n;
}

struct Named {
  const char *const *names;
  int count;
};
static const char *const colours[] = {"red", "green"};
static const Named tables[] = {{colours, 2}};
int tableOfTables(bool own) {
  const char *const mine[] = {"blue"}; // expect: mine does not escape
  Named local = {mine, 1};             // expect: local does not escape
  const Named *n = own ? &local : &tables[0];
  return n->names[n->count - 1][0];
}

static int *cell;
static const struct { int **into; } leadsToCell = {&cell};
void storesThroughConstant() {
  int x = 1; // expect: moved to heap: x
  *leadsToCell.into = &x;
}
static int *returns(int *p) { return p; } // expect: leaking param: p to result ~r0 level=0
static const struct { int *(*call)(int *); } functions = {returns};
int *callsThroughConstant() {
  int x = 1; // expect: moved to heap: x
  return functions.call(&x);
}

struct Shape {
  virtual ~Shape() = default;
};
struct Circle : Shape {};
const char *typeName(const Shape &s) { // expect: leaking param: s to result ~r0 level=3
  return typeid(s).name();
}
bool typesOfLocals() {
  Circle c;          // expect: c does not escape
  const Shape &s = c;
  return typeid(s) == typeid(Circle);
}

// Only what is read-only can be type information, whatever it is called.
extern "C" {
int *_ZTIkept;
int **const _ZTSkept = &cell;
}
void namedLikeTypes() {
  int x = 1; // expect: moved to heap: x
  int y = 1; // expect: moved to heap: y
  _ZTIkept = &x;
  *_ZTSkept = &y;
}

// Nor is a variable that is defined here what the C++ runtime has under such a name, a class of that namespace the
// runtime's own.
extern "C" int *_ZTVN10__cxxabiv1kept;
int *_ZTVN10__cxxabiv1kept;
void namedLikeRuntime() {
  int x = 1; // expect: moved to heap: x
  _ZTVN10__cxxabiv1kept = &x;
}
namespace __cxxabiv1 {
int *kept;
struct Info {
  virtual void keep(int *p) const { kept = p; } // expect: leaking param: p ; this does not escape
};
} // namespace __cxxabiv1
void likeRuntimeClass() {
  auto *info = new __cxxabiv1::Info; // expect: new __cxxabiv1::Info does not escape
  int *z = new int(43);              // expect: new int escapes to heap
  info->keep(z);
  delete info;
}

// What is volatile need not hold what its initialiser says.
static const volatile struct { int **into; } patched = {nullptr};
void storesThroughPatched() {
  int x = 1; // expect: moved to heap: x
  if (patched.into)
    *patched.into = &x;
}

// Tables of tables that share their parts have as many ways through them as there are atoms.
#define FOUR(x) x, x, x, x
#define SIXTYFOUR(x) FOUR(FOUR(FOUR(x)))
#define TABLE(name, of) static const void *const name[] = {SIXTYFOUR(&of)};
static const int leaf = 1;
TABLE(level1, leaf) TABLE(level2, level1) TABLE(level3, level2) TABLE(level4, level3)
TABLE(level5, level4) TABLE(level6, level5) TABLE(level7, level6) TABLE(level8, level7)
bool atoms(int i) {
  const void *mine[] = {nullptr}; // expect: mine does not escape
  const void *const *table = i ? level8 : mine;
  return table[i] != nullptr;
}
