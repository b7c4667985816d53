// What formats share of a row: the largest magnitude and the energy of each piece.
#ifndef CKERNELS_SURVEY_H
#define CKERNELS_SURVEY_H

#include "lanes.h"

static float survey(
  const float *values, size_t count, float *largest, double *energy, double *lanes
) {
  f64x8 sum_low = load64(lanes), sum_high = load64(lanes + 8);
  u32x16 all = 0;
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    u32x16 magnitudes[4];
    f64x8 squares[4];
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; j += 1) {
      f32x16 x = load(values + i + 16 * j);
      f64x8 a = low(x), b = high(x);
      magnitudes[j] = bits(x) & 0x7fffffff;
      // Squares of F32 values are exact in F64, so fusing changes no bit.
      sum_low = multiply_add64(a, a, sum_low);
      sum_high = multiply_add64(b, b, sum_high);
      squares[j] = multiply_add64(a, a, b * b);
    }
    all = umax(
      all, umax(umax(magnitudes[0], magnitudes[1]), umax(magnitudes[2], magnitudes[3])));
    u32x4 tops = largest_of_four(magnitudes[0], magnitudes[1], magnitudes[2], magnitudes[3]);
    memcpy(largest + i / 16, &tops, sizeof tops);
    f64x4 energies = trees(squares[0], squares[1], squares[2], squares[3]);
    memcpy(energy + i / 16, &energies, sizeof energies);
  }
  for (; i < count; i += 16) {
    f32x16 x = load_some(values + i, count - i < 16 ? count - i : 16);
    u32x16 magnitude = bits(x) & 0x7fffffff;
    uint32_t top = largest_of(magnitude);
    memcpy(largest + i / 16, &top, sizeof top);
    all = umax(all, magnitude);
    f64x8 a = low(x), b = high(x);
    a *= a;
    b *= b;
    sum_low += a;
    sum_high += b;
    energy[i / 16] = tree(a, b);
  }
  store64(lanes, sum_low);
  store64(lanes + 8, sum_high);
  uint32_t top = largest_of(all);
  float result;
  memcpy(&result, &top, sizeof result);
  return result;
}

static void piece_largest(const float *values, size_t count, float *largest) {
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    u32x4 tops = largest_of_four(
      bits(load(values + i)) & 0x7fffffff, bits(load(values + i + 16)) & 0x7fffffff,
      bits(load(values + i + 32)) & 0x7fffffff, bits(load(values + i + 48)) & 0x7fffffff);
    memcpy(largest + i / 16, &tops, sizeof tops);
  }
  for (; i < count; i += 16) {
    uint32_t top = largest_of(
      bits(load_some(values + i, count - i < 16 ? count - i : 16)) & 0x7fffffff);
    memcpy(largest + i / 16, &top, sizeof top);
  }
}

/// Whole blocks of a number of pieces that the compiler knows.
INLINE void largest_of_blocks(
  const float *largest, size_t blocks, size_t pieces, float *restrict result
) {
  for (size_t block = 0; block < blocks; block += 1) {
    uint32_t top = 0;
    for (size_t piece = 0; piece < pieces; piece += 1) {
      uint32_t next;
      memcpy(&next, largest + block * pieces + piece, sizeof next);
      top = next > top ? next : top;
    }
    memcpy(result + block, &top, sizeof top);
  }
}

static void block_largest(const float *largest, size_t count, size_t pieces, float *blocks) {
  size_t whole = count / pieces;
  switch (pieces) {
  case 1: memcpy(blocks, largest, count * sizeof *blocks); break;
  case 2: largest_of_blocks(largest, whole, 2, blocks); break;
  case 4: largest_of_blocks(largest, whole, 4, blocks); break;
  case 8: largest_of_blocks(largest, whole, 8, blocks); break;
  default: largest_of_blocks(largest, whole, pieces, blocks); break;
  }
  size_t rest = count - whole * pieces;
  if (rest > 0) largest_of_blocks(largest + whole * pieces, 1, rest, blocks + whole);
}

/// The ends of each block's range, zero included.
static void block_ranges(
  const float *values, size_t count, size_t block, float *lowest, float *highest
) {
  for (size_t start = 0; start < count; start += block) {
    size_t end = count - start < block ? count : start + block;
    f32x16 lo = 0, hi = 0;
    for (size_t i = start; i < end; i += 16) {
      f32x16 x = end - i >= 16 ? load(values + i) : load_some(values + i, end - i);
      lo = fmin16(x, lo);
      hi = fmax16(x, hi);
    }
    float low = 0, high = 0;
    for (int lane = 0; lane < 16; lane += 1) {
      low = lo[lane] < low ? lo[lane] : low;
      high = hi[lane] > high ? hi[lane] : high;
    }
    lowest[start / block] = low;
    highest[start / block] = high;
  }
}

#endif
