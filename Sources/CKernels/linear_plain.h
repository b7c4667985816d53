// Products for processors without dot instructions: what `linear_dot.c` does, lane by lane, in plain C that a compiler
// makes vectors of.
#ifndef CKERNELS_LINEAR_PLAIN_H
#define CKERNELS_LINEAR_PLAIN_H

#include "lanes.h"
#include "linear_layout.h"

INLINE uint32_t word_at(const uint8_t *bytes, size_t index) {
  uint32_t word;
  memcpy(&word, bytes + 4 * index, sizeof word);
  return word;
}

INLINE uint32_t bf16_pair(const uint16_t *values, uint32_t first, uint32_t second) {
  return values[first] | (uint32_t)values[second] << 16;
}

/// The word that a lane of a step decodes to.
INLINE uint32_t decoded_word(
  enum ck_layout layout, const uint8_t *weights, size_t lane, int word, const void *values
) {
  uint32_t v = word_at(weights, lane);
  unsigned place = (unsigned)word;
  switch (layout) {
  case ck_layout_nibbles: {
    const uint8_t *table = values;
    uint32_t codes = v >> (4 * place) & 0x0f0f0f0f;
    return table[codes & 15] | (uint32_t)table[codes >> 8 & 15] << 8 |
      (uint32_t)table[codes >> 16 & 15] << 16 | (uint32_t)table[codes >> 24] << 24;
  }
  case ck_layout_nibbles_bf16: {
    // Words hold the codes of 2h, 2h + 4, 2h + 1, 2h + 5 from the lowest bits up.
    const unsigned shifts[4] = {0, 8, 4, 12};
    uint32_t codes = v >> shifts[place];
    return bf16_pair(values, codes & 15, codes >> 16 & 15);
  }
  case ck_layout_bytes_bf16: {
    uint32_t codes = v >> (8 * place);
    return bf16_pair(values, codes & 255, codes >> 16 & 255);
  }
  case ck_layout_pairs_bf16: {
    uint32_t codes = v >> (2 * place);
    return bf16_pair(values, codes & 3, codes >> 16 & 3);
  }
  case ck_layout_triples_bf16: {
    uint32_t two = word_at(weights + (place < 8 ? 0 : 128), lane) >> (2 * (place & 7));
    uint32_t one = word_at(weights + 256, lane) >> place;
    return bf16_pair(
      values, (two & 3) | (one & 1) << 2, (two >> 16 & 3) | (one >> 16 & 1) << 2);
  }
  default: return v;
  }
}

INLINE float float_of(uint32_t pattern) {
  float value;
  memcpy(&value, &pattern, sizeof value);
  return value;
}

INLINE float half_value(uint16_t code) {
  float magnitude = float_of((uint32_t)(code & 0x7fff) << 13) * 0x1p112f;
  return code & 0x8000 ? -magnitude : magnitude;
}

/// The scale of an output of a group; finite and not negative.
INLINE float group_scale(enum ck_group_scale type, const uint8_t *scales, size_t index) {
  uint16_t code;
  switch (type) {
  case ck_group_f32: return float_of(word_at(scales, index));
  case ck_group_f16: memcpy(&code, scales + 2 * index, 2); return half_value(code);
  case ck_group_bf16: memcpy(&code, scales + 2 * index, 2); return float_of((uint32_t)code << 16);
  case ck_group_e8m0:
    return scales[index] ? float_of((uint32_t)scales[index] << 23) : 0x1p-127f;
  case ck_group_e4m3: return float_of((uint32_t)scales[index] << 20) * 0x1p120f;
  }
}

/// Four products of bytes without a sign and bytes with one.
INLINE int32_t dot_bytes(uint32_t weights, uint32_t word) {
  int32_t sum = 0;
  for (unsigned i = 0; i < 32; i += 8) {
    sum += (int32_t)(weights >> i & 255) * (int32_t)(int8_t)(word >> i);
  }
  return sum;
}

INLINE float add_products(enum ck_layout layout, float sum, uint32_t weights, uint32_t word) {
  if (layout == ck_layout_f32) return sum + float_of(weights) * float_of(word);
  sum += float_of(weights << 16) * float_of(word << 16);
  return sum + float_of(weights & 0xffff0000) * float_of(word & 0xffff0000);
}

