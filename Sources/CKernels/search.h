// Block scales that are searched: the one with the smallest squared error.
#ifndef CKERNELS_SEARCH_H
#define CKERNELS_SEARCH_H

#include "elements.h"

/// What a block of E2M1 costs under a scale.
struct scale_cost {
  /// Σ(x - x')².
  double error;
  /// Σx² of what becomes 0 under this and all larger scales.
  double flushed;
};

/// Up to two pieces, zeros behind the last value: they cost nothing.
struct small_block {
  f32x16 piece[2];
};

INLINE struct small_block load_block(const float *values, size_t count) {
  struct small_block block;
  block.piece[0] = count < 16 ? load_some(values, count) : load(values);
  block.piece[1] = splat(0);
  if (count > 16) {
    block.piece[1] = count < 32 ? load_some(values + 16, count - 16) : load(values + 16);
  }
  return block;
}

INLINE struct scale_cost e2m1_cost(
  const struct small_block *block, size_t pieces, float multiplier, float reciprocal, int is_power
) {
  f64x8 errors[2] = {splat64(0), splat64(0)}, flushed[2] = {splat64(0), splat64(0)};
  for (size_t j = 0; j < pieces; j += 1) {
    f32x16 x = block->piece[j];
    f32x16 y = is_power ? x * splat(reciprocal) : x / splat(multiplier);
    if (!is_power && __builtin_expect(multiplier == 0, 0)) y = splat(0);
    f32x16 decoded = e2m1(y).values * splat(multiplier);
    f64x8 e_low = low(x) - low(decoded), e_high = high(x) - high(decoded);
    errors[0] += e_low * e_low;
    errors[1] += e_high * e_high;
    if (!is_power) {
      u32x16 is_flushed = (u32x16)(floats(bits(y) & 0x7fffffffu) <= splat(0.25f));
      f32x16 lost = floats(bits(x) & is_flushed);
      flushed[0] += low(lost) * low(lost);
      flushed[1] += high(lost) * high(lost);
    }
  }
  // Dividing by nothing flushes nothing.
  int is_none = !is_power && multiplier == 0;
  return (struct scale_cost){
    tree(errors[0], errors[1]), is_power || is_none ? 0 : tree(flushed[0], flushed[1])};
}

INLINE float e4m3_value(uint32_t code) {
  if (code < 8) return (float)code * 0x1p-9f;
  uint32_t pattern = (code << 20) + (120u << 23);
  float value;
  memcpy(&value, &pattern, sizeof value);
  return value;
}

INLINE uint32_t sweep_block(
  const struct small_block *block, float amax, float tensor_scale, uint32_t start
) {
  if (amax == 0) return 1;
  uint32_t best = start;
  struct scale_cost cost = e2m1_cost(block, 1, e4m3_value(start) * tensor_scale, 0, 0);
  double least = cost.error;
  for (uint32_t code = start - 1; code >= 1 && code < start; code -= 1) {
    float multiplier = e4m3_value(code) * tensor_scale;
    float reach = 6 * multiplier;
    double clipped = reach < amax ? (double)amax - (double)reach : 0;
    if (clipped * clipped > least) break;
    double error = e2m1_cost(block, 1, multiplier, 0, 0).error;
    if (error <= least) {
      best = code;
      least = error;
    }
  }
  for (uint32_t code = start; code < 126; code += 1) {
    if (cost.flushed >= least) break;
    cost = e2m1_cost(block, 1, e4m3_value(code + 1) * tensor_scale, 0, 0);
    if (cost.error < least) {
      best = code + 1;
      least = cost.error;
    }
  }
  return best;
}

static void sweep_e4m3(
  const float *values, size_t count, const float *largest, float tensor_scale, uint32_t *codes,
  float *scales, float *multipliers
) {
  for (size_t i = 0, index = 0; i < count; i += 16, index += 1) {
    struct small_block block = load_block(values + i, count - i < 16 ? count - i : 16);
    uint32_t code = sweep_block(&block, largest[index], tensor_scale, codes[index]);
    codes[index] = code;
    scales[index] = e4m3_value(code);
    multipliers[index] = scales[index] * tensor_scale;
  }
}

static void halve_powers(
  const float *values, size_t count, size_t block, uint32_t *codes, float *scales
) {
  for (size_t i = 0, index = 0; i < count; i += block, index += 1) {
    if (codes[index] == 0) continue;
    size_t some = count - i < block ? count - i : block;
    struct small_block pieces = load_block(values + i, some);
    float upper = scales[index];
    float lower = upper * 0.5f;
    double upper_error = e2m1_cost(&pieces, 2, upper, 1 / upper, 1).error;
    double lower_error = e2m1_cost(&pieces, 2, lower, 1 / lower, 1).error;
    if (lower_error > upper_error) continue;
    codes[index] -= 1;
    scales[index] = lower;
  }
}

#endif
