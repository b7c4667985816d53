// Energies of blocks and the bins of their ratios.
#ifndef CKERNELS_BLOCKS_H
#define CKERNELS_BLOCKS_H

#include "lanes.h"

/// One of every sixteen energies to each lane, then the lanes.
static double total_energy(const double *energy, size_t count) {
  f64x8 a = 0, b = 0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    a += load64(energy + i);
    b += load64(energy + i + 8);
  }
  double rest[16] = {0};
  memcpy(rest, energy + i, (count - i) * sizeof *rest);
  return tree(a + load64(rest), b + load64(rest + 8));
}

static void add_energies(const double *energy, size_t count, size_t pieces, double *blocks) {
  size_t i = 0;
  if (pieces == 1) {
    for (; i + 8 <= count; i += 8) store64(blocks + i, load64(blocks + i) + load64(energy + i));
  } else if (pieces == 2) {
    for (; i + 16 <= count; i += 16) {
      f64x8 a = load64(energy + i), b = load64(energy + i + 8);
      f64x8 sums = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14) +
        __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
      store64(blocks + i / 2, load64(blocks + i / 2) + sums);
    }
  } else if (pieces == 8) {
    for (; i + 32 <= count; i += 32) {
      f64x4 sums = trees(
        load64(energy + i), load64(energy + i + 8), load64(energy + i + 16),
        load64(energy + i + 24));
      f64x4 before;
      memcpy(&before, blocks + i / 8, sizeof before);
      before += sums;
      memcpy(blocks + i / 8, &before, sizeof before);
    }
  }
  for (; i < count; i += pieces) {
    blocks[i / pieces] += total_energy(energy + i, count - i < pieces ? count - i : pieces);
  }
}

/// How many edges each of eight ratios reaches.
INLINE void ratio_bins(
  const double *signal, const double *noise, const struct ck_ratio_edges *edges, uint32_t *bins
) {
  f64x8 ratio = load64(signal) / load64(noise);
  i64x8 field = ((i64x8)((u64x8)ratio >> 47)) - edges->first_field;
  field = __builtin_elementwise_max(field, (i64x8)0);
  field = __builtin_elementwise_min(field, (i64x8)((int64_t)edges->start_count - 1));
  uint64_t ratios[8];
  int64_t fields[8];
  memcpy(ratios, &ratio, sizeof ratios);
  memcpy(fields, &field, sizeof fields);
  // Through memory: a compiler that sees the vectors takes them apart lane by lane, at twice the cost.
  __asm__("" : "+m"(ratios), "+m"(fields));
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i += 1) {
    uint32_t bin = edges->starts[fields[i]];
    uint64_t next[2];
    memcpy(next, edges->edges + bin, sizeof next);
    // No negative numbers are compared, and those order as their bits do.
    bin += (uint32_t)(ratios[i] >= next[0]) + (uint32_t)(ratios[i] >= next[1]);
    __asm__("" : "+r"(bin));
    bins[i] = bin;
  }
}

/// The same for sixteen ratios by their logarithms; false, and nothing said, where one is too close to an edge to
/// tell, or far from one: below or above some 90 dB.
INLINE int ratio_bins_by_logarithm(
  const double *signal, const double *noise, const struct ck_ratio_edges *edges, uint32_t *bins
) {
  f32x16 ratio;
  ratio.lo = __builtin_convertvector(load64(signal) / load64(noise), f32x8);
  ratio.hi = __builtin_convertvector(load64(signal + 8) / load64(noise + 8), f32x8);
  // A power of two times 1 + z, which lies from the square root of a half to that of two.
  i32x16 exponent = ((i32x16)(bits(ratio) - 0x3f3504f3u)) >> 23;
  f32x16 z = floats(bits(ratio) - ((u32x16)exponent << 23)) - splat(1);
  // 100·log10(1 + z) over z, fitted by least squares: within 0.00002 times z, which the margin below forgives.
  f32x16 sum = splat(4.995161f);
  sum = sum * z - splat(8.149792f);
  sum = sum * z + splat(8.968379f);
  sum = sum * z - splat(10.813653f);
  sum = sum * z + splat(14.462555f);
  sum = sum * z - splat(21.715342f);
  sum = sum * z + splat(43.429604f);
  f32x16 tenths = __builtin_convertvector(exponent, f32x16) * splat(30.103f) + sum * z;
  f32x16 rounded = tenths + splat(0x1.8p23f);
  f32x16 distance = tenths - (rounded - splat(0x1.8p23f));
  i32x16 is_clear = (distance < splat(0.4995f)) & (distance > splat(-0.4995f)) &
    (exponent > -30) & (exponent < 30);
  u32x16 bin = bits(rounded) - (bits(splat(0x1.8p23f)) + (uint32_t)edges->first_tenth);
  memcpy(bins, &bin, sizeof bin);
  return mask16(is_clear) == 0xffff;
}

/// Blocks that are worked on together.
#define CK_BATCH 64

struct batch {
  const double *signal;
  const double *noise;
  const int32_t *saturated;
  const uint32_t *scale_codes;
  const float *scale_values;
  size_t count;
};

