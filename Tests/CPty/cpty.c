#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "cpty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static struct winsize window(int columns, int rows) {
  struct winsize size = {0};
  size.ws_col = (unsigned short)columns;
  size.ws_row = (unsigned short)rows;
  return size;
}

static int open_master(char *name, size_t length) {
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0) return -1;
  fcntl(master, F_SETFD, FD_CLOEXEC);
#if defined(__linux__)
  int failed = grantpt(master) || unlockpt(master) || ptsname_r(master, name, length);
#else
  const char *slave = grantpt(master) || unlockpt(master) ? NULL : ptsname(master);
  int failed = !slave || strlcpy(name, slave, length) >= length;
#endif
  if (!failed) return master;
  close(master);
  return -1;
}

// The tests' process is large, and a copy of its page table costs more than the program that is started.
#if defined(__linux__)
#define FORK vfork
#else
#define FORK fork
#endif

// Between fork and exec only async-signal-safe calls: another thread may hold any lock.
static void become(const char *path, char *const arguments[], char *const environment[],
                   const char *slave_name, int report) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setsid();
  int slave = open(slave_name, O_RDWR);
  if (slave >= 0 && ioctl(slave, TIOCSCTTY, 0) == 0) {
    for (int fd = 0; fd < 3; fd++) dup2(slave, fd);
    for (int fd = 3; fd < 256; fd++) {
      if (fd != report) close(fd);
    }
    execve(path, arguments, environment);
  }
  int code = errno;
  ssize_t written = write(report, &code, sizeof code);
  (void)written;
  _exit(127);
}

int cpty_spawn(const char *path, char *const arguments[], char *const environment[], int columns,
               int rows, cpty *result) {
  char name[128];
  int report[2];
  int master = open_master(name, sizeof name);
  if (master < 0) return errno;
  struct winsize size = window(columns, rows);
  ioctl(master, TIOCSWINSZ, &size);
  if (pipe(report) != 0) {
    int code = errno;
    close(master);
    return code;
  }
  fcntl(report[0], F_SETFD, FD_CLOEXEC);
  fcntl(report[1], F_SETFD, FD_CLOEXEC);
  pid_t child = FORK();
  if (child == 0) become(path, arguments, environment, name, report[1]);
  int code = child < 0 ? errno : 0;
  close(report[1]);
  if (child > 0) {
    ssize_t count;
    do {
      count = read(report[0], &code, sizeof code);
    } while (count < 0 && errno == EINTR);
    if (count == (ssize_t)sizeof code) waitpid(child, NULL, 0);
  }
  close(report[0]);
  if (code != 0) {
    close(master);
    return code;
  }
  fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK);
  result->master = master;
  result->child = child;
  return 0;
}

ssize_t cpty_read(cpty pty, void *buffer, size_t length, int milliseconds) {
  struct pollfd wanted = {.fd = pty.master, .events = POLLIN, .revents = 0};
  int ready = poll(&wanted, 1, milliseconds);
  if (ready <= 0) return 0;
  ssize_t count = read(pty.master, buffer, length);
  if (count > 0) return count;
  int isPassing = count < 0 && (errno == EAGAIN || errno == EINTR);
  return isPassing ? 0 : -1;
}

int cpty_write(cpty pty, const void *bytes, size_t length) {
  const char *next = bytes;
  while (length > 0) {
    ssize_t count = write(pty.master, next, length);
    if (count > 0) {
      next += count;
      length -= (size_t)count;
    } else if (errno == EAGAIN) {
      struct pollfd wanted = {.fd = pty.master, .events = POLLOUT, .revents = 0};
      if (poll(&wanted, 1, 1000) == 0) return EAGAIN;
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

int cpty_resize(cpty pty, int columns, int rows) {
  struct winsize size = window(columns, rows);
  return ioctl(pty.master, TIOCSWINSZ, &size) == 0 ? 0 : errno;
}

int cpty_signal(cpty pty, int signal_number) {
  return kill(pty.child, signal_number) == 0 ? 0 : errno;
}

cpty_state cpty_poll(cpty pty, int *detail) {
  int status = 0;
  pid_t found = waitpid(pty.child, &status, WNOHANG | WUNTRACED);
  if (found == 0) return CPTY_RUNNING;
  if (found < 0) return CPTY_LOST;
  if (WIFEXITED(status)) {
    *detail = WEXITSTATUS(status);
    return CPTY_EXITED;
  }
  if (WIFSIGNALED(status)) {
    *detail = WTERMSIG(status);
    return CPTY_SIGNALLED;
  }
  *detail = WIFSTOPPED(status) ? WSTOPSIG(status) : 0;
  return CPTY_STOPPED;
}

static unsigned long mix(unsigned long digest, unsigned long value) {
  return (digest ^ value) * 1099511628211UL;
}

unsigned long cpty_modes(cpty pty) {
  struct termios modes;
  if (tcgetattr(pty.master, &modes) != 0) return 0;
  unsigned long digest = 14695981039346656037UL;
  digest = mix(digest, modes.c_iflag);
  digest = mix(digest, modes.c_oflag);
  digest = mix(digest, modes.c_cflag);
  digest = mix(digest, modes.c_lflag);
  for (int index = 0; index < NCCS; index++) digest = mix(digest, modes.c_cc[index]);
  return digest;
}

void cpty_close(cpty pty) { close(pty.master); }
