// Errors: sums by lane, energies by piece, histograms.
#ifndef CKERNELS_MEASURE_H
#define CKERNELS_MEASURE_H

#include "lanes.h"

/// A slot that no value has: what is counted there is lost.
enum { ck_no_slot = 0x100 };

/// Slots of values that wait to be counted, in two rounds of 64.
///
/// Counting is scalar work and lags a round behind the vectors, so that neither waits for the other.
struct slot_queue {
  uint16_t slots[128];
};

INLINE void start(struct slot_queue *queue) {
  for (size_t i = 0; i < 128; i += 1) queue->slots[i] = ck_no_slot;
}

/// Notes sixteen values as the j-th of four groups of a round that begins at 0 or 64, and counts those of the round
/// before.
INLINE void enqueue(
  struct slot_queue *queue, size_t round, size_t j, uint32_t *histogram, f64x8 a, f64x8 b
) {
  u16x16 v = upper_words(a, b);
  memcpy(queue->slots + round + 16 * j, &v, sizeof v);
  const uint16_t *slots = queue->slots + (round ^ 64) + 16 * j;
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 16; i += 4) {
    // Four at a time: addresses are what a processor has too few units for.
    uint64_t four;
    memcpy(&four, slots + i, sizeof four);
    histogram[2 * (four & 0xffff)] += 1;
    histogram[2 * (four >> 16 & 0xffff) + 1] += 1;
    histogram[2 * (four >> 32 & 0xffff)] += 1;
    histogram[2 * (four >> 48) + 1] += 1;
  }
}

/// Counts the last round.
INLINE void drain(const struct slot_queue *queue, size_t round, uint32_t *histogram) {
  const uint16_t *slots = queue->slots + (round ^ 64);
  for (size_t i = 0; i < 64; i += 1) histogram[2 * slots[i] + (i & 1)] += 1;
}

INLINE void count_one(uint32_t *histogram, double value) {
  uint64_t pattern;
  memcpy(&pattern, &value, sizeof pattern);
  histogram[2 * (pattern >> 48)] += 1;
}

/// What one sweep of `measure_rounds` gathers: processors with few registers take two.
enum { sweep_errors = 1, sweep_decoded = 2, sweep_counts = 4, sweep_close = 8 };

struct error_sums {
  f64x8 decoded[2], crossed[2], error[2], largest;
  /// Of errors that are exact in F32.
  f32x8 largest_close;
  uint64_t flushed;
};

/// Adds one piece, the j-th of four, and returns its squared errors, lanes i and i + 8 added.
INLINE f64x8 measure_piece(
  struct error_sums *sums, struct slot_queue *queue, const float *values, const float *decoded,
  size_t round, size_t j, uint32_t *histogram, int sweep
) {
  f64x8 squares = 0;
  // Halves are read by themselves: to take one out of a vector costs as much as to add it.
  f32x8 x[2], d[2];
  memcpy(x, values + 16 * j, sizeof x);
  memcpy(d, decoded + 16 * j, sizeof d);
  f64x8 d_low = widen(d[0]), d_high = widen(d[1]);
  f64x8 e_low, e_high;
  if (sweep & sweep_close) {
    f32x8 a = x[0] - d[0], b = x[1] - d[1];
    if (sweep & sweep_errors) {
      sums->largest_close = larger_magnitude32(larger_magnitude32(sums->largest_close, a), b);
    }
    e_low = widen(a);
    e_high = widen(b);
  } else {
    e_low = widen(x[0]) - d_low;
    e_high = widen(x[1]) - d_high;
  }
  // Products of F32 values are exact in F64, so fusing changes no bit.
  if (sweep & sweep_errors) {
    sums->error[0] += e_low;
    sums->error[1] += e_high;
    if (sweep & sweep_close) {
      squares = multiply_add64(e_high, e_high, e_low * e_low);
    } else {
      sums->largest = larger_magnitude(larger_magnitude(sums->largest, e_low), e_high);
      squares = e_low * e_low + e_high * e_high;
    }
    if (sweep & sweep_counts) enqueue(queue, round, j, histogram, e_low, e_high);
  }
  if (sweep & sweep_decoded) {
    sums->decoded[0] = multiply_add64(d_low, d_low, sums->decoded[0]);
    sums->decoded[1] = multiply_add64(d_high, d_high, sums->decoded[1]);
    if (sweep & sweep_close) {
      sums->crossed[0] = multiply_add64(d_low, e_low, sums->crossed[0]);
      sums->crossed[1] = multiply_add64(d_high, e_high, sums->crossed[1]);
    } else {
      sums->crossed[0] += d_low * e_low;
      sums->crossed[1] += d_high * e_high;
      f32x16 whole_x = load(values + 16 * j), whole_d = load(decoded + 16 * j);
      sums->flushed += (uint64_t)__builtin_popcount(
        mask16((whole_d == splat(0)) & (whole_x != splat(0))));
    }
  }
  return squares;
}

