// Pins: built-in contracts are for the functions that system headers declare, not for others of that name.
// RUN: %check-m %s -- -std=c++20
#include <pthread.h>

extern "C" int sem_post(long *semaphore); // not <semaphore.h>'s

int fromHeader() {
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER; // expect: m does not escape
  pthread_mutex_lock(&m);
  return pthread_mutex_unlock(&m);
}
int ofTheUser() {
  long s = 0; // expect: moved to heap: s
  return sem_post(&s);
}
