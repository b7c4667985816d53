// Products by the dot instructions of AVX-512: VNNI, BF16; VBMI for tables.
#include "linear.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
  __attribute__((target( \
    "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512bf16,avx512vbmi,avx2,fma,f16c,bmi,bmi2"))), \
  apply_to = function)

#include "linear_dot_tiles.h"

/// Two BF16 in each lane times the lane's scale, both products exact.
INLINE __m512i scaled_words(__m512i words, __m512 scale) {
  const __m512i upper = _mm512_set1_epi32((int)0xffff0000);
  __m512 even = _mm512_castsi512_ps(_mm512_slli_epi32(words, 16));
  __m512 odd = _mm512_castsi512_ps(_mm512_and_si512(words, upper));
  __m512i low = _mm512_castps_si512(_mm512_mul_ps(even, scale));
  __m512i high = _mm512_castps_si512(_mm512_mul_ps(odd, scale));
  return _mm512_or_si512(_mm512_srli_epi32(low, 16), high);
}

INLINE void widen_layout(
  enum ck_layout layout, const uint8_t *weights, const void *values, size_t groups, size_t steps,
  enum ck_group_scale scale_type, const uint8_t *scales, uint8_t *panel
) {
  const struct step_shape shape = step_shape_of(layout);
  const struct tables tables = tables_of(layout, values);
  for (size_t g = 0; g < groups; g += 1) {
    __m512 scale[2];
    if (scales) load_scales(scale_type, scales, g, scale);
    for (size_t s = 0; s < steps; s += 1) {
#pragma clang loop unroll(full)
      for (int p = 0; p < 2; p += 1) {
        __m512i words[16];
        __builtin_prefetch(weights + 2048 + 64 * p);
        decode(layout, weights + 64 * p, tables, words);
#pragma clang loop unroll(full)
        for (int j = 0; j < shape.words; j += 1) {
          __m512i v = scales ? scaled_words(words[j], scale[p]) : words[j];
          _mm512_storeu_si512(panel + 128 * j + 64 * p, v);
        }
      }
      weights += 2 * shape.bytes;
      panel += 128 * shape.words;
    }
  }
}

static void widen(
  enum ck_layout layout, const uint8_t *weights, const void *values, size_t groups, size_t steps,
  enum ck_group_scale scale_type, const uint8_t *scales, uint8_t *panel
) {
  switch (layout) {
#define WIDEN(layout) \
  case layout: \
    if (scales) widen_layout(layout, weights, values, groups, steps, scale_type, scales, panel); \
    else widen_layout(layout, weights, values, groups, steps, scale_type, 0, panel); \
    break;
    WIDEN(ck_layout_nibbles_bf16)
    WIDEN(ck_layout_bytes_bf16)
    WIDEN(ck_layout_pairs_bf16)
    WIDEN(ck_layout_triples_bf16)
  default: break;
  }
}

#include "linear_activations.h"

/// Twelve sums that wait for nothing but themselves.
INLINE uint64_t exhaust_unit(enum ck_layout layout, uint64_t rounds, uint64_t each) {
  __m512i sums[12], a = _mm512_set1_epi32(0x3f803f80), b = a;
  for (int i = 0; i < 12; i += 1) sums[i] = _mm512_setzero_si512();
  for (uint64_t round = 0; round < rounds; round += 1) {
    __asm__ volatile("" : "+v"(a), "+v"(b));
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i += 1) {
      switch (layout) {
      case ck_layout_f32:
        sums[i] = _mm512_castps_si512(_mm512_fmadd_ps(
          _mm512_castsi512_ps(a), _mm512_castsi512_ps(b), _mm512_castsi512_ps(sums[i])));
        break;
      case ck_layout_bf16:
        sums[i] = _mm512_castps_si512(
          _mm512_dpbf16_ps(_mm512_castsi512_ps(sums[i]), (__m512bh)a, (__m512bh)b));
        break;
      default: sums[i] = _mm512_dpbusd_epi32(sums[i], a, b);
      }
    }
  }
  for (int i = 0; i < 12; i += 1) __asm__ volatile("" : : "v"(sums[i]));
  return rounds * 12 * each;
}

static uint64_t exhaust(enum ck_unit unit, uint64_t rounds) {
  switch (unit) {
  case ck_unit_f32: return exhaust_unit(ck_layout_f32, rounds, 32);
  case ck_unit_bf16: return exhaust_unit(ck_layout_bf16, rounds, 64);
  case ck_unit_int8: return exhaust_unit(ck_layout_bytes, rounds, 128);
  }
}

static const struct ck_linear_table table = {
  .multiply = multiply, .widen = widen, .gather = gather_words,
  .narrow = narrow_bf16, .sign = sign_codes, .exhaust = exhaust};

#pragma clang attribute pop

const struct ck_linear_table *ck_linear_dot(void) {
  __builtin_cpu_init();
  int has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
    __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16") &&
    __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("f16c");
  return has ? &table : 0;
}

#else

const struct ck_linear_table *ck_linear_dot(void) { return 0; }

#endif
