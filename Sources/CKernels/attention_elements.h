// Roundings, exponentials and layouts of attention.
#ifndef CKERNELS_ATTENTION_ELEMENTS_H
#define CKERNELS_ATTENTION_ELEMENTS_H

#include "attention.h"
#include "lanes.h"

INLINE f32x16 magnitude_of(f32x16 v) { return floats(bits(v) & 0x7fffffffu); }

/// Rounds magnitudes to some mantissa bits, fewer below the smallest exponent; ties to even.
INLINE f32x16 shorten(f32x16 magnitude, uint32_t mantissa, int smallest) {
  u32x16 exponent = bits(magnitude) & 0x7f800000u;
  // Adding a number with so large an exponent leaves no more bits than wanted.
  u32x16 least = (u32x16)((uint32_t)(smallest + 127) << 23);
  f32x16 rounder = floats(umax(exponent, least) + ((23 - mantissa) << 23));
  return (magnitude + rounder) - rounder;
}

INLINE f32x16 half_of(f32x16 v) {
  u32x16 sign = bits(v) & 0x80000000u;
  f32x16 magnitude = magnitude_of(v);
  f32x16 r = shorten(magnitude, 10, -14);
  r = magnitude >= splat(65520) ? splat(__builtin_inff()) : r;
  return floats(bits(r) | sign);
}

INLINE f32x16 e4m3_of(f32x16 v) {
  u32x16 sign = bits(v) & 0x80000000u;
  f32x16 r = shorten(fmin16(magnitude_of(v), splat(1024)), 3, -6);
  return floats(bits(fmin16(r, splat(448))) | sign);
}

INLINE f32x16 integer_of(f32x16 v) {
  u32x16 sign = bits(v) & 0x80000000u;
  f32x16 moved = v + floats(sign | bits(splat(0.5f)));
  moved = fmin16(fmax16(moved, splat(-128)), splat(128));
  f32x16 r = __builtin_convertvector(__builtin_convertvector(moved, i32x16), f32x16);
  return floats(bits(r) | sign);
}

INLINE f32x16 round_element(enum ck_attention_element element, f32x16 v, f32x16 scale) {
  switch (element) {
  case ck_attention_f32: return v;
  case ck_attention_f16: return half_of(v);
  case ck_attention_e4m3: return e4m3_of(v / scale);
  case ck_attention_int8: return integer_of(v / scale);
  }
}

/// 2^x of x up to 0, operation by operation as the definition has it.
INLINE f32x16 power_of_two(f32x16 x) {
  f32x16 n = (x + splat(0x1.8p23f)) - splat(0x1.8p23f);
  f32x16 f = x - n;
  f32x16 p = splat(0x1.4258d8p-13f);
  p = p * f + splat(0x1.5f44dcp-10f);
  p = p * f + splat(0x1.3b2cc4p-7f);
  p = p * f + splat(0x1.c6aed6p-5f);
  p = p * f + splat(0x1.ebfbdcp-3f);
  p = p * f + splat(0x1.62e430p-1f);
  p = p * f + splat(1);
  // The integer stands in the low bits of x + 1.5·2^23.
  u32x16 shift = bits(x + splat(0x1.8p23f)) << 23;
  return floats((bits(p) + shift) & (u32x16)(x > splat(-126)));
}

static float attention_largest(const float *values, size_t count) {
  u32x16 largest = 0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    largest = umax(largest, bits(load(values + i)) & 0x7fffffffu);
  }
  if (i < count) largest = umax(largest, bits(load_some(values + i, count - i)) & 0x7fffffffu);
  uint32_t found = largest_of(largest);
  float value;
  memcpy(&value, &found, sizeof value);
  return value;
}

INLINE void round_all(
  enum ck_attention_element element, const float *values, size_t count, float scale,
  float *rounded
) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    store(rounded + i, round_element(element, load(values + i), splat(scale)));
  }
  if (i < count) {
    f32x16 r = round_element(element, load_some(values + i, count - i), splat(scale));
    store_some(rounded + i, r, count - i);
  }
}

