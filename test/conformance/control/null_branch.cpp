// Catches: a pointer that is null on this way, taken for the address that it is on the other.
// RUN: %check-m %s -- -std=c++20

static char *find(char *s) { // expect: leaking param: s to result ~r0 level=0
  while (*s && *s != '.')
    ++s;
  return *s ? s : nullptr;
}
const char *offset(const char *s) { // expect: leaking param: s to result ~r0 level=0
  char buf[8]; // expect: buf does not escape
  buf[0] = s[0];
  buf[1] = 0;
  char *end = find(buf);
  if (end)
    return s + (end - buf);
  return end;
}
const char *otherWay(const char *s) { // expect: leaking param: s to result ~r0 level=0 ; leaking param content: s
  char buf[8]; // expect: moved to heap: buf
  buf[0] = s[0];
  buf[1] = 0;
  char *end = find(buf);
  if (!end)
    return s;
  return end;
}
int *inLoop(int n) {
  int x = 1; // expect: moved to heap: x
  int *p = nullptr;
  for (int i = 0; i < n; ++i) {
    if (p == nullptr)
      p = &x;
    else
      p = p + 0;
  }
  return p;
}
int *either(int *a, bool c) { // expect: leaking param: a to result ~r0 level=0
  int x = 1; // expect: moved to heap: x
  int *p = c ? a : &x;
  if (p == nullptr || c)
    return p;
  return p;
}
