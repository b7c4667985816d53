// How often each code occurs.
#ifndef CKERNELS_COUNTING_H
#define CKERNELS_COUNTING_H

#include "lanes.h"

static void count_bytes(const uint8_t *codes, size_t count, uint64_t *counts) {
  // Four counters for each code, so that equal neighbours do not wait for each other.
  uint32_t parts[4][256] = {0};
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    parts[0][codes[i]] += 1;
    parts[1][codes[i + 1]] += 1;
    parts[2][codes[i + 2]] += 1;
    parts[3][codes[i + 3]] += 1;
  }
  for (; i < count; i += 1) parts[0][codes[i]] += 1;
  for (size_t code = 0; code < 256; code += 1) {
    counts[code] += (uint64_t)parts[0][code] + parts[1][code] + parts[2][code] + parts[3][code];
  }
}

static void count_nibbles(const uint8_t *codes, size_t count, uint64_t *counts) {
  typedef uint8_t u8x32 __attribute__((ext_vector_type(32)));
  size_t counted = count_some_nibbles(codes, count, counts);
  codes += counted;
  count -= counted;
  size_t whole = count / 32;
  for (size_t half = 0; half < 16; half += 8) {
    for (size_t start = 0; start < whole; start += 255) {
      size_t end = whole - start < 255 ? whole : start + 255;
      u8x32 sums[8] = {0};
      for (size_t i = start; i < end; i += 1) {
        u8x32 v;
        memcpy(&v, codes + 32 * i, sizeof v);
#pragma clang loop unroll(full)
        for (size_t code = 0; code < 8; code += 1) {
          sums[code] -= ((u8x32)(v == (u8x32)(uint8_t)(half + code)));
        }
      }
#pragma clang loop unroll(full)
      for (size_t code = 0; code < 8; code += 1) {
        typedef uint32_t u32x32 __attribute__((ext_vector_type(32)));
        counts[half + code] +=
          __builtin_reduce_add(__builtin_convertvector(sums[code], u32x32));
      }
    }
  }
  for (size_t i = whole * 32; i < count; i += 1) counts[codes[i] & 15] += 1;
}

#endif
