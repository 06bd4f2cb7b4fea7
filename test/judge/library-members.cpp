// Catches: a user's override that a member of the library's base calls on the object itself, with no stream around, and that is taken for never called.
// RUN: rm -f %t.o.*
// RUN: %clangxx -std=c++20 %s %judged -o %t
// RUN: env ESCAPE_OBJECTS=%t.o %t
// RUN: %escape-check --format=json -o %t.json %s -- %clangxx -std=c++20 %s
// RUN: %real --report %t.json --name open %t.o | FileCheck %s --check-prefix=ROW
// RUN: %escape-check --closed-world --format=json -o %t.json %s -- %clangxx -std=c++20 %s
// RUN: %real --report %t.json --name closed %t.o | FileCheck %s --check-prefix=ROW

// Sites, never outlive, proven, share, outlive, not known, objects, refuted.
// ROW: | {{[0-9]+}} | {{[0-9]+}} | {{[0-9]+}} | {{[0-9]+}} % | {{[1-9][0-9]*}} | {{[0-9]+}} | {{[0-9]+}} | 0 |
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <streambuf>
#include <system_error>

static void *Kept[16];
static int NumKept;
static void keep(void *P) { Kept[NumKept++] = P; }

struct Buffer : std::streambuf {
  void *Next = nullptr, *Now = nullptr;
  int overflow(int C) override { Now = Next; return C; }
  int underflow() override { Now = Next; return -1; }
  int sync() override { Now = Next; return 0; }
};
struct Text : std::stringbuf {
  void *Next = nullptr, *Now = nullptr;
  int overflow(int C) override { Now = Next; return std::stringbuf::overflow(C); }
};
struct File : std::filebuf {
  void *Next = nullptr, *Now = nullptr;
  int overflow(int C) override { Now = Next; return std::filebuf::overflow(C); }
  int underflow() override { Now = Next; return -1; }
};
struct Category : std::error_category {
  void *Next = nullptr;
  mutable void *Now = nullptr;
  const char *name() const noexcept override { return ""; }
  std::string message(int) const override { return ""; }
  std::error_condition default_error_condition(int) const noexcept override { Now = Next; return {}; }
};

void put() { Buffer B; B.Next = malloc(1); B.sputn("abc", 3); keep(B.Now); }
void get() { Buffer B; B.Next = malloc(1); char C[4]; B.sgetn(C, 3); keep(B.Now); }
void sync() { Buffer B; B.Next = malloc(1); B.pubsync(); keep(B.Now); }
void text() { Text B; B.Next = malloc(1); B.sputn("abc", 3); keep(B.Now); }
void written() {
  File B;
  B.Next = malloc(1);
  B.open("/dev/null", std::ios::out);
  B.sputn("abc", 3);
  B.close();
  keep(B.Now);
}
void read() {
  File B;
  B.Next = malloc(1);
  B.open("/dev/zero", std::ios::in);
  char C[3];
  B.sgetn(C, 3);
  keep(B.Now);
}
void copied() {
  Buffer B;
  B.Next = malloc(1);
  const char *S = "abc";
  std::copy(S, S + 3, std::ostreambuf_iterator<char>(&B));
  keep(B.Now);
}
void condition() { Category C; C.Next = malloc(1); (void)std::error_code(1, C).default_error_condition(); keep(C.Now); }
void equal() { Category C; C.Next = malloc(1); (void)C.std::error_category::equivalent(1, std::error_condition()); keep(C.Now); }
void fine() { free(malloc(1)); }

int main() {
  put(); get(); sync(); text(); written(); read(); copied(); condition(); equal(); fine();
  for (void *P : Kept)
    free(P);
}
