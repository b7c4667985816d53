#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Keeps a process alive when a file that it has mapped is cut short.
 *
 * Touching a page beyond the file's end raises SIGBUS. Inside a guarded range the guard replaces
 * everything from that page on by zeros, counts the fault and lets the read go on; the owner asks for the
 * count afterwards. A SIGBUS anywhere else goes to whatever handler was there before.
 */

/// Guards `length` bytes mapped at `start`; returns a slot, or -1 where the table is full or the handler
/// cannot be installed.
int32_t bus_guard_add(const void *start, size_t length);

/// Ends the guard of a slot; call it before the range is unmapped.
void bus_guard_remove(int32_t slot);

/// How many faults the guard has absorbed in a slot's range.
uint64_t bus_guard_faults(int32_t slot);
