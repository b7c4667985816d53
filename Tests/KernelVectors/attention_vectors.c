// Runs every function of attention of one backend over fixed numbers, in all ways that recipes use it.
//
// What comes out is equal bit for bit everywhere but for F32, whose products are fused where a processor can: that is
// held to F64 here.
#include <math.h>

#include "attention.h"
#include "vectors.h"

enum { most_rows = 128, most_keys = 256, most_dim = 256, room = most_keys * most_dim };

static float queries[room], keys[room], values[room], tiles[room], value_tiles[room];
static float result[room], scales[most_dim], scores[most_rows * most_keys];
static float sums[most_rows * most_dim], key_factors[4], value_factors[4], result_factors[most_dim];
static double sums64[room], query64[most_dim], weights64[most_keys];
static uint32_t words[most_rows * 32];

static const enum ck_attention_element elements[] = {
  ck_attention_f32, ck_attention_f16, ck_attention_e4m3, ck_attention_int8};
static const char *const element_names[] = {"f32", "f16", "e4m3", "int8"};

/// What is no number has no bits of its own.
static void settle(float *found, size_t count) {
  for (size_t i = 0; i < count; i += 1) {
    if (found[i] != found[i]) found[i] = 12345;
  }
}

static void round_all(const struct ck_attention_table *t, int kind) {
  static const float specials[] = {
    0.5f, -0.5f, 65519.996f, 65520, -65536, 448, 464, -465, 1e30f, 0x1p-25f, 0x1.000002p-25f,
    0x1p-10f, -0x1.8p-9f, 127.5f, -128.5f, 2049, 2051, -0x1.002p0f, 0x1.006p0f, 0x1.fffffep-2f,
    INFINITY, -INFINITY, NAN};
  enum { special_count = sizeof specials / sizeof *specials, count = 4099 };
  for (size_t i = 0; i < count; i += 1) values[i] = value(kind) * (kind == 0 ? 4000 : 1);
  float top = t->largest(values, count);
  HASH("largest", &top, 1);
  top = t->largest(values + 1, 37);
  HASH("largest", &top, 1);
  if (kind == 1) memcpy(values, specials, sizeof specials);
  for (int e = 0; e < 4; e += 1) {
    for (int s = 0; s < 3; s += 1) {
      static const float by[] = {1, 0.0134f, 0x1p-3f};
      char name[32];
      snprintf(name, sizeof name, "round %s %d", element_names[e], s);
      t->round(elements[e], values, count, by[s], result);
      settle(result, count);
      HASH(name, result, count);
    }
  }
}

static void columns_all(const struct ck_attention_table *t, int kind) {
  static const size_t counts[] = {1, 16, 20, 72, 128};
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c += 1) {
    size_t count = counts[c], rows = 37;
    for (size_t i = 0; i < rows * count; i += 1) values[i] = value(kind);
    t->largest_channels(values, rows, count, scales);
    HASH("largest of channels", scales, count);
    for (size_t i = 0; i < count; i += 1) {
      scales[i] = kind > 1 || scales[i] == 0 ? 0.75f : scales[i] / 127;
    }
    for (int e = 0; e < 4; e += 1) {
      char name[32];
      snprintf(name, sizeof name, "round channels %s", element_names[e]);
      t->round_channels(elements[e], values, rows, count, scales, result);
      HASH(name, result, rows * count);
    }
    t->center(values, rows, count, sums64, result);
    HASH("center", sums64, count);
    HASH("center", result, rows * count);
    static const size_t heights[] = {1, 37, 64};
    for (size_t h = 0; h < 3; h += 1) {
      t->turn(values, heights[h], count, tiles);
      HASH("turn", tiles, count * ck_attention_tile);
    }
  }
  for (size_t count = 16; count <= most_dim; count *= 2) {
    for (size_t i = 0; i < 9 * count; i += 1) values[i] = value(kind) * 0x1p-9f;
    for (size_t i = 0; i < count; i += 1) scales[i] = next() & 1 ? 1 : -1;
    t->rotate(values, 9, count, scales, 0.70710677f, result);
    HASH("rotate", result, 9 * count);
    t->rotate(values, 9, count, scales, 0.70710677f, values);
    HASH("rotate in place", values, 9 * count);
  }
}

static void sums_of_64(const struct ck_attention_table *t, int kind) {
  static const struct { size_t keys, dim; } shapes[] = {{1, 64}, {64, 64}, {100, 128}, {200, 192}};
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s += 1) {
    size_t count = shapes[s].keys, dim = shapes[s].dim;
    size_t all = (count + ck_attention_tile - 1) / ck_attention_tile * ck_attention_tile;
    for (size_t i = 0; i < all * dim; i += 1) tiles[i] = value(kind);
    for (size_t i = 0; i < dim; i += 1) query64[i] = (double)value(0) / 3;
    for (size_t i = 0; i < count; i += 1) weights64[i] = (double)value(0) / 3;
    t->scores64(query64, tiles, count, dim, sums64);
    HASH("scores in F64", sums64, count);
    t->combine64(weights64, tiles, count, dim, sums64);
    HASH("combined in F64", sums64, dim);
  }
}

