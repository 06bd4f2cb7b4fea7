// Catches: a result that holds its own address, which is not where the caller gets it with every compiler.
// RUN: %check-m %s -- -std=c11

struct Buffer {
  char *at;
  char bytes[56];
};
struct Buffer make(void) {
  struct Buffer r; // expect: moved to heap: r
  r.at = r.bytes;
  return r;
}
struct Buffer plain(void) {
  struct Buffer r; // expect: r does not escape
  char *p = r.bytes;
  *p = 1;
  r.at = 0;
  return r;
}
