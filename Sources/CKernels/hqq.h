// Half-quadratic quantization: the zero point of each group, moved until it stands still.
#ifndef CKERNELS_HQQ_H
#define CKERNELS_HQQ_H

#include "lanes.h"
#include "scales.h"

typedef float f32x2 __attribute__((ext_vector_type(2)));
typedef float f32x4 __attribute__((ext_vector_type(4)));
typedef float f32x8 __attribute__((ext_vector_type(8)));

enum { most_in_group = 128 };

/// One group in the hands of the solver.
struct proximal {
  f32x16 values[most_in_group / 16];
  /// The values times the inverse scale.
  f32x16 scaled[most_in_group / 16];
  /// The lanes of the last piece that hold values.
  u32x16 used;
  float inverse, largest, zero, count;
};

INLINE float tree32(f32x16 v) {
  f32x8 eight = v.lo + v.hi;
  f32x4 four = eight.lo + eight.hi;
  f32x2 two = four.lo + four.hi;
  return two.x + two.y;
}

INLINE float largest32(f32x16 v) {
  f32x8 eight = v.lo > v.hi ? v.lo : v.hi;
  f32x4 four = eight.lo > eight.hi ? eight.lo : eight.hi;
  f32x2 two = four.lo > four.hi ? four.lo : four.hi;
  return two.x > two.y ? two.x : two.y;
}

/// Adding this rounds small numbers to integers, ties to even; codes stand in the low bits then.
#define PROXIMAL_ROUNDER 0x1.8p23f

INLINE f32x16 magnitude16(f32x16 v) { return floats(bits(v) & 0x7fffffffu); }

INLINE f32x16 clamp16(f32x16 v, float largest) {
  return fmin16(fmax16(v, splat(0)), splat(largest));
}

/// The codes: clamped before they are rounded, which is the same for bounds that are integers.
INLINE f32x16 proximal_code(f32x16 place, float largest) {
  return (clamp16(place, largest) + splat(PROXIMAL_ROUNDER)) - splat(PROXIMAL_ROUNDER);
}

/// x^(-0.3), operation by operation as the definition has it.
INLINE f32x16 minus_three_tenths(f32x16 x) {
  i32x16 b = (i32x16)x;
  i32x16 exponent = (b - 0x3f3504f3) >> 23;
  f32x16 r = floats((u32x16)b - ((u32x16)exponent << 23)) - splat(1);
  f32x16 p = splat(-0x1.c362c0p-4f);
  p = p * r + splat(0x1.7d9132p-3f);
  p = p * r - splat(0x1.87381ap-3f);
  p = p * r + splat(0x1.a2f85ep-3f);
  p = p * r - splat(0x1.eabd64p-3f);
  p = p * r + splat(0x1.277e9ap-2f);
  p = p * r - splat(0x1.715a76p-2f);
  p = p * r + splat(0x1.ec7094p-2f);
  p = p * r - splat(0x1.715470p-1f);
  p = p * r + splat(0x1.715476p+0f);
  f32x16 y = (__builtin_convertvector(exponent, f32x16) + p * r) * splat(-0.3f);
  f32x16 n = (y + splat(PROXIMAL_ROUNDER)) - splat(PROXIMAL_ROUNDER);
  f32x16 f = y - n;
  f32x16 q = splat(0x1.446c7ep-13f);
  q = q * f + splat(0x1.5f48c8p-10f);
  q = q * f + splat(0x1.3b29d8p-7f);
  q = q * f + splat(0x1.c6aeccp-5f);
  q = q * f + splat(0x1.ebfbe0p-3f);
  q = q * f + splat(0x1.62e430p-1f);
  q = q * f + splat(1);
  u32x16 power = (u32x16)__builtin_convertvector(n, i32x16);
  return floats(bits(q) + (power << 23));
}

/// Begins with a group: its range decides the inverse scale and the first zero point.
INLINE void start_proximal(
  struct proximal *group, const float *values, size_t count, size_t pieces, int32_t bits_of_code
) {
  if (count == 16 * pieces) {
    for (size_t j = 0; j < pieces; j += 1) group->values[j] = load(values + 16 * j);
    group->used = (u32x16)0xffffffffu;
  } else {
    float padded[most_in_group];
    for (size_t i = 0; i < 16 * pieces; i += 1) padded[i] = values[i < count ? i : 0];
    for (size_t j = 0; j < pieces; j += 1) group->values[j] = load(padded + 16 * j);
    uint32_t used[16];
    for (size_t i = 0; i < 16; i += 1) {
      used[i] = 16 * (pieces - 1) + i < count ? 0xffffffffu : 0;
    }
    memcpy(&group->used, used, sizeof used);
  }
  f32x16 least = group->values[0], most = group->values[0];
  for (size_t j = 1; j < pieces; j += 1) {
    least = fmin16(least, group->values[j]);
    most = fmax16(most, group->values[j]);
  }
  float lowest = -largest32(-least), highest = largest32(most);
  float range = highest - lowest;
  group->largest = (float)((1 << bits_of_code) - 1);
  float inverse = group->largest / range;
  inverse = inverse < 1 / 65504.0f ? 1 / 65504.0f : inverse;
  inverse = inverse > 2e4f ? 2e4f : inverse;
  group->inverse = range <= 1e-4f ? 1 : inverse;
  group->count = (float)count;
  float zero = -lowest * group->inverse;
  if (bits_of_code == 4) {
    float size = __builtin_fabsf(zero);
    float rounded = size < 0x1p23f ? (size + 0x1p23f) - 0x1p23f : size;
    zero = __builtin_copysignf(rounded, zero);
  }
  group->zero = zero;
  for (size_t j = 0; j < pieces; j += 1) {
    group->scaled[j] = group->values[j] * splat(group->inverse);
  }
}

