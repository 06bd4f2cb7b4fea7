#include "list.h"

int main() {
  Node first{nullptr, 1}, second{&first, 2};
  int *extra = new int(3);
  int total = sum(&second) + last(&second)->value + *extra;
  delete extra;
  Node *made = push(&first, total);
  total = sum(made);
  delete made;
  return total;
}
