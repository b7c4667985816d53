// What a backend without better instructions does in plain vectors.
#ifndef CKERNELS_PORTABLE_H
#define CKERNELS_PORTABLE_H

#include "lanes.h"

#ifndef CK_OWN_E2M1_VALUES
/// The values of E2M1 codes; `rounded` has the magnitude's code in its low bits, above a rounder.
INLINE f32x16 e2m1_values(u32x16 codes, u32x16 rounded, u32x16 sign) {
  (void)codes;
  f32x16 code = floats(rounded) - splat(0x1.8p23f);
  f32x16 magnitude = fmax16(
    fmax16(code * splat(0.5f), code - splat(2)), code * splat(2) - splat(8));
  return floats(bits(magnitude) | sign);
}
#endif

#ifndef CK_OWN_PACK
INLINE void pack64(uint8_t *p, u32x16 a, u32x16 b, u32x16 c, u32x16 d) {
  u8x16 v[4] = {
    __builtin_convertvector(a, u8x16), __builtin_convertvector(b, u8x16),
    __builtin_convertvector(c, u8x16), __builtin_convertvector(d, u8x16)};
  memcpy(p, v, sizeof v);
}
#endif

#ifndef CK_OWN_WORDS
INLINE u16x16 upper_words(f64x8 a, f64x8 b) {
  u16x16 v;
  u64x8 x = ((u64x8)a) >> 48, y = ((u64x8)b) >> 48;
  typedef uint16_t u16x8 __attribute__((ext_vector_type(8)));
  v.lo = __builtin_convertvector(x, u16x8);
  v.hi = __builtin_convertvector(y, u16x8);
  return v;
}
#endif

#ifndef CK_OWN_PLANES
/// Counts some of the codes in a quicker way where there is one, and returns how many.
INLINE size_t count_some_nibbles(const uint8_t *codes, size_t count, uint64_t *counts) {
  (void)codes;
  (void)count;
  (void)counts;
  return 0;
}
#endif

#ifndef CK_OWN_TABLE
struct nibble_table {
  const float *values;
};
INLINE struct nibble_table make_table(const float *values) {
  return (struct nibble_table){values};
}
INLINE f32x16 look_up(struct nibble_table table, uint64_t packed) {
  float v[16];
  for (int i = 0; i < 16; i += 1) v[i] = table.values[packed >> (4 * i) & 15];
  return load(v);
}
#endif

#endif
