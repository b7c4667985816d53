// AVX2 with FMA.
#include "attention.h"
#include "kernels.h"
#include "linear.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
  __attribute__((target("avx2,fma,f16c,bmi,bmi2,popcnt"))), apply_to = function)

#define CK_HAS_FMA
#define CK_OWN_E2M1_VALUES
#define CK_OWN_PACK
#define CK_OWN_WORDS
#define CK_OWN_TABLE
#include "lanes.h"

struct halves {
  __m256i low, high;
};

INLINE struct halves halves(u32x16 v) {
  struct halves h;
  memcpy(&h, &v, sizeof h);
  return h;
}

INLINE f32x16 e2m1_values(u32x16 codes, u32x16 rounded, u32x16 sign) {
  (void)rounded;
  const __m256 grid = _mm256_setr_ps(0, 0.5f, 1, 1.5f, 2, 3, 4, 6);
  // Only the three bits of the magnitude are heeded.
  struct halves h = halves(codes);
  __m256 v[2] = {
    _mm256_permutevar8x32_ps(grid, h.low), _mm256_permutevar8x32_ps(grid, h.high)};
  u32x16 magnitude;
  memcpy(&magnitude, v, sizeof magnitude);
  return floats(magnitude | sign);
}

INLINE __m256i pack32(u32x16 a, u32x16 b) {
  struct halves x = halves(a), y = halves(b);
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  __m256i v = _mm256_packus_epi16(
    _mm256_packus_epi32(x.low, x.high), _mm256_packus_epi32(y.low, y.high));
  return _mm256_permutevar8x32_epi32(v, order);
}

INLINE void pack64(uint8_t *p, u32x16 a, u32x16 b, u32x16 c, u32x16 d) {
  __m256i v[2] = {pack32(a, b), pack32(c, d)};
  memcpy(p, v, sizeof v);
}

INLINE u16x16 upper_words(f64x8 a, f64x8 b) {
  __m256i w[4];
  memcpy(w, &a, sizeof a);
  memcpy(w + 2, &b, sizeof b);
  for (int i = 0; i < 4; i += 1) w[i] = _mm256_srli_epi64(w[i], 48);
  __m256i ab = _mm256_packus_epi32(w[0], w[1]), cd = _mm256_packus_epi32(w[2], w[3]);
  // Pairs of words in the order a0 b0 c0 d0 a1 b1 c1 d1.
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  __m256i v = _mm256_permutevar8x32_epi32(_mm256_packus_epi32(ab, cd), order);
  return ((u16x16)v);
}

struct nibble_table {
  __m256 low, high;
};
INLINE struct nibble_table make_table(const float *values) {
  return (struct nibble_table){_mm256_loadu_ps(values), _mm256_loadu_ps(values + 8)};
}
INLINE f32x16 look_up(struct nibble_table table, uint64_t packed) {
  const __m256i shifts[2] = {
    _mm256_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28), _mm256_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28)};
  __m256 v[2];
  for (int i = 0; i < 2; i += 1) {
    __m256i word = _mm256_set1_epi32((int)(packed >> (32 * i)));
    __m256i code = _mm256_srlv_epi32(word, shifts[i]);
    // The fourth bit, shifted to the top, chooses the half.
    __m256 high = _mm256_castsi256_ps(_mm256_slli_epi32(code, 28));
    v[i] = _mm256_blendv_ps(
      _mm256_permutevar8x32_ps(table.low, code), _mm256_permutevar8x32_ps(table.high, code), high);
  }
  f32x16 result;
  memcpy(&result, v, sizeof result);
  return result;
}

#include "portable.h"

#include "table.h"
#include "linear_plain.h"
#include "attention_plain.h"

#pragma clang attribute pop

const struct ck_table *ck_avx2(void) {
  __builtin_cpu_init();
  int has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
    __builtin_cpu_supports("f16c");
  return has ? &table : 0;
}

const struct ck_linear_table *ck_linear_avx2(void) { return ck_avx2() ? &linear_table : 0; }

const struct ck_attention_table *ck_attention_avx2(void) {
  return ck_avx2() ? &attention_table : 0;
}

#else

const struct ck_table *ck_avx2(void) { return 0; }
const struct ck_linear_table *ck_linear_avx2(void) { return 0; }
const struct ck_attention_table *ck_attention_avx2(void) { return 0; }

#endif
