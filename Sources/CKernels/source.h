// From stored bits to F32.
#ifndef CKERNELS_SOURCE_H
#define CKERNELS_SOURCE_H

#include "lanes.h"

INLINE u32x16 load_halves(const uint8_t *p, size_t count) {
  uint16_t padded[16] = {0};
  u16x16 v;
  if (count >= 16) {
    memcpy(&v, p, sizeof v);
  } else {
    memcpy(padded, p, count * 2);
    memcpy(&v, padded, sizeof v);
  }
  return __builtin_convertvector(v, u32x16);
}

static void decode_bf16(const void *source, size_t count, float *values) {
  const uint8_t *p = source;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) store(values + i, floats(load_halves(p + 2 * i, 16) << 16));
  if (i < count) {
    store_some(values + i, floats(load_halves(p + 2 * i, count - i) << 16), count - i);
  }
}

INLINE f32x16 from_f16(u32x16 half) {
  // Shifted into place, the pattern reads as the value times 2^-112, subnormals too.
  u32x16 magnitude = (half & 0x7fff) << 13;
  u32x16 finite = bits(floats(magnitude) * splat(0x1p112f));
  u32x16 is_special = (u32x16)(magnitude >= 0x0f800000u);
  u32x16 value = (is_special & (magnitude | 0x7f800000u)) | (~is_special & finite);
  return floats((half & 0x8000) << 16 | value);
}

static void decode_f16(const void *source, size_t count, float *values) {
  const uint8_t *p = source;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) store(values + i, from_f16(load_halves(p + 2 * i, 16)));
  if (i < count) {
    store_some(values + i, from_f16(load_halves(p + 2 * i, count - i)), count - i);
  }
}

#endif
