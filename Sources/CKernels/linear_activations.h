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
  for (size_t i = 0; i < count; i += 4) {
    uint16_t four[4];
    for (size_t j = 0; j < 4; j += 1) {
      uint32_t bits;
      __builtin_memcpy(&bits, values + i + j, sizeof bits);
      four[j] = (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }
    narrow[i] = four[0];
    narrow[i + 1] = swaps ? four[2] : four[1];
    narrow[i + 2] = swaps ? four[1] : four[2];
    narrow[i + 3] = four[3];
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
