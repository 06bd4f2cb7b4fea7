//===- VirtualCalls.h - which class a virtual call is of -----------*- C++ -*-===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//===----------------------------------------------------------------------===//
#ifndef ESCAPE_LIB_LOWER_VIRTUALCALLS_H
#define ESCAPE_LIB_LOWER_VIRTUALCALLS_H

namespace llvm {
class Module;
}

namespace escape {

/// Takes out what Clang's code generator says of vtables before virtual calls
/// for whole-program devirtualisation (llvm.type.test), and says it at the calls
/// instead: VirtualMetadata.
/// \param M as it was generated.
void markVirtualCalls(llvm::Module &M);

} // namespace escape

#endif // ESCAPE_LIB_LOWER_VIRTUALCALLS_H
