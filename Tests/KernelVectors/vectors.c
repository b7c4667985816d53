// Runs every kernel of one backend over fixed numbers and prints a hash of what each gives.
//
// Two backends are equal where the lines are. Native tests hold the kernels to their definitions; this carries that
// over to processors that only an emulator has.
#include <stdlib.h>

#include "kernels.h"
#include "vectors.h"

enum { count = 4099, room = 8192 };

static float x[room], decoded[room], largest[room], blocks[room], scales[room], offsets[room];
static float high[room];
static uint8_t codes[room], nibbles[room];
static uint32_t scale_codes[room];
static int32_t saturated[room];
static double energy[room], noise[room], block_signal[room], block_noise[room];
static uint16_t slots[ck_slots];
static uint64_t counts[ck_slots];

static void collected(const struct ck_table *t, const char *name, int kind, uint32_t *histogram) {
  size_t found = t->collect(histogram, slots, counts);
  HASH(name, slots, found);
  HASH(name, counts, found);
}

static void run(const struct ck_table *t, int kind, uint32_t *histogram) {
  for (size_t i = 0; i < count; i += 1) x[i] = value(kind);
  uint16_t halves[count];
  for (size_t i = 0; i < count; i += 1) halves[i] = (uint16_t)next();
  const uint8_t *odd = (const uint8_t *)halves + 1;
  t->decode_bf16(odd, count - 1, decoded);
  HASH("bf16", decoded, count - 1);
  t->decode_f16(odd, count - 1, decoded);
  for (size_t i = 0; i < count - 1; i += 1) decoded[i] = decoded[i] == decoded[i] ? decoded[i] : 1;
  HASH("f16", decoded, count - 1);

  uint64_t zeros = 0;
  float top = t->survey_bf16((const uint8_t *)x + 1, decoded, count - 1, largest, energy, &zeros);
  hash("survey of bf16", kind, &top, sizeof top);
  HASH("survey of bf16", decoded, count - 1);
  HASH("survey of bf16", &zeros, 1);
  top = t->survey(x, count, largest, energy, &zeros);
  hash("survey", kind, &top, sizeof top);
  HASH("survey", largest, (count + 15) / 16);
  HASH("survey", energy, (count + 15) / 16);
  HASH("survey", &zeros, 1);
  t->piece_largest(x + 1, count - 1, largest);
  HASH("largest", largest, (count + 14) / 16);
  struct ck_value_lanes values = {.lowest = 1e38f, .highest = -1e38f};
  t->add_values(x, count, &values, histogram);
  double total = t->total(values.sum);
  hash("values", kind, values.sum, sizeof values.sum);
  hash("values", kind, values.magnitude, sizeof values.magnitude);
  hash("values", kind, &values.zeros, sizeof values.zeros);
  collected(t, "values", kind, histogram);
  struct ck_moment_lanes moments = {{0}, {0}, {0}, {0}};
  t->add_moments(x, count, total / count, &moments);
  if (kind != 3 && kind != 5) hash("moments", kind, &moments, sizeof moments);

  static const size_t sizes[] = {16, 32, 48, 128, 8192};
  static const struct ck_minifloat types[] = {
    {1, 3, 0, 6}, {3, 5, 0, 7.5f}, {2, 5, -2, 28}, {3, 7, -6, 448}, {2, 7, -14, 57344}};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s += 1) {
    size_t block = sizes[s], n = (count + block - 1) / block;
    t->piece_largest(x, count, largest);
    t->block_largest(largest, (count + 15) / 16, block / 16, blocks);
    HASH("blocks", blocks, n);
    for (int rule = 0; rule < 4; rule += 1) {
      for (size_t type = 0; type < 5; type += 1) {
        int exponent = type == 0 ? 2 : type == 1 ? 2 : type == 2 ? 4 : type == 3 ? 8 : 15;
        t->scale_power(
          blocks, n, (enum ck_power_rule)rule, types[type].largest, exponent,
          types[type].mantissa_bits, scale_codes, scales);
        HASH("power", scale_codes, n);
        HASH("power", scales, n);
        t->quantize_minifloat(
          x, count, block, scales, 1, types[type], codes, decoded, saturated);
        HASH("minifloat", codes, count);
        HASH("minifloat", decoded, count);
        HASH("minifloat", saturated, n);
      }
      t->scale_power(
        blocks, n, (enum ck_power_rule)rule, 127.0f / 64, 0, 6, scale_codes, scales);
      HASH("power", scale_codes, n);
      t->quantize_fixed_point(
        x, count, block, scales, -127, 127, 1.0f / 64, codes, decoded, saturated);
      HASH("fixed", codes, count);
      HASH("fixed", decoded, count);
      t->scale_power(blocks, n, (enum ck_power_rule)rule, 6, 2, 1, scale_codes, scales);
      t->quantize_e2m1(x, count, block, scales, 1, codes, decoded, saturated);
      HASH("e2m1", codes, count);
      HASH("e2m1", decoded, count);
      HASH("e2m1", saturated, n);
    }
    t->pack_nibbles(codes, count, nibbles);
    HASH("pack", nibbles, (count + 1) / 2);
    float grid[16];
    for (int i = 0; i < 16; i += 1) grid[i] = (float)(i * i) - 20;
    t->decode_nibbles(nibbles, count, block, scales, grid, decoded);
    HASH("decode", decoded, count);
    t->scale_e4m3(blocks, n, 6, top / 2688, scale_codes, scales, offsets);
    HASH("e4m3", scale_codes, n);
    HASH("e4m3", offsets, n);
    int close = t->is_close(blocks, offsets, n, 12);
    HASH("close", &close, 1);
    t->quantize_e2m1(
      x, count, block, offsets, 0, codes, decoded, saturated);
    HASH("e2m1 by division", codes, count);
    HASH("e2m1 by division", decoded, count);
    memset(counts, 0, 256 * sizeof *counts);
    t->count_nibbles(codes, count, counts);
    t->count_bytes(codes, count, counts);
    HASH("counts", counts, 256);
    for (int type = 0; type < 3; type += 1) {
      t->scale_linear(
        blocks, n, 7.5f, 0, (enum ck_scale_type)type, scale_codes, scales);
      HASH("linear", scale_codes, n);
      close = t->is_close(blocks, scales, n, 14);
      HASH("close", &close, 1);
      t->quantize_integer(
        x, count, block, scales, -8, 7, codes, decoded, saturated);
      HASH("integer", codes, count);
      HASH("integer", decoded, count);
      HASH("integer", saturated, n);
      t->block_ranges(x, count, block, blocks, high);
      t->scale_affine(
        blocks, high, n, 15, (enum ck_scale_type)type, scale_codes, scales, offsets);
      HASH("affine", scale_codes, n);
      HASH("affine", offsets, n);
      t->quantize_affine(x, count, block, scales, offsets, 15, codes, decoded, saturated);
      HASH("affine", codes, count);
      HASH("affine", decoded, count);
      t->block_largest(largest, (count + 15) / 16, block / 16, blocks);
    }
    struct ck_error_lanes errors = {{0}, {0}, {0}};
    struct ck_error_extremes extremes = {0, 0};
    // The last integers are those of the zero point, whose errors are measured in F64.
    t->measure(x, decoded, count, 0, &errors, &extremes, noise, histogram);
    if (kind != 3 && kind != 5) {
      hash("errors", kind, &errors, sizeof errors);
      HASH("errors", noise, (count + 15) / 16);
    }
    hash("errors", kind, &extremes, sizeof extremes);
    collected(t, "errors", kind, histogram);
    memset(block_signal, 0, sizeof block_signal);
    memset(block_noise, 0, sizeof block_noise);
    t->add_energies(energy, (count + 15) / 16, block / 16, block_signal);
    t->add_energies(noise, (count + 15) / 16, block / 16, block_noise);
    if (kind != 3 && kind != 5) HASH("energies", block_noise, n);
    struct ck_error_lanes close_errors = {{0}, {0}, {0}};
    t->scale_power(blocks, n, ck_power_floor, 6, 2, 1, scale_codes, scales);
    t->quantize_e2m1(
      x, count, block, scales, 1, codes, decoded, saturated);
    if (t->is_close(blocks, scales, n, 12)) {
      t->measure(x, decoded, count, 1, &close_errors, &extremes, noise, histogram);
      hash("close errors", kind, &close_errors, sizeof close_errors);
      hash("close errors", kind, &extremes, sizeof extremes);
      HASH("close errors", noise, (count + 15) / 16);
      collected(t, "close errors", kind, histogram);
      double sum = t->total_energy(noise, (count + 15) / 16);
      HASH("energy", &sum, 1);
    }
  }
}

int main(int argc, char **argv) {
  const char *name = argc > 1 ? argv[1] : "baseline";
  const struct ck_table *table = !strcmp(name, "avx512") ? ck_avx512()
    : !strcmp(name, "avx2") ? ck_avx2()
    : !strcmp(name, "neon") ? ck_neon()
                            : ck_baseline();
  uint32_t *histogram = calloc(ck_counters, sizeof *histogram);
  if (!table || !histogram) {
    fprintf(stderr, "vectors: no %s here\n", name);
    return 1;
  }
  for (int kind = 0; kind < 6; kind += 1) {
    state = (uint64_t)kind;
    run(table, kind, histogram);
  }
  free(histogram);
  if (!attention_vectors(name) || !linear_vectors(name)) {
    fprintf(stderr, "vectors: no %s for attention and linear layers here\n", name);
    return 1;
  }
  return 0;
}
