#pragma once
#include <stddef.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A program that runs on a pseudo-terminal of its own.
typedef struct {
  /// The side of the terminal that a person would sit at.
  int master;
  pid_t child;
} cpty;

/// Starts a program as the leader of a new session on a new pseudo-terminal, with default signal
/// dispositions and nothing of the caller's but the given environment.
///
/// Returns 0, or the errno of what failed, the exec included.
int cpty_spawn(const char *path, char *const arguments[], char *const environment[], int columns,
               int rows, cpty *result);

/// Waits for output for at most `milliseconds` and reads some.
///
/// Returns the number of bytes, 0 if there were none in time, -1 once the program's side is closed.
ssize_t cpty_read(cpty pty, void *buffer, size_t length, int milliseconds);

/// Writes all of the bytes as if they had been typed. Returns 0 or an errno.
int cpty_write(cpty pty, const void *bytes, size_t length);

/// Changes the size; the kernel sends SIGWINCH to the foreground group. Returns 0 or an errno.
int cpty_resize(cpty pty, int columns, int rows);

/// Sends a signal to the program. Returns 0 or an errno.
int cpty_signal(cpty pty, int signal_number);

/// How a program stands.
typedef enum { CPTY_RUNNING, CPTY_STOPPED, CPTY_EXITED, CPTY_SIGNALLED, CPTY_LOST } cpty_state;

/// Asks how the program stands without waiting; `detail` becomes its exit code or signal.
///
/// An end is reported once, then the program is lost.
cpty_state cpty_poll(cpty pty, int *detail);

/// A digest of the terminal's modes: input, output, control and local flags and control characters.
unsigned long cpty_modes(cpty pty);

/// Closes the terminal; the program gets SIGHUP.
void cpty_close(cpty pty);

#ifdef __cplusplus
}
#endif
