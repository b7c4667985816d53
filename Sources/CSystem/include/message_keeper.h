#pragma once

/*
 * Keeps what libraries say on standard error while a full-screen program has the terminal.
 *
 * On the screen such a line would lie over the picture, and be gone with it. It is kept in memory, and
 * written once the terminal is given back.
 */

/// Starts to keep what is written to standard error, if that is the terminal of standard output.
///
/// Returns whether it is kept; where standard error leads elsewhere it is left alone.
int message_keeper_begin(void);

/// Gives standard error back and writes what was kept, of more than 64 KiB the end.
///
/// Does nothing without a beginning; may be called from a signal handler.
void message_keeper_end(void);