/// What recipes differ in, as far as kernels see it.
struct variant {
  const char *name;
  enum ck_attention_element scores, weights;
  int is_whole;
  float weight_factor;
  /// Tokens that share a scale, 0 for all.
  size_t key_run, value_run;
  int has_channels;
};

static const struct variant variants[] = {
  {"f32", ck_attention_f32, ck_attention_f32, 0, 1, 0, 0, 0},
  {"fp16", ck_attention_f16, ck_attention_f16, 1, 1, 0, 0, 0},
  {"fp16-flash", ck_attention_f16, ck_attention_f16, 0, 1, 0, 0, 0},
  {"fp8", ck_attention_e4m3, ck_attention_e4m3, 1, 448, 0, 0, 0},
  {"fp8-tensor", ck_attention_e4m3, ck_attention_e4m3, 0, 256, 0, 0, 0},
  {"fp8-block", ck_attention_e4m3, ck_attention_e4m3, 0, 256, 128, 128, 0},
  {"int8-sage", ck_attention_int8, ck_attention_f16, 0, 1, 64, 0, 0},
  {"int8-sage-fp8pv", ck_attention_int8, ck_attention_e4m3, 0, 448, 64, 0, 1},
};

struct shape {
  size_t rows, keys, dim;
};

static const struct shape shapes[] = {
  {1, 1, 16}, {2, 63, 64}, {3, 64, 48}, {4, 65, 72}, {5, 130, 80}, {6, 200, 128}, {7, 100, 20},
  {13, 129, 40}, {11, 70, 8}, {128, 192, 64}};

static float scale_of(
  const struct ck_attention_table *t, enum ck_attention_element element, const float *v, size_t n
) {
  float most = element == ck_attention_e4m3 ? 448 : element == ck_attention_int8 ? 127 : 0;
  float largest = t->largest(v, n);
  return most == 0 || largest == 0 ? 1 : largest / most;
}

/// Rounds runs of tokens; each tile's factor is its run's scale.
static void round_runs(
  const struct ck_attention_table *t, enum ck_attention_element element, float *v, size_t tokens,
  size_t dim, size_t run, float *factors
) {
  if (run == 0) run = tokens;
  for (size_t first = 0; first < tokens; first += run) {
    size_t some = tokens - first < run ? tokens - first : run;
    float scale = scale_of(t, element, v + first * dim, some * dim);
    t->round(element, v + first * dim, some * dim, scale, v + first * dim);
    for (size_t token = first; token < first + some; token += 1) {
      factors[token / ck_attention_tile] = scale;
    }
  }
}

/// Attention with F32 in F64; errors of scores are errors of exponents.
static int is_near(const struct ck_attention *a) {
  for (size_t row = 0; row < a->rows; row += 1) {
    size_t seen = a->is_causal ? a->visible + row : a->visible;
    double largest = -INFINITY, extent = 0, total = 0;
    for (size_t key = 0; key < seen; key += 1) {
      double score = 0, magnitude = 0;
      for (size_t i = 0; i < a->dim; i += 1) {
        double product = (double)queries[row * a->dim + i] * (double)keys[key * a->dim + i];
        score += product;
        magnitude += fabs(product);
      }
      weights64[key] = score * (double)a->query_factor;
      largest = fmax(largest, weights64[key]);
      extent = fmax(extent, magnitude * (double)a->query_factor);
    }
    for (size_t key = 0; key < seen; key += 1) {
      weights64[key] = exp2(weights64[key] - largest);
      total += weights64[key];
    }
    for (size_t i = 0; i < a->dim; i += 1) {
      double sum = 0, magnitude = 0;
      for (size_t key = 0; key < seen; key += 1) {
        double product = weights64[key] * (double)values[key * a->dim + i];
        sum += product;
        magnitude += fabs(product);
      }
      double error = fabs((double)a->outputs[row * a->dim + i] - sum / total);
      if (!(error <= (2e-6 + 5e-7 * extent) * magnitude / total)) return 0;
    }
  }
  return 1;
}

