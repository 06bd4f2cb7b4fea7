#pragma once

struct Node {
  Node *next;
  int value;
};

inline const Node *last(const Node *list) {
  while (list && list->next)
    list = list->next;
  return list;
}

Node *push(Node *list, int value);
int sum(const Node *list);
