// runtime.cpp - what the generated programs of generate.py report to.
// Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
//
// Keeps a shadow stack of the generated functions, a table of live heap
// objects with the stack (frame, line) that each was made under, and the
// ranges of registered variables. When a frame ends, everything that is
// reachable from outside it is marked as having outlived it. When a line is
// visited again by the same frame, what it made before and can still be reached
// is alive together with what it makes now. rt_done prints
//   O <escaped levels> <line> <line> ...   one for each way to an allocation
//   T <level> <line> <line> ...            one for each way to two alive at
//   once V <escaped 0|1> <line> <name>          one for each variable
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <set>
#include <string>
#include <vector>

template <class T> struct Malloc {
  using value_type = T;
  Malloc() = default;
  template <class U> Malloc(const Malloc<U> &) {}
  T *allocate(size_t N) { return static_cast<T *>(malloc(N * sizeof(T))); }
  void deallocate(T *P, size_t) { free(P); }
  bool operator==(const Malloc &) const { return true; }
};
template <class T> using Vec = std::vector<T, Malloc<T>>;
template <class K, class V>
using Map = std::map<K, V, std::less<K>, Malloc<std::pair<const K, V>>>;

namespace {
struct Step {
  long Frame;
  int Line;
  long Visit;
};
struct Heap {
  size_t Size;
  Vec<Step> Chain; // innermost first
  int Levels = 0;  // that it outlived
};
struct Var {
  uintptr_t At;
  size_t Size;
  int Line;
  const char *Name;
};
/// Where addresses lie: most words are in none, and need no further look.
struct Range {
  uintptr_t Low = UINTPTR_MAX, High = 0;
  void add(uintptr_t At, size_t Size) {
    Low = std::min(Low, At);
    High = std::max(High, At + Size);
  }
  bool has(uintptr_t P) const { return P >= Low && P <= High; }
};
struct Frame {
  long Id;
  int Line = 0;
  long Visit = 0; // of the line
  Vec<Var> Vars;
  Range Place; // of Vars
};
struct State {
  Vec<Frame> Stack;
  Vec<Var> Globals;
  Map<uintptr_t, Heap> Objects; // that are alive
  Range HeapPlace;
  Map<std::pair<int, const char *>, int> Variables;
  Map<Vec<int>, int> Sites;
  Map<std::pair<long, int>, Vec<uintptr_t>> MadeAt; // by frame and line
  Map<Vec<int>, int> Together;
  Vec<uintptr_t> Returned;
  uintptr_t Thrown = 0; // passes through frames until it is caught
  long NextId = 1, NextVisit = 1, Fuel = 400;
  uint64_t Random = 88172645463325252ull;
  bool Done = false;
};
State &S() {
  static State *P = new (malloc(sizeof(State))) State;
  return *P;
}

bool operator<(const Vec<int> &A, const Vec<int> &B) {
  return std::lexicographical_compare(A.begin(), A.end(), B.begin(), B.end());
}

Heap *heapAt(uintptr_t P, uintptr_t *Base = nullptr) {
  auto &O = S().Objects;
  if (!S().HeapPlace.has(P))
    return nullptr;
  auto It = O.upper_bound(P);
  if (It == O.begin())
    return nullptr;
  --It;
  if (P > It->first + It->second.Size)
    return nullptr;
  if (P == It->first + It->second.Size && It->second.Size)
    return nullptr;
  if (Base)
    *Base = It->first;
  return &It->second;
}

using Pointers = std::set<uintptr_t, std::less<uintptr_t>, Malloc<uintptr_t>>;

/// All that can be reached from the globals, the variables of the \p Frames
/// outermost frames and what is being returned or thrown: the addresses of heap
/// objects and of variables of the innermost frame. Calls \p Found for each.
template <class F> Pointers reach(size_t Frames, F Found) {
  State &St = S();
  Frame &Top = St.Stack.back();
  Vec<std::pair<uintptr_t, size_t>> Work;
  Pointers Seen;
  auto Point = [&](uintptr_t P) {
    uintptr_t Base;
    if (Heap *H = heapAt(P, &Base)) {
      if (Seen.insert(Base).second) {
        Found(H, nullptr);
        Work.push_back({Base, H->Size});
      }
      return;
    }
    if (!Top.Place.has(P))
      return;
    for (Var &V : Top.Vars)
      if (P >= V.At && P < V.At + V.Size && Seen.insert(V.At).second) {
        Found(nullptr, &V);
        Work.push_back({V.At, V.Size});
      }
  };
  for (Var &V : St.Globals)
    Work.push_back({V.At, V.Size});
  for (size_t I = 0; I < Frames; ++I)
    for (Var &V : St.Stack[I].Vars)
      Work.push_back({V.At, V.Size});
  for (uintptr_t P : St.Returned)
    Point(P);
  Point(St.Thrown);
  while (!Work.empty()) {
    auto [At, Size] = Work.back();
    Work.pop_back();
    for (uintptr_t P = (At + 7) / 8 * 8; P + 8 <= At + Size; P += 8)
      Point(*reinterpret_cast<uintptr_t *>(P));
  }
  return Seen;
}

void leave() {
  State &St = S();
  Frame &Top = St.Stack.back();
  reach(St.Stack.size() - 1, [&](Heap *H, Var *V) {
    if (V)
      St.Variables[{V->Line, V->Name}] = 1;
    else
      for (size_t I = 0; I < H->Chain.size(); ++I)
        if (H->Chain[I].Frame == Top.Id && H->Levels < int(I) + 1)
          H->Levels = int(I) + 1;
  });
  St.Returned.clear();
  // The stack is used again: an address of this frame that is left somewhere
  // would be taken for that of a later variable.
  auto Clean = [&](uintptr_t At, size_t Size) {
    for (uintptr_t P = (At + 7) / 8 * 8; P + 8 <= At + Size; P += 8) {
      uintptr_t &Word = *reinterpret_cast<uintptr_t *>(P);
      if (!Top.Place.has(Word))
        continue;
      for (Var &V : Top.Vars)
        if (Word >= V.At && Word < V.At + V.Size)
          Word = 0;
    }
  };
  for (Var &V : St.Globals)
    Clean(V.At, V.Size);
  for (size_t I = 0; I + 1 < St.Stack.size(); ++I)
    for (Var &V : St.Stack[I].Vars)
      Clean(V.At, V.Size);
  for (auto &[At, H] : St.Objects)
    Clean(At, H.Size);
  St.MadeAt.erase(St.MadeAt.lower_bound({Top.Id, 0}),
                  St.MadeAt.lower_bound({Top.Id + 1, 0}));
  St.Stack.pop_back();
}

/// Notes for each frame whether what \p Base was made by has made another
/// object, on an earlier visit of the line, that is still alive.
void meet(uintptr_t Base, const Heap &New) {
  State &St = S();
  Pointers Alive;
  bool Looked = false;
  for (size_t I = 0; I < New.Chain.size(); ++I) {
    const Step &At = New.Chain[I];
    auto &Before = St.MadeAt[{At.Frame, At.Line}];
    Before.push_back(Base);
    Vec<int> Key{int(I)};
    for (size_t J = 0; J <= I; ++J)
      Key.push_back(New.Chain[J].Line);
    if (Before.size() < 2 || St.Together.count(Key))
      continue;
    if (!Looked)
      Alive = reach(St.Stack.size(), [](Heap *, Var *) {});
    Looked = true;
    for (uintptr_t P : Before) {
      auto It = St.Objects.find(P);
      if (P == Base || It == St.Objects.end() || !Alive.count(P))
        continue;
      const Vec<Step> &C = It->second.Chain;
      // Made in the same way, by another visit of the line.
      if (C.size() < I + 1 || C.size() != New.Chain.size() ||
          C[I].Visit == At.Visit)
        continue;
      bool Same = true;
      for (size_t J = 0; J <= I; ++J)
        Same &= C[J].Line == New.Chain[J].Line;
      if (Same) {
        St.Together[Key] = 1;
        break;
      }
    }
  }
}

void settle(Heap &H) {
  Vec<int> Key;
  for (Step T : H.Chain)
    Key.push_back(T.Line);
  int &L = S().Sites[Key];
  if (H.Levels > L)
    L = H.Levels;
}
} // namespace

