// Block scales from largest magnitudes, sixteen blocks at a time.
#ifndef CKERNELS_SCALES_H
#define CKERNELS_SCALES_H

#include "lanes.h"

/// A small float's code and value for magnitudes that lie in its range, ties to even.
///
/// Adding a power of two whose last bit is worth a step of the small float rounds to that step.
INLINE void round_minifloat(
  f32x16 magnitude, int mantissa_bits, int smallest_exponent, u32x16 *code, f32x16 *value
) {
  u32x16 smallest = (u32x16)(uint32_t)((smallest_exponent + 127) << 23);
  u32x16 binade = umax(bits(magnitude) & 0x7f800000, smallest);
  u32x16 step = binade + (uint32_t)((23 - mantissa_bits) << 23);
  f32x16 sum = magnitude + floats(step);
  *value = sum - floats(step);
  *code = bits(sum) - step + ((binade - smallest) >> (uint32_t)(23 - mantissa_bits));
}

INLINE void store_codes(uint32_t *codes, u32x16 v, size_t count) {
  memcpy(codes, &v, (count < 16 ? count : 16) * sizeof(uint32_t));
}

/// The exponent field of the smallest power of two that a positive value does not exceed, 0 for 2^-127 and below.
INLINE u32x16 ceiling_field(f32x16 value) {
  u32x16 b = bits(value);
  u32x16 normal = (b + 0x7fffff) >> 23;
  u32x16 subnormal = (u32x16)(b > 0x400000u) & 1;
  u32x16 is_subnormal = (u32x16)(b < 0x800000u);
  return (is_subnormal & subnormal) | (~is_subnormal & normal);
}

static void scale_power(
  const float *largest, size_t count, enum ck_power_rule rule, float element_largest,
  int32_t element_exponent, int32_t mantissa_bits, uint32_t *codes, float *values
) {
  for (size_t i = 0; i < count; i += 16) {
    size_t some = count - i < 16 ? count - i : 16;
    f32x16 amax = some == 16 ? load(largest + i) : load_some(largest + i, some);
    u32x16 field;
    u32x16 offset = (u32x16)(uint32_t)element_exponent;
    switch (rule) {
    case ck_power_floor:
      field = bits(amax) >> 23;
      break;
    case ck_power_even:
      // Half a step; subnormal numbers of the uppermost binade have a bit less of it.
      field = (bits(amax) +
        (((u32x16)(uint32_t)(1u << (22 - mantissa_bits))) >>
          ((u32x16)(bits(amax) < 0x800000u) & 1))) >> 23;
      break;
    case ck_power_ceil:
      field = ceiling_field(amax);
      break;
    case ck_power_rceil:
      field = ceiling_field(amax / splat(element_largest));
      offset = 0;
      break;
    }
    u32x16 code = umin(umax(field, offset) - offset, (u32x16)254u);
    u32x16 is_infinite = (u32x16)(bits(amax) >= 0x7f800000u);
    code = (is_infinite & 254) | (~is_infinite & code);
    code = (u32x16)(bits(amax) > 0u) & code;
    u32x16 value = umax(code << 23, (u32x16)0x400000u);
    store_codes(codes + i, code, some);
    if (some == 16) store(values + i, floats(value));
    else store_some(values + i, floats(value), some);
  }
}

static void scale_e4m3(
  const float *largest, size_t count, float element_largest, float tensor_scale, uint32_t *codes,
  float *values, float *multipliers
) {
  f32x16 divisor = splat(element_largest * tensor_scale);
  for (size_t i = 0; i < count; i += 16) {
    size_t some = count - i < 16 ? count - i : 16;
    f32x16 amax = some == 16 ? load(largest + i) : load_some(largest + i, some);
    f32x16 quotient = amax / divisor;
    f32x16 bounded = fmin16(fmax16(quotient, splat(0x1p-9f)), splat(448));
    // Zero over zero is a zero block too.
    f32x16 wanted = quotient > 0 ? bounded : splat(1);
    u32x16 code;
    f32x16 value;
    round_minifloat(wanted, 3, -6, &code, &value);
    store_codes(codes + i, code, some);
    if (some == 16) {
      store(values + i, value);
      store(multipliers + i, value * splat(tensor_scale));
    } else {
      store_some(values + i, value, some);
      store_some(multipliers + i, value * splat(tensor_scale), some);
    }
  }
}

