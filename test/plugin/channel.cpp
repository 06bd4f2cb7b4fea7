// Catches: what is sent to others, told of as if it stayed; or nothing told of what stays in a queue of one's own.
// RUN: %clangxx %plugin -std=c++20 -fsyntax-only -w -Xclang -verify %s
#include <memory>
#include <mutex>
#include <queue>
#include <vector>

struct Message {
  int n = 0;
};
class Channel {
  std::mutex lock;
  std::vector<Message *> waiting;

public:
  void send(Message *m) {
    std::lock_guard guard(lock);
    waiting.push_back(m);
  }
  Message *receive() {
    std::lock_guard guard(lock);
    Message *m = waiting.back();
    waiting.pop_back();
    return m;
  }
};
Channel everybody;

void sent() {
  everybody.send(new Message);
}
void sentToCaller(Channel &c) {
  auto m = std::make_unique<Message>();
  c.send(m.release());
}
int stays() {
  Channel own;
  Message *m = new Message; // expected-remark {{'new Message' does not escape from 'stays': it can live on the stack (4 bytes) [heap-to-stack]}}
  own.send(m);
  int n = own.receive()->n;
  delete m;
  return n;
}
int staysBeside() {
  Message *m = new Message; // expected-remark {{'new Message' does not escape from 'staysBeside': it can live on the stack (4 bytes) [heap-to-stack]}}
  int n = m->n;
  delete m;
  everybody.send(new Message{n});
  return n;
}
