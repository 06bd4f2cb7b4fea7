"""Generates the source of programs of any number of files, for bench/scale.

A program is made of libraries of up to LIBRARY_SIZE files each. A library has a
header with classes, templates, inline functions and variables; it uses some
libraries of the layers below it. The layers get wider downwards, and there are
the more of them the larger the program is, as the logarithm. Each file has a
class of its own, functions that other files call, and functions and tables that
nobody else sees. The same seed gives the same program.
"""

import json
import math
import os
import random

LIBRARY_SIZE = 20

BASE = """\
#pragma once
namespace base {
using Size = decltype(sizeof 0);
extern "C" {
void *malloc(Size) noexcept;
void free(void *) noexcept;
void *memcpy(void *, const void *, Size) noexcept;
}

template <class T> class Own {
public:
  explicit Own(T *p = nullptr) : p(p) {}
  Own(Own &&other) : p(other.release()) {}
  Own &operator=(Own &&other) {
    if (this != &other) {
      delete p;
      p = other.release();
    }
    return *this;
  }
  ~Own() { delete p; }
  T *get() const { return p; }
  T *operator->() const { return p; }
  T *release() {
    T *old = p;
    p = nullptr;
    return old;
  }

private:
  T *p;
};

template <class T> class List {
public:
  List() = default;
  List(const List &) = delete;
  ~List() { delete[] data; }
  void push(const T &value) {
    if (count == room)
      grow();
    data[count++] = value;
  }
  T &operator[](unsigned i) { return data[i]; }
  T *begin() { return data; }
  T *end() { return data + count; }
  unsigned size() const { return count; }

private:
  void grow() {
    unsigned wanted = room ? 2 * room : 8;
    T *larger = new T[wanted];
    for (unsigned i = 0; i < count; ++i)
      larger[i] = data[i];
    delete[] data;
    data = larger;
    room = wanted;
  }
  T *data = nullptr;
  unsigned count = 0, room = 0;
};

class Text {
public:
  explicit Text(const char *from = "") { set(from); }
  Text(const Text &other) { set(other.chars); }
  Text &operator=(const Text &other) {
    if (this != &other) {
      drop();
      set(other.chars);
    }
    return *this;
  }
  ~Text() { drop(); }
  const char *data() const { return chars; }
  Size size() const { return length; }

private:
  void drop() {
    if (chars != room)
      free(chars);
  }
  void set(const char *from) {
    length = __builtin_strlen(from);
    chars = length < sizeof room ? room : static_cast<char *>(malloc(length + 1));
    memcpy(chars, from, length + 1);
  }
  char *chars;
  Size length;
  char room[16];
};

struct Node {
  Node *next;
  int key, weight;
};

class Handler;
struct Request {
  int kind;
  Text body;
  Node *trail;
  Handler *origin;
};

class Handler {
public:
  virtual ~Handler() {}
  virtual int handle(Request &request) = 0;
  virtual const char *name() const { return "handler"; }
  Handler *following = nullptr;
};

using Callback = int (*)(void *context, Node &node);

extern Handler *registered;
extern Callback hooks[16];

Node *newNode(int key, Node *next);
void release(Node *list);
int walk(Node *list, Callback call, void *context);
void registerHandler(Handler *handler);
int dispatch(Request &request);

template <class F> int each(Node *list, F f) {
  int sum = 0;
  for (Node *n = list; n; n = n->next)
    sum += f(*n);
  return sum;
}

inline int length(const Node *list) {
  int n = 0;
  for (; list; list = list->next)
    ++n;
  return n;
}
} // namespace base
"""

BASE_SOURCE = """\
#include "base.h"
namespace base {
Handler *registered;
Callback hooks[16];
Node *newNode(int key, Node *next) { return new Node{next, key, 0}; }
void release(Node *list) {
  while (list) {
    Node *next = list->next;
    delete list;
    list = next;
  }
}
int walk(Node *list, Callback call, void *context) {
  int sum = 0;
  for (; list; list = list->next)
    sum += call(context, *list);
  return sum;
}
void registerHandler(Handler *handler) {
  handler->following = registered;
  registered = handler;
}
int dispatch(Request &request) {
  int sum = 0;
  for (Handler *h = registered; h; h = h->following)
    sum += h->handle(request);
  return sum;
}
} // namespace base
"""

