// The two products of attention over tiles of floats, for every backend.
#ifndef CKERNELS_ATTENTION_PRODUCTS_H
#define CKERNELS_ATTENTION_PRODUCTS_H

#include "attention_elements.h"

// Sums that fit registers: rows, and vectors of sixteen columns.
#ifdef CK_MANY_REGISTERS
enum { product_rows = 6, product_vectors = 4 };
#elif defined(CK_HAS_FMA)
enum { product_rows = 6, product_vectors = 1 };
#else
enum { product_rows = 3, product_vectors = 1 };
#endif

/// Rows of `a` times 16 · product_vectors columns of `b`, in order of the terms.
INLINE void product_tile(
  size_t rows, const float *a, size_t a_stride, const float *b, size_t b_stride, size_t terms,
  f32x16 (*sums)[product_vectors]
) {
  for (size_t r = 0; r < rows; r += 1) {
    for (int v = 0; v < product_vectors; v += 1) sums[r][v] = splat(0);
  }
  for (size_t k = 0; k < terms; k += 1) {
    f32x16 column[product_vectors];
#pragma clang loop unroll(full)
    for (int v = 0; v < product_vectors; v += 1) column[v] = load(b + k * b_stride + 16 * v);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r += 1) {
      f32x16 factor = splat(a[r * a_stride + k]);
#pragma clang loop unroll(full)
      for (int v = 0; v < product_vectors; v += 1) {
        sums[r][v] = multiply_add(factor, column[v], sums[r][v]);
      }
    }
  }
}

INLINE void score_rows(
  size_t rows, const struct ck_attention *a, size_t first, size_t tile, float *scores,
  size_t stride
) {
  const float *queries = a->queries, *keys = a->key_tiles;
  const float factor = a->query_factor * a->key_factors[tile];
  for (size_t c = 0; c < ck_attention_tile; c += 16 * product_vectors) {
    f32x16 sums[product_rows][product_vectors];
    product_tile(
      rows, queries + first * a->dim, a->dim, keys + tile * a->dim * ck_attention_tile + c,
      ck_attention_tile, a->dim, sums);
    for (size_t r = 0; r < rows; r += 1) {
      for (int v = 0; v < product_vectors; v += 1) {
        store(scores + (first + r) * stride + c + 16 * (size_t)v, sums[r][v] * splat(factor));
      }
    }
  }
}

INLINE void add_rows(
  size_t rows, const struct ck_attention *a, size_t first, size_t tile, const float *weights,
  size_t stride, const float *shrink
) {
  const float *values = a->value_tiles;
  const f32x16 factor = splat(a->value_factors[tile]);
  size_t left = a->keys - tile * ck_attention_tile;
  size_t terms = left < ck_attention_tile ? left : ck_attention_tile;
  for (size_t c = 0; c < a->value_dim; c += 16 * product_vectors) {
    f32x16 sums[product_rows][product_vectors];
    product_tile(
      rows, weights + first * stride, stride,
      values + tile * a->value_dim * ck_attention_tile + c, a->value_dim, terms, sums);
    for (size_t r = 0; r < rows; r += 1) {
      f32x16 less = splat(shrink[first + r]);
      for (int v = 0; v < product_vectors; v += 1) {
        float *sum = a->sums + (first + r) * a->value_dim + c + 16 * (size_t)v;
        store(sum, load(sum) * less + sums[r][v] * factor);
      }
    }
  }
}

#define CK_EACH_ROWS(body) \
  switch (a->rows - first < product_rows ? a->rows - first : product_rows) { \
  case 1: body(1); break; \
  case 2: body(2); break; \
  case 3: body(3); break; \
  case 4: body(4); break; \
  case 5: body(5); break; \
  default: body(product_rows); \
  }

static void score_floats(
  const struct ck_attention *a, size_t tile, float *scores, size_t stride
) {
  for (size_t first = 0; first < a->rows; first += product_rows) {
#define CK_SCORE(n) score_rows(n, a, first, tile, scores, stride)
    CK_EACH_ROWS(CK_SCORE)
  }
}

static void add_floats(
  const struct ck_attention *a, size_t tile, float *weights, size_t stride, const float *shrink
) {
  for (size_t first = 0; first < a->rows; first += product_rows) {
#define CK_ADD(n) add_rows(n, a, first, tile, weights, stride, shrink)
    CK_EACH_ROWS(CK_ADD)
  }
}

#endif
