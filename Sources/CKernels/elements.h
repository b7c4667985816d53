// Codes of elements, and what they stand for.
#ifndef CKERNELS_ELEMENTS_H
#define CKERNELS_ELEMENTS_H

#include "lanes.h"
#include "scales.h"

/// Sixteen elements: codes in the low bytes, what they stand for, one bit for each that is too large.
struct quantized {
  u32x16 codes;
  f32x16 values;
  uint32_t saturated;
};

/// Adding this rounds magnitudes below 2^22 to integers.
#define ROUNDER 0x1.8p23f

INLINE struct quantized e2m1(f32x16 scaled) {
  struct quantized q;
  u32x16 sign = bits(scaled) & 0x80000000u;
  f32x16 y = floats(bits(scaled) ^ sign);
  // The code of y is the least of 2y, y + 2 and y/2 + 4, rounded; each in one rounding.
  u32x16 a = bits(multiply_add(y, splat(2), splat(ROUNDER)));
  u32x16 b = bits(y + splat(ROUNDER + 2));
  u32x16 c = bits(multiply_add(y, splat(0.5f), splat(ROUNDER + 4)));
  u32x16 code = umin(umin(a, b), umin(c, bits(splat(ROUNDER + 7))));
  q.codes = (code & 7) | sign >> 28;
  q.saturated = mask16(y > splat(6));
  q.values = e2m1_values(q.codes, code, sign);
  return q;
}

INLINE struct quantized integer(f32x16 scaled, float lowest, float highest) {
  struct quantized q;
  // Bounded beyond what is rounded to the outermost codes, so that the rounder works; NaN becomes the lowest.
  f32x16 bounded = fmin16(fmax16(scaled, splat(lowest - 1)), splat(highest + 1));
  f32x16 rounded = (bounded + splat(ROUNDER)) - splat(ROUNDER);
  q.values = fmin16(fmax16(rounded, splat(lowest)), splat(highest));
  q.codes = bits(q.values + splat(ROUNDER - lowest)) & 0xff;
  q.saturated = mask16(rounded != q.values);
  return q;
}

/// An integer above a zero point, from 0 to the highest.
INLINE struct quantized affine(f32x16 x, float inverse, float offset, float highest) {
  struct quantized q;
  // Zero times infinity is no number.
  f32x16 scaled = floats(bits(x * splat(inverse)) & (u32x16)(x != splat(0)));
  f32x16 bounded = fmin16(fmax16(scaled, splat(-highest - 1)), splat(highest + 1));
  f32x16 rounded = (bounded + splat(ROUNDER)) - splat(ROUNDER) + splat(offset);
  f32x16 clamped = fmin16(fmax16(rounded, splat(0)), splat(highest));
  q.codes = bits(clamped + splat(ROUNDER)) & 0xff;
  q.saturated = mask16(rounded != clamped);
  q.values = clamped - splat(offset);
  return q;
}

INLINE struct quantized minifloat(f32x16 scaled, struct ck_minifloat type) {
  struct quantized q;
  u32x16 sign = bits(scaled) & 0x80000000u;
  u32x16 y = bits(scaled) ^ sign;
  q.saturated = mask16(floats(y) > splat(type.largest));
  u32x16 code;
  f32x16 value;
  round_minifloat(
    floats(umin(y, bits(splat(type.largest)))), type.mantissa_bits, type.smallest_exponent, &code,
    &value);
  q.codes = code | sign >> (uint32_t)(31 - type.magnitude_bits);
  q.values = floats(bits(value) | sign);
  return q;
}

enum element { element_e2m1, element_integer, element_affine, element_minifloat };

/// What a caller of `quantize` fixes, so that the compiler makes a loop for it.
struct element_type {
  enum element element;
  int is_power;
  float lowest;
  float highest;
  /// What an integer is worth, a power of two.
  float step;
  struct ck_minifloat minifloat;
};

