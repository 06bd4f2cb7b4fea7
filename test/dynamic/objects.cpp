//===- objects.cpp - which heap objects outlive which frames ----------------===//
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// The runtime of programs that Instrument.cpp has gone over: a shared library
// that stands before libc's malloc. Needs nothing but libc, so that C programs
// can be linked with it.
//
// At an allocation the list of the thread's frames is interned as a node of a
// tree of calling contexts. At the free the frames that were there at the
// allocation and still are tell how many of the innermost have been left.
//
// At exit a file is written, $ESCAPE_OBJECTS.<process>.<n>, of lines
//   S <number> <line> <column> <implicit> <directory> \t <file> \t <function> \t <callee>
//   N <number> <parent> <site> <made> <freed> <by others> <most levels left>
// where node 0 is the root. Nodes of which nothing was made are parents.
//===----------------------------------------------------------------------===//
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

extern "C" {
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);
}

namespace {

struct Site {
  const char *Directory, *File, *Function, *Callee;
  uint32_t Line, Column;
  uint32_t Implicit; // nobody wrote the function
};
struct Frame {
  const Site *TheSite; // of its call
  uintptr_t Address;   // where it is on the stack, which grows downwards
  uint64_t Time;
  uint64_t Node; // context of the call that made this frame, 0 if not known yet
};
struct State {
  Frame *Top = nullptr;
  Frame *Bottom = nullptr; // none of a function
  uint64_t Time = 0;
  uint32_t Thread = 0;
};

__thread State Mine __attribute__((tls_model("initial-exec")));

void *pages(size_t Bytes) {
  void *P = mmap(nullptr, Bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                 -1, 0);
  if (P == MAP_FAILED)
    abort();
  return P;
}

class Lock {
  char &L;

public:
  Lock(char &L) : L(L) {
    while (__atomic_test_and_set(&L, __ATOMIC_ACQUIRE))
      while (__atomic_load_n(&L, __ATOMIC_RELAXED))
        ;
  }
  ~Lock() { __atomic_clear(&L, __ATOMIC_RELEASE); }
};

uint64_t mix(uint64_t X) {
  X *= 0x9E3779B97F4A7C15ull;
  return X ^ X >> 29;
}

// --- Threads.

constexpr uint32_t MaxThreads = 1 << 16;
constexpr size_t MaxFrames = 1 << 21;
char HasEnded[MaxThreads]; // all of their frames have been left
uint32_t NumThreads;
pthread_key_t EndKey;
bool HasEndKey;
Frame *Unused; // stacks of threads that have ended, linked by TheSite
char UnusedLocked;

void startThread(State &S) {
  S.Thread = __atomic_add_fetch(&NumThreads, 1, __ATOMIC_RELAXED);
  {
    Lock L(UnusedLocked);
    if ((S.Bottom = Unused))
      Unused = const_cast<Frame *>(reinterpret_cast<const Frame *>(Unused->TheSite));
  }
  if (!S.Bottom)
    S.Bottom = static_cast<Frame *>(pages(MaxFrames * sizeof(Frame)));
  *S.Bottom = {nullptr, UINTPTR_MAX, 0, 0};
  S.Top = S.Bottom;
  if (HasEndKey && S.Thread < MaxThreads)
    pthread_setspecific(EndKey, &HasEnded[S.Thread]);
}

void endThread(void *Flag) {
  __atomic_store_n(static_cast<char *>(Flag), 1, __ATOMIC_RELEASE);
  State &S = Mine;
  Lock L(UnusedLocked);
  S.Bottom->TheSite = reinterpret_cast<const Site *>(Unused);
  Unused = S.Bottom;
  S.Top = S.Bottom = nullptr;
}

/// The frames of this thread that are above \p Address on its stack. What is
/// not was left by an exception that code without records has caught.
Frame *topAbove(State &S, void *Address) {
  while (S.Top->Address <= reinterpret_cast<uintptr_t>(Address))
    --S.Top;
  return S.Top;
}

// --- Contexts.

struct Node {
  uint32_t Parent, Depth;
  const Site *TheSite;
  uint64_t Made, Freed, ByOthers;
  uint32_t Left; // the most levels that an object outlived
};
// Address space only: pages are used as nodes are made.
constexpr uint32_t MaxNodes = 1 << 24, NodeSlots = 1 << 25;
Node *Nodes;
uint32_t *Slots;
uint32_t NumNodes;
char NodesLocked;

uint32_t intern(uint32_t Parent, const Site *S) {
  uint64_t H = mix(Parent ^ mix(reinterpret_cast<uintptr_t>(S)));
  for (uint64_t I = H;; ++I) {
    uint32_t &Slot = Slots[I % NodeSlots];
    uint32_t N = __atomic_load_n(&Slot, __ATOMIC_ACQUIRE);
    if (!N) {
      Lock L(NodesLocked);
      if ((N = Slot) == 0) {
        if (NumNodes + 1 >= MaxNodes)
          return 0;
        N = ++NumNodes;
        Nodes[N].Parent = Parent;
        Nodes[N].Depth = Nodes[Parent].Depth + 1;
        Nodes[N].TheSite = S;
        __atomic_store_n(&Slot, N, __ATOMIC_RELEASE);
        return N;
      }
    }
    if (Nodes[N].Parent == Parent && Nodes[N].TheSite == S)
      return N;
  }
}

// Contexts are cut where recursion and the many tests of a program would make
// too many: each has the frames of its block and of the one around it.
constexpr unsigned Block = 24;

/// The context of the call that frame \p F makes now, 0 if there is none.
uint32_t contextOf(Frame *F) {
  // Outwards to a frame that knows its context, and back.
  Frame *Top = F;
  while (!F->Node && F - 1 != Mine.Bottom)
    --F;
  for (;; ++F) {
    uint32_t N = intern(F->Node, F->TheSite);
    if (F == Top || !N)
      return N;
    if ((F + 1 - Mine.Bottom) % Block == 0) {
      N = 0;
      for (Frame *Outer = F + 2 - Block; Outer <= F; ++Outer)
        if (Outer != Mine.Bottom && (N = intern(N, Outer->TheSite)) == 0)
          return 0;
    }
    F[1].Node = N;
  }
}

// --- Objects that are alive: open addressing, in parts.

struct Object {
  uintptr_t At; // 0 if the slot is free
  uint64_t Time;
  uint32_t Node, Thread;
  uint32_t Depth; // number of frames at the allocation
};
struct Part {
  char Locked;
  uint64_t Used, Capacity;
  Object *Table;
};
constexpr unsigned NumParts = 64;
Part Parts[NumParts];

void put(Part &P, const Object &O) {
  uint64_t I = mix(O.At) & (P.Capacity - 1);
  while (P.Table[I].At)
    I = (I + 1) & (P.Capacity - 1);
  P.Table[I] = O;
  ++P.Used;
}

Part &part(uintptr_t At) { return Parts[mix(At) >> 40 & (NumParts - 1)]; }

void made(void *At, void *Address) {
  if (!At || !Nodes || !Mine.Top)
    return;
  Frame *Top = topAbove(Mine, Address);
  uint32_t N = Top == Mine.Bottom ? 0 : contextOf(Top);
  if (!N)
    return;
  __atomic_fetch_add(&Nodes[N].Made, 1, __ATOMIC_RELAXED);
  uintptr_t A = reinterpret_cast<uintptr_t>(At);
  Part &P = part(A);
  Lock L(P.Locked);
  if (P.Used * 2 >= P.Capacity) {
    Part New = P;
    New.Used = 0;
    New.Capacity = P.Capacity ? P.Capacity * 2 : 256;
    New.Table = static_cast<Object *>(pages(New.Capacity * sizeof(Object)));
    for (uint64_t I = 0; I < P.Capacity; ++I)
      if (P.Table[I].At)
        put(New, P.Table[I]);
    if (P.Table)
      munmap(P.Table, P.Capacity * sizeof(Object));
    P = New;
  }
  put(P, {A, Mine.Time, N, Mine.Thread, uint32_t(Top - Mine.Bottom)});
}

/// Takes \p A out of the table.
bool take(uintptr_t A, Object &O) {
  Part &P = part(A);
  Lock L(P.Locked);
  if (!P.Capacity)
    return false;
  uint64_t Mask = P.Capacity - 1, I = mix(A) & Mask;
  for (; P.Table[I].At != A; I = (I + 1) & Mask)
    if (!P.Table[I].At)
      return false;
  O = P.Table[I];
  --P.Used;
  // Those behind it move up as far as they may.
  for (uint64_t J = (I + 1) & Mask; P.Table[J].At; J = (J + 1) & Mask) {
    uint64_t Home = mix(P.Table[J].At) & Mask;
    if (((J - Home) & Mask) >= ((J - I) & Mask)) {
      P.Table[I] = P.Table[J];
      I = J;
    }
  }
  P.Table[I].At = 0;
  return true;
}

void ended(void *At, void *Address) {
  Object O;
  if (!At || !Nodes || !take(reinterpret_cast<uintptr_t>(At), O))
    return;
  Node &N = Nodes[O.Node];
  uint32_t There; // frames of the allocation that are still there
  if (O.Thread == Mine.Thread && Mine.Top) {
    Frame *F = topAbove(Mine, Address);
    while (F->Time > O.Time)
      --F;
    There = F - Mine.Bottom;
  } else if (O.Thread < MaxThreads && __atomic_load_n(&HasEnded[O.Thread], __ATOMIC_ACQUIRE)) {
    There = 0;
  } else {
    __atomic_fetch_add(&N.ByOthers, 1, __ATOMIC_RELAXED);
    return;
  }
  __atomic_fetch_add(&N.Freed, 1, __ATOMIC_RELAXED);
  uint32_t Left = O.Depth > There ? O.Depth - There : 0;
  if (Left > N.Depth)
    Left = N.Depth; // the context was cut
  uint32_t Most = __atomic_load_n(&N.Left, __ATOMIC_RELAXED);
  while (Left > Most && !__atomic_compare_exchange_n(&N.Left, &Most, Left, true,
                                                     __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
}

// --- Start and end.

void writeReport() {
  static char Buffer[1 << 16];
  static int Count;
  const char *To = getenv("ESCAPE_OBJECTS");
  if (!To || !*To || !Nodes || !NumNodes)
    return;
  int Error = errno, Out;
  do {
    snprintf(Buffer, sizeof Buffer, "%s.%d.%d", To, int(getpid()), Count++);
    Out = open(Buffer, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (Out < 0 && errno == EEXIST);
  if (Out < 0)
    return;
  size_t Used = 0;
  auto Flush = [&] {
    for (size_t Done = 0; Done < Used;) {
      ssize_t N = write(Out, Buffer + Done, Used - Done);
      if (N <= 0)
        break;
      Done += N;
    }
    Used = 0;
  };
  auto Room = [&](size_t Bytes) {
    if (Used + Bytes > sizeof Buffer)
      Flush();
  };
  auto Text = [&](const char *S, char End) {
    for (; *S; ++S) {
      Room(1);
      Buffer[Used++] = *S;
    }
    Room(1);
    Buffer[Used++] = End;
  };
  // Sites get numbers when they are first seen: a table from address to number.
  uint32_t Nodes_ = __atomic_load_n(&NumNodes, __ATOMIC_RELAXED);
  size_t Capacity = 64;
  while (Capacity < size_t(Nodes_) * 2)
    Capacity *= 2;
  struct Numbered {
    const Site *S;
    uint32_t Number;
  };
  size_t Bytes = Capacity * sizeof(Numbered);
  auto *Numbers = static_cast<Numbered *>(pages(Bytes));
  uint32_t NumSites = 0;
  // Nodes of which something was made, and those around them, which are older.
  auto *Needed = static_cast<char *>(pages(Nodes_ + 1));
  for (uint32_t I = Nodes_; I; --I)
    if (Needed[I] || Nodes[I].Made)
      Needed[I] = Needed[Nodes[I].Parent] = 1;
  for (uint32_t I = 1; I <= Nodes_; ++I) {
    const Node &N = Nodes[I];
    const Site *S = N.TheSite;
    if (!Needed[I] || !S)
      continue;
    size_t J = mix(reinterpret_cast<uintptr_t>(S)) & (Capacity - 1);
    while (Numbers[J].S && Numbers[J].S != S)
      J = (J + 1) & (Capacity - 1);
    if (!Numbers[J].S) {
      Numbers[J] = {S, NumSites++};
      Room(64);
      Used += snprintf(Buffer + Used, 64, "S %u %u %u %u ", Numbers[J].Number, S->Line, S->Column,
                       S->Implicit);
      Text(S->Directory, '\t');
      Text(S->File, '\t');
      Text(S->Function, '\t');
      Text(S->Callee, '\n');
    }
    Room(160);
    Used += snprintf(Buffer + Used, 160, "N %u %u %u %llu %llu %llu %u\n", I, N.Parent,
                     Numbers[J].Number, (unsigned long long)N.Made, (unsigned long long)N.Freed,
                     (unsigned long long)N.ByOthers, N.Left);
  }
  Flush();
  munmap(Numbers, Bytes);
  munmap(Needed, Nodes_ + 1);
  close(Out);
  errno = Error;
}

/// A child starts anew: what was made before is its parent's to tell of.
void startChild() {
  NodesLocked = UnusedLocked = 0;
  for (uint32_t I = 1; I <= NumNodes; ++I)
    Nodes[I].Made = Nodes[I].Freed = Nodes[I].ByOthers = Nodes[I].Left = 0;
  for (Part &P : Parts) {
    if (P.Table)
      munmap(P.Table, P.Capacity * sizeof(Object));
    P = {};
  }
}

__attribute__((constructor(101))) void start() {
  HasEndKey = pthread_key_create(&EndKey, endThread) == 0;
  pthread_atfork(nullptr, nullptr, startChild);
  Slots = static_cast<uint32_t *>(pages(NodeSlots * sizeof(uint32_t)));
  Nodes = static_cast<Node *>(pages(MaxNodes * sizeof(Node)));
}

__attribute__((destructor)) void end() { writeReport(); }

} // namespace

#define VISIBLE extern "C" __attribute__((visibility("default")))

struct Entered {
  Frame *TheFrame;
  State *TheState;
};
VISIBLE Entered escape_enter(void *Address) noexcept {
  State &S = Mine;
  if (!S.Top)
    startThread(S);
  Frame *F = topAbove(S, Address) + 1;
  if (F == S.Bottom + MaxFrames)
    abort();
  F->Address = reinterpret_cast<uintptr_t>(Address);
  F->Time = ++S.Time;
  F->Node = 0;
  S.Top = F;
  return {F, &S};
}

VISIBLE void *malloc(size_t N) {
  void *P = __libc_malloc(N);
  made(P, __builtin_frame_address(0));
  return P;
}
VISIBLE void *calloc(size_t N, size_t Size) {
  void *P = __libc_calloc(N, Size);
  made(P, __builtin_frame_address(0));
  return P;
}
VISIBLE void free(void *P) {
  ended(P, __builtin_frame_address(0));
  __libc_free(P);
}
VISIBLE void *realloc(void *Old, size_t N) {
  // Recorded before it is freed: the address may be another thread's next.
  ended(Old, __builtin_frame_address(0));
  void *P = __libc_realloc(Old, N);
  made(P, __builtin_frame_address(0));
  return P;
}
VISIBLE void *memalign(size_t Align, size_t N) {
  void *P = __libc_memalign(Align, N);
  made(P, __builtin_frame_address(0));
  return P;
}
VISIBLE void *aligned_alloc(size_t Align, size_t N) { return memalign(Align, N); }
VISIBLE int posix_memalign(void **To, size_t Align, size_t N) {
  if (Align % sizeof(void *) || (Align & (Align - 1)) || !Align)
    return EINVAL;
  void *P = memalign(Align, N);
  if (!P)
    return ENOMEM;
  *To = P;
  return 0;
}

// Ways out of a process without destructors.
VISIBLE void _exit(int Status) {
  writeReport();
  static void (*Real)(int) = reinterpret_cast<void (*)(int)>(dlsym(RTLD_NEXT, "_exit"));
  Real(Status);
  __builtin_unreachable();
}
VISIBLE void _Exit(int Status) { _exit(Status); }
VISIBLE void quick_exit(int Status) {
  writeReport();
  static void (*Real)(int) = reinterpret_cast<void (*)(int)>(dlsym(RTLD_NEXT, "quick_exit"));
  Real(Status);
  __builtin_unreachable();
}
// Sites are constants of the libraries that they are in.
VISIBLE int dlclose(void *) { return 0; }
