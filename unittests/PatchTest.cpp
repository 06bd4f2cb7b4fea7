//===- PatchTest.cpp - unified diffs ----------------------------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#include "escape/Run/Patch.h"
#include <gtest/gtest.h>

using namespace escape;
using llvm::StringRef;

namespace {

std::vector<FilePatch> read(StringRef Text) {
  auto Patches = readPatch(Text);
  EXPECT_TRUE(bool(Patches)) << llvm::toString(Patches.takeError());
  return Patches ? std::move(*Patches) : std::vector<FilePatch>();
}

std::string errorOf(StringRef Text) {
  auto Patches = readPatch(Text);
  return Patches ? "" : llvm::toString(Patches.takeError());
}

std::string old(StringRef Patch, StringRef Text) {
  auto Patches = read(Patch);
  if (Patches.size() != 1)
    return "not one file";
  auto Old = takeBack(Patches.front(), Text);
  return Old ? *Old : llvm::toString(Old.takeError());
}

// Catches hunks without context that are put back one line off, at both ends of a
// file too.
TEST(Patch, WithoutContext) {
  constexpr StringRef Patch = "--- a.c\n+++ a.c\n"
                              "@@ -1 +0,0 @@\n-first\n"
                              "@@ -3,0 +3,2 @@ f()\n+x\n+y\n"
                              "@@ -5,2 +6 @@\n-e\n-f\n+z\n";
  EXPECT_EQ(old(Patch, "b\nc\nx\ny\nd\nz\n"), "first\nb\nc\nd\ne\nf\n");
  EXPECT_EQ(old(Patch, "b\nc\nx\nd\nz\n"),
            "the patch does not apply to a.c: see its line 5");
  auto Patches = read(Patch);
  auto &Hunks = Patches.front().Hunks;
  ASSERT_EQ(Hunks.size(), 3u);
  ASSERT_EQ(Hunks[2].Edits.size(), 1u);
  EXPECT_EQ(Hunks[2].Edits[0].OldBegin, 5u);
  EXPECT_EQ(Hunks[2].Edits[0].NumOld, 2u);
  EXPECT_EQ(Hunks[2].Edits[0].NewBegin, 6u);
  EXPECT_EQ(Hunks[2].Edits[0].NumNew, 1u);
  EXPECT_EQ(Hunks[0].Edits[0].NewBegin, 1u);
}

// Catches context that counts as changed.
TEST(Patch, ContextIsNoEdit) {
  auto Patches = read("--- a\n+++ a\n@@ -1,4 +1,6 @@\n a\n-b\n+c\n+d\n e\n+f\n g\n");
  auto &Edits = Patches.at(0).Hunks.at(0).Edits;
  ASSERT_EQ(Edits.size(), 2u);
  EXPECT_EQ(Edits[0].NewBegin, 2u);
  EXPECT_EQ(Edits[0].NumNew, 2u);
  EXPECT_EQ(Edits[1].OldBegin, 4u);
  EXPECT_EQ(Edits[1].NumOld, 0u);
  EXPECT_EQ(Edits[1].NewBegin, 5u);
}

// Catches an end of file that gets a line end which it had not, or loses one.
TEST(Patch, EndOfFile) {
  constexpr StringRef Patch = "--- a\n+++ a\n@@ -1 +1 @@\n-b\n"
                              "\\ No newline at end of file\n+c\n";
  EXPECT_EQ(old(Patch, "c\n"), "b");
  constexpr StringRef Other = "--- a\n+++ a\n@@ -1 +1 @@\n-b\n+c\n"
                              "\\ No newline at end of file\n";
  EXPECT_EQ(old(Other, "c"), "b\n");
}

// Catches a working tree with other ends of lines than the patch.
TEST(Patch, CarriageReturns) {
  EXPECT_EQ(old("--- a\n+++ a\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "a\r\nc\r\n"),
            "a\nb\n");
}

// Catches names that lose or keep a directory.
TEST(Patch, Names) {
  auto Git = read("diff --git a/x/y.c b/x/y.c\nindex 1..2 100644\n--- a/x/y.c\n"
                  "+++ b/x/y.c\n@@ -1 +1 @@\n-a\n+b\n");
  EXPECT_EQ(Git.at(0).NewName, "x/y.c");
  auto NoPrefix = read("diff --git a/y.c a/y.c\n--- a/y.c\n+++ a/y.c\n"
                       "@@ -1 +1 @@\n-a\n+b\n");
  EXPECT_EQ(NoPrefix.at(0).NewName, "a/y.c");
  auto Quoted = read("diff --git \"a/\\303\\274 \\\"\\t.c\" \"b/\\303\\274 \\\"\\t.c\"\n"
                     "--- \"a/\\303\\274 \\\"\\t.c\"\n+++ \"b/\\303\\274 \\\"\\t.c\"\n"
                     "@@ -1 +1 @@\n-a\n+b\n");
  EXPECT_EQ(Quoted.at(0).NewName, "ü \"\t.c");
  auto Plain = read("diff -u old/y.c new/y.c\n--- old/y.c\t2024-01-01\n"
                    "+++ new/y.c\t2024-01-02\n@@ -1 +1 @@\n-a\n+b\n"
                    "--- /dev/null\n+++ new/z.c\n@@ -0,0 +1 @@\n+b\n");
  ASSERT_EQ(Plain.size(), 2u);
  EXPECT_EQ(Plain[0].OldName, "old/y.c");
  EXPECT_EQ(Plain[1].OldName, "");
  EXPECT_EQ(Plain[1].NewName, "new/z.c");
}

// Catches files without hunks that are lost, or that are none.
TEST(Patch, WithoutHunks) {
  auto Patches = read("diff --git a/x.h b/y.h\nsimilarity index 100%\n"
                      "rename from x.h\nrename to y.h\n"
                      "diff --git a/b.png b/b.png\nindex 1..2 100644\n"
                      "Binary files a/b.png and b/b.png differ\n"
                      "diff --git a/s b/s\nold mode 100644\nnew mode 100755\n");
  ASSERT_EQ(Patches.size(), 1u);
  EXPECT_EQ(Patches[0].OldName, "x.h");
  EXPECT_EQ(Patches[0].NewName, "y.h");
}

// Catches text that looks like a header within a hunk.
TEST(Patch, HeaderInHunk) {
  constexpr StringRef Patch = "--- a\n+++ a\n@@ -1,2 +1,2 @@\n--- b\n-- c\n+++ d\n+e\n";
  EXPECT_EQ(old(Patch, "++ d\ne\n"), "-- b\n- c\n");
}

// Catches patches that are cut off and taken for whole.
TEST(Patch, Errors) {
  constexpr StringRef Names = "--- a\n+++ a\n";
  EXPECT_EQ(errorOf("@@ -1 +1 @@\n-a\n+b\n"),
            "line 1 of the patch: a hunk without the names of its files");
  EXPECT_EQ(errorOf((Names + "@@ -1,2 +1,2 @@\n a\n").str()),
            "line 4 of the patch: the patch ends within a hunk");
  EXPECT_EQ(errorOf((Names + "@@ -1,2 +1,2 @@\n a\n@@ -3 +3 @@\n").str()),
            "line 5 of the patch: a hunk ends before it has all lines");
  EXPECT_EQ(errorOf((Names + "@@ -1 +x @@\n").str()),
            "line 3 of the patch: a hunk begins with @@ -LINE,COUNT +LINE,COUNT @@");
  EXPECT_EQ(errorOf((Names + "@@ -1,1 +0,0 @@\n a\n").str()),
            "line 4 of the patch: a hunk has other lines than it says");
  EXPECT_TRUE(read("").empty());
  EXPECT_TRUE(read("no patch\n").empty());
}

} // namespace
