// Catches: variables whose memory LLVM names otherwise or makes on the way (variable length, statement expressions).
// RUN: %check-m %s -- -std=gnu++20 -w

struct Pair {
  int a, b;
};
int *kept;
int ask();

int *variableLength(int n) {
  int v[n + 1]; // expect: moved to heap: v
  v[0] = n;
  int *p = v;
  return p;
}
void variableLengthInLoop(int n) {
  for (int i = 0; i < n; ++i) {
    Pair v[n]; // expect: moved to heap: v
    kept = &v[i].a;
  }
}
void statementExpression() {
  int own1 = ({ int t = ask(); // expect: own1 does not escape
                t + 1; }), own = 7; // expect: moved to heap: own
  int *p = &own1;
  *p = 3;
  kept = &own;
}
void sameNameInBlocks(int c) {
  if (c) {
    int x = 1; // imprecise: moved to heap: x (wanted: x does not escape)
    int *p = &x;
    *p = 2;
  } else {
    int x = 2; // expect: moved to heap: x
    kept = &x;
  }
  int x = 3; // imprecise: moved to heap: x (wanted: x does not escape)
  int *p = &x;
  *p = 4;
}