INLINE f32x16 used_lanes(const struct proximal *group, f32x16 v, size_t j, size_t pieces) {
  return j + 1 == pieces ? floats(bits(v) & group->used) : v;
}

INLINE f32x16 proximal_error(const struct proximal *group, size_t j, f32x16 q, f32x16 zero) {
  return group->values[j] - (q - zero) / splat(group->inverse);
}

/// The next zero point where errors are shrunk by their power.
static __attribute__((noinline)) float shrink_proximal(
  const struct proximal *group, float zero, size_t pieces
) {
  f32x16 lanes = splat(0);
  for (size_t j = 0; j < pieces; j += 1) {
    f32x16 q = proximal_code(group->scaled[j] + splat(zero), group->largest);
    f32x16 error = proximal_error(group, j, q, splat(zero));
    f32x16 size = magnitude16(error);
    f32x16 kept = fmax16(size - splat(0.1f) * minus_three_tenths(size), splat(0));
    kept = floats(bits(kept) | (bits(error) & 0x80000000u));
    f32x16 part = q - (group->values[j] - kept) * splat(group->inverse);
    lanes += used_lanes(group, part, j, pieces);
  }
  return tree32(lanes) / group->count;
}

/// One step with the sum of the errors before it; returns the next zero point.
INLINE float step_and_sum(
  const struct proximal *group, float zero, size_t pieces, double *sum
) {
  f32x16 lanes = splat(0), worst = splat(0);
  f64x8 sums[2] = {splat64(0), splat64(0)};
  for (size_t j = 0; j < pieces; j += 1) {
    f32x16 q = proximal_code(group->scaled[j] + splat(zero), group->largest);
    f32x16 size = magnitude16(proximal_error(group, j, q, splat(zero)));
    size = used_lanes(group, size, j, pieces);
    worst = fmax16(worst, size);
    sums[0] += low(size);
    sums[1] += high(size);
    lanes += used_lanes(group, q - group->scaled[j], j, pieces);
  }
  *sum = tree(sums[0], sums[1]);
  if (mask16(worst >= splat(0.125f))) return shrink_proximal(group, zero, pieces);
  return tree32(lanes) / group->count;
}

/// Whether an error reaches the size from which on something of it is kept.
INLINE int keeps_errors(const struct proximal *group, float zero, size_t pieces) {
  f32x16 worst = splat(0);
  for (size_t j = 0; j < pieces; j += 1) {
    f32x16 q = proximal_code(group->scaled[j] + splat(zero), group->largest);
    f32x16 size = magnitude16(proximal_error(group, j, q, splat(zero)));
    worst = fmax16(worst, used_lanes(group, size, j, pieces));
  }
  return mask16(worst >= splat(0.125f)) != 0;
}

/// One step; returns the next zero point.
///
/// How far a value lies from its code bounds its error, up to the roundings of both, so that the error itself is
/// hardly ever needed.
INLINE float step(const struct proximal *group, float zero, size_t pieces) {
  f32x16 lanes = splat(0), farthest = splat(0);
  for (size_t j = 0; j < pieces; j += 1) {
    f32x16 place = group->scaled[j] + splat(zero);
    f32x16 q = proximal_code(place, group->largest);
    farthest = fmax16(farthest, used_lanes(group, magnitude16(place - q), j, pieces));
    lanes += used_lanes(group, q - group->scaled[j], j, pieces);
  }
  float roundings = (__builtin_fabsf(zero) + group->largest) * 0x1p-20f;
  int is_near = roundings < 0.0009f * group->inverse &&
    !mask16(farthest >= splat(0.124f * group->inverse));
  if (!is_near && keeps_errors(group, zero, pieces)) return shrink_proximal(group, zero, pieces);
  return tree32(lanes) / group->count;
}

