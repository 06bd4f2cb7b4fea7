// Catches: a parameter whose name LLVM takes for a block, a result or a place of its own, or that a pack repeats.
// RUN: %check-m %s -- -std=c++20

struct Pair {
  int *first, *second;
};
struct Base {
  int *p;
  Base(int *entry) : p(entry) {} // expect: this does not escape ; leaking param: entry
};
int *kept;

struct Constructed {
  int *own = nullptr;
  Constructed(int *allocapt) { kept = allocapt; } // expect: this does not escape ; leaking param: allocapt
};
struct Derived : virtual Base {
  Derived(int *entry) : Base(entry) {} // expect: this does not escape ; leaking param: entry
  int *keep(int *cleanup) { return kept = cleanup; } // expect: this does not escape ; leaking param: cleanup
};
int likeInsertPoint(int *allocapt) { // expect: leaking param: allocapt
  kept = allocapt;
  return 0;
}
int likeResult(int *retval, int c) { // expect: leaking param: retval
  if (c)
    kept = retval;
  return c;
}
int likeBlock(int *entry) { // expect: leaking param: entry
  kept = entry;
  return 0;
}
int likePieces(Pair entry) { // expect: leaking param: entry
  kept = entry.second;
  return 0;
}
template <class... T> void keepSecond(T... all) { // expect: leaking param: all
  int *each[] = {all...}; // expect: each does not escape
  int **p = each;
  kept = p[1];
}
void packed(int *x, int *y) { // expect: x does not escape ; leaking param: y
  keepSecond(x, y);
}
void packedInLambda(int *x, int *y) { // expect: x does not escape ; leaking param: y
  auto keep = [](auto... all) { // expect: leaking param: all ; keep does not escape
    int *each[] = {all...};
    kept = each[1];
  };
  keep(x, y);
}
