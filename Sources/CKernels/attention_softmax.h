// The softmax between the two products of attention, for whatever computes those: `CK_SCORE_TILE` puts 64 scores of
// each row, times their factors, where it is told; `CK_ADD_TILE` adds a tile of values times weights to the sums.
#include "attention_elements.h"

INLINE float largest_lane(f32x16 v) {
  f32x8 eight = v.lo > v.hi ? v.lo : v.hi;
  typedef float quad __attribute__((ext_vector_type(4)));
  quad four = eight.lo > eight.hi ? eight.lo : eight.hi;
  float a = four.x > four.z ? four.x : four.z, b = four.y > four.w ? four.y : four.w;
  return a > b ? a : b;
}

INLINE float total_of_lanes(f32x16 v) {
  f32x8 eight = v.lo + v.hi;
  typedef float quad __attribute__((ext_vector_type(4)));
  quad four = eight.lo + eight.hi;
  return (four.x + four.z) + (four.y + four.w);
}

/// Keys of a tile that a row sees.
INLINE size_t seen_keys(const struct ck_attention *a, size_t row, size_t tile) {
  size_t all = a->is_causal ? a->visible + row : a->visible, first = tile * ck_attention_tile;
  return all <= first ? 0 : all - first < ck_attention_tile ? all - first : ck_attention_tile;
}

/// Puts minus infinity behind the keys that are seen.
INLINE f32x16 masked(f32x16 v, size_t seen, int place) {
  const i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  i32x16 is_seen = lane < (i32x16)((int)seen - 16 * place);
  return is_seen ? v : splat(-__builtin_inff());
}

INLINE f32x16 weight_of(enum ck_attention_element element, f32x16 power) {
  return element == ck_attention_f32 ? power
    : element == ck_attention_f16    ? half_of(power)
                                     : e4m3_of(power);
}

/// One row of a tile: scores become weights. Returns what earlier sums shrink by.
INLINE float weigh_row(
  enum ck_attention_element element, float factor, float *row, size_t seen, float *largest,
  f32x16 *lanes
) {
  f32x16 t[4];
  for (int v = 0; v < 4; v += 1) {
    t[v] = load(row + 16 * v);
    if (seen < ck_attention_tile) t[v] = masked(t[v], seen, v);
  }
  float found = largest_lane(fmax16(fmax16(t[0], t[1]), fmax16(t[2], t[3])));
  float before = *largest;
  float now = before > found ? before : found;
  f32x16 p[4];
  for (int v = 0; v < 4; v += 1) p[v] = power_of_two(t[v] - splat(now));
  f32x16 less = before == now ? splat(1) : power_of_two(splat(before - now));
  *lanes = *lanes * less + (((p[0] + p[1]) + p[2]) + p[3]);
  *largest = now;
  for (int v = 0; v < 4; v += 1) store(row + 16 * v, weight_of(element, p[v] * splat(factor)));
  return less.x;
}

/// Whole rows of scores: F16, weights divided by their sum.
INLINE void weigh_whole(const struct ck_attention *a, size_t row, size_t tiles, float *scores) {
  float largest = -__builtin_inff();
  for (size_t tile = 0; tile < tiles; tile += 1) {
    size_t seen = seen_keys(a, row, tile);
    for (int v = 0; v < 4; v += 1) {
      float *at = scores + tile * ck_attention_tile + 16 * v;
      f32x16 s = half_of(half_of(load(at)) * splat(a->score_factor)) * splat(a->exponent_factor);
      s = masked(s, seen, v);
      store(at, s);
      float found = largest_lane(s);
      largest = largest > found ? largest : found;
    }
  }
  f32x16 lanes = splat(0);
  for (size_t tile = 0; tile < tiles; tile += 1) {
    f32x16 p[4];
    for (int v = 0; v < 4; v += 1) {
      float *at = scores + tile * ck_attention_tile + 16 * v;
      p[v] = power_of_two(load(at) - splat(largest));
      store(at, p[v]);
    }
    lanes = lanes + (((p[0] + p[1]) + p[2]) + p[3]);
  }
  const f32x16 total = splat(total_of_lanes(lanes));
  for (size_t i = 0; i < tiles * ck_attention_tile; i += 16) {
    f32x16 p = half_of(load(scores + i) / total);
    store(scores + i, weight_of(a->weights, p * splat(a->weight_factor)));
  }
}

INLINE void attend_as(const struct ck_attention *a, enum ck_attention_element element) {
  float largest[ck_attention_rows], shrink[ck_attention_rows];
  f32x16 lanes[ck_attention_rows];
  for (size_t r = 0; r < a->rows; r += 1) {
    largest[r] = -__builtin_inff();
    shrink[r] = 1;
    lanes[r] = splat(0);
  }
  for (size_t i = 0; i < a->rows * a->value_dim; i += 1) a->sums[i] = 0;
  const size_t seen = a->is_causal ? a->visible + a->rows - 1 : a->visible;
  const size_t tiles = (seen + ck_attention_tile - 1) / ck_attention_tile;
  const size_t stride = a->is_whole ? tiles * ck_attention_tile : ck_attention_tile;
  for (size_t tile = 0; tile < tiles; tile += 1) {
    float *scores = a->scores + (a->is_whole ? tile * ck_attention_tile : 0);
    CK_SCORE_TILE(a, tile, scores, stride);
    if (a->is_whole) continue;
    for (size_t r = 0; r < a->rows; r += 1) {
      shrink[r] = weigh_row(
        element, a->weight_factor, scores + r * stride, seen_keys(a, r, tile), largest + r,
        lanes + r);
    }
    CK_ADD_TILE(a, tile, scores, stride, shrink);
  }
  if (a->is_whole) {
    for (size_t r = 0; r < a->rows; r += 1) weigh_whole(a, r, tiles, a->scores + r * stride);
    for (size_t tile = 0; tile < tiles; tile += 1) {
      CK_ADD_TILE(a, tile, a->scores + tile * ck_attention_tile, stride, shrink);
    }
  }
  for (size_t r = 0; r < a->rows; r += 1) {
    const f32x16 total = splat(a->is_whole ? 1 : total_of_lanes(lanes[r]));
    for (size_t i = 0; i < a->dim; i += 16) {
      f32x16 y = load(a->sums + r * a->value_dim + i) / total * load(a->result_factors + i);
      if (a->rounds_result) y = half_of(y);
      size_t some = a->dim - i;
      if (some < 16) store_some(a->outputs + r * a->dim + i, y, some);
      else store(a->outputs + r * a->dim + i, y);
    }
  }
}

static void attend(const struct ck_attention *a) {
  switch (a->weights) {
  case ck_attention_f32: attend_as(a, ck_attention_f32); break;
  case ck_attention_f16: attend_as(a, ck_attention_f16); break;
  case ck_attention_e4m3:
  case ck_attention_int8: attend_as(a, ck_attention_e4m3); break;
  }
}
