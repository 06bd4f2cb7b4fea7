// Catches: an algorithm that calls a function pointer in more places than a summary passes on, and is unknown then.
// RUN: %check-m %s -- -std=c++20
#include <algorithm>
#include <vector>

static bool below(const int &a, const int &b) { // expect: a does not escape ; b does not escape
  return a < b;
}

static const int *last;
static bool kept(const int &a, const int &b) { // expect: leaking param: a ; b does not escape
  last = &a;
  return a < b;
}

int sorted(int n) {
  std::vector<int> v(n); // expect: std::vector(...) does not escape ; v does not escape
  std::sort(v.begin(), v.end(), below);
  return v[0];
}

int stable(int n) {
  std::vector<int> v(n); // expect: std::vector(...) does not escape ; v does not escape
  std::stable_sort(v.begin(), v.end(), below); // expect: stable_sort(...) does not escape
  return v[0];
}

int array(int n) {
  int *a = new int[n](); // expect: new int[] does not escape
  std::sort(a, a + n, below);
  int r = a[0];
  delete[] a;
  return r;
}

int keeps(int n) {
  int *a = new int[n](); // expect: new int[] escapes to heap
  std::sort(a, a + n, kept);
  int r = a[0];
  delete[] a;
  return r;
}
