// Catches: a contract of contracts/googletest.json that says less than the library does: assertions that hold and that fail, traces, listeners, matchers and mocks, all held against a run.
// RUN: rm -f %t.o.*
// RUN: %clangxx -std=c++20 %s %judged -lgmock -lgtest -o %t
// RUN: env ESCAPE_OBJECTS=%t.o %t > %t.txt
// RUN: FileCheck %s --check-prefix=PRINTS --input-file %t.txt
// RUN: %escape-check --format=json -o %t.json %s -- %clangxx -std=c++20 %s
// RUN: %real --report %t.json --name open %t.o | FileCheck %s --check-prefix=ROW
// RUN: %escape-check --closed-world --format=json -o %t.json %s -- %clangxx -std=c++20 %s
// RUN: %real --report %t.json --name closed %t.o | FileCheck %s --check-prefix=ROW

// Sites, never outlive, proven, share, outlive, not known, objects, refuted.
// ROW: | {{[0-9]+}} | {{[0-9]+}} | {{[1-9][0-9]+}} | {{[0-9]+}} % | {{[0-9]+}} | {{[0-9]+}} | {{[0-9]+}} | 0 |
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

struct User {
  int Id = 1;
  std::string Name = "a name that is longer than sixteen characters";
};
MATCHER(IsNamed, "") { return !arg.Name.empty(); }
MATCHER_P(HasId, Id, "") { return arg.Id == Id; }

struct Clock {
  virtual ~Clock() = default;
  virtual std::string now(const std::string &Zone) = 0;
};
struct MockClock : Clock {
  MOCK_METHOD(std::string, now, (const std::string &Zone), (override));
};

// It keeps what it is told of, as far as it can.
struct Keeper : testing::EmptyTestEventListener {
  std::vector<std::string> Texts;
  void OnTestPartResult(const testing::TestPartResult &R) override {
    Texts.push_back(R.summary());
  }
};

struct Fixture : testing::Test {
  std::unique_ptr<User> Mine = std::make_unique<User>();
  void SetUp() override { RecordProperty("user", Mine->Name); }
};

TEST_F(Fixture, Holds) {
  auto U = std::make_unique<User>();
  EXPECT_EQ(U->Id, Mine->Id);
  ASSERT_TRUE(U->Name == Mine->Name) << U->Name;
  EXPECT_STREQ(U->Name.c_str(), Mine->Name.c_str());
  EXPECT_STRNE("", U->Name.c_str());
  EXPECT_NEAR(1.0, U->Id, 0.5);
  EXPECT_DOUBLE_EQ(1.0, U->Id);
  EXPECT_THAT(*U, IsNamed());
  EXPECT_THAT(*U, HasId(1));
  EXPECT_THAT(std::vector<std::string>(3, U->Name), testing::Contains(U->Name));
  EXPECT_THAT(U->Name, testing::HasSubstr("longer"));
  EXPECT_EQ(std::vector<int>(100), std::vector<int>(100, 0));
  EXPECT_NE(U.get(), Mine.get());
  EXPECT_GT((testing::TempDir() + U->Name).size(), 3u);
  EXPECT_TRUE(testing::IsSubstring("a", "b", std::string("name"), U->Name));
}

static testing::AssertionResult isNamed(const User &U, const std::string &Name) {
  if (U.Name == Name)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << U.Name << " is not " << Name;
}

TEST_F(Fixture, Fails) {
  auto U = std::make_unique<User>();
  U->Name += " and another one";
  auto File = std::make_unique<std::string>("somewhere/else/in/the/tree.cpp");
  {
    testing::ScopedTrace Trace(File->c_str(), 7, std::string("trace of ") + U->Name);
    EXPECT_EQ(U->Name, Mine->Name) << std::string(100, 'x');
    ADD_FAILURE_AT(File->c_str(), 8) << U->Name;
  }
  SCOPED_TRACE("second trace, long enough for the heap: " + U->Name);
  EXPECT_TRUE(isNamed(*U, Mine->Name));
  EXPECT_FALSE(!isNamed(*U, Mine->Name)) << "not";
  EXPECT_STREQ(U->Name.c_str(), Mine->Name.c_str());
  EXPECT_STRCASEEQ(U->Name.c_str(), Mine->Name.c_str());
  EXPECT_NEAR(10.0, U->Id, 0.5);
  EXPECT_LE(2, U->Id);
  EXPECT_THAT(*U, testing::Not(IsNamed()));
  EXPECT_THAT(std::vector<std::string>(3, U->Name), testing::ElementsAre("a", "b", "c"));
  EXPECT_TRUE(testing::IsNotSubstring("a", "b", std::string("name"), U->Name));
  testing::AssertionResult One = isNamed(*U, ""), Two(One);
  Two = !One;
  EXPECT_TRUE(One);
  EXPECT_FALSE(Two) << Two.message();
  EXPECT_THROW(throw std::string(U->Name), int);
  FAIL() << "the end of " << *File;
}

TEST_F(Fixture, Mocks) {
  MockClock Clock;
  auto Zone = std::make_unique<std::string>("a zone with a name that is long");
  EXPECT_CALL(Clock, now(testing::Eq(*Zone))).Times(2).WillRepeatedly(testing::Return(*Zone + " now"));
  EXPECT_EQ(Clock.now(*Zone).size(), Zone->size() + 4);
  EXPECT_EQ(Clock.now(*Zone).size(), Zone->size());
  EXPECT_CALL(Clock, now(testing::_)).Times(1);
}

struct Numbers : testing::TestWithParam<std::string> {};
TEST_P(Numbers, Hold) { EXPECT_LT(GetParam().size(), 100u); }
INSTANTIATE_TEST_SUITE_P(All, Numbers, testing::Values("one", std::string(50, 'x')));

int main(int Argc, char **Argv) {
  testing::InitGoogleMock(&Argc, Argv);
  auto *Listener = new Keeper;
  testing::UnitTest::GetInstance()->listeners().Append(Listener);
  int Failed = RUN_ALL_TESTS();
  for (const std::string &Text : Listener->Texts)
    std::puts(Text.c_str());
  // PRINTS: some fail
  std::puts(Failed ? "some fail" : "none fails");
}