/// `reciprocal` is that of the multiplier where it is a power of two: exact then, as is the product. Under a zero
/// point it is that.
INLINE struct quantized quantize_piece(
  f32x16 x, float multiplier, float reciprocal, struct element_type type
) {
  struct quantized q;
  if (type.element == element_affine) {
    q = affine(x, multiplier == 0 ? 0 : 1 / multiplier, reciprocal, type.highest);
    q.values *= splat(multiplier);
    return q;
  }
  f32x16 y;
  if (type.is_power) {
    y = x * splat(reciprocal);
  } else if (__builtin_expect(multiplier == 0, 0)) {
    // A scale that underflowed makes everything zero.
    y = 0;
  } else {
    y = x / splat(multiplier);
  }
  switch (type.element) {
  case element_affine:
  case element_e2m1:
    q = e2m1(y);
    break;
  case element_integer:
    // Steps are powers of two: their products are exact where they are not beyond the outermost codes.
    if (type.is_power) y *= splat(1 / type.step);
    q = integer(y, type.lowest, type.highest);
    if (type.is_power) q.values *= splat(type.step);
    break;
  case element_minifloat:
    q = minifloat(y, type.minifloat);
    break;
  }
  q.values *= splat(multiplier);
  return q;
}

/// Four pieces, block by block: one piece, two or all four in a block.
INLINE void quantize_four(
  const float *values, const float *multipliers, const float *reciprocals, size_t pieces,
  struct element_type type, uint8_t *codes, float *decoded, int32_t *saturated
) {
  u32x16 four[4];
  uint32_t masks[4];
#pragma clang loop unroll(full)
  for (size_t j = 0; j < 4; j += 1) {
    // The row that follows, as often as not; arithmetic leaves memory time to bring it.
    if (!decoded) __builtin_prefetch(values + 16 * j + 4096);
    struct quantized q = quantize_piece(
      load(values + 16 * j), multipliers[j / pieces], reciprocals[j / pieces], type);
    four[j] = q.codes;
    masks[j] = q.saturated;
    if (decoded) store(decoded + 16 * j, q.values);
  }
  pack64(codes, four[0], four[1], four[2], four[3]);
  uint32_t low = masks[0] | masks[1] << 16, high = masks[2] | masks[3] << 16;
  if (pieces == 1) {
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; j += 1) saturated[j] = __builtin_popcount(masks[j]);
  } else if (pieces == 2) {
    saturated[0] = __builtin_popcount(low);
    saturated[1] = __builtin_popcount(high);
  } else {
    saturated[0] += __builtin_popcountll((uint64_t)high << 32 | low);
  }
}

/// One piece, whole or short; adds to its block's count.
INLINE void quantize_one(
  const float *values, size_t some, float multiplier, float reciprocal, struct element_type type,
  uint8_t *codes, float *decoded, int32_t *saturated
) {
  struct quantized q = quantize_piece(load_some(values, some), multiplier, reciprocal, type);
  uint8_t padded[64];
  u32x16 none = 0;
  pack64(padded, q.codes, none, none, none);
  memcpy(codes, padded, some);
  if (decoded) store_some(decoded, q.values, some);
  *saturated += __builtin_popcount(q.saturated);
}

INLINE void quantize_blocks(
  const float *values, size_t count, size_t block, const float *multipliers,
  const float *reciprocals, struct element_type type, uint8_t *codes, float *decoded, int32_t *saturated
) {
  size_t i = 0;
  if (block == 16) {
    for (; i + 64 <= count; i += 64) {
      quantize_four(
        values + i, multipliers + i / 16, reciprocals + i / 16, 1, type, codes + i,
        decoded ? decoded + i : 0, saturated + i / 16);
    }
  } else if (block == 32) {
    for (; i + 64 <= count; i += 64) {
      quantize_four(
        values + i, multipliers + i / 32, reciprocals + i / 32, 2, type, codes + i,
        decoded ? decoded + i : 0, saturated + i / 32);
    }
  } else if (block % 64 == 0) {
    for (; i < count; i += block) {
      size_t end = count - i < block ? count : i + block;
      saturated[i / block] = 0;
      for (size_t k = i; k + 64 <= end; k += 64) {
        quantize_four(
          values + k, multipliers + i / block, reciprocals + i / block, 4, type, codes + k,
          decoded ? decoded + k : 0, saturated + i / block);
      }
    }
    // The rest lies in the last block, whose count has begun.
    i = count & ~(size_t)63;
    if (i % block) goto rest;
  }
  for (size_t b = (i + block - 1) / block; b * block < count; b += 1) saturated[b] = 0;
rest:
  for (; i < count; i += 16) {
    quantize_one(
      values + i, count - i < 16 ? count - i : 16, multipliers[i / block],
      reciprocals[i / block], type, codes + i, decoded ? decoded + i : 0, saturated + i / block);
  }
}

