// Tiles by the dot instructions of AVX-512; included within that target.
#ifndef CKERNELS_LINEAR_DOT_TILES_H
#define CKERNELS_LINEAR_DOT_TILES_H

#include "linear_dot_words.h"

/// Adds the products of sixteen words with one.
INLINE __m512i multiply_add(enum ck_layout layout, __m512i sum, __m512i weights, uint32_t word) {
  __m512i w = _mm512_set1_epi32((int)word);
  switch (layout) {
  case ck_layout_f32:
    return _mm512_castps_si512(_mm512_fmadd_ps(
      _mm512_castsi512_ps(weights), _mm512_castsi512_ps(w), _mm512_castsi512_ps(sum)));
  case ck_layout_bytes:
  case ck_layout_nibbles: return _mm512_dpbusd_epi32(sum, weights, w);
  default:
    return _mm512_castps_si512(
      _mm512_dpbf16_ps(_mm512_castsi512_ps(sum), (__m512bh)weights, (__m512bh)w));
  }
}
/// What the sums of a group begin with.
INLINE void start_sums(
  const struct ck_tile *tile, size_t group, const int rows, const int chains,
  enum ck_offset offset, int is_integer, __m512i sums[4][ck_tile_rows][2]
) {
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r += 1) {
    __m512i first = _mm512_setzero_si512();
    if (is_integer && offset == ck_offset_constant) {
      int32_t sum = tile->integer_sums[group * (size_t)rows + (size_t)r];
      first = _mm512_set1_epi32(-tile->offset * sum);
    }
#pragma clang loop unroll(full)
    for (int p = 0; p < 2; p += 1) {
      sums[0][r][p] = first;
#pragma clang loop unroll(full)
      for (int c = 1; c < chains; c += 1) sums[c][r][p] = _mm512_setzero_si512();
    }
  }
}

/// A tile whose kind the compiler knows.
INLINE void multiply_tile(
  const struct ck_tile *tile, enum ck_layout layout, const int rows, enum ck_offset offset,
  const int has_activation_scales, enum ck_group_scale scale_type, const size_t steps,
  const int is_short
) {
  const struct step_shape shape = step_shape_of(layout);
  // Few rows have too few sums to keep the units busy: each word of a step has its own then, unless groups are so
  // short that one can begin while another ends.
  const int chains = rows >= 4 || is_short ? 1 : shape.words < 4 ? shape.words : 4;
  const int is_largest = rows == 12 || (rows == 8 && has_activation_scales);
  const struct tables tables = tables_of(layout, tile->values);
  const uint8_t *w = tile->weights, *scale = tile->scales, *zeros = tile->zeros;
  const uint8_t *ahead = tile->ahead;
  for (size_t panel = 0; panel < tile->panels; panel += 1) {
    const uint32_t *x = tile->activations;
    // Beside each other, since outputs may lie a power of two apart, where a cache holds few of them.
    __m512 totals[ck_tile_rows][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r += 1) totals[r][0] = totals[r][1] = _mm512_setzero_ps();
    for (size_t g = 0; g < tile->groups; g += 1) {
      __m512i sums[4][ck_tile_rows][2];
      start_sums(tile, g, rows, chains, offset, shape.is_integer, sums);
      for (size_t s = 0; s < steps; s += 1) {
        __m512i words[2][16];
#pragma clang loop unroll(full)
        for (int p = 0; p < 2; p += 1) {
          // The largest tiles read a panel again and again from the second cache.
          if (is_largest) __builtin_prefetch(w + 2048 + 64 * p);
          decode(layout, w + 64 * p, tables, words[p]);
        }
#pragma clang loop unroll(full)
        for (int j = 0; j < shape.words; j += 1) {
#pragma clang loop unroll(full)
          for (int r = 0; r < rows; r += 1) {
            uint32_t word = x[j * rows + r];
#pragma clang loop unroll(full)
            for (int p = 0; p < 2; p += 1) {
              __m512i *sum = &sums[j % chains][r][p];
              *sum = multiply_add(layout, *sum, words[p][j], word);
            }
          }
        }
        if (is_largest) {
          __builtin_prefetch(ahead, 0, 2);
          ahead += tile->ahead_stride;
        }
        w += 2 * shape.bytes;
        x += shape.words * rows;
      }
      __m512 scales[2], taken[2];
      load_scales(scale_type, scale, g, scales);
      if (offset == ck_offset_zeros) {
#pragma clang loop unroll(full)
        for (size_t p = 0; p < 2; p += 1) {
          taken[p] = _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(
            _mm_loadu_si128((const void *)(zeros + 32 * g + 16 * p))));
        }
      }
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r += 1) {
        size_t place = g * (size_t)rows + (size_t)r;
#pragma clang loop unroll(full)
        for (int p = 0; p < 2; p += 1) {
          __m512i all = sums[0][r][p];
          __m512 sum;
          if (shape.is_integer) {
            for (int c = 1; c < chains; c += 1) all = _mm512_add_epi32(all, sums[c][r][p]);
            sum = _mm512_cvtepi32_ps(all);
          } else {
            sum = _mm512_castsi512_ps(all);
            for (int c = 1; c < chains; c += 1) {
              sum = _mm512_add_ps(sum, _mm512_castsi512_ps(sums[c][r][p]));
            }
          }
          if (offset == ck_offset_zeros) {
            float taken_off = shape.is_integer ? (float)tile->integer_sums[place]
                                               : tile->float_sums[place];
            sum = _mm512_fnmadd_ps(taken[p], _mm512_set1_ps(taken_off), sum);
          }
          __m512 factor = scales[p];
          if (has_activation_scales) {
            factor = _mm512_mul_ps(factor, _mm512_set1_ps(tile->activation_scales[place]));
          }
          totals[r][p] = _mm512_fmadd_ps(sum, factor, totals[r][p]);
        }
      }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r += 1) {
#pragma clang loop unroll(full)
      for (int p = 0; p < 2; p += 1) {
        float *output = tile->outputs + (size_t)r * tile->output_stride + 32 * panel + 16 * p;
        _mm512_storeu_ps(output, _mm512_mul_ps(totals[r][p], _mm512_set1_ps(tile->factor)));
      }
    }
    scale += ck_panel * tile->groups * scale_size(scale_type);
    if (zeros) zeros += ck_panel * tile->groups;
  }
}

