// Catches: what the initialiser of a global allocates without a line of its own.
// RUN: %check-m %s -- -std=c++20
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

int *plain = new int(1);                                        // expect: new int escapes to heap
static std::string text = "too long to be held by the string";  // expect: std::string(...) escapes to heap
std::vector<int> list = {1, 2, 3};                              // expect: std::vector(...) escapes to heap
auto unique = std::make_unique<int>(3);                         // expect: make_unique<int>(...) escapes to heap
int length = std::vector<int>(10)[3];                           // expect: std::vector(...) does not escape
int computed = [] {
  std::vector<int> local(3); // expect: std::vector(...) does not escape ; local does not escape
  return local[0];
}();
int freed = [](int *p) { // expect: p does not escape
  int value = *p + std::rand();
  delete p;
  return value;
}(new int(2)); // expect: new int escapes to heap

template <typename T> T *ofTemplate = new T(2); // expect: new int escapes to heap
int *instance = ofTemplate<int>;
struct Named {
  static inline std::string name = "too long to be held by the string"; // expect: std::string(...) escapes to heap
  static int *made;
};
int *Named::made = new int(3);                                // expect: new int escapes to heap
namespace {
thread_local std::vector<int> ofThread(3);                    // expect: std::vector(...) escapes to heap
}
int &useThread() { return ofThread[0]; }
#define TABLE(name) std::vector<int> name(3)
TABLE(fromMacro);                                             // expect: std::vector(...) escapes to heap
int constant = 3, *address = &constant;
