// Activations as tiles read them.
#ifndef CKERNELS_LINEAR_ACTIVATIONS_H
#define CKERNELS_LINEAR_ACTIVATIONS_H

#include "linear.h"

static void gather_words(
  const uint32_t *values, size_t rows, size_t stride, size_t count, uint32_t *words
) {
  // Sixteen words of a row are a line of memory: they are read together.
  for (size_t first = 0; first < count; first += 16) {
    size_t end = count - first < 16 ? count : first + 16;
    for (size_t row = 0; row < rows; row += 1) {
      for (size_t i = first; i < end; i += 1) words[i * rows + row] = values[row * stride + i];
    }
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