/// Blocks that share a scale code are added up one after the other, so their sums wait for each other: in memory
/// for longer than in registers.
INLINE void tally_code(struct ck_block_tally *tally, const struct batch *batch, size_t i) {
  size_t code = batch->scale_codes[i] & 0xff;
  tally->scale_codes[code] += 1;
  tally->clipped_codes[code] += batch->saturated[i] > 0;
  f64x2 sums, energies = {batch->signal[i], batch->noise[i]};
  memcpy(&sums, tally->energies + 2 * code, sizeof sums);
  sums += energies;
  memcpy(tally->energies + 2 * code, &sums, sizeof sums);
}

/// Scale codes that are summed in registers.
enum { ck_near_codes = 8 };

/// A whole batch of blocks whose scale codes lie close together, a lane for each code.
INLINE void tally_near_codes(
  struct ck_block_tally *tally, const struct batch *batch, uint32_t lowest, uint32_t highest
) {
  double sums[2][ck_near_codes] = {0};
  size_t used = highest - lowest + 1;
  for (size_t lane = 0; lane < used; lane += 1) {
    sums[0][lane] = tally->energies[2 * (lowest + lane)];
    sums[1][lane] = tally->energies[2 * (lowest + lane) + 1];
  }
  f64x8 signal = load64(sums[0]), noise = load64(sums[1]);
  int64_t codes[CK_BATCH];
  for (size_t i = 0; i < CK_BATCH; i += 1) codes[i] = (int64_t)(batch->scale_codes[i] & 0xff) - lowest;
  const i64x8 lanes = {0, 1, 2, 3, 4, 5, 6, 7};
  for (size_t i = 0; i < CK_BATCH; i += 1) {
    i64x8 is_code = lanes == (i64x8)codes[i];
    // Sums of squares are no negative zeros, so that adding zero changes none.
    signal += (f64x8)((i64x8)splat64(batch->signal[i]) & is_code);
    noise += (f64x8)((i64x8)splat64(batch->noise[i]) & is_code);
  }
  store64(sums[0], signal);
  store64(sums[1], noise);
  for (size_t lane = 0; lane < used; lane += 1) {
    tally->energies[2 * (lowest + lane)] = sums[0][lane];
    tally->energies[2 * (lowest + lane) + 1] = sums[1][lane];
    uint64_t count = 0, clipped = 0;
    for (size_t i = 0; i < CK_BATCH; i += 16) {
      u32x16 c;
      i32x16 s;
      memcpy(&c, batch->scale_codes + i, sizeof c);
      memcpy(&s, batch->saturated + i, sizeof s);
      i32x16 is_code = (i32x16)((c & 0xff) == (u32x16)(lowest + (uint32_t)lane));
      count = count << 16 | mask16(is_code);
      clipped = clipped << 16 | mask16(is_code & (s > 0));
    }
    tally->scale_codes[lowest + lane] += (uint64_t)__builtin_popcountll(count);
    tally->clipped_codes[lowest + lane] += (uint64_t)__builtin_popcountll(clipped);
  }
}

INLINE void tally_value(uint32_t *histogram, float value) {
  double wide = (double)value;
  uint64_t pattern;
  memcpy(&pattern, &wide, sizeof pattern);
  histogram[2 * (pattern >> 48)] += 1;
}

/// Blocks of which none is left out or zero, and whose errors are neither zero nor infinite.
INLINE void tally_plain(
  const struct batch *batch, const uint32_t *bins, struct ck_block_tally *tally,
  uint32_t *scale_histogram
) {
  uint32_t *counts = tally->bins;
  for (size_t i = 0; counts && i < batch->count; i += 1) counts[bins[i]] += 1;
  if (batch->scale_codes) {
    uint32_t lowest = 255, highest = 0;
    for (size_t i = 0; i < batch->count; i += 1) {
      uint32_t code = batch->scale_codes[i] & 0xff;
      lowest = code < lowest ? code : lowest;
      highest = code > highest ? code : highest;
    }
    if (highest < lowest + ck_near_codes && batch->count == CK_BATCH) {
      tally_near_codes(tally, batch, lowest, highest);
    } else {
      // The pointers do not change under what is written, which a compiler can't know.
      struct ck_block_tally places = *tally;
      struct batch some = *batch;
      for (size_t i = 0; i < some.count; i += 1) tally_code(&places, &some, i);
    }
  }
  if (batch->scale_values) {
    for (size_t i = 0; i < batch->count; i += 1) {
      tally_value(scale_histogram, batch->scale_values[i]);
    }
  }
}