INLINE void multiply_plain_tile(const struct ck_tile *tile, enum ck_layout layout) {
  const struct step_shape shape = step_shape_of(layout);
  const size_t rows = (size_t)tile->rows;
  const uint8_t *w = tile->weights, *scale = tile->scales, *zeros = tile->zeros;
  for (size_t panel = 0; panel < tile->panels; panel += 1) {
    const uint32_t *x = tile->activations;
    float totals[ck_tile_rows][ck_panel] = {0};
    for (size_t g = 0; g < tile->groups; g += 1) {
      int32_t integers[ck_tile_rows][ck_panel];
      float floats[ck_tile_rows][ck_panel];
      for (size_t r = 0; r < rows; r += 1) {
        int32_t first = 0;
        if (tile->offset_kind == ck_offset_constant) {
          first = -tile->offset * tile->integer_sums[g * rows + r];
        }
        for (size_t lane = 0; lane < ck_panel; lane += 1) {
          integers[r][lane] = first;
          floats[r][lane] = 0;
        }
      }
      for (size_t s = 0; s < tile->steps; s += 1) {
        for (int j = 0; j < shape.words; j += 1) {
          uint32_t words[ck_panel];
          for (size_t lane = 0; lane < ck_panel; lane += 1) {
            words[lane] = decoded_word(
              layout, w + 64 * (lane / 16), lane % 16, j, tile->values);
          }
          for (size_t r = 0; r < rows; r += 1) {
            uint32_t word = x[(size_t)j * rows + r];
            if (shape.is_integer) {
              for (size_t lane = 0; lane < ck_panel; lane += 1) {
                integers[r][lane] += dot_bytes(words[lane], word);
              }
            } else {
              for (size_t lane = 0; lane < ck_panel; lane += 1) {
                floats[r][lane] = add_products(layout, floats[r][lane], words[lane], word);
              }
            }
          }
        }
        w += 2 * shape.bytes;
        x += (size_t)shape.words * rows;
      }
      float scales[ck_panel];
      for (size_t lane = 0; lane < ck_panel; lane += 1) {
        scales[lane] = group_scale(tile->scale_type, scale, ck_panel * g + lane);
      }
      for (size_t r = 0; r < rows; r += 1) {
        size_t place = g * rows + r;
        float factor = tile->activation_scales ? tile->activation_scales[place] : 1;
        float sum = 0;
        if (tile->offset_kind == ck_offset_zeros) {
          sum = shape.is_integer ? (float)tile->integer_sums[place] : tile->float_sums[place];
        }
        for (size_t lane = 0; lane < ck_panel; lane += 1) {
          float all = shape.is_integer ? (float)integers[r][lane] : floats[r][lane];
          if (tile->offset_kind == ck_offset_zeros) {
            all -= (float)zeros[ck_panel * g + lane] * sum;
          }
          totals[r][lane] += all * (scales[lane] * factor);
        }
      }
    }
    for (size_t r = 0; r < rows; r += 1) {
      float *output = tile->outputs + r * tile->output_stride + ck_panel * panel;
      for (size_t lane = 0; lane < ck_panel; lane += 1) {
        output[lane] = totals[r][lane] * tile->factor;
      }
    }
    scale += ck_panel * tile->groups * scale_size(tile->scale_type);
    if (zeros) zeros += ck_panel * tile->groups;
  }
}

#define CK_EACH_LAYOUT(DO) \
  DO(ck_layout_f32) \
  DO(ck_layout_bf16) \
  DO(ck_layout_bytes) \
  DO(ck_layout_nibbles) \
  DO(ck_layout_nibbles_bf16) \
  DO(ck_layout_bytes_bf16) \
  DO(ck_layout_pairs_bf16) \
  DO(ck_layout_triples_bf16)

static void multiply_plain(const struct ck_tile *tile) {
  switch (tile->layout) {
#define CK_MULTIPLY(layout) \
  case layout: multiply_plain_tile(tile, layout); break;
    CK_EACH_LAYOUT(CK_MULTIPLY)
  }
}

INLINE void widen_plain_layout(
  enum ck_layout layout, const uint8_t *weights, const void *values, size_t groups, size_t steps,
  enum ck_group_scale scale_type, const uint8_t *scales, uint8_t *panel
) {
  const struct step_shape shape = step_shape_of(layout);
  for (size_t g = 0; g < groups; g += 1) {
    for (size_t s = 0; s < steps; s += 1) {
      for (int j = 0; j < shape.words; j += 1) {
        for (size_t lane = 0; lane < ck_panel; lane += 1) {
          uint32_t word = decoded_word(layout, weights + 64 * (lane / 16), lane % 16, j, values);
          if (scales) {
            float scale = group_scale(scale_type, scales, ck_panel * g + lane);
            uint32_t pair[2];
            float low = float_of(word << 16) * scale, high = float_of(word & 0xffff0000) * scale;
            memcpy(pair, &low, 4);
            memcpy(pair + 1, &high, 4);
            word = pair[0] >> 16 | (pair[1] & 0xffff0000);
          }
          memcpy(panel + 4 * lane, &word, sizeof word);
        }
        panel += 4 * ck_panel;
      }
      weights += 2 * shape.bytes;
    }
  }
}

static void widen_plain(
  enum ck_layout layout, const uint8_t *weights, const void *values, size_t groups, size_t steps,
  enum ck_group_scale scale_type, const uint8_t *scales, uint8_t *panel
) {
  switch (layout) {
#define CK_WIDEN(layout) \
  case layout: \
    widen_plain_layout(layout, weights, values, groups, steps, scale_type, scales, panel); \
    break;
    CK_EACH_LAYOUT(CK_WIDEN)
  }
}

#include "linear_activations.h"

static uint64_t exhaust_plain(enum ck_unit unit, uint64_t rounds) {
  if (unit != ck_unit_f32) return 0;
  f32x16 sums[4] = {0}, a = splat(0x1p-10f), b = splat(1);
  for (uint64_t round = 0; round < rounds; round += 1) {
    __asm__ volatile("" : "+m"(a), "+m"(b));
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i += 1) {
#ifdef CK_HAS_FMA
      sums[i] = __builtin_elementwise_fma(a, b, sums[i]);
#else
      sums[i] += a * b;
#endif
    }
  }
  for (int i = 0; i < 4; i += 1) __asm__ volatile("" : : "m"(sums[i]));
  return rounds * 4 * 32;
}

static const struct ck_linear_table linear_table = {
  .multiply = multiply_plain, .widen = widen_plain, .gather = gather_words,
  .narrow = narrow_bf16, .sign = sign_codes,
  .exhaust = exhaust_plain};

#endif
