// Attention by the dot instructions of AVX-512: VNNI for INT8, BF16 for E4M3, whose values BF16 holds exactly.
//
// A dot of BF16 adds the upper product, then the lower one, each sum rounded to nearest: the order of the definition.
#include "attention.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
  __attribute__((target( \
    "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512bf16,avx2,fma,f16c,bmi,bmi2"))), \
  apply_to = function)

#define CK_HAS_FMA
#define CK_MANY_REGISTERS
#include "lanes.h"
#include "attention_products.h"

/// Rows of words times 64 columns of words.
INLINE void dot_tile(
  enum ck_attention_layout layout, size_t rows, const uint32_t *a, size_t a_stride,
  const uint32_t *b, size_t b_stride, size_t steps, __m512i (*sums)[4]
) {
  for (size_t r = 0; r < rows; r += 1) {
    // Bytes are 128 too large in the one factor; the last word takes that off.
    __m512i first = layout == ck_attention_bytes
      ? _mm512_set1_epi32((int)a[r * a_stride + steps]) : _mm512_setzero_si512();
    for (int v = 0; v < 4; v += 1) sums[r][v] = first;
  }
  for (size_t k = 0; k < steps; k += 1) {
    __m512i column[4];
#pragma clang loop unroll(full)
    for (int v = 0; v < 4; v += 1) column[v] = _mm512_loadu_si512(b + k * b_stride + 16 * v);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r += 1) {
      __m512i word = _mm512_set1_epi32((int)a[r * a_stride + k]);
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v += 1) {
        sums[r][v] = layout == ck_attention_bytes
          ? _mm512_dpbusd_epi32(sums[r][v], column[v], word)
          : _mm512_castps_si512(_mm512_dpbf16_ps(
              _mm512_castsi512_ps(sums[r][v]), (__m512bh)word, (__m512bh)column[v]));
      }
    }
  }
}

INLINE f32x16 sum_of(enum ck_attention_layout layout, __m512i sum) {
  return layout == ck_attention_bytes ? (f32x16)_mm512_cvtepi32_ps(sum) : (f32x16)sum;
}

INLINE void score_dot_rows(
  enum ck_attention_layout layout, size_t rows, const struct ck_attention *a, size_t first,
  size_t tile, float *scores, size_t stride
) {
  const size_t each = layout == ck_attention_bytes ? 4 : 2, steps = (a->dim + each - 1) / each;
  const size_t words = steps + (layout == ck_attention_bytes);
  const uint32_t *queries = a->queries, *keys = a->key_tiles;
  const f32x16 factor = splat(a->query_factor * a->key_factors[tile]);
  __m512i sums[product_rows][4];
  dot_tile(
    layout, rows, queries + first * words, words, keys + tile * steps * ck_attention_tile,
    ck_attention_tile, steps, sums);
  for (size_t r = 0; r < rows; r += 1) {
    for (size_t v = 0; v < 4; v += 1) {
      store(scores + (first + r) * stride + 16 * v, sum_of(layout, sums[r][v]) * factor);
    }
  }
}

INLINE void add_dot_rows(
  size_t rows, const struct ck_attention *a, size_t first, size_t tile, const float *shrink
) {
  const uint32_t *values = a->value_tiles;
  const f32x16 factor = splat(a->value_factors[tile]);
  const size_t steps = ck_attention_tile / 2;
  for (size_t c = 0; c < a->value_dim; c += 64) {
    __m512i sums[product_rows][4];
    dot_tile(
      ck_attention_pairs, rows, a->words + first * steps, steps,
      values + tile * a->value_dim * steps + c, a->value_dim, steps, sums);
    for (size_t r = 0; r < rows; r += 1) {
      f32x16 less = splat(shrink[first + r]);
      for (size_t v = 0; v < 4; v += 1) {
        float *sum = a->sums + (first + r) * a->value_dim + c + 16 * v;
        store(sum, load(sum) * less + (f32x16)sums[r][v] * factor);
      }
    }
  }
}

