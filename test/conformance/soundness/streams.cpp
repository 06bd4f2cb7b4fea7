// Catches: pointers that travel through a stream as bytes or as a number, or that a stream keeps.
// RUN: %check-m %s -- -std=c++20
#include <fstream>
#include <iostream>
#include <locale>
#include <sstream>

struct Task {
  int *result;
};
std::ostream *out;
std::istream *in;
std::iostream *both;

void written() {
  Task *t = new Task; // expect: new Task escapes to heap ; t does not escape
  out->write(reinterpret_cast<const char *>(&t), sizeof t);
}
void read() {
  Task *t = nullptr; // expect: t does not escape
  in->read(reinterpret_cast<char *>(&t), sizeof t);
  t->result = new int; // expect: new int escapes to heap
}
void readAsAddress() {
  void *p = nullptr; // expect: p does not escape
  *in >> p;
  static_cast<Task *>(p)->result = new int; // expect: new int escapes to heap
}
void toFile(std::ofstream &file) { // expect: file does not escape
  int *p = new int; // expect: new int escapes to heap ; p does not escape
  file.write(reinterpret_cast<const char *>(&p), sizeof p);
}
void throughBuffer() {
  int *p = new int; // expect: new int escapes to heap ; moved to heap: p
  both->rdbuf()->sputn(reinterpret_cast<const char *>(&p), sizeof p);
}
void asBuffer() {
  auto *buffer = new std::stringbuf; // expect: new std::stringbuf escapes to heap
  out = new std::ostream(buffer); // expect: new std::ostream escapes to heap
}
void asNewBuffer() {
  out->rdbuf(new std::stringbuf); // expect: new std::stringbuf escapes to heap
}
void inStorage() {
  out->pword(3) = new int; // expect: new int escapes to heap ; pword(...) escapes to heap
}
