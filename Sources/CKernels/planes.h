// Counting of codes of four bits where a processor counts the ones of words.
#ifndef CKERNELS_PLANES_H
#define CKERNELS_PLANES_H

#include "kernels.h"

#define CK_PLANES_TARGET \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq,popcnt")))

typedef uint64_t ck_plane __attribute__((ext_vector_type(8)));

/// Counts whole runs of 512 codes and returns how many codes that are.
///
/// Each bit of the codes becomes a plane, with the codes' order left as it falls. A plane's ones and those of planes
/// taken together say how many codes have a set of bits; those with a bit besides are not the set's own.
static CK_PLANES_TARGET size_t count_planes(const uint8_t *codes, size_t count, uint64_t *counts) {
  ck_plane sets[16] = {0};
  size_t i = 0;
  for (; i + 512 <= count; i += 512) {
    ck_plane packed[4], have[16];
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; j += 1) {
      ck_plane a, b;
      __builtin_memcpy(&a, codes + i + 128 * j, sizeof a);
      __builtin_memcpy(&b, codes + i + 128 * j + 64, sizeof b);
      packed[j] = a | b << 4;
    }
#pragma clang loop unroll(full)
    for (int bit = 0; bit < 4; bit += 1) {
      // Bit `bit` of every fourth of the packed codes goes to bit `j` of the half byte that it is in.
      ck_plane plane = 0;
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j += 1) {
        ck_plane moved = j < bit ? packed[j] >> (uint64_t)(bit - j) : packed[j] << (uint64_t)(j - bit);
        plane |= moved & (0x1111111111111111u << j);
      }
      have[1 << bit] = plane;
    }
#pragma clang loop unroll(full)
    for (int set = 1; set < 16; set += 1) {
      if (set & (set - 1)) have[set] = have[set & (set - 1)] & have[set & -set];
      sets[set] += __builtin_elementwise_popcount(have[set]);
    }
  }
  uint64_t totals[16];
  totals[0] = i;
#pragma clang loop unroll(full)
  for (int set = 1; set < 16; set += 1) totals[set] = __builtin_reduce_add(sets[set]);
  for (int bit = 1; bit < 16; bit *= 2) {
    for (int set = 0; set < 16; set += 1) {
      if (!(set & bit)) totals[set] -= totals[set | bit];
    }
  }
  for (int code = 0; code < 16; code += 1) counts[code] += totals[code];
  return i;
}

#endif
