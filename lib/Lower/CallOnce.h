//===- CallOnce.h - std::call_once as a plain call --------------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_LOWER_CALLONCE_H
#define ESCAPE_LIB_LOWER_CALLONCE_H

namespace llvm {
class Module;
}

namespace escape {

/// Makes direct calls of what libstdc++'s std::call_once runs. It puts the
/// address of a callable of its own and a function that calls it into two
/// variables of the thread, from where the C library's pthread_once finds them,
/// and clears both before it returns: no pointer stays in them. What does not
/// look like that is left as it is.
/// \param M optimised as far as promote() goes: locals that are never addressed
/// are values.
void callOnceDirectly(llvm::Module &M);

} // namespace escape

#endif // ESCAPE_LIB_LOWER_CALLONCE_H
