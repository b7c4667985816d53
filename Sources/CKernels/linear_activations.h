// Activations as tiles read them.
#ifndef CKERNELS_LINEAR_ACTIVATIONS_H
#define CKERNELS_LINEAR_ACTIVATIONS_H

#include "linear.h"

typedef uint32_t words16 __attribute__((ext_vector_type(16)));

/// Sixteen words of each of four rows become sixteen runs of four, `stride` words apart.
static inline __attribute__((always_inline)) void gather_four(
  const uint32_t *values, size_t row_stride, uint32_t *words, size_t stride
) {
  words16 row[4], two[4], runs[4];
  for (int i = 0; i < 4; i += 1) __builtin_memcpy(row + i, values + (size_t)i * row_stride, 64);
  for (int i = 0; i < 2; i += 1) {
    two[2 * i] = __builtin_shufflevector(
      row[2 * i], row[2 * i + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
    two[2 * i + 1] = __builtin_shufflevector(
      row[2 * i], row[2 * i + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
  }
  for (int i = 0; i < 2; i += 1) {
    // Words 0, 4, 8 and 12 of the rows, then 1, 5, 9 and 13; of the others two more.
    runs[2 * i] = __builtin_shufflevector(
      two[i], two[i + 2], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
    runs[2 * i + 1] = __builtin_shufflevector(
      two[i], two[i + 2], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
  }
  for (size_t i = 0; i < 16; i += 1) {
    uint32_t run[16];
    __builtin_memcpy(run, runs + i % 4, 64);
    __builtin_memcpy(words + i * stride, run + 4 * (i / 4), 16);
  }
}

static void gather_words(
  const uint32_t *values, size_t rows, size_t stride, size_t count, uint32_t *words
) {
  if (rows == 1) {
    __builtin_memcpy(words, values, count * sizeof *words);
    return;
  }
  size_t whole = rows % 4 == 0 ? count / 16 * 16 : 0;
  for (size_t first = 0; first < whole; first += 16) {
    for (size_t row = 0; row < rows; row += 4) {
      gather_four(values + row * stride + first, stride, words + first * rows + row, rows);
    }
  }
  for (size_t i = whole; i < count; i += 1) {
    for (size_t row = 0; row < rows; row += 1) words[i * rows + row] = values[row * stride + i];
  }
}

static void narrow_bf16(const float *values, size_t count, int swaps, uint16_t *narrow) {
  typedef uint32_t words __attribute__((ext_vector_type(16)));
  typedef uint16_t halves __attribute__((ext_vector_type(16)));
  size_t i = 0;
  for (; i < count; i += 16) {
    size_t some = count - i < 16 ? count - i : 16;
    words v = 0;
    if (some == 16) __builtin_memcpy(&v, values + i, sizeof v);
    else __builtin_memcpy(&v, values + i, some * sizeof *values);
    v = (v + 0x7fff + (v >> 16 & 1)) >> 16;
    halves h = __builtin_convertvector(v, halves);
    if (swaps) {
      h = __builtin_shufflevector(h, h, 0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15);
    }
    if (some == 16) __builtin_memcpy(narrow + i, &h, sizeof h);
    else __builtin_memcpy(narrow + i, &h, some * sizeof *narrow);
  }
}

static void sign_codes(
  const uint8_t *codes, size_t count, int32_t lowest, size_t group, int8_t *integers, int32_t *sums
) {
  for (size_t start = 0; start < count; start += group) {
    size_t end = count - start < group ? count : start + group;
    int32_t sum = 0;
    for (size_t i = start; i < end; i += 1) {
      int32_t value = codes[i] + lowest;
      integers[i] = (int8_t)value;
      sum += value;
    }
    sums[start / group] = sum;
  }
}

#endif
