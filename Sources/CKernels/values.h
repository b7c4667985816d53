// What the values themselves are like.
#ifndef CKERNELS_VALUES_H
#define CKERNELS_VALUES_H

#include "measure.h"

/// Whole rounds of four pieces.
INLINE void add_rounds(
  const float *values, size_t count, struct ck_value_lanes *lanes, uint32_t *histogram
) {
  f64x8 sum_low = load64(lanes->sum), sum_high = load64(lanes->sum + 8);
  f64x8 magnitude_low = load64(lanes->magnitude), magnitude_high = load64(lanes->magnitude + 8);
  f32x16 lowest = splat(lanes->lowest), highest = splat(lanes->highest);
  uint64_t zeros = 0;
  struct slot_queue queue;
  size_t round = 0;
  start(&queue);
  for (size_t i = 0; i < count; i += 64) {
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; j += 1) {
      f32x16 x = load(values + i + 16 * j);
      f64x8 a = low(x), b = high(x);
      sum_low += a;
      sum_high += b;
      magnitude_low += magnitude64(a);
      magnitude_high += magnitude64(b);
      lowest = fmin16(x, lowest);
      highest = fmax16(x, highest);
      zeros += (uint64_t)__builtin_popcount(mask16(x == splat(0)));
      enqueue(&queue, round, j, histogram, a, b);
    }
    round ^= 64;
  }
  drain(&queue, round, histogram);
  store64(lanes->sum, sum_low);
  store64(lanes->sum + 8, sum_high);
  store64(lanes->magnitude, magnitude_low);
  store64(lanes->magnitude + 8, magnitude_high);
  for (int j = 0; j < 16; j += 1) {
    lanes->lowest = lowest[j] < lanes->lowest ? lowest[j] : lanes->lowest;
    lanes->highest = highest[j] > lanes->highest ? highest[j] : lanes->highest;
  }
  lanes->zeros += zeros;
}

static void add_values(
  const float *values, size_t count, struct ck_value_lanes *lanes, uint32_t *histogram
) {
  size_t whole = count & ~(size_t)63;
  add_rounds(values, whole, lanes, histogram);
  for (size_t i = whole; i < count; i += 1) {
    double wide = (double)values[i];
    lanes->sum[i & 15] += wide;
    lanes->magnitude[i & 15] += wide < 0 ? -wide : wide;
    lanes->lowest = values[i] < lanes->lowest ? values[i] : lanes->lowest;
    lanes->highest = values[i] > lanes->highest ? values[i] : lanes->highest;
    lanes->zeros += values[i] == 0;
    count_one(histogram, wide);
  }
}

INLINE void add_powers(f64x8 deviation, f64x8 *first, f64x8 *second, f64x8 *third, f64x8 *fourth) {
  f64x8 square = deviation * deviation;
  *first += deviation;
  *second += square;
  *third += square * deviation;
  *fourth += square * square;
}

static void add_moments(
  const float *values, size_t count, double mean, struct ck_moment_lanes *lanes
) {
  f64x8 first[2], second[2], third[2], fourth[2];
  for (int h = 0; h < 2; h += 1) {
    first[h] = load64(lanes->first + 8 * h);
    second[h] = load64(lanes->second + 8 * h);
    third[h] = load64(lanes->third + 8 * h);
    fourth[h] = load64(lanes->fourth + 8 * h);
  }
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    f32x16 x = load(values + i);
    add_powers(low(x) - mean, first, second, third, fourth);
    add_powers(high(x) - mean, first + 1, second + 1, third + 1, fourth + 1);
  }
  for (int h = 0; h < 2; h += 1) {
    store64(lanes->first + 8 * h, first[h]);
    store64(lanes->second + 8 * h, second[h]);
    store64(lanes->third + 8 * h, third[h]);
    store64(lanes->fourth + 8 * h, fourth[h]);
  }
  for (size_t lane = 0; i + lane < count; lane += 1) {
    double deviation = (double)values[i + lane] - mean;
    double square = deviation * deviation;
    lanes->first[lane] += deviation;
    lanes->second[lane] += square;
    lanes->third[lane] += square * deviation;
    lanes->fourth[lane] += square * square;
  }
}

#endif
