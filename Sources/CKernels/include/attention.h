// Attention, some queries of one head at a time.
//
// Keys go in tiles of 64. A tile's keys lie channel by channel, 64 floats to each, its values token by token, as many
// floats to each as the channels come to when rounded up to 64; what is beyond the keys or the channels is zero.
#ifndef CKERNELS_ATTENTION_H
#define CKERNELS_ATTENTION_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Keys of a tile, and what channels of values are rounded up to.
enum { ck_attention_tile = 64 };
/// The most queries that are attended to together.
enum { ck_attention_rows = 128 };

/// What elements are.
enum ck_attention_element {
  ck_attention_f32,
  ck_attention_f16,
  ck_attention_e4m3,
  ck_attention_int8,
};

/// How the factors of a product lie: rows of the one, columns of the other.
enum ck_attention_layout {
  /// Floats: `[rows, terms]` and `[terms, columns]`.
  ck_attention_floats,
  /// Words of four bytes: `[rows, terms / 4 + 1]` and `[terms / 4, columns]`, rounded up. Rows have signed integers, their
  /// last word -128 times their sum; columns integers plus 128.
  ck_attention_bytes,
  /// Words of two BF16: `[rows, terms / 2]` and `[terms / 2, columns]`, rounded up. The first is in the upper half, since
  /// that is added first.
  ck_attention_pairs,
};

/// Some queries of one head.
struct ck_attention {
  enum ck_attention_layout key_layout;
  enum ck_attention_layout value_layout;
  size_t rows;
  /// Channels.
  size_t dim;
  /// Channels of values, rounded up.
  size_t value_dim;
  /// All keys.
  size_t keys;
  /// Keys that the first query sees, and whether each further one sees one more.
  size_t visible;
  int32_t is_causal;
  /// `[rows, dim]`, in units of their scale.
  const void *queries;
  const void *key_tiles;
  const void *value_tiles;
  /// What scores are multiplied by: these two, multiplied first.
  float query_factor;
  const float *key_factors;
  /// For each tile, what its values are multiplied by.
  const float *value_factors;
  /// What weights become, and what they are multiplied by before.
  enum ck_attention_element weights;
  float weight_factor;
  /// Whether the softmax goes over whole rows of scores in F16, then these are multiplied by: as F16, and in F32.
  int32_t is_whole;
  float score_factor;
  float exponent_factor;
  /// What channels of the result are multiplied by: `value_dim`.
  const float *result_factors;
  int32_t rounds_result;
  /// Room: `rows` rows of 64 floats, of whole rows as many as the keys come to when rounded up to 64.
  float *scores;
  /// Room for `rows * value_dim` floats, and for 32 words for each row.
  float *sums;
  uint32_t *words;
  /// Receives `rows` rows of `dim`.
  float *outputs;
};

/// The functions of one backend.
struct ck_attention_table {
  /// The largest magnitude of finite values; 0 of none.
  float (*largest)(const float *values, size_t count);
  /// Values over a scale, rounded to an element.
  void (*round)(
    enum ck_attention_element element, const float *values, size_t count, float scale,
    float *rounded);
  /// The same, a scale for each of `count` columns; the largest magnitudes of columns are taken alike.
  void (*round_channels)(
    enum ck_attention_element element, const float *values, size_t rows, size_t count,
    const float *scales, float *rounded);
  void (*largest_channels)(const float *values, size_t rows, size_t count, float *largest);
  /// Takes the mean of each of `count` columns off; `sums` is room for as many.
  void (*center)(
    const float *values, size_t rows, size_t count, double *sums, float *centered);
  /// Rows times signs, then Hadamard's matrix of a power of two from 16 on, then a factor.
  void (*rotate)(
    const float *values, size_t rows, size_t count, const float *signs, float factor,
    float *rotated);
  /// Lays out at most 64 rows as a tile of keys.
  void (*turn)(const float *values, size_t rows, size_t count, float *tile);
  /// Lays out the factors of a product; only backends with dot instructions do.
  void (*_Nullable pack_rows)(
    enum ck_attention_layout layout, const float *values, size_t rows, size_t terms,
    uint32_t *words);
  void (*_Nullable pack_columns)(
    enum ck_attention_layout layout, const float *values, size_t terms, size_t columns,
    uint32_t *words);
  /// Attends.
  void (*attend)(const struct ck_attention *attention);
  /// F64: the scores of a query with tiles of keys, and the sum of rows of values times weights.
  void (*scores64)(
    const double *query, const float *tiles, size_t keys, size_t dim, double *scores);
  void (*combine64)(
    const double *weights, const float *values, size_t keys, size_t dim, double *sums);
};

/// The tables; null where this program or this processor does not have them.
const struct ck_attention_table *ck_attention_baseline(void);
const struct ck_attention_table *_Nullable ck_attention_avx2(void);
const struct ck_attention_table *_Nullable ck_attention_avx512(void);
const struct ck_attention_table *_Nullable ck_attention_neon(void);
/// With VNNI and BF16 beside AVX-512.
const struct ck_attention_table *_Nullable ck_attention_dot(void);

#pragma clang assume_nonnull end

#endif
