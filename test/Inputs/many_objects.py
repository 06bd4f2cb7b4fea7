#!/usr/bin/env python3
"""Writes sources whose functions have more objects than a picture can show.

usage: many_objects.py DIRECTORY
"""

import os
import sys

os.makedirs(sys.argv[1])
os.chdir(sys.argv[1])


def write(name, *lines):
    with open(name, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


write("merged.cpp", "#include <list>", "#include <string>", "struct Text { std::list<std::string> lines; };",
      "void line(Text &to, const char *text) { to.lines.push_back(text); }", "void forty(Text &to) {",
      *(f'  line(to, "{i}");' for i in range(40)), "}")
write("alike.cpp", "struct T { int *p; T *next; };", "void many() {", "  T *last = nullptr;",
      *(f"  T *t{i} = new T{{new int({i}), last}}; last = t{i};" for i in range(60)),
      "  while (last) { T *t = last; last = t->next; delete t->p; delete t; }", "}")
write("few.cpp", "#include <map>", "#include <string>", "namespace {", "struct Node { Node *next; int value; };", "}",
      "std::string few(int n) {",
      "  Node *one = new Node{nullptr, n}, *two = new Node{one, n};",
      "  std::map<int, std::map<unsigned long, Node *>> wide; wide[n][0] = two;",
      "  auto call = [&wide] { return wide.size(); };",
      '  std::string text = call() ? "some text that is not short" : "";', "  delete one; delete two;", "  return text;", "}")