/// A scale as it is stored: 16 bits saturate at the largest value and become zero for zero blocks alone.
INLINE void store_scale(
  f32x16 value, u32x16 is_used, enum ck_scale_type type, size_t i, size_t some, uint32_t *codes,
  float *values
) {
  u32x16 code = bits(value);
  if (type == ck_scale_f16) {
    f32x16 bounded = fmin16(fmax16(value, splat(0x1p-24f)), splat(65504));
    round_minifloat(bounded, 10, -14, &code, &value);
    code &= is_used;
    value = floats(bits(value) & is_used);
  } else if (type == ck_scale_bf16) {
    code = bits(fmin16(fmax16(value, splat(0x1p-133f)), splat(0x1.fep127f)));
    code = ((code + 0x7fff + (code >> 16 & 1)) >> 16) & is_used;
    value = floats(code << 16);
  }
  store_codes(codes + i, code, some);
  if (some == 16) store(values + i, value);
  else store_some(values + i, value, some);
}

static void scale_linear(
  const float *largest, size_t count, float divisor, float floor, enum ck_scale_type type,
  uint32_t *codes, float *values
) {
  for (size_t i = 0; i < count; i += 16) {
    size_t some = count - i < 16 ? count - i : 16;
    f32x16 amax = some == 16 ? load(largest + i) : load_some(largest + i, some);
    amax = fmax16(amax, splat(floor));
    u32x16 is_used = (u32x16)(bits(amax) > 0u);
    store_scale(amax / splat(divisor), is_used, type, i, some, codes, values);
  }
}

static void scale_affine(
  const float *lowest, const float *highest, size_t count, float levels, enum ck_scale_type type,
  uint32_t *codes, float *values, float *offsets
) {
  for (size_t i = 0; i < count; i += 16) {
    size_t some = count - i < 16 ? count - i : 16;
    f32x16 lo = some == 16 ? load(lowest + i) : load_some(lowest + i, some);
    f32x16 hi = some == 16 ? load(highest + i) : load_some(highest + i, some);
    f32x16 difference = hi - lo;
    u32x16 is_finite = (u32x16)(bits(difference) < 0x7f800000u);
    u32x16 extent = bits(difference / splat(levels));
    u32x16 parts = bits(hi / splat(levels) - lo / splat(levels));
    f32x16 exact = floats((extent & is_finite) | (parts & ~is_finite));
    u32x16 is_used = (u32x16)((lo < splat(0)) | (hi > splat(0)));
    store_scale(exact, is_used, type, i, some, codes, values);
    f32x16 scale = some == 16 ? load(values + i) : load_some(values + i, some);
    // The zero point: what the lowest value is beyond the codes below it.
    f32x16 quotient = fmax16(lo / scale, splat(-levels - 1));
    f32x16 rounded = (quotient + splat(0x1.8p23f)) - splat(0x1.8p23f);
    f32x16 zero = fmin16(splat(0) - rounded, splat(levels));
    zero = floats(bits(zero) & (u32x16)(scale != splat(0)));
    if (some == 16) store(offsets + i, zero);
    else store_some(offsets + i, zero, some);
  }
}

static int is_close(
  const float *largest, const float *multipliers, size_t count, float bound
) {
  i32x16 all = -1;
  for (size_t i = 0; i < count; i += 16) {
    size_t some = count - i < 16 ? count - i : 16;
    f32x16 amax = some == 16 ? load(largest + i) : load_some(largest + i, some);
    f32x16 m = some == 16 ? load(multipliers + i) : load_some(multipliers + i, some);
    i32x16 is_within = (m >= splat(0x1p-60f)) & (m <= splat(0x1p60f)) & (amax <= m * splat(bound));
    all &= (i32x16)(bits(amax) == 0u) | is_within;
  }
  return mask16(all) == 0xffff;
}

#endif
