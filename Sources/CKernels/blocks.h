// Energies of blocks and the bins of their ratios.
#ifndef CKERNELS_BLOCKS_H
#define CKERNELS_BLOCKS_H

#include "lanes.h"

static void add_energies(const double *energy, size_t count, size_t pieces, double *blocks) {
  size_t block = 0;
  for (size_t i = 0; i < count; i += pieces, block += 1) {
    size_t end = count - i < pieces ? count : i + pieces;
    double sum = blocks[block];
    for (size_t piece = i; piece < end; piece += 1) sum += energy[piece];
    blocks[block] = sum;
  }
}

/// How many edges a ratio reaches.
INLINE size_t ratio_bin(double ratio, const struct ck_ratio_edges *edges) {
  uint64_t pattern;
  memcpy(&pattern, &ratio, sizeof pattern);
  int64_t field = (int64_t)(pattern >> 47) - edges->first_field;
  if (field < 0) return 0;
  if (field >= (int64_t)edges->start_count) return edges->edge_count;
  size_t bin = edges->starts[field];
  bin += bin < edges->edge_count && ratio >= edges->edges[bin];
  bin += bin < edges->edge_count && ratio >= edges->edges[bin];
  return bin;
}

static void tally_blocks(
  const double *signal, const double *noise, const int32_t *saturated, const uint32_t *scale_codes,
  const float *scale_values, size_t count, const struct ck_ratio_edges *edges,
  struct ck_block_tally *tally, uint32_t *scale_histogram
) {
  for (size_t i = 0; i < count; i += 1) {
    tally->blocks += 1;
    if (saturated[i] < 0) {
      tally->excluded += 1;
      continue;
    }
    uint64_t is_clipped = saturated[i] > 0;
    tally->saturated += (uint64_t)saturated[i];
    tally->clipped += is_clipped;
    if (!(signal[i] > 0)) {
      tally->zero += 1;
      continue;
    }
    if (noise[i] > 0) {
      if (noise[i] <= 0x1.fffffffffffffp1023) tally->bins[ratio_bin(signal[i] / noise[i], edges)] += 1;
      else tally->unbounded += 1;
    }
    if (scale_codes) {
      size_t code = scale_codes[i] & 0xff;
      tally->scale_codes[code] += 1;
      tally->clipped_codes[code] += is_clipped;
      tally->energies[2 * code] += signal[i];
      tally->energies[2 * code + 1] += noise[i];
    }
    if (scale_values) {
      double value = (double)scale_values[i];
      uint64_t pattern;
      memcpy(&pattern, &value, sizeof pattern);
      scale_histogram[2 * (pattern >> 48)] += 1;
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
