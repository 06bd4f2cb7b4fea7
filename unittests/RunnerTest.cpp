//===- RunnerTest.cpp - many translation units ------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Run/Runner.h"
#include "clang/Basic/ParsedAttrInfo.h"
#include "escape/Run/CompileJobs.h"
#include "escape/Solve/Contracts.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>
#include <thread>

using namespace escape;

namespace {

std::vector<std::thread::id> MadeOn;

/// Notes when Clang makes its list of attributes.
struct NotingAttribute : clang::ParsedAttrInfo {
  NotingAttribute() { MadeOn.push_back(std::this_thread::get_id()); }
};

clang::ParsedAttrInfoRegistry::Add<NotingAttribute> Registered("noting", "");

// Catches: demands that are lost because several parses begin at once, each of
// which finds no list of attributes and makes one.
TEST(Runner, MakesListsBeforeItParses) {
  llvm::SmallString<128> File;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("runner", "c", File));
  llvm::FileRemover Remover(File);
  std::error_code EC;
  llvm::raw_fd_ostream(File, EC) << "__attribute__((unknown)) int x;\n";
  CompileJob Job;
  Job.Directory = "/";
  Job.File = File.str().str();
  Job.Command = {ownClang().str(), "-fsyntax-only", Job.File};
  RunOptions Options;
  Options.Unit.Known = &Contracts::shipped();
  RunResult Result = runJobs({Job, Job}, Options);
  EXPECT_TRUE(Result.Jobs.front().Analysed) << Result.Jobs.front().Failure;
  EXPECT_EQ(MadeOn, std::vector{std::this_thread::get_id()});
}

} // namespace