/// Any blocks.
static __attribute__((noinline)) void tally_any(
  const struct batch *batch, const uint32_t *bins, struct ck_block_tally *tally,
  uint32_t *scale_histogram
) {
  for (size_t i = 0; i < batch->count; i += 1) {
    if (batch->saturated[i] < 0) {
      tally->excluded += 1;
      tally->saturated -= (uint64_t)(int64_t)batch->saturated[i];
      continue;
    }
    if (!(batch->signal[i] > 0)) {
      tally->zero += 1;
      continue;
    }
    if (batch->noise[i] > 0x1.fffffffffffffp1023) tally->unbounded += 1;
    else if (batch->noise[i] > 0 && tally->bins) tally->bins[bins[i]] += 1;
    if (batch->scale_codes) tally_code(tally, batch, i);
    if (batch->scale_values) tally_value(scale_histogram, batch->scale_values[i]);
  }
}

static void tally_blocks(
  const double *signal, const double *noise, const int32_t *saturated, const uint32_t *scale_codes,
  const float *scale_values, size_t count, const struct ck_ratio_edges *edges,
  struct ck_block_tally *tally, uint32_t *scale_histogram
) {
  tally->blocks += count;
  for (size_t start = 0; start < count; start += CK_BATCH) {
    size_t some = count - start < CK_BATCH ? count - start : CK_BATCH;
    struct batch batch = {
      signal + start, noise + start, saturated + start, scale_codes ? scale_codes + start : 0,
      scale_values ? scale_values + start : 0, some};
    double padded[2][CK_BATCH];
    if (some < CK_BATCH) {
      for (size_t i = some & ~(size_t)7; i < CK_BATCH; i += 1) padded[0][i] = padded[1][i] = 1;
      memcpy(padded[0], batch.signal, some * sizeof *signal);
      memcpy(padded[1], batch.noise, some * sizeof *noise);
      batch.signal = padded[0];
      batch.noise = padded[1];
    }
    uint32_t bins[CK_BATCH];
    for (size_t i = 0; tally->bins && i < some; i += 16) {
      const double *s = batch.signal + i, *n = batch.noise + i;
      if (ratio_bins_by_logarithm(s, n, edges, bins + i)) continue;
      ratio_bins(s, n, edges, bins + i);
      ratio_bins(s + 8, n + 8, edges, bins + i + 8);
    }
    i64x8 is_plain = -1;
    for (size_t i = 0; i < some; i += 8) {
      f64x8 s = load64(batch.signal + i), n = load64(batch.noise + i);
      is_plain &= (s > 0) & (n > 0) & (n <= 0x1.fffffffffffffp1023);
    }
    int64_t total = 0, clipped = 0;
    int32_t least = 0;
    for (size_t i = 0; i < some; i += 1) {
      total += batch.saturated[i];
      clipped += batch.saturated[i] > 0;
      least = batch.saturated[i] < least ? batch.saturated[i] : least;
    }
    tally->saturated += (uint64_t)total;
    tally->clipped += (uint64_t)clipped;
    if (least == 0 && __builtin_reduce_and(is_plain)) {
      tally_plain(&batch, bins, tally, scale_histogram);
    } else {
      tally_any(&batch, bins, tally, scale_histogram);
    }
  }
}

static size_t collect_range(
  uint32_t *histogram, size_t from, size_t to, uint16_t *slots, uint64_t *counts, size_t found
) {
  for (size_t slot = from; slot < to; slot += 16) {
    u32x16 a, b;
    memcpy(&a, histogram + 2 * slot, sizeof a);
    memcpy(&b, histogram + 2 * slot + 16, sizeof b);
    if (!__builtin_reduce_or(a | b)) continue;
    for (size_t i = slot; i < slot + 16; i += 1) {
      uint64_t count = (uint64_t)histogram[2 * i] + histogram[2 * i + 1];
      slots[found] = (uint16_t)i;
      counts[found] = count;
      found += count > 0;
    }
    memset(histogram + 2 * slot, 0, 32 * sizeof *histogram);
  }
  return found;
}

static size_t collect(uint32_t *histogram, uint16_t *slots, uint64_t *counts) {
  // Zero, multiples of 2^-149 below 2^129, infinity and NaN.
  const size_t smallest = (1023 - 149) << 4, beyond = (1023 + 129) << 4, infinity = 0x7ff0;
  size_t found = 0;
  for (size_t sign = 0; sign <= 0x8000; sign += 0x8000) {
    found = collect_range(histogram, sign, sign + 16, slots, counts, found);
    found = collect_range(histogram, sign + smallest, sign + beyond, slots, counts, found);
    found = collect_range(histogram, sign + infinity, sign + infinity + 16, slots, counts, found);
  }
  return found;
}

static double total(const double *lanes) { return tree(load64(lanes), load64(lanes + 8)); }

static uint64_t read_words(const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  u64x8 a = 0, b = 0, c = 0, d = 0;
  size_t i = 0;
  for (; i + 256 <= count; i += 256) {
    u64x8 v[4];
    memcpy(v, p + i, sizeof v);
    a ^= v[0];
    b ^= v[1];
    c ^= v[2];
    d ^= v[3];
  }
  uint64_t result = __builtin_reduce_xor(a ^ b ^ c ^ d);
  for (; i + 8 <= count; i += 8) {
    uint64_t word;
    memcpy(&word, p + i, sizeof word);
    result ^= word;
  }
  return result;
}

#endif
