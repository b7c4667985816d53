// Words of weights by AVX-512, and the scales of groups; included within that target.
#ifndef CKERNELS_LINEAR_DOT_WORDS_H
#define CKERNELS_LINEAR_DOT_WORDS_H

#include <immintrin.h>

#include "linear_layout.h"

/// Tables of values that fit registers.
struct tables {
  __m512i small;
  const uint8_t *large;
};

INLINE struct tables tables_of(enum ck_layout layout, const void *values) {
  struct tables t = {_mm512_setzero_si512(), values};
  uint16_t words[32];
  switch (layout) {
  case ck_layout_nibbles:
    t.small = _mm512_broadcast_i32x4(_mm_loadu_si128(values));
    break;
  case ck_layout_nibbles_bf16:
  case ck_layout_pairs_bf16:
  case ck_layout_triples_bf16: {
    // A permutation heeds five bits: codes of fewer repeat, so that none need be masked.
    int count = layout == ck_layout_nibbles_bf16 ? 16 : layout == ck_layout_pairs_bf16 ? 4 : 8;
    for (int i = 0; i < 32; i += 1) {
      __builtin_memcpy(words + i, (const uint8_t *)values + 2 * (i % count), 2);
    }
    t.small = _mm512_loadu_si512(words);
    break;
  }
  default: break;
  }
  return t;
}

/// BF16 for 32 codes in words, whose upper bytes are zero.
INLINE __m512i look_up_256(__m512i codes, const uint8_t *values) {
  __m512i part[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i += 1) {
    part[i] = _mm512_permutex2var_epi16(
      _mm512_loadu_si512(values + 128 * i), codes, _mm512_loadu_si512(values + 128 * i + 64));
  }
  __mmask32 bit6 = _mm512_test_epi16_mask(codes, _mm512_set1_epi16(0x40));
  __mmask32 bit7 = _mm512_test_epi16_mask(codes, _mm512_set1_epi16(0x80));
  __m512i low = _mm512_mask_blend_epi16(bit6, part[0], part[1]);
  __m512i high = _mm512_mask_blend_epi16(bit6, part[2], part[3]);
  return _mm512_mask_blend_epi16(bit7, low, high);
}

/// The words of one step.
INLINE void decode(
  enum ck_layout layout, const uint8_t *weights, struct tables tables, __m512i *words
) {
  __m512i v = _mm512_loadu_si512(weights);
  const __m512i low_half = _mm512_set1_epi8(0x0f);
  switch (layout) {
  case ck_layout_f32:
  case ck_layout_bf16:
  case ck_layout_bytes:
    words[0] = v;
    break;
  case ck_layout_nibbles:
    words[0] = _mm512_shuffle_epi8(tables.small, _mm512_and_si512(v, low_half));
    words[1] = _mm512_shuffle_epi8(
      tables.small, _mm512_and_si512(_mm512_srli_epi16(v, 4), low_half));
    break;
  case ck_layout_nibbles_bf16:
    // Words hold codes 2h, 2h + 4, 2h + 1, 2h + 5 from the lowest bits up.
    words[0] = _mm512_permutexvar_epi16(v, tables.small);
    words[1] = _mm512_permutexvar_epi16(_mm512_srli_epi16(v, 8), tables.small);
    words[2] = _mm512_permutexvar_epi16(_mm512_srli_epi16(v, 4), tables.small);
    words[3] = _mm512_permutexvar_epi16(_mm512_srli_epi16(v, 12), tables.small);
    break;
  case ck_layout_bytes_bf16:
    words[0] = look_up_256(_mm512_and_si512(v, _mm512_set1_epi16(0xff)), tables.large);
    words[1] = look_up_256(_mm512_srli_epi16(v, 8), tables.large);
    break;
  case ck_layout_pairs_bf16:
#pragma clang loop unroll(full)
    for (int j = 0; j < 8; j += 1) {
      words[j] = _mm512_permutexvar_epi16(_mm512_srli_epi16(v, (unsigned)(2 * j)), tables.small);
    }
    break;
  case ck_layout_triples_bf16: {
    __m512i third = _mm512_loadu_si512(weights + 256);
#pragma clang loop unroll(full)
    for (int j = 0; j < 16; j += 1) {
      __m512i two = _mm512_srli_epi16(
        j < 8 ? v : _mm512_loadu_si512(weights + 128), (unsigned)(2 * (j & 7)));
      __m512i one = j < 2 ? _mm512_slli_epi16(third, (unsigned)(2 - j))
                          : _mm512_srli_epi16(third, (unsigned)(j - 2));
      // Bits 0 and 1 of the one, bit 2 of the other.
      __m512i code = _mm512_ternarylogic_epi32(two, one, _mm512_set1_epi16(3), 0xe4);
      words[j] = _mm512_permutexvar_epi16(code, tables.small);
    }
    break;
  }
  }
}
/// The scales of a group's outputs.
INLINE void load_scales(
  enum ck_group_scale type, const uint8_t *scales, size_t group, __m512 *result
) {
#pragma clang loop unroll(full)
  for (size_t p = 0; p < 2; p += 1) {
    size_t index = 2 * group + p;
    switch (type) {
    case ck_group_f32: result[p] = _mm512_loadu_ps(scales + 64 * index); break;
    case ck_group_f16:
      result[p] = _mm512_cvtph_ps(_mm256_loadu_si256((const void *)(scales + 32 * index)));
      break;
    case ck_group_bf16:
      result[p] = _mm512_castsi512_ps(_mm512_slli_epi32(
        _mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)(scales + 32 * index))), 16));
      break;
    case ck_group_e8m0:
      result[p] = _mm512_castsi512_ps(_mm512_max_epu32(
        _mm512_slli_epi32(
          _mm512_cvtepu8_epi32(_mm_loadu_si128((const void *)(scales + 16 * index))), 23),
        _mm512_set1_epi32(0x400000)));
      break;
    case ck_group_e4m3:
      // Shifted into place the pattern reads as the value times 2^-120, subnormals too.
      result[p] = _mm512_mul_ps(
        _mm512_castsi512_ps(_mm512_slli_epi32(
          _mm512_cvtepu8_epi32(_mm_loadu_si128((const void *)(scales + 16 * index))), 20)),
        _mm512_set1_ps(0x1p120f));
      break;
    }
  }
}

#endif