/// Adds the sums of each step. A zero point that stays, or comes back after two steps, goes on so for ever.
INLINE void survey_group(
  const float *values, size_t count, size_t pieces, int32_t bits_of_code, size_t updates,
  double *sums
) {
  struct proximal group;
  start_proximal(&group, values, count, pieces, bits_of_code);
  float zero = group.zero, before = __builtin_nanf("");
  double sum = 0, sum_before = 0;
  for (size_t t = 0; t < updates; t += 1) {
    sum_before = sum;
    float next = step_and_sum(&group, zero, pieces, &sum);
    sums[t] += sum;
    if (next == zero || next == before) {
      double other = next == zero ? sum : sum_before;
      for (size_t k = t + 1; k < updates; k += 1) sums[k] += (k - t) & 1 ? other : sum;
      return;
    }
    before = zero;
    zero = next;
  }
}

INLINE float solve_group(const struct proximal *group, size_t pieces, size_t updates) {
  float zero = group->zero, before = __builtin_nanf("");
  for (size_t t = 1; t <= updates; t += 1) {
    float next = step(group, zero, pieces);
    if (next == zero) return next;
    if (next == before) return (updates - t) & 1 ? zero : next;
    before = zero;
    zero = next;
  }
  return zero;
}

struct proximal_places {
  uint32_t *scale_code;
  float *scale, *offset;
  int32_t *saturated;
};

INLINE void encode_group(
  const float *values, size_t count, size_t pieces, int32_t bits_of_code, size_t updates,
  uint8_t *codes, float *decoded, struct proximal_places places
) {
  struct proximal group;
  start_proximal(&group, values, count, pieces, bits_of_code);
  float zero = solve_group(&group, pieces, updates);
  // What is stored: both in F16.
  f32x16 stored = splat(0), rounded;
  stored[0] = 1 / group.inverse;
  stored[1] = __builtin_fabsf(zero);
  u32x16 halves_of;
  round_minifloat(fmin16(stored, splat(65504)), 10, -14, &halves_of, &rounded);
  float scale = rounded[0], offset = __builtin_copysignf(rounded[1], zero);
  *places.scale_code = halves_of[0];
  *places.scale = scale;
  *places.offset = offset;
  int32_t saturated = 0;
  for (size_t j = 0; j < pieces; j += 1) {
    f32x16 place = group.scaled[j] + splat(zero);
    f32x16 sum = clamp16(place, group.largest) + splat(PROXIMAL_ROUNDER);
    i32x16 is_outside = (place < splat(-0.5f)) | (place >= splat(group.largest + 0.5f));
    u8x16 code = __builtin_convertvector(bits(sum) & 0xff, u8x16);
    f32x16 value = ((sum - splat(PROXIMAL_ROUNDER)) - splat(offset)) * splat(scale);
    if (j + 1 == pieces && count != 16 * pieces) {
      is_outside &= (i32x16)group.used;
      memcpy(codes + 16 * j, &code, count - 16 * j);
      store_some(decoded + 16 * j, value, count - 16 * j);
    } else {
      memcpy(codes + 16 * j, &code, sizeof code);
      store(decoded + 16 * j, value);
    }
    saturated += __builtin_popcount(mask16(is_outside));
  }
  *places.saturated = saturated;
}

static void survey_proximal(
  const float *values, size_t count, size_t group, int32_t bits_of_code, size_t updates,
  double *sums
) {
  for (size_t i = 0; i < count; i += group) {
    const float *p = values + i;
    size_t some = count - i < group ? count - i : group;
    if (some == 64) survey_group(p, 64, 4, bits_of_code, updates, sums);
    else if (some == 128) survey_group(p, 128, 8, bits_of_code, updates, sums);
    else if (some == 32) survey_group(p, 32, 2, bits_of_code, updates, sums);
    else survey_group(p, some, (some + 15) / 16, bits_of_code, updates, sums);
  }
}

static void encode_proximal(
  const float *values, size_t count, size_t group, int32_t bits_of_code, size_t updates,
  uint8_t *codes, float *decoded, uint32_t *scale_codes, float *scales, float *offsets,
  int32_t *saturated
) {
  for (size_t i = 0, index = 0; i < count; i += group, index += 1) {
    const float *p = values + i;
    size_t some = count - i < group ? count - i : group;
    struct proximal_places places = {
      scale_codes + index, scales + index, offsets + index, saturated + index};
    if (some == 64) encode_group(p, 64, 4, bits_of_code, updates, codes + i, decoded + i, places);
    else if (some == 128) {
      encode_group(p, 128, 8, bits_of_code, updates, codes + i, decoded + i, places);
    } else if (some == 32) {
      encode_group(p, 32, 2, bits_of_code, updates, codes + i, decoded + i, places);
    } else {
      encode_group(
        p, some, (some + 15) / 16, bits_of_code, updates, codes + i, decoded + i, places);
    }
  }
}

#endif
