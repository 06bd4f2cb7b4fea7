// Catches: pointers put into queues and channels; local, the caller's and global ones told apart.
// RUN: %check-m %s -- -std=c++20
#include <future>
#include <queue>
#include <vector>

struct Ring {
  int *slots[16] = {};
  unsigned head = 0, tail = 0;
  void send(int *p) { // expect: this does not escape ; leaking param: p
    int **at = slots;
    at[head++ % 16] = p;
  }
  int *receive() { // expect: leaking param: this to result ~r0 level=1
    int **at = slots;
    return at[tail++ % 16];
  }
};

Ring gRing;
std::queue<int *> gQueue; // expect: std::queue(...) escapes to heap

int ringStays() {
  int x = 1; // expect: x does not escape
  Ring r; // expect: r does not escape
  r.send(&x);
  return *r.receive();
}
int *ringLeaves() {
  int x = 1; // expect: moved to heap: x
  Ring r; // expect: r does not escape
  r.send(&x);
  return r.receive();
}
void ringOfCaller(Ring &r) { // expect: r does not escape
  int x = 1; // expect: moved to heap: x
  r.send(&x);
}
void ringGlobal() {
  int x = 1; // expect: moved to heap: x
  gRing.send(&x);
}
void ringFreshToCaller(Ring &r) { // expect: r does not escape
  r.send(new int(1)); // expect: new int escapes to heap
}
int ringFreshStays() {
  Ring r; // expect: r does not escape
  r.send(new int(1)); // expect: new int does not escape
  return *r.receive();
}
int ringFreshReceived() {
  Ring r; // expect: r does not escape
  ringFreshToCaller(r); // expect: ringFreshToCaller(...) does not escape
  return *r.receive();
}

int queueStays() {
  int x = 1; // expect: x does not escape
  std::queue<int *, std::vector<int *>> q; // expect: q does not escape
  q.push(&x); // expect: re:.* does not escape
  return *q.front();
}
int dequeStays() {
  int x = 1; // expect: x does not escape
  std::queue<int *> q; // expect: q does not escape ; re:.* does not escape
  q.push(&x); // expect: re:.* does not escape
  return *q.front();
}
int *queueLeaves() {
  int x = 1; // expect: moved to heap: x
  std::queue<int *, std::vector<int *>> q; // expect: q does not escape
  q.push(&x); // expect: re:.* does not escape
  return q.front();
}
void queueGlobal() {
  int x = 1; // expect: moved to heap: x
  gQueue.push(&x); // expect: re:.* escapes to heap
}

struct Server {
  std::vector<int *> inbox;
  void post(int *p) { // expect: leaking param: p // imprecise: leaking param content: this (wanted: this does not escape)
    inbox.push_back(p); // expect: re:.* escapes to heap
  }
  int first() const { // expect: this does not escape
    return *inbox.front();
  }
};
int memberStays() {
  int x = 1; // expect: x does not escape
  Server s; // expect: s does not escape
  s.post(&x); // expect: post(...) does not escape
  return s.first();
}
void memberOfCaller(Server &s) { // imprecise: leaking param content: s (wanted: s does not escape)
  int x = 1; // expect: moved to heap: x
  s.post(&x); // expect: post(...) escapes to heap
}

int ofValues() {
  int x = 1;
  std::queue<int, std::vector<int>> q; // expect: q does not escape
  q.push(x + 1); // expect: re:.* does not escape
  return q.front();
}
void promised(std::promise<int *> &p) { // expect: re:p does not escape|leaking param( content)?: p
  int x = 1; // expect: moved to heap: x
  p.set_value(&x);
}

template <class T> struct Channel {
  T items[4] = {};
  int n = 0;
  void send(T t) { // expect: this does not escape ; leaking param: t
    T *at = items;
    at[n++ & 3] = t;
  }
  T receive() { // expect: leaking param: this to result ~r0 level=1
    T *at = items;
    return at[--n & 3];
  }
};
int channelStays() {
  int x = 1; // expect: x does not escape
  Channel<int *> c; // expect: c does not escape
  c.send(&x);
  return *c.receive();
}
int *channelLeaves() {
  int x = 1; // expect: moved to heap: x
  Channel<int *> c; // expect: c does not escape
  c.send(&x);
  return c.receive();
}