INLINE void quantize(
  const float *values, size_t count, size_t block, const float *multipliers,
  struct element_type type, uint8_t *codes, float *decoded, int32_t *saturated
) {
  if (!type.is_power) {
    quantize_blocks(
      values, count, block, multipliers, multipliers, type, codes, decoded, saturated);
    return;
  }
  float reciprocals[64];
  for (size_t b = 0; b * block < count; b += 64) {
    size_t start = b * block;
    size_t some = (count - start) / 64 < block ? count - start : 64 * block;
    size_t blocks = (some + block - 1) / block;
    for (size_t k = 0; k < blocks; k += 16) {
      size_t valid = blocks - k < 16 ? blocks - k : 16;
      f32x16 m = valid == 16 ? load(multipliers + b + k) : load_some(multipliers + b + k, valid);
      store(reciprocals + k, splat(1) / m);
    }
    quantize_blocks(
      values + start, some, block, multipliers + b, reciprocals, type, codes + start,
      decoded ? decoded + start : 0, saturated + b);
  }
}

INLINE void quantize_any(
  const float *values, size_t count, size_t block, const float *multipliers,
  struct element_type type, uint8_t *codes, float *decoded, int32_t *saturated
) {
  if (decoded) quantize(values, count, block, multipliers, type, codes, decoded, saturated);
  else quantize(values, count, block, multipliers, type, codes, 0, saturated);
}

static void quantize_e2m1(
  const float *values, size_t count, size_t block, const float *multipliers, int is_power,
  uint8_t *codes, float *decoded, int32_t *saturated
) {
  struct element_type type = {.element = element_e2m1};
  if (is_power) {
    type.is_power = 1;
    quantize_any(values, count, block, multipliers, type, codes, decoded, saturated);
  } else {
    type.is_power = 0;
    quantize_any(values, count, block, multipliers, type, codes, decoded, saturated);
  }
}

static void quantize_integer(
  const float *values, size_t count, size_t block, const float *multipliers, int32_t lowest,
  int32_t highest, uint8_t *codes, float *decoded, int32_t *saturated
) {
  struct element_type type = {
    .element = element_integer, .lowest = (float)lowest, .highest = (float)highest, .step = 1};
  quantize_any(values, count, block, multipliers, type, codes, decoded, saturated);
}

static void quantize_fixed_point(
  const float *values, size_t count, size_t block, const float *multipliers, int32_t lowest,
  int32_t highest, float step, uint8_t *codes, float *decoded, int32_t *saturated
) {
  struct element_type type = {
    .element = element_integer, .is_power = 1, .lowest = (float)lowest,
    .highest = (float)highest, .step = step};
  quantize_any(values, count, block, multipliers, type, codes, decoded, saturated);
}

static void quantize_affine(
  const float *values, size_t count, size_t block, const float *multipliers, const float *offsets,
  int32_t highest, uint8_t *codes, float *decoded, int32_t *saturated
) {
  struct element_type type = {.element = element_affine, .highest = (float)highest};
  if (decoded) {
    quantize_blocks(
      values, count, block, multipliers, offsets, type, codes, decoded, saturated);
  } else {
    quantize_blocks(values, count, block, multipliers, offsets, type, codes, 0, saturated);
  }
}

static void quantize_minifloat(
  const float *values, size_t count, size_t block, const float *multipliers, int is_power,
  struct ck_minifloat minifloat, uint8_t *codes, float *decoded, int32_t *saturated
) {
  struct element_type type = {.element = element_minifloat, .minifloat = minifloat};
  if (is_power) {
    type.is_power = 1;
    quantize_any(values, count, block, multipliers, type, codes, decoded, saturated);
  } else {
    type.is_power = 0;
    quantize_any(values, count, block, multipliers, type, codes, decoded, saturated);
  }
}

#endif