static void attention_round(
  enum ck_attention_element element, const float *values, size_t count, float scale,
  float *rounded
) {
  switch (element) {
  case ck_attention_f32: round_all(ck_attention_f32, values, count, scale, rounded); break;
  case ck_attention_f16: round_all(ck_attention_f16, values, count, scale, rounded); break;
  case ck_attention_e4m3: round_all(ck_attention_e4m3, values, count, scale, rounded); break;
  case ck_attention_int8: round_all(ck_attention_int8, values, count, scale, rounded); break;
  }
}

static void attention_round_channels(
  enum ck_attention_element element, const float *values, size_t rows, size_t count,
  const float *scales, float *rounded
) {
  for (size_t row = 0; row < rows; row += 1) {
    for (size_t i = 0; i < count; i += 16) {
      size_t some = count - i < 16 ? count - i : 16, at = row * count + i;
      f32x16 scale = some < 16 ? load_some(scales + i, some) : load(scales + i);
      f32x16 v = some < 16 ? load_some(values + at, some) : load(values + at);
      f32x16 r = round_element(element, v, scale);
      if (some < 16) store_some(rounded + at, r, some);
      else store(rounded + at, r);
    }
  }
}

static void attention_largest_channels(
  const float *values, size_t rows, size_t count, float *largest
) {
  for (size_t i = 0; i < count; i += 1) largest[i] = 0;
  for (size_t row = 0; row < rows; row += 1) {
    for (size_t i = 0; i < count; i += 1) {
      float magnitude = __builtin_fabsf(values[row * count + i]);
      largest[i] = magnitude > largest[i] ? magnitude : largest[i];
    }
  }
}

static void attention_center(
  const float *values, size_t rows, size_t count, double *sums, float *centered
) {
  for (size_t i = 0; i < count; i += 1) sums[i] = 0;
  for (size_t row = 0; row < rows; row += 1) {
    for (size_t i = 0; i < count; i += 1) sums[i] += (double)values[row * count + i];
  }
  for (size_t i = 0; i < count; i += 1) sums[i] = (double)(float)(sums[i] / (double)rows);
  for (size_t row = 0; row < rows; row += 1) {
    for (size_t i = 0; i < count; i += 1) {
      centered[row * count + i] = values[row * count + i] - (float)sums[i];
    }
  }
}

/// A stage of Hadamard's transform within sixteen lanes: sums where `mine` is set, else differences.
#define CK_STAGE(v, mine, ...) \
  ({ \
    f32x16 other = __builtin_shufflevector(v, v, __VA_ARGS__); \
    (u32x16)(mine) != 0 ? v + other : other - v; \
  })

INLINE f32x16 rotate_sixteen(f32x16 v) {
  const u32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  v = CK_STAGE(v, (lane & 1) == 0, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  v = CK_STAGE(v, (lane & 2) == 0, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  v = CK_STAGE(v, (lane & 4) == 0, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
  return CK_STAGE(v, (lane & 8) == 0, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
}

static void attention_rotate(
  const float *values, size_t rows, size_t count, const float *signs, float factor,
  float *rotated
) {
  for (size_t row = 0; row < rows; row += 1) {
    const float *from = values + row * count;
    float *to = rotated + row * count;
    for (size_t i = 0; i < count; i += 16) {
      store(to + i, rotate_sixteen(load(from + i) * load(signs + i)));
    }
    for (size_t distance = 16; distance < count; distance *= 2) {
      for (size_t start = 0; start < count; start += 2 * distance) {
        for (size_t i = start; i < start + distance; i += 16) {
          f32x16 a = load(to + i), b = load(to + i + distance);
          store(to + i, a + b);
          store(to + i + distance, a - b);
        }
      }
    }
    for (size_t i = 0; i < count; i += 16) store(to + i, load(to + i) * splat(factor));
  }
}

static void attention_turn(const float *values, size_t rows, size_t count, float *tile) {
  for (size_t i = 0; i < count; i += 1) {
    for (size_t row = 0; row < rows; row += 1) {
      tile[i * ck_attention_tile + row] = values[row * count + i];
    }
    for (size_t row = rows; row < ck_attention_tile; row += 1) {
      tile[i * ck_attention_tile + row] = 0;
    }
  }
}

#endif
