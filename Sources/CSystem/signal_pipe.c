#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "signal_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { SIGNAL_LIMIT = 65, WAKE = 0 };

static atomic_int arrived[SIGNAL_LIMIT];
static struct sigaction older[SIGNAL_LIMIT];
static int is_taken[SIGNAL_LIMIT];
static atomic_int read_end = -1;
static atomic_int write_end = -1;

static void note(int number) {
  int saved = errno;
  atomic_store(&arrived[number], 1);
  int fd = atomic_load(&write_end);
  char byte = 0;
  /* A full pipe is readable already, and the note is kept apart from it. */
  ssize_t count = fd >= 0 ? write(fd, &byte, 1) : 0;
  (void)count;
  errno = saved;
}

static void on_signal(int number) {
  if (number > 0 && number < SIGNAL_LIMIT) note(number);
}

static int make_pipe(void) {
  int ends[2];
  if (atomic_load(&read_end) >= 0) return 0;
  if (pipe(ends) != 0) return -1;
  for (int index = 0; index < 2; index++) {
    fcntl(ends[index], F_SETFD, FD_CLOEXEC);
    fcntl(ends[index], F_SETFL, fcntl(ends[index], F_GETFL) | O_NONBLOCK);
  }
  atomic_store(&read_end, ends[0]);
  atomic_store(&write_end, ends[1]);
  return 0;
}

static void take_over(int number) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

int signal_pipe_open(const int *signals, size_t count) {
  if (make_pipe() != 0) return -1;
  for (size_t index = 0; index < count; index++) {
    int number = signals[index];
    if (number <= 0 || number >= SIGNAL_LIMIT || is_taken[number]) continue;
    if (sigaction(number, NULL, &older[number]) != 0) continue;
    if (older[number].sa_handler == SIG_IGN) continue;
    atomic_store(&arrived[number], 0);
    take_over(number);
    is_taken[number] = 1;
  }
  return atomic_load(&read_end);
}

int signal_pipe_take(int number) {
  return number > 0 && number < SIGNAL_LIMIT && atomic_exchange(&arrived[number], 0);
}

void signal_pipe_wake(void) { note(WAKE); }

int signal_pipe_take_wake(void) { return atomic_exchange(&arrived[WAKE], 0); }

void signal_pipe_drain(void) {
  char bytes[256];
  int fd = atomic_load(&read_end);
  while (fd >= 0 && read(fd, bytes, sizeof bytes) > 0) {
  }
}

void signal_pipe_close(void) {
  for (int number = 1; number < SIGNAL_LIMIT; number++) {
    if (!is_taken[number]) continue;
    sigaction(number, &older[number], NULL);
    is_taken[number] = 0;
  }
}

void signal_pipe_stop_group(int number) {
  struct sigaction plain, before;
  if (sigaction(number, NULL, &before) != 0 || before.sa_handler == SIG_IGN) return;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_DFL;
  sigaction(number, &plain, NULL);
  signal_pipe_take(SIGCONT);
  /*
   * The whole group, as the terminal would do it: a shell that started us through another program waits
   * for that one. Another thread may take the signal, so the stop can come a moment later; and in an
   * orphaned group it never comes.
   */
  kill(0, number);
  for (int tries = 0; tries < 20 && !atomic_load(&arrived[SIGCONT]); tries++) poll(NULL, 0, 10);
  signal_pipe_take(SIGCONT);
  sigaction(number, &before, NULL);
}

void signal_pipe_die(int number) {
  struct sigaction plain;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_DFL;
  sigaction(number, &plain, NULL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, number);
  sigprocmask(SIG_UNBLOCK, &one, NULL);
  raise(number);
  _exit(128 + number);
}
