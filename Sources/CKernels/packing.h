// Codes of four bits: together in bytes, apart, decoded, counted.
#ifndef CKERNELS_PACKING_H
#define CKERNELS_PACKING_H

#include "lanes.h"

static void pack_nibbles(const uint8_t *codes, size_t count, uint8_t *bytes) {
  typedef uint16_t u16x32 __attribute__((ext_vector_type(32)));
  typedef uint8_t u8x32 __attribute__((ext_vector_type(32)));
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    u16x32 pairs;
    memcpy(&pairs, codes + i, sizeof pairs);
    u8x32 packed = __builtin_convertvector((pairs | pairs >> 4) & 0xff, u8x32);
    memcpy(bytes + i / 2, &packed, sizeof packed);
  }
  for (; i < count; i += 2) {
    bytes[i / 2] = (uint8_t)(codes[i] | (i + 1 < count ? codes[i + 1] << 4 : 0));
  }
}

/// 64 values, block by block: 16, 32 or all of them in a block.
INLINE void decode_four(
  const uint8_t *bytes, const float *multipliers, size_t pieces, struct nibble_table lookup,
  float *values
) {
#pragma clang loop unroll(full)
  for (size_t j = 0; j < 4; j += 1) {
    uint64_t packed;
    memcpy(&packed, bytes + 8 * j, 8);
    store(values + 16 * j, look_up(lookup, packed) * splat(multipliers[j / pieces]));
  }
}

static void decode_nibbles(
  const uint8_t *bytes, size_t count, size_t block, const float *multipliers, const float *table,
  float *values
) {
  struct nibble_table lookup = make_table(table);
  size_t i = 0;
  if (block == 16) {
    for (; i + 64 <= count; i += 64) {
      decode_four(bytes + i / 2, multipliers + i / 16, 1, lookup, values + i);
    }
  } else if (block == 32) {
    for (; i + 64 <= count; i += 64) {
      decode_four(bytes + i / 2, multipliers + i / 32, 2, lookup, values + i);
    }
  } else if (block % 64 == 0) {
    for (; i + 64 <= count; i += 64) {
      decode_four(bytes + i / 2, multipliers + i / block, 4, lookup, values + i);
    }
  }
  for (; i < count; i += 16) {
    size_t some = count - i < 16 ? count - i : 16;
    uint64_t packed = 0;
    memcpy(&packed, bytes + i / 2, (some + 1) / 2);
    store_some(values + i, look_up(lookup, packed) * splat(multipliers[i / block]), some);
  }
}

#endif