extern "C" {
void rt_enter() noexcept {
  State &St = S();
  St.Stack.emplace_back();
  St.Stack.back().Id = St.NextId++;
}
void rt_leave() noexcept { leave(); }
void rt_line(int L) noexcept {
  S().Stack.back().Line = L;
  S().Stack.back().Visit = S().NextVisit++;
}
void rt_var(const volatile void *P, size_t N, int Line,
            const char *Name) noexcept {
  Frame &Top = S().Stack.back();
  Top.Vars.push_back({uintptr_t(P), N, Line, Name});
  Top.Place.add(uintptr_t(P), N);
  S().Variables.insert({{Line, Name}, 0});
}
void rt_global(const volatile void *P, size_t N) noexcept {
  S().Globals.push_back({uintptr_t(P), N, 0, ""});
}
void rt_return(const volatile void *P) noexcept {
  S().Returned.push_back(uintptr_t(P));
}
void rt_throw(const volatile void *P) noexcept { S().Thrown = uintptr_t(P); }
void rt_caught() noexcept { S().Thrown = 0; }
/// Whether P points to a variable of the frame that is about to end.
int rt_dead(const volatile void *P) noexcept {
  for (Var &V : S().Stack.back().Vars)
    if (uintptr_t(P) >= V.At && uintptr_t(P) < V.At + V.Size)
      return 1;
  return 0;
}
/// Whether N bytes at P are in something that is alive.
int rt_ok(const volatile void *Ptr, size_t N) noexcept {
  uintptr_t P = uintptr_t(Ptr), Base;
  State &St = S();
  if (Heap *H = heapAt(P, &Base))
    return P + N <= Base + H->Size;
  for (Frame &F : St.Stack)
    for (Var &V : F.Vars)
      if (P >= V.At && P + N <= V.At + V.Size)
        return 1;
  for (Var &V : St.Globals)
    if (P >= V.At && P + N <= V.At + V.Size)
      return 1;
  return 0;
}
int rt_random(int N) noexcept {
  uint64_t &X = S().Random;
  X ^= X << 13, X ^= X >> 7, X ^= X << 17;
  return int((X >> 20) % unsigned(N));
}
int rt_fuel() noexcept { return S().Stack.size() < 12 && --S().Fuel > 0; }
void rt_start(unsigned long Seed, int Fuel) noexcept {
  S().Random = 88172645463325252ull ^ (Seed * 0x9E3779B97F4A7C15ull);
  S().Fuel = Fuel;
  for (int I = 0; I < 8; ++I)
    rt_random(2);
}
void rt_done() noexcept {
  S().Done = true;
  for (auto &[P, H] : S().Objects)
    settle(H);
  for (auto &[Key, Levels] : S().Sites) {
    printf("O %d", Levels);
    for (int L : Key)
      printf(" %d", L);
    printf("\n");
  }
  for (auto &[Key, One] : S().Together) {
    printf("T");
    for (int L : Key)
      printf(" %d", L);
    printf("\n");
  }
  for (auto &[V, Escaped] : S().Variables)
    printf("V %d %d %s\n", Escaped, V.first, V.second);
}
}

static void *make(size_t N) {
  void *P = calloc(1, N + 16);
  State &St = S();
  if (St.Done || St.Stack.empty())
    return P;
  Heap &H = St.Objects[uintptr_t(P)];
  H.Size = N;
  St.HeapPlace.add(uintptr_t(P), N);
  for (size_t I = St.Stack.size(); I-- > 0;)
    H.Chain.push_back({St.Stack[I].Id, St.Stack[I].Line, St.Stack[I].Visit});
  meet(uintptr_t(P), H);
  return P;
}
static void kill(void *P) {
  // The memory is kept, so that no address is used twice.
  auto &O = S().Objects;
  auto It = O.find(uintptr_t(P));
  if (It == O.end() || S().Done)
    return;
  settle(It->second);
  O.erase(It);
}
void *operator new(size_t N) { return make(N); }
void *operator new[](size_t N) { return make(N); }
void operator delete(void *P) noexcept { kill(P); }
void operator delete[](void *P) noexcept { kill(P); }
void operator delete(void *P, size_t) noexcept { kill(P); }
void operator delete[](void *P, size_t) noexcept { kill(P); }