static void score_any(const struct ck_attention *a, size_t tile, float *scores, size_t stride) {
  switch (a->key_layout) {
  case ck_attention_floats: score_floats(a, tile, scores, stride); break;
  case ck_attention_bytes:
    for (size_t first = 0; first < a->rows; first += product_rows) {
#define CK_SCORE_BYTES(n) \
  score_dot_rows(ck_attention_bytes, n, a, first, tile, scores, stride)
      CK_EACH_ROWS(CK_SCORE_BYTES)
    }
    break;
  case ck_attention_pairs:
    for (size_t first = 0; first < a->rows; first += product_rows) {
#define CK_SCORE_PAIRS(n) \
  score_dot_rows(ck_attention_pairs, n, a, first, tile, scores, stride)
      CK_EACH_ROWS(CK_SCORE_PAIRS)
    }
    break;
  }
}

/// Two BF16 of sixteen exact ones each, in neighbouring places.
INLINE u32x16 pairs_of(f32x16 a, f32x16 b) {
  u32x16 even = __builtin_shufflevector(
    bits(a), bits(b), 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  u32x16 odd = __builtin_shufflevector(
    bits(a), bits(b), 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  return (even & 0xffff0000u) | odd >> 16;
}

static void add_any(
  const struct ck_attention *a, size_t tile, float *weights, size_t stride, const float *shrink
) {
  if (a->value_layout == ck_attention_floats) return add_floats(a, tile, weights, stride, shrink);
  for (size_t r = 0; r < a->rows; r += 1) {
    for (size_t i = 0; i < 2; i += 1) {
      const float *row = weights + r * stride + 32 * i;
      u32x16 words = pairs_of(load(row), load(row + 16));
      memcpy(a->words + r * (ck_attention_tile / 2) + 16 * i, &words, sizeof words);
    }
  }
  for (size_t first = 0; first < a->rows; first += product_rows) {
#define CK_ADD_PAIRS(n) add_dot_rows(n, a, first, tile, shrink)
    CK_EACH_ROWS(CK_ADD_PAIRS)
  }
}

INLINE uint32_t pattern_of(float value) {
  uint32_t pattern;
  memcpy(&pattern, &value, sizeof pattern);
  return pattern;
}

static void pack_rows(
  enum ck_attention_layout layout, const float *values, size_t rows, size_t terms,
  uint32_t *words
) {
  const size_t each = layout == ck_attention_bytes ? 4 : 2;
  for (size_t row = 0; row < rows; row += 1) {
    const float *from = values + row * terms;
    int32_t sum = 0;
    for (size_t k = 0; k < terms; k += each) {
      uint32_t word = 0;
      for (size_t i = 0; i < each && k + i < terms; i += 1) {
        if (layout == ck_attention_bytes) {
          int32_t value = (int32_t)from[k + i];
          sum += value;
          word |= ((uint32_t)value & 255) << (8 * i);
        } else {
          word |= (pattern_of(from[k + i]) >> 16) << (16 - 16 * i);
        }
      }
      *words = word;
      words += 1;
    }
    if (layout == ck_attention_bytes) {
      *words = (uint32_t)(-128 * sum);
      words += 1;
    }
  }
}

static void pack_columns(
  enum ck_attention_layout layout, const float *values, size_t terms, size_t columns,
  uint32_t *words
) {
  const size_t each = layout == ck_attention_bytes ? 4 : 2;
  for (size_t k = 0; k < terms; k += each) {
    for (size_t c = 0; c < columns; c += 1) {
      uint32_t word = 0;
      for (size_t i = 0; i < each && k + i < terms; i += 1) {
        float value = values[(k + i) * columns + c];
        word |= layout == ck_attention_bytes ? (uint32_t)((int32_t)value + 128) << (8 * i)
                                             : (pattern_of(value) >> 16) << (16 - 16 * i);
      }
      words[c] = word;
    }
    words += columns;
  }
}

#define CK_SCORE_TILE score_any
#define CK_ADD_TILE add_any
#define CK_PACK_ROWS pack_rows
#define CK_PACK_COLUMNS pack_columns
#include "attention_plain.h"

#pragma clang attribute pop

const struct ck_attention_table *ck_attention_dot(void) {
  __builtin_cpu_init();
  int has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
    __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16") &&
    __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return has ? &attention_table : 0;
}

#else

const struct ck_attention_table *ck_attention_dot(void) { return 0; }

#endif
