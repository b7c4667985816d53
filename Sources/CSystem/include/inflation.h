#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Unpacks what DEFLATE packed (RFC 1951), piece by piece, by zlib.
 */

/// Where the unpacking of one stream stands.
struct inflation;

/// Begins a stream without any header; NULL where there is no memory for it.
struct inflation *inflation_begin(void);

/// Ends a stream.
void inflation_end(struct inflation *stream);

/// What became of a step.
enum inflation_state { inflation_goes_on = 0, inflation_is_done = 1, inflation_failed = -1 };

/// Unpacks as much of `packed` as there is room for, and says how many bytes it took and how many it made.
enum inflation_state inflation_step(
  struct inflation *stream, const uint8_t *packed, size_t packed_count, size_t *taken,
  uint8_t *unpacked, size_t room, size_t *made);

/// CRC-32 of a zip archive over some bytes and those before them, which are 0 at first.
uint32_t inflation_checksum(uint32_t before, const uint8_t *bytes, size_t count);