HEADER = """\
#pragma once
#include "../base.h"
namespace @ {
struct Record {
  base::Text name;
  base::Node *items;
  Record *parent;
  int values[8];
  explicit Record(const char *text, Record *up = nullptr)
      : name(text), items(nullptr), parent(up), values{} {}
  ~Record() { base::release(items); }
  void add(int key) { items = base::newNode(key, items); }
  Record *top() {
    Record *r = this;
    while (r->parent)
      r = r->parent;
    return r;
  }
};

class Service : public base::Handler {
public:
  int handle(base::Request &request) override;
  virtual Record *find(int key);
  virtual void visit(base::Node *node, int depth);

protected:
  base::List<Record *> records;
};

template <class T> struct Cache {
  T *slots[16] = {};
  template <class F> T *get(int key, F make) {
    T *&slot = slots[key & 15];
    if (!slot)
      slot = make(key);
    return slot;
  }
};

inline int total(const Record &record) {
  int sum = 0;
  for (int value : record.values)
    sum += value;
  return sum + base::length(record.items);
}

extern Record *root;
extern int counters[@COUNT];
extern Cache<Record> shared;
"""

SERVICE = """\
Record *root;
int counters[@COUNT];
Cache<Record> shared;
int Service::handle(base::Request &request) {
  Record *found = find(request.kind);
  if (!found)
    return 0;
  visit(found->items, 0);
  return total(*found);
}
Record *Service::find(int key) {
  for (Record *r : records)
    if (r->values[0] == key)
      return r;
  return root;
}
void Service::visit(base::Node *node, int depth) {
  for (; node && depth < 8; node = node->next)
    ++counters[depth % @COUNT];
}
"""

# What one file exports: make_N, use_N, keep_N, fold_N, build_N.
DECLARATIONS = """\
Record *make_@(int kind, base::Node *items);
int use_@(Record &record, base::Request &request);
void keep_@(Record *record);
int fold_@(base::Node *list, base::Callback call, void *context);
base::Node *build_@(int count);
"""

STANDARD = """\
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>
namespace {
struct Entry {
  std::string name;
  std::vector<std::unique_ptr<int>> values;
};
std::map<std::string, std::unique_ptr<Entry>> entries;
std::function<int(int)> filter;
Entry &entry(const std::string &name) {
  auto &slot = entries[name];
  if (!slot)
    slot = std::make_unique<Entry>();
  slot->name = name;
  return *slot;
}
int count(const std::vector<std::string> &names, int least) {
  std::shared_ptr<int> sum = std::make_shared<int>(0);
  filter = [sum, least](int n) { return n >= least ? ++*sum : 0; };
  for (const std::string &name : names)
    filter(int(entry(name).values.size() + name.size()));
  return *sum;
}
int standard(int kind) {
  std::vector<std::string> names;
  for (int i = 0; i < kind; ++i)
    names.push_back("name " + std::to_string(i));
  return count(names, kind / 2);
}
} // namespace
"""