/// Whole rounds of four pieces.
INLINE void measure_rounds(
  const float *values, const float *decoded, size_t count, struct ck_error_lanes *lanes,
  struct ck_error_extremes *extremes, double *energy, uint32_t *histogram, int sweep
) {
  struct error_sums sums;
  struct slot_queue queue;
  size_t round = 0;
  for (int h = 0; h < 2; h += 1) {
    sums.decoded[h] = load64(lanes->decoded + 8 * h);
    sums.crossed[h] = load64(lanes->crossed + 8 * h);
    sums.error[h] = load64(lanes->error + 8 * h);
  }
  sums.largest = splat64(extremes->largest);
  sums.largest_close = 0;
  sums.flushed = 0;
  if (sweep & sweep_counts) start(&queue);
  for (size_t i = 0; i < count; i += 64) {
    f64x8 squares[4];
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; j += 1) {
      squares[j] = measure_piece(
        &sums, &queue, values + i, decoded + i, round, j, histogram, sweep);
    }
    round ^= 64;
    if (sweep & sweep_errors) {
      f64x4 energies = trees(squares[0], squares[1], squares[2], squares[3]);
      memcpy(energy + i / 16, &energies, sizeof energies);
    }
  }
  if (sweep & sweep_counts) drain(&queue, round, histogram);
  if (sweep & sweep_errors) {
    for (int h = 0; h < 2; h += 1) store64(lanes->error + 8 * h, sums.error[h]);
    sums.largest = fmax8(sums.largest, widen(sums.largest_close));
    for (int lane = 0; lane < 8; lane += 1) {
      double largest = sums.largest[lane];
      extremes->largest = largest > extremes->largest ? largest : extremes->largest;
    }
  }
  if (sweep & sweep_decoded) {
    for (int h = 0; h < 2; h += 1) {
      store64(lanes->decoded + 8 * h, sums.decoded[h]);
      store64(lanes->crossed + 8 * h, sums.crossed[h]);
    }
    extremes->flushed += sums.flushed;
  }
}

INLINE void measure_sweeps(
  const float *values, const float *decoded, size_t count, struct ck_error_lanes *lanes,
  struct ck_error_extremes *extremes, double *energy, uint32_t *histogram, int sweep
) {
#ifdef CK_MANY_REGISTERS
  measure_rounds(
    values, decoded, count, lanes, extremes, energy, histogram,
    sweep_errors | sweep_decoded | sweep);
#else
  measure_rounds(
    values, decoded, count, lanes, extremes, energy, histogram, sweep_errors | sweep);
  measure_rounds(
    values, decoded, count, lanes, extremes, energy, histogram,
    sweep_decoded | (sweep & sweep_close));
#endif
}

/// What is left after whole rounds, with zeros behind it: they add nothing.
static __attribute__((noinline)) void measure_rest(
  const float *values, const float *decoded, size_t count, int is_close,
  struct ck_error_lanes *lanes, struct ck_error_extremes *extremes, double *energy,
  uint32_t *histogram
) {
  float x[64] = {0}, d[64] = {0};
  double energies[4];
  memcpy(x, values, count * sizeof *x);
  memcpy(d, decoded, count * sizeof *d);
  if (is_close) measure_sweeps(x, d, 64, lanes, extremes, energies, 0, sweep_close);
  else measure_sweeps(x, d, 64, lanes, extremes, energies, 0, 0);
  memcpy(energy, energies, (count + 15) / 16 * sizeof *energies);
  for (size_t i = 0; histogram && i < count; i += 1) {
    count_one(histogram, (double)values[i] - (double)decoded[i]);
  }
}

static void measure(
  const float *values, const float *decoded, size_t count, int is_close,
  struct ck_error_lanes *lanes, struct ck_error_extremes *extremes, double *energy,
  uint32_t *histogram
) {
  size_t whole = count & ~(size_t)63;
  switch ((is_close ? sweep_close : 0) | (histogram ? sweep_counts : 0)) {
  case sweep_close | sweep_counts:
    measure_sweeps(
      values, decoded, whole, lanes, extremes, energy, histogram, sweep_close | sweep_counts);
    break;
  case sweep_close:
    measure_sweeps(values, decoded, whole, lanes, extremes, energy, 0, sweep_close);
    break;
  case sweep_counts:
    measure_sweeps(values, decoded, whole, lanes, extremes, energy, histogram, sweep_counts);
    break;
  default:
    measure_sweeps(values, decoded, whole, lanes, extremes, energy, 0, 0);
  }
  if (whole == count) return;
  measure_rest(
    values + whole, decoded + whole, count - whole, is_close, lanes, extremes,
    energy + whole / 16, histogram);
}

#endif
