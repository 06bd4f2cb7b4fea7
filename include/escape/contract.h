/*===- contract.h - what escape-check shall hold a program to -----*- C -*-===*\
|* Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.  *|
|*===----------------------------------------------------------------------===*|
|*
|* For C and C++. Only escape-check, and Clang with its plugin, know these words;
|* for all other compilers, and for what they generate, the macros are empty.
|*
|*   ESCAPE_STACK     on a local variable: its address must not outlive the
|*                    function, and what its initialiser allocates must not
|*                    either. On a statement: what it allocates must not.
|*   ESCAPE_NOESCAPE  on a parameter: the function must not keep or return the
|*                    pointer or reference. Overriders are held to it as well.
|*   ESCAPE_NOALLOC   on a function: nothing may be allocated from the heap in
|*                    it, or in what it calls. Overriders are held to it as well.
|*
|*   ESCAPE_STACK char line[256];
|*   ESCAPE_STACK auto scratch = std::make_unique<Table>();
|*   void draw(const Scene &scene ESCAPE_NOESCAPE);
|*   ESCAPE_NOALLOC void onAudio(float *samples, size_t count);
|*
|* A broken contract is an error of the check `contract`, a word that stands
|* anywhere else a warning.
\*===----------------------------------------------------------------------===*/
#ifndef ESCAPE_CONTRACT_H
#define ESCAPE_CONTRACT_H

#ifdef __has_attribute
#if __has_attribute(escape_check_stack)
#define ESCAPE_STACK __attribute__((escape_check_stack))
#define ESCAPE_NOESCAPE __attribute__((escape_check_noescape))
#define ESCAPE_NOALLOC __attribute__((escape_check_noalloc))
#endif
#endif

#ifndef ESCAPE_STACK
#define ESCAPE_STACK
#define ESCAPE_NOESCAPE
#define ESCAPE_NOALLOC
#endif

#endif /* ESCAPE_CONTRACT_H */
