// What formats share of a row: the largest magnitude and the energy of each piece.
#ifndef CKERNELS_SURVEY_H
#define CKERNELS_SURVEY_H

#include "lanes.h"
#include "source.h"

/// What is found in four pieces.
INLINE void survey_four(
  const f32x16 *values, float *largest, double *energy, u32x16 *all, uint64_t *zeros
) {
  u32x16 magnitudes[4];
  f64x8 squares[4];
  uint64_t masks[4];
#pragma clang loop unroll(full)
  for (size_t j = 0; j < 4; j += 1) {
    f64x8 a = low(values[j]), b = high(values[j]);
    magnitudes[j] = bits(values[j]) & 0x7fffffff;
    // Squares of F32 values are exact in F64, so fusing changes no bit.
    squares[j] = multiply_add64(b, b, a * a);
    masks[j] = mask16((i32x16)(magnitudes[j] == 0u));
  }
  *zeros += (uint64_t)__builtin_popcountll(
    masks[0] | masks[1] << 16 | masks[2] << 32 | masks[3] << 48);
  *all = umax(
    *all, umax(umax(magnitudes[0], magnitudes[1]), umax(magnitudes[2], magnitudes[3])));
  u32x4 tops = largest_of_four(magnitudes[0], magnitudes[1], magnitudes[2], magnitudes[3]);
  memcpy(largest, &tops, sizeof tops);
  f64x4 energies = trees(squares[0], squares[1], squares[2], squares[3]);
  memcpy(energy, &energies, sizeof energies);
}

/// What is left after whole fours of pieces.
INLINE void survey_rest(
  const float *values, size_t count, float *largest, double *energy, u32x16 *all, uint64_t *zeros
) {
  for (size_t i = 0; i < count; i += 16) {
    size_t some = count - i < 16 ? count - i : 16;
    f32x16 x = load_some(values + i, some);
    u32x16 magnitude = bits(x) & 0x7fffffff;
    uint32_t top = largest_of(magnitude);
    memcpy(largest + i / 16, &top, sizeof top);
    *all = umax(*all, magnitude);
    f64x8 a = low(x), b = high(x);
    energy[i / 16] = tree(a * a, b * b);
    uint32_t mask = mask16((i32x16)(magnitude == 0u)) & (0xffffu >> (16 - some));
    *zeros += (uint64_t)__builtin_popcount(mask);
  }
}

INLINE float largest_float(u32x16 magnitudes) {
  uint32_t top = largest_of(magnitudes);
  float result;
  memcpy(&result, &top, sizeof result);
  return result;
}

static float survey(
  const float *values, size_t count, float *largest, double *energy, uint64_t *zeros
) {
  u32x16 all = 0;
  uint64_t none = 0;
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    f32x16 four[4];
    for (size_t j = 0; j < 4; j += 1) four[j] = load(values + i + 16 * j);
    survey_four(four, largest + i / 16, energy + i / 16, &all, &none);
  }
  survey_rest(values + i, count - i, largest + i / 16, energy + i / 16, &all, &none);
  *zeros = none;
  return largest_float(all);
}

static float survey_bf16(
  const void *source, float *values, size_t count, float *largest, double *energy,
  uint64_t *zeros
) {
  const uint8_t *p = source;
  u32x16 all = 0;
  uint64_t none = 0;
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    f32x16 four[4];
    // Two kilobytes ahead: arithmetic leaves memory time to bring them.
    __builtin_prefetch(p + 2 * i + 2048);
    __builtin_prefetch(p + 2 * i + 2048 + 64);
    for (size_t j = 0; j < 4; j += 1) {
      four[j] = floats(load_halves(p + 2 * (i + 16 * j), 16) << 16);
      store(values + i + 16 * j, four[j]);
    }
    survey_four(four, largest + i / 16, energy + i / 16, &all, &none);
  }
  decode_bf16(p + 2 * i, count - i, values + i);
  survey_rest(values + i, count - i, largest + i / 16, energy + i / 16, &all, &none);
  *zeros = none;
  return largest_float(all);
}

static void piece_largest(const float *values, size_t count, float *largest) {
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    for (size_t line = 0; line < 64; line += 16) __builtin_prefetch(values + i + 1024 + line);
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

/// The larger of each two; they may be written where they were read.
INLINE void halve(const float *largest, size_t count, float *result) {
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    u32x16 a = bits(load(largest + i)), b = bits(load(largest + i + 16));
    u32x16 tops = umax(
      __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30),
      __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31));
    store(result + i / 2, floats(tops));
  }
  for (; i + 2 <= count; i += 2) {
    uint32_t pair[2];
    memcpy(pair, largest + i, sizeof pair);
    pair[0] = pair[0] > pair[1] ? pair[0] : pair[1];
    memcpy(result + i / 2, pair, sizeof *pair);
  }
}

static void block_largest(const float *largest, size_t count, size_t pieces, float *blocks) {
  size_t whole = count / pieces * pieces, first = 0;
  if (pieces == 1) {
    memcpy(blocks, largest, count * sizeof *blocks);
    return;
  }
  if (pieces == 2) {
    halve(largest, whole, blocks);
    first = whole;
  } else if (pieces == 8) {
    float quarter[256];
    for (; first < whole; first += 512) {
      size_t some = whole - first < 512 ? whole - first : 512;
      halve(largest + first, some, quarter);
      halve(quarter, some / 2, quarter);
      halve(quarter, some / 4, blocks + first / 8);
    }
    first = whole;
  }
  for (; first < count; first += pieces) {
    size_t end = count - first < pieces ? count : first + pieces, piece = first;
    u32x16 tops = 0;
    for (; piece + 16 <= end; piece += 16) tops = umax(tops, bits(load(largest + piece)));
    tops = umax(tops, bits(load_some(largest + piece, end - piece)));
    uint32_t top = largest_of(tops);
    memcpy(blocks + first / pieces, &top, sizeof top);
  }
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