static void attend(
  const struct ck_attention_table *t, const struct variant *v, struct shape shape, int kind,
  size_t visible, int is_causal
) {
  const size_t dim = shape.dim, width = (dim + 63) / 64 * 64;
  const float score_factor = 1 / sqrtf((float)dim), exponent_factor = 0x1.715476p0f;
  for (size_t i = 0; i < shape.rows * dim; i += 1) {
    queries[i] = value(kind) * (kind == 0 ? 40 : 0.25f);
    if (v->scores == ck_attention_int8) queries[i] *= score_factor * exponent_factor;
  }
  for (size_t i = 0; i < shape.keys * dim; i += 1) {
    // A channel of keys stands out, as they do.
    keys[i] = value(kind) * (kind == 1 ? 0.25f : i % dim == 3 ? 400 : 40);
    values[i] = value(kind) * (kind == 0 ? 20 : 1);
  }
  float query_factor[2];
  round_runs(t, v->scores, queries, shape.rows, dim, 0, query_factor);
  float factor = query_factor[0];
  if (!v->is_whole && v->scores != ck_attention_int8) factor *= score_factor * exponent_factor;
  round_runs(t, v->scores, keys, shape.keys, dim, v->key_run, key_factors);
  float inverse = 1 / v->weight_factor;
  for (size_t i = 0; i < width; i += 1) result_factors[i] = inverse;
  if (v->has_channels) {
    t->largest_channels(values, shape.keys, dim, scales);
    for (size_t i = 0; i < dim; i += 1) {
      scales[i] = scales[i] == 0 ? 1 : scales[i] / 448;
      result_factors[i] = inverse * scales[i];
    }
    t->round_channels(v->weights, values, shape.keys, dim, scales, values);
  } else {
    round_runs(t, v->weights, values, shape.keys, dim, v->value_run, value_factors);
    if (v->value_run == 0) {
      for (size_t i = 0; i < dim; i += 1) result_factors[i] = inverse * value_factors[0];
    }
  }
  if (v->value_run == 0) {
    for (int i = 0; i < 4; i += 1) value_factors[i] = 1;
  }
  memset(value_tiles, 0, sizeof value_tiles);
  for (size_t first = 0; first < shape.keys; first += ck_attention_tile) {
    size_t left = shape.keys - first;
    t->turn(
      keys + first * dim, left < ck_attention_tile ? left : ck_attention_tile, dim,
      tiles + first * dim);
  }
  for (size_t key = 0; key < shape.keys; key += 1) {
    memcpy(value_tiles + key * width, values + key * dim, dim * sizeof *values);
  }
  struct ck_attention a = {
    .key_layout = ck_attention_floats, .value_layout = ck_attention_floats, .rows = shape.rows,
    .dim = dim, .value_dim = width, .keys = shape.keys, .visible = visible,
    .is_causal = is_causal, .queries = queries, .key_tiles = tiles, .value_tiles = value_tiles,
    .query_factor = factor, .key_factors = key_factors, .value_factors = value_factors,
    .weights = v->weights, .weight_factor = v->weight_factor, .is_whole = v->is_whole,
    .score_factor = score_factor, .exponent_factor = exponent_factor,
    .result_factors = result_factors, .rounds_result = 0,
    .scores = scores, .sums = sums, .words = words, .outputs = result};
  t->attend(&a);
  char name[96];
  snprintf(
    name, sizeof name, "attend %s %zu of %zux%zu seen %zu%s", v->name, shape.rows, shape.keys, dim,
    visible, is_causal ? " and on" : "");
  if (v->weights == ck_attention_f32) {
    printf("%s %d %s\n", name, kind, is_near(&a) ? "ok" : "off");
    return;
  }
  // F16 would hide the last bits.
  HASH(name, result, shape.rows * dim);
  a.rounds_result = 1;
  t->attend(&a);
  HASH(name, result, shape.rows * dim);
}

int attention_vectors(const char *backend) {
  const struct ck_attention_table *t = !strcmp(backend, "avx512") ? ck_attention_avx512()
    : !strcmp(backend, "avx2") ? ck_attention_avx2()
    : !strcmp(backend, "neon") ? ck_attention_neon()
                               : ck_attention_baseline();
  if (!t) return 0;
  for (int kind = 0; kind < 6; kind += 1) {
    state = (uint64_t)kind + 100;
    round_all(t, kind);
    columns_all(t, kind);
    if (kind < 3) sums_of_64(t, kind);
  }
  for (size_t v = 0; v < sizeof variants / sizeof *variants; v += 1) {
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s += 1) {
      const struct shape shape = shapes[s];
      for (int kind = 0; kind < (shape.rows == most_rows ? 1 : 2); kind += 1) {
        state = 1000 * v + 10 * s + (uint64_t)kind;
        attend(t, variants + v, shape, kind, shape.keys, 0);
        attend(t, variants + v, shape, kind, shape.keys - shape.rows + 1, 1);
        attend(t, variants + v, shape, kind, 1, 1);
      }
    }
  }
  return 1;
}
