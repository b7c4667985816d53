#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "terminal_guard.h"

#include "message_keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int crash_signals[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSYS};
enum { CRASH_SIGNAL_COUNT = sizeof crash_signals / sizeof crash_signals[0] };

static struct sigaction older[CRASH_SIGNAL_COUNT];
static struct termios saved_modes;
static int terminal = -1;
static char restore_bytes[256];
static size_t restore_length;
static atomic_int is_active;
static int is_armed;
static int has_exit_hook;

/// Room for the handler when the crash is a stack overflow.
static char alternate_stack[64 * 1024];

static void write_all(const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(terminal, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    bytes += count;
    length -= (size_t)count;
  }
}

void terminal_guard_restore(void) {
  if (!atomic_exchange(&is_active, 0)) return;
  write_all(restore_bytes, restore_length);
  /* Changing modes from the background would stop the process instead. */
  struct sigaction ignore, before;
  memset(&ignore, 0, sizeof ignore);
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGTTOU, &ignore, &before);
  tcsetattr(terminal, TCSANOW, &saved_modes);
  sigaction(SIGTTOU, &before, NULL);
  message_keeper_end();
}

void terminal_guard_restore_in_crash(void) {
  if (!atomic_load(&is_active)) return;
  terminal_guard_restore();
  /*
   * Swift's crash reporter asks for a key and waits half a minute for it. Its report is worth having, the
   * question is not: without input it ends at once.
   */
  int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
}

static const struct sigaction *older_of(int signal_number) {
  for (int index = 0; index < CRASH_SIGNAL_COUNT; index++) {
    if (crash_signals[index] == signal_number) return &older[index];
  }
  return NULL;
}

/*
 * SIGBUS may belong to the guard of mapped files, which repairs what it can and says so to us when it
 * can't. The language's crash handler is the same function for every signal; that one is taken over.
 */
static int belongs_to_another(int index) {
  const struct sigaction *bus = &older[index];
  if (crash_signals[index] != SIGBUS || bus->sa_handler == SIG_DFL) return 0;
  const struct sigaction *fault = older_of(SIGSEGV);
  return !fault || bus->sa_sigaction != fault->sa_sigaction;
}

static void on_crash(int signal_number, siginfo_t *info, void *context) {
  int saved = errno;
  const struct sigaction *before = older_of(signal_number);
  (void)context;
  terminal_guard_restore_in_crash();
  if (before) sigaction(signal_number, before, NULL);
  /*
   * A faulting instruction is repeated on return and meets the handler of before with its own registers;
   * a signal that somebody sent, or a breakpoint, would not come again by itself.
   */
  if (info->si_code <= 0 || signal_number == SIGTRAP || signal_number == SIGSYS) {
    raise(signal_number);
  }
  errno = saved;
}

static void ensure_alternate_stack(void) {
  stack_t stack;
  if (sigaltstack(NULL, &stack) != 0 || !(stack.ss_flags & SS_DISABLE)) return;
  memset(&stack, 0, sizeof stack);
  stack.ss_sp = alternate_stack;
  stack.ss_size = sizeof alternate_stack;
  sigaltstack(&stack, NULL);
}

int terminal_guard_arm(int fd) {
  if (is_armed) return 0;
  if (tcgetattr(fd, &saved_modes) != 0) return errno;
  terminal = fd;
  ensure_alternate_stack();
  if (!has_exit_hook) has_exit_hook = atexit(terminal_guard_restore) == 0;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < CRASH_SIGNAL_COUNT; index++) {
    sigaction(crash_signals[index], NULL, &older[index]);
  }
  for (int index = 0; index < CRASH_SIGNAL_COUNT; index++) {
    if (!belongs_to_another(index)) sigaction(crash_signals[index], &action, NULL);
  }
  is_armed = 1;
  return 0;
}

void terminal_guard_set_restore(const char *bytes, size_t length) {
  restore_length = length < sizeof restore_bytes ? length : sizeof restore_bytes;
  memcpy(restore_bytes, bytes, restore_length);
}

void terminal_guard_set_active(int active) { atomic_store(&is_active, active != 0); }

void terminal_guard_disarm(void) {
  if (!is_armed) return;
  atomic_store(&is_active, 0);
  for (int index = 0; index < CRASH_SIGNAL_COUNT; index++) {
    struct sigaction now;
    /* A handler that was put on top of ours calls ours, which then has nothing to give back. */
    if (sigaction(crash_signals[index], NULL, &now) != 0) continue;
    if (now.sa_sigaction == on_crash) sigaction(crash_signals[index], &older[index], NULL);
  }
  is_armed = 0;
}
