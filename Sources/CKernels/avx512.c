// AVX-512 with F, BW, DQ and VL.
#include "attention.h"
#include "kernels.h"
#include "linear.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "planes.h"

#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,bmi,bmi2,popcnt"))), \
  apply_to = function)

#define CK_HAS_FMA
#define CK_MANY_REGISTERS
#define CK_OWN_E2M1_VALUES
#define CK_OWN_PACK
#define CK_OWN_WORDS
#define CK_OWN_TABLE
#define CK_OWN_PLANES
#define CK_OWN_LARGER
#include "lanes.h"

INLINE f64x8 larger_magnitude(f64x8 a, f64x8 b) {
  // The one of the larger magnitude, without its sign.
  return ((f64x8)_mm512_range_pd(((__m512d)a), ((__m512d)b), 0x0b));
}

INLINE f32x16 e2m1_values(u32x16 codes, u32x16 rounded, u32x16 sign) {
  (void)rounded;
  (void)sign;
  const __m512 grid =
    _mm512_setr_ps(0, 0.5f, 1, 1.5f, 2, 3, 4, 6, -0.0f, -0.5f, -1, -1.5f, -2, -3, -4, -6);
  return ((f32x16)_mm512_permutexvar_ps(((__m512i)codes), grid));
}

INLINE void pack64(uint8_t *p, u32x16 a, u32x16 b, u32x16 c, u32x16 d) {
  __m512i ab = _mm512_packus_epi32(((__m512i)a), ((__m512i)b));
  __m512i cd = _mm512_packus_epi32(((__m512i)c), ((__m512i)d));
  // Four codes of each of a, b, c, d in every 128 bits, in that order.
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  __m512i v = _mm512_permutexvar_epi32(order, _mm512_packus_epi16(ab, cd));
  memcpy(p, &v, sizeof v);
}

INLINE u16x16 upper_words(f64x8 a, f64x8 b) {
  const __m512i order = _mm512_castsi256_si512(
    _mm256_setr_epi16(3, 7, 11, 15, 19, 23, 27, 31, 35, 39, 43, 47, 51, 55, 59, 63));
  __m512i v = _mm512_permutex2var_epi16(
    ((__m512i)a), order, ((__m512i)b));
  return ((u16x16)_mm512_castsi512_si256(v));
}

INLINE size_t count_some_nibbles(const uint8_t *codes, size_t count, uint64_t *counts) {
  if (!__builtin_cpu_supports("avx512vpopcntdq")) return 0;
  return count_planes(codes, count, counts);
}

struct nibble_table {
  __m512 values;
};
INLINE struct nibble_table make_table(const float *values) {
  return (struct nibble_table){_mm512_loadu_ps(values)};
}
INLINE f32x16 look_up(struct nibble_table table, uint64_t packed) {
  // Lane i takes byte i/2, shifted by four bits where i is odd; a permutation heeds the low four bits alone.
  const __m512i bytes = _mm512_setr_epi32(
    0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
  const __m512i shifts = _mm512_setr_epi32(0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4);
  __m512i v = _mm512_shuffle_epi8(_mm512_set1_epi64((long long)packed), bytes);
  v = _mm512_srlv_epi32(v, shifts);
  return ((f32x16)_mm512_permutexvar_ps(v, table.values));
}

#include "portable.h"

#include "table.h"
#include "linear_plain.h"
#include "attention_plain.h"

#pragma clang attribute pop

const struct ck_table *ck_avx512(void) {
  __builtin_cpu_init();
  int has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
    __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
    __builtin_cpu_supports("f16c");
  return has ? &table : 0;
}

const struct ck_linear_table *ck_linear_avx512(void) { return ck_avx512() ? &linear_table : 0; }

const struct ck_attention_table *ck_attention_avx512(void) {
  return ck_avx512() ? &attention_table : 0;
}

#else

const struct ck_table *ck_avx512(void) { return 0; }
const struct ck_linear_table *ck_linear_avx512(void) { return 0; }
const struct ck_attention_table *ck_attention_avx512(void) { return 0; }

#endif
