#include "list.h"

Node *push(Node *list, int value) { return new Node{list, value}; }

int sum(const Node *list) {
  int total = last(list) ? last(list)->value : 0;
  for (; list; list = list->next)
    total += list->value;
  return total;
}