class Program:
    """The names and contents of its files."""

    def __init__(self, units, standard, seed):
        self.random = random.Random(f"{seed} {units}")
        self.standard = standard  # each how many-th file uses the standard library; 0: none
        files = max(1, units - 2)  # besides base and main
        self.libraries = -(-files // LIBRARY_SIZE)
        self.sizes = [LIBRARY_SIZE] * self.libraries
        self.sizes[-1] = files - LIBRARY_SIZE * (self.libraries - 1)
        self.make_layers()
        self.uses = [self.choose_uses(number) for number in range(self.libraries)]
        self.counters = [self.random.randint(4, 12) for _ in range(self.libraries)]

    def make_layers(self):
        """Libraries are numbered from the lowest layer upwards."""
        count = min(self.libraries, 2 + round(1.5 * math.log2(self.libraries + 1)))
        shares = [1 / (layer + 2) for layer in range(count)]
        self.layer_of, self.layers = [], []
        for layer, share in enumerate(shares):
            left = count - layer - 1
            size = max(1, round(self.libraries * share / sum(shares)))
            size = min(size, self.libraries - len(self.layer_of) - left)
            if layer == count - 1:
                size = self.libraries - len(self.layer_of)
            self.layers.append(range(len(self.layer_of), len(self.layer_of) + size))
            self.layer_of += [layer] * size

    def choose_uses(self, number):
        layer = self.layer_of[number]
        if not layer:
            return []
        below = self.layers[layer - 1]
        chosen = {self.random.choice(below) for _ in range(2)}
        chosen.add(self.random.randrange(below.stop))
        return sorted(chosen)

    def write(self, directory):
        """Returns the paths of the sources, from the directory."""
        os.makedirs(directory, exist_ok=True)
        self.directory = directory
        self.put("base.h", BASE)
        sources = [self.put("base.cpp", BASE_SOURCE)]
        for number in range(self.libraries):
            self.put(f"{library(number)}/api.h", self.header(number))
            sources += [self.put(f"{library(number)}/unit{unit}.cpp", self.unit(number, unit))
                        for unit in range(self.sizes[number])]
        sources.append(self.put("main.cpp", self.main()))
        return sources

    def put(self, name, text):
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return name

    def header(self, number):
        text = HEADER.replace("@COUNT", str(self.counters[number])).replace("@", library(number))
        for unit in range(self.sizes[number]):
            text += DECLARATIONS.replace("@", str(unit))
        return text + f"}} // namespace {library(number)}\n"

    def callee(self, number, unit, backwards=0.03):
        """Chooses a file to call: its library and its number. Few calls go up, which makes cycles."""
        uses = self.uses[number]
        if self.random.random() < backwards:
            return number, self.random.randrange(self.sizes[number])
        if unit and (not uses or self.random.random() < 0.4):
            return number, self.random.randrange(unit)
        if uses:
            other = self.random.choice(uses)
            return other, self.random.randrange(self.sizes[other])
        return None

    def call(self, kind, number, unit, arguments, otherwise):
        chosen = self.callee(number, unit)
        if not chosen:
            return otherwise
        return f"{library(chosen[0])}::{kind}_{chosen[1]}({arguments})"

    def make_record(self, number, unit, indent):
        """Statements that get a record of some library, in r, and give it to somebody."""
        chosen = self.callee(number, unit)
        if not chosen:
            return f'{indent}Record r("local");\n{indent}r.add(kind);\n{indent}sum += total(r);\n'
        other, there = chosen
        name = library(other)
        use = f"{name}::use_{self.random.randrange(there + 1)}(*r.get(), request)"
        give = self.random.choice([
            f"{indent}sum += {use};\n",
            f"{indent}sum += {name}::total(*r.get());\n",
            f"{indent}sum += {use};\n{indent}{name}::keep_{there}(r.release());\n",
            f"{indent}r->parent = {name}::root;\n{indent}sum += {use};\n",
        ])
        return f"{indent}base::Own<{name}::Record> r({name}::make_{there}(kind, nullptr));\n" + give

    def unit(self, number, unit):
        pick = self.random.choice
        here = library(number)
        counters = self.counters[number]
        uses_standard = self.standard and (number * LIBRARY_SIZE + unit) % self.standard == 0
        text = '#include "api.h"\n'
        text += "".join(f'#include "../{library(other)}/api.h"\n' for other in self.uses[number])
        if uses_standard:
            text += STANDARD
        text += f"namespace {here} {{\n"
        if unit == 0:
            text += SERVICE.replace("@COUNT", str(counters))
        text += "namespace {\n"
        for helper in range(3):
            text += self.helper(helper)
        table = ", ".join(pick(["helper0", "helper1", "helper2"]) for _ in range(4))
        text += f"base::Callback const table[4] = {{{table}}};\n"
        text += self.own_class(number, unit)
        text += "} // namespace\n"
        text += f"Record *make_{unit}(int kind, base::Node *items) {{\n" + pick([
            '  Record *r = new Record("record", root);\n  r->items = items;\n  r->values[kind & 7] = kind;\n  return r;\n',
            "  return shared.get(kind, [&](int key) {\n"
            '    Record *r = new Record("shared");\n    r->values[0] = key;\n    r->items = items;\n    return r;\n  });\n',
            f"  Record *r = {self.own_call('make', number, unit, 'kind + 1, items')};\n"
            "  r->add(kind);\n  return r->values[1] ? r->top() : r;\n",
            '  base::Own<Record> r(new Record("owned"));\n  for (int i = 0; i < kind; ++i)\n    r->add(i);\n'
            "  r->items = items;\n  return r.release();\n",
        ]) + "}\n"
        text += f"int use_{unit}(Record &record, base::Request &request) {{\n  int sum = 0, kind = request.kind;\n"
        for _ in range(self.random.randint(1, 3)):
            text += "  if (kind > sum) {\n" + self.make_record(number, unit, "    ") + "  }\n"
        text += pick([
            "  Local local(record.items);\n  sum += local.handle(request);\n",
            "  base::Handler *h = new Local(record.items);\n  sum += h->handle(request);\n  delete h;\n",
            "  static Local kept(nullptr);\n  base::registerHandler(&kept);\n",
            "  sum += base::dispatch(request);\n",
        ])
        text += pick([
            "  sum += base::walk(record.items, table[kind & 3], &sum);\n",
            "  sum += base::each(record.items, [&](base::Node &n) { return n.key > kind ? sum : n.weight; });\n",
            f"  sum += fold_{unit}(record.items, helper1, &record);\n",
        ])
        if uses_standard:
            text += "  sum += standard(kind);\n"
        text += f"  counters[{self.random.randrange(counters)}] += sum;\n  return sum;\n}}\n"
        text += f"void keep_{unit}(Record *record) {{\n" + pick([
            "  record->parent = root;\n  root = record;\n",
            "  delete record;\n",
            "  shared.slots[record->values[0] & 15] = record;\n",
            f"  {self.own_call('keep', number, unit, 'record', 'root = record')};\n",
        ]) + "}\n"
        text += f"int fold_{unit}(base::Node *list, base::Callback call, void *context) {{\n" + pick([
            "  return base::walk(list, call, context);\n",
            f"  if (!call)\n    return 0;\n"
            f"  return {self.call('fold', number, unit, 'list, call, context', 'call(context, *list)')};\n",
            "  base::Callback old = base::hooks[3];\n  base::hooks[3] = call;\n"
            "  int sum = call(context, *list);\n  base::hooks[3] = old;\n  return sum;\n",
        ]) + "}\n"
        text += f"base::Node *build_{unit}(int count) {{\n" + pick([
            "  base::Node *list = nullptr;\n  for (int i = 0; i < count; ++i)\n    list = base::newNode(i, list);\n"
            "  return list;\n",
            f"  base::Node *list = {self.call('build', number, unit, 'count - 1', 'nullptr')};\n"
            "  return base::newNode(count, list);\n",
            f"  base::Node *list = {self.call('build', number, unit, 'count', 'base::newNode(1, nullptr)')};\n"
            "  int sum = base::length(list);\n  base::release(list);\n  return base::newNode(sum, nullptr);\n",
        ]) + "}\n"
        return text + f"}} // namespace {here}\n"

    def own_call(self, kind, number, unit, arguments, otherwise='new Record("new")'):
        """A call of a file of the same library, whose records are of the same type."""
        if not unit:
            return otherwise
        return f"{kind}_{self.random.randrange(unit)}({arguments})"

    def helper(self, number):
        body = self.random.choice([
            "  auto *sum = static_cast<int *>(context);\n  *sum += node.key;\n  return node.weight;\n",
            "  auto *record = static_cast<Record *>(context);\n  record->add(node.key);\n  return total(*record);\n",
            "  (void)context;\n  int values[4] = {node.key, node.weight};\n  int *p = &values[node.key & 3];\n  return *p;\n",
            "  (void)context;\n  char *copy = static_cast<char *>(base::malloc(node.weight + 1));\n"
            "  base::memcpy(copy, &node, sizeof node);\n  int first = copy[0];\n  base::free(copy);\n  return first;\n",
        ])
        return f"int helper{number}(void *context, base::Node &node) {{\n{body}}}\n"

    def own_class(self, number, unit):
        fold = self.call("fold", number, unit, "nodes, table[1], this", "base::length(nodes)")
        build = self.call("build", number, unit, "depth", "nullptr")
        handle = self.random.choice([
            f"    request.trail = nodes;\n    return {fold};\n",
            f"    base::Node mark{{request.trail, 1, 2}};\n    request.trail = &mark;\n    int sum = {fold};\n"
            "    request.trail = mark.next;\n    return sum;\n",
            "    request.origin = this;\n    return Service::handle(request);\n",
        ])
        visit = self.random.choice([
            "    nodes = node;\n    Service::visit(node, depth + 1);\n",
            f"    base::Node *more = {build};\n    Service::visit(more, depth);\n    base::release(more);\n",
            "    for (; node; node = node->next)\n      weight += depth;\n",
        ])
        return ("class Local : public Service {\npublic:\n"
                "  explicit Local(base::Node *list) : nodes(list) {}\n"
                f"  int handle(base::Request &request) override {{\n{handle}  }}\n"
                f"  void visit(base::Node *node, int depth) override {{\n{visit}  }}\n\n"
                "private:\n  base::Node *nodes;\n  int weight = 0;\n};\n")

    def main(self):
        top = list(self.layers[-1])[:8]
        text = '#include "base.h"\n' + "".join(f'#include "{library(n)}/api.h"\n' for n in top)
        text += "int main(int argc, char **argv) {\n  base::Request request{argc, base::Text(argv[0]), nullptr, nullptr};\n"
        text += "  int sum = 0;\n"
        for n in top:
            unit = self.random.randrange(self.sizes[n])
            text += f"  {{\n    {library(n)}::Record *r = {library(n)}::make_{unit}(argc, {library(n)}::build_{unit}(argc));\n"
            text += f"    sum += {library(n)}::use_{unit}(*r, request);\n    {library(n)}::keep_{unit}(r);\n  }}\n"
        return text + "  return base::dispatch(request) + sum;\n}\n"


def library(number):
    return f"lib{number:03}"


def generate(directory, units, standard, seed, compiler):
    """Writes a program with its compile_commands.json, and returns its sources."""
    sources = Program(units, standard, seed).write(directory)
    database = [{"directory": directory, "file": source,
                 "arguments": [compiler, "-std=c++17", "-c", source]} for source in sources]
    with open(os.path.join(directory, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump(database, file)
    return sources
