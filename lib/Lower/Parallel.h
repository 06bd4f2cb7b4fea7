//===- Parallel.h - OpenMP's regions and tasks as plain calls --*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_LOWER_PARALLEL_H
#define ESCAPE_LIB_LOWER_PARALLEL_H

namespace llvm {
class Module;
}

namespace escape {

/// Makes visible what Clang asks of OpenMP's runtime library. A parallel region, which
/// is a function of its own, is called by any number of threads, and all have left
/// it when the call that starts them returns. The memory of a task is an object with
/// the function to run and a pointer to what it shares. What does not look like that
/// is left as it is, a call of a function that is not known.
void runParallelDirectly(llvm::Module &M);

} // namespace escape

#endif // ESCAPE_LIB_LOWER_PARALLEL_H
