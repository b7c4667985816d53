#pragma once
#include <stddef.h>

/*
 * Turns signals into something that poll() can wait for, next to a terminal's input.
 *
 * The pipe lives as long as the process, so that a late wake-up can't write into somebody else's file.
 */

/// Takes over the signals; those that the process was started to ignore stay ignored. Returns the
/// descriptor that becomes readable when one arrives, or -1 with errno set.
int signal_pipe_open(const int *signals, size_t count);

/// Whether a signal has arrived since it was last asked for.
int signal_pipe_take(int signal_number);

/// Makes the descriptor readable; for any thread, and harmless before and after.
void signal_pipe_wake(void);

/// Whether signal_pipe_wake was called since it was last asked for.
int signal_pipe_take_wake(void);

/// Empties the pipe; ask for signals and wake-ups after this, never before.
void signal_pipe_drain(void);

/// Puts back the dispositions of before.
void signal_pipe_close(void);

/// Lets a stop signal act on the whole process group as it does by default, then takes it over again.
///
/// Returns when the process goes on: a moment later where nothing stops, and at once where the process
/// was started to ignore the signal.
void signal_pipe_stop_group(int signal_number);

/// Ends the process by a signal with its default action.
_Noreturn void signal_pipe_die(int signal_number);
