#pragma once
#include <stddef.h>

/*
 * Gives the terminal back when the process crashes or exits in the middle of a full-screen program.
 *
 * A crash's handler writes a prepared string, sets the terminal's modes as they were, and then lets the
 * crash take the course that it would have taken without the guard.
 */

/// Remembers the modes of the terminal at `fd` and takes over the signals of a crash.
///
/// Call it before the modes are changed. A handler for SIGBUS alone is left in place and must call
/// terminal_guard_restore_in_crash() before it gives up. Returns 0 or an errno.
int terminal_guard_arm(int fd);

/// Sets what is written in a crash: attributes off, cursor on, back to the ordinary screen. At most
/// 256 bytes; what is beyond is left out.
void terminal_guard_set_restore(const char *bytes, size_t length);

/// Whether the screen is the program's at present, so that there is something to give back.
void terminal_guard_set_active(int active);

/// Gives the terminal back in a crash, if it is the program's, and takes care that no crash reporter
/// waits for a key. For signal handlers that are about to let the process die.
void terminal_guard_restore_in_crash(void);

/// Gives the terminal back now if it is the program's, then says what message_keeper.h has kept; may be
/// called from a signal handler.
void terminal_guard_restore(void);

/// Puts back the handlers of before.
void terminal_guard_disarm(void);
