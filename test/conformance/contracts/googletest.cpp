// Catches: GoogleTest taken for a stranger, so that whatever a test compares escapes; or what it does keep, environments, listeners and names of files, taken to stay.
// RUN: %check-m %s -- -std=c++20
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>

struct User { int id = 0; std::string name; };

// Assertions compare, print and copy.
void compared(int id) {
  auto u = std::make_unique<User>(); // expect: u does not escape ; make_unique<User>(...) does not escape
  int x = id;                        // expect: x does not escape
  EXPECT_EQ(u->id, x);               // expect: gtest_ar does not escape ; Compare(...) does not escape ; AssertHelper(...) does not escape ; Message(...) does not escape
  EXPECT_TRUE(u->name.empty());      // expect: gtest_ar_ does not escape ; GetBoolAssertionFailureMessage(...) does not escape ; AssertHelper(...) does not escape ; Message(...) does not escape
}
// A result carries its message.
testing::AssertionResult handedOut(const User &u) { // expect: u does not escape
  return testing::AssertionFailure(testing::Message() << u.id); // expect: AssertionFailure(...) escapes to heap ; Message(...) does not escape
}
bool looked(const User &u) { // expect: u does not escape
  auto r = handedOut(u);     // expect: r does not escape ; handedOut(...) does not escape
  return r;
}
// The name of the file is kept, for the message and for the trace; the message is not.
testing::internal::AssertHelper *helper(const char *file, const char *text) { // expect: leaking param: file ; text does not escape
  return new testing::internal::AssertHelper(testing::TestPartResult::kSuccess, file, 1, text); // expect: new testing::internal::AssertHelper escapes to heap ; AssertHelper(...) escapes to heap
}
void traced(const char *file) {            // expect: leaking param: file
  testing::ScopedTrace t(file, 1, "a trace"); // imprecise: ScopedTrace(...) escapes to heap (wanted: ScopedTrace(...) does not escape)
}
// Kept for good: what runs later.
struct Place : testing::Environment {};
void environment() {
  testing::AddGlobalTestEnvironment(new Place); // expect: new Place escapes to heap
}
struct Listener : testing::EmptyTestEventListener {};
void listener() {
  testing::UnitTest::GetInstance()->listeners().Append(new Listener); // expect: new Listener escapes to heap
}
// What is taken out of the arguments moves the others, within their array.
int arguments(int n) {
  char name[] = "--x";               // expect: name does not escape
  char *words[] = {name, nullptr};   // expect: words does not escape
  testing::InitGoogleMock(&n, words);
  return n;
}
