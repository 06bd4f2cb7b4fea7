// Catches: what moves from deep behind a parameter to another place behind the same parameter, said not to leak.
// RUN: %check-m %s -- -std=c++20

struct Held {
  int *p;
};
struct Holder {
  Held *held;
  int *kept;
  int *all[4];
};
struct Link {
  Link *next;
  Link *tail;
};

void up(Holder &h) { h.kept = h.held->p; } // expect: leaking param content: h
void intoArray(Holder &h, int i) { h.all[i] = h.held->p; } // expect: leaking param content: h
void hook(Link *l) { l->tail = l->next->next; } // expect: leaking param content: l
void itself(Holder *h) { h->all[0] = reinterpret_cast<int *>(h); } // expect: h does not escape

void givesUp(Holder &h) { // expect: leaking param content: h
  int x = 1; // expect: moved to heap: x
  Held held{&x}; // expect: moved to heap: held
  h.held = &held;
  up(h);
  h.held = nullptr;
}
void givesHook(Link *l) { // expect: leaking param content: l
  Link last{}, middle{&last, nullptr}; // expect: moved to heap: last ; moved to heap: middle
  l->next = &middle;
  hook(l);
  l->next = nullptr;
}
Holder *givesItself() {
  static Holder outer;
  Holder own{}; // expect: moved to heap: own
  itself(&own);
  outer.kept = own.all[0];
  return &outer;
}
