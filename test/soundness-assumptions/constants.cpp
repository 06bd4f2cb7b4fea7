// Pins: nothing is stored into read-only globals, and what they hold is what their initialiser says.
// RUN: %check-m %s -- -std=c++20

int *g;
int looks(int *p) { // expect: p does not escape
  return *p;
}
int keeps(int *p) { // expect: leaking param: p
  g = p;
  return 0;
}

static int *const fixed[2] = {nullptr, nullptr};
static int *variable[2] = {nullptr, nullptr};
void storedIntoFixed(int i) { // undefined: it is const
  int x = 1; // expect: x does not escape
  const_cast<int **>(fixed)[i] = &x;
}
void storedIntoVariable(int i) {
  int x = 1; // expect: moved to heap: x
  variable[i] = &x;
}

struct Operation {
  const char *name;
  int (*run)(int *);
};
static const Operation fixedTable[] = {{"a", looks}, {"b", looks}};
static Operation variableTable[] = {{"a", looks}, {"b", looks}};
int fromFixedTable(int i) {
  int x = 1; // expect: x does not escape
  return fixedTable[i].run(&x);
}
int fromVariableTable(int i) {
  int x = 1; // expect: moved to heap: x
  return variableTable[i].run(&x);
}
static const Operation keepingTable[] = {{"a", looks}, {"b", keeps}};
int fromKeepingTable(int i) {
  int x = 1; // expect: moved to heap: x
  return keepingTable[i].run(&x);
}

// A pointer to a function that nothing was ever stored into is not called.
int neverSet() {
  int x = 1; // expect: x does not escape
  int (*f)(int *) = nullptr;
  return f(&x);
}