/// Short groups are about what a group costs, so theirs are known as well.
INLINE void multiply_integers(
  const struct ck_tile *tile, enum ck_layout layout, const int rows, enum ck_offset offset
) {
  if (layout == ck_layout_nibbles && tile->scale_type == ck_group_e4m3 && tile->steps == 2) {
    multiply_tile(tile, layout, rows, offset, 1, ck_group_e4m3, 2, 1);
  } else if (
    layout == ck_layout_nibbles && tile->scale_type == ck_group_e8m0 && tile->steps == 4) {
    multiply_tile(tile, layout, rows, offset, 1, ck_group_e8m0, 4, 1);
  } else {
    multiply_tile(tile, layout, rows, offset, 1, tile->scale_type, tile->steps, 0);
  }
}

/// Integers have scaled activations and always something to take off.
INLINE void multiply_rows(const struct ck_tile *tile, enum ck_layout layout, const int rows) {
  if (step_shape_of(layout).is_integer) {
    if (tile->offset_kind == ck_offset_zeros) {
      multiply_tile(
        tile, layout, rows, ck_offset_zeros, 1, tile->scale_type, tile->steps, 0);
    } else {
      multiply_integers(tile, layout, rows, ck_offset_constant);
    }
  } else if (tile->offset_kind == ck_offset_zeros) {
    multiply_tile(tile, layout, rows, ck_offset_zeros, 0, tile->scale_type, tile->steps, 0);
  } else if (tile->activation_scales) {
    multiply_tile(tile, layout, rows, ck_offset_none, 1, tile->scale_type, tile->steps, 0);
  } else {
    multiply_tile(tile, layout, rows, ck_offset_none, 0, tile->scale_type, tile->steps, 0);
  }
}

#define LAYOUT(layout) \
  static void multiply_##layout(const struct ck_tile *tile) { \
    switch (tile->rows) { \
    case 1: multiply_rows(tile, ck_layout_##layout, 1); break; \
    case 2: multiply_rows(tile, ck_layout_##layout, 2); break; \
    case 4: multiply_rows(tile, ck_layout_##layout, 4); break; \
    case 8: multiply_rows(tile, ck_layout_##layout, 8); break; \
    case 12: multiply_rows(tile, ck_layout_##layout, 12); break; \
    default: break; \
    } \
  }

LAYOUT(f32)
LAYOUT(bf16)
LAYOUT(bytes)
LAYOUT(nibbles)
LAYOUT(nibbles_bf16)
LAYOUT(bytes_bf16)
LAYOUT(pairs_bf16)
LAYOUT(triples_bf16)

static void multiply(const struct ck_tile *tile) {
  switch (tile->layout) {
  case ck_layout_f32: multiply_f32(tile); break;
  case ck_layout_bf16: multiply_bf16(tile); break;
  case ck_layout_bytes: multiply_bytes(tile); break;
  case ck_layout_nibbles: multiply_nibbles(tile); break;
  case ck_layout_nibbles_bf16: multiply_nibbles_bf16(tile); break;
  case ck_layout_bytes_bf16: multiply_bytes_bf16(tile); break;
  case ck_layout_pairs_bf16: multiply_pairs_bf16(tile); break;
  case ck_layout_triples_bf16: multiply_triples_bf16(tile); break;
  }
}

#endif
