// Attention, for every backend; one with products of its own defines `CK_SCORE_TILE` and `CK_ADD_TILE` before.
#ifndef CKERNELS_ATTENTION_PLAIN_H
#define CKERNELS_ATTENTION_PLAIN_H

#include "attention_products.h"

#ifndef CK_SCORE_TILE
#define CK_SCORE_TILE score_floats
#define CK_ADD_TILE add_floats
#define CK_PACK_ROWS 0
#define CK_PACK_COLUMNS 0
#endif
#include "attention_softmax.h"

static void attention_scores64(
  const double *query, const float *tiles, size_t keys, size_t dim, double *scores
) {
  for (size_t tile = 0; tile * ck_attention_tile < keys; tile += 1) {
    const float *panel = tiles + tile * dim * ck_attention_tile;
    f64x8 sums[8] = {0};
    for (size_t i = 0; i < dim; i += 1) {
      f64x8 q = splat64(query[i]);
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v += 1) {
        f32x16 k = load(panel + i * ck_attention_tile + 16 * v);
        sums[2 * v] += q * low(k);
        sums[2 * v + 1] += q * high(k);
      }
    }
    for (size_t v = 0; v < 8; v += 1) store64(scores + tile * ck_attention_tile + 8 * v, sums[v]);
  }
}

static void attention_combine64(
  const double *weights, const float *values, size_t keys, size_t dim, double *sums
) {
  for (size_t c = 0; c < dim; c += 64) {
    f64x8 found[8] = {0};
    for (size_t key = 0; key < keys; key += 1) {
      f64x8 w = splat64(weights[key]);
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v += 1) {
        f32x16 x = load(values + key * dim + c + 16 * (size_t)v);
        found[2 * v] += w * low(x);
        found[2 * v + 1] += w * high(x);
      }
    }
    for (size_t v = 0; v < 8; v += 1) store64(sums + c + 8 * v, found[v]);
  }
}

static const struct ck_attention_table attention_table = {
  .largest = attention_largest, .round = attention_round,
  .round_channels = attention_round_channels, .largest_channels = attention_largest_channels,
  .center = attention_center, .rotate = attention_rotate, .turn = attention_turn,
  .pack_rows = CK_PACK_ROWS, .pack_columns = CK_PACK_COLUMNS, .attend = attend,
  .scores64 = attention_scores64, .combine64 = attention_combine64};

#endif
