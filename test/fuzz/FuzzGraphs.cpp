//===- FuzzGraphs.cpp - any graph file, read and solved -------------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// A libFuzzer target: an input is a graph file. Mutations are made of its
// fields, and get a header and a digest that are right. What is read without
// an error is written, linked with itself and solved.
//===----------------------------------------------------------------------===//
#include "escape/Program/GraphFile.h"
#include "escape/Findings/Decisions.h"
#include "escape/Program/Linker.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace escape;

extern "C" size_t LLVMFuzzerMutate(uint8_t *Data, size_t Size, size_t MaxSize);

namespace {

StringRef text(const uint8_t *Data, size_t Size) {
  return {reinterpret_cast<const char *>(Data), Size};
}

} // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *Data, size_t Size,
                                          size_t MaxSize, unsigned) {
  auto Payload = payloadOf(text(Data, Size), GraphFileFormat);
  if (!Payload) {
    consumeError(Payload.takeError());
    return LLVMFuzzerMutate(Data, Size, MaxSize);
  }
  size_t Old = Payload->size();
  Payload->resize(Old + 64);
  Payload->resize(LLVMFuzzerMutate(Payload->data(), Old, Old + 64));
  SmallVector<char, 0> File =
      makeFile(text(Payload->data(), Payload->size()), GraphFileFormat);
  if (File.size() > MaxSize)
    return Size;
  copy(File, Data);
  return File.size();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  Linker L;
  SmallVector<char, 0> Written;
  for (unsigned I = 0; I < 2; ++I) {
    Expected<UnitData> Unit = readGraphFile(text(Data, Size));
    if (!Unit) {
      consumeError(Unit.takeError());
      return 0;
    }
    SmallVector<char, 0> Again = writeGraphFile(*Unit);
    if (I && Again != Written)
      abort(); // the same data gave other bytes
    Written = std::move(Again);
    L.add(std::move(*Unit));
  }
  UnitData Program = L.take();
  ModuleSolution Solution =
      solveModule(Program.Graph, Contracts::shipped(), nullptr, 1);
  Decisions D = decide(Program.Graph, Solution, Program.Facts, Limits());
  raw_null_ostream OS;
  Program.Graph.dump(OS);
  return D.Allocations.size() > ~0u; // never
}
