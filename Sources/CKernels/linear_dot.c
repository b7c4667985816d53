// Products by the dot instructions of AVX-512: VNNI, BF16; VBMI for tables.
#include "linear.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
  __attribute__((target( \
    "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512bf16,avx512vbmi,avx2,fma,f16c,bmi,bmi2"))), \
  apply_to = function)

#define INLINE static inline __attribute__((always_inline))

/// What a layout's steps are: bytes, words of decoded weights, and whether those are integers.
struct shape {
  size_t bytes;
  int words;
  int is_integer;
};

INLINE struct shape shape_of(enum ck_layout layout) {
  switch (layout) {
  case ck_layout_f32: return (struct shape){64, 1, 0};
  case ck_layout_bf16: return (struct shape){64, 1, 0};
  case ck_layout_bytes: return (struct shape){64, 1, 1};
  case ck_layout_nibbles: return (struct shape){64, 2, 1};
  case ck_layout_nibbles_bf16: return (struct shape){64, 4, 0};
  case ck_layout_bytes_bf16: return (struct shape){64, 2, 0};
  case ck_layout_pairs_bf16: return (struct shape){64, 8, 0};
  case ck_layout_triples_bf16: return (struct shape){192, 16, 0};
  }
}

/// Tables of values that fit registers.
struct tables {
  __m512i small;
  const uint8_t *large;
};

INLINE struct tables tables_of(enum ck_layout layout, const void *values) {
  struct tables t = {_mm512_setzero_si512(), values};
  uint16_t words[32];
  switch (layout) {
  case ck_layout_nibbles:
    t.small = _mm512_broadcast_i32x4(_mm_loadu_si128(values));
    break;
  case ck_layout_nibbles_bf16:
  case ck_layout_pairs_bf16:
  case ck_layout_triples_bf16: {
    // A permutation heeds five bits: codes of fewer repeat, so that none need be masked.
    int count = layout == ck_layout_nibbles_bf16 ? 16 : layout == ck_layout_pairs_bf16 ? 4 : 8;
    for (int i = 0; i < 32; i += 1) {
      __builtin_memcpy(words + i, (const uint8_t *)values + 2 * (i % count), 2);
    }
    t.small = _mm512_loadu_si512(words);
    break;
  }
  default: break;
  }
  return t;
}

/// BF16 for 32 codes in words, whose upper bytes are zero.
INLINE __m512i look_up_256(__m512i codes, const uint8_t *values) {
  __m512i part[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i += 1) {
    part[i] = _mm512_permutex2var_epi16(
      _mm512_loadu_si512(values + 128 * i), codes, _mm512_loadu_si512(values + 128 * i + 64));
  }
  __mmask32 bit6 = _mm512_test_epi16_mask(codes, _mm512_set1_epi16(0x40));
  __mmask32 bit7 = _mm512_test_epi16_mask(codes, _mm512_set1_epi16(0x80));
  __m512i low = _mm512_mask_blend_epi16(bit6, part[0], part[1]);
  __m512i high = _mm512_mask_blend_epi16(bit6, part[2], part[3]);
  return _mm512_mask_blend_epi16(bit7, low, high);
}

/// The words of one step.
INLINE void decode(
  enum ck_layout layout, const uint8_t *weights, struct tables tables, __m512i *words
) {
  __m512i v = _mm512_loadu_si512(weights);
  const __m512i low_half = _mm512_set1_epi8(0x0f);
  switch (layout) {
  case ck_layout_f32:
  case ck_layout_bf16:
  case ck_layout_bytes:
    words[0] = v;
    break;
  case ck_layout_nibbles:
    words[0] = _mm512_shuffle_epi8(tables.small, _mm512_and_si512(v, low_half));
    words[1] = _mm512_shuffle_epi8(
      tables.small, _mm512_and_si512(_mm512_srli_epi16(v, 4), low_half));
    break;
  case ck_layout_nibbles_bf16:
    // Words hold codes 2h, 2h + 4, 2h + 1, 2h + 5 from the lowest bits up.
    words[0] = _mm512_permutexvar_epi16(v, tables.small);
    words[1] = _mm512_permutexvar_epi16(_mm512_srli_epi16(v, 8), tables.small);
    words[2] = _mm512_permutexvar_epi16(_mm512_srli_epi16(v, 4), tables.small);
    words[3] = _mm512_permutexvar_epi16(_mm512_srli_epi16(v, 12), tables.small);
    break;
  case ck_layout_bytes_bf16:
    words[0] = look_up_256(_mm512_and_si512(v, _mm512_set1_epi16(0xff)), tables.large);
    words[1] = look_up_256(_mm512_srli_epi16(v, 8), tables.large);
    break;
  case ck_layout_pairs_bf16:
#pragma clang loop unroll(full)
    for (int j = 0; j < 8; j += 1) {
      words[j] = _mm512_permutexvar_epi16(_mm512_srli_epi16(v, (unsigned)(2 * j)), tables.small);
    }
    break;
  case ck_layout_triples_bf16: {
    __m512i third = _mm512_loadu_si512(weights + 256);
#pragma clang loop unroll(full)
    for (int j = 0; j < 16; j += 1) {
      __m512i two = _mm512_srli_epi16(
        j < 8 ? v : _mm512_loadu_si512(weights + 128), (unsigned)(2 * (j & 7)));
      __m512i one = j < 2 ? _mm512_slli_epi16(third, (unsigned)(2 - j))
                          : _mm512_srli_epi16(third, (unsigned)(j - 2));
      // Bits 0 and 1 of the one, bit 2 of the other.
      __m512i code = _mm512_ternarylogic_epi32(two, one, _mm512_set1_epi16(3), 0xe4);
      words[j] = _mm512_permutexvar_epi16(code, tables.small);
    }
    break;
  }
  }
}

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

/// The scales of a group's outputs.
INLINE void load_scales(
  enum ck_group_scale type, const uint8_t *scales, size_t group, __m512 *result
) {
#pragma clang loop unroll(full)
  for (size_t p = 0; p < 2; p += 1) {
    size_t index = 2 * group + p;
    switch (type) {
    case ck_group_f32: result[p] = _mm512_loadu_ps(scales + 64 * index); break;
    case ck_group_f16:
      result[p] = _mm512_cvtph_ps(_mm256_loadu_si256((const void *)(scales + 32 * index)));
      break;
    case ck_group_bf16:
      result[p] = _mm512_castsi512_ps(_mm512_slli_epi32(
        _mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)(scales + 32 * index))), 16));
      break;
    case ck_group_e8m0:
      result[p] = _mm512_castsi512_ps(_mm512_max_epu32(
        _mm512_slli_epi32(
          _mm512_cvtepu8_epi32(_mm_loadu_si128((const void *)(scales + 16 * index))), 23),
        _mm512_set1_epi32(0x400000)));
      break;
    case ck_group_e4m3:
      // Shifted into place the pattern reads as the value times 2^-120, subnormals too.
      result[p] = _mm512_mul_ps(
        _mm512_castsi512_ps(_mm512_slli_epi32(
          _mm512_cvtepu8_epi32(_mm_loadu_si128((const void *)(scales + 16 * index))), 20)),
        _mm512_set1_ps(0x1p120f));
      break;
    }
  }
}

INLINE size_t scale_size(enum ck_group_scale type) {
  return type == ck_group_f32 ? 4 : type == ck_group_f16 || type == ck_group_bf16 ? 2 : 1;
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
  const struct shape shape = shape_of(layout);
  // Few rows have too few sums to keep the units busy: each word of a step has its own then, unless groups are so
  // short that one can begin while another ends.
  const int chains = rows >= 4 || is_short ? 1 : shape.words < 4 ? shape.words : 4;
  const struct tables tables = tables_of(layout, tile->values);
  const uint8_t *w = tile->weights, *scale = tile->scales, *zeros = tile->zeros;
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
  if (shape_of(layout).is_integer) {
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

/// Two BF16 in each lane times the lane's scale, both products exact.
INLINE __m512i scaled_words(__m512i words, __m512 scale) {
  __m512 even = _mm512_castsi512_ps(_mm512_slli_epi32(words, 16));
  __m512 odd = _mm512_castsi512_ps(words);
  __m512i low = _mm512_srli_epi32(_mm512_castps_si512(_mm512_mul_ps(even, scale)), 16);
  // The odd one's lower half adds something below what BF16 keeps of the product.
  odd = _mm512_castsi512_ps(_mm512_and_si512(words, _mm512_set1_epi32((int)0xffff0000)));
  __m512i high = _mm512_castps_si512(_mm512_mul_ps(odd, scale));
  return _mm512_or_si512(low, high);
}

INLINE void widen_layout(
  enum ck_layout layout, const uint8_t *weights, const void *values, size_t groups, size_t steps,
  enum ck_group_scale scale_type, const uint8_t *scales, uint8_t *panel
) {
  const struct shape shape = shape_of(layout);
  const struct tables tables = tables_of(layout, values);
  for (size_t g = 0; g < groups; g += 1) {
    __m512 scale[2];
    if (scales) load_scales(scale_type, scales, g, scale);
    for (size_t s = 0; s < steps; s += 1) {
#pragma clang loop unroll(full)
      for (int p = 0; p < 2; p += 1) {
        __m512i words[16];
        __builtin_prefetch(weights + 2048 + 64 * p);
        decode(layout, weights + 64 * p, tables, words);
#pragma clang loop unroll(full)
        for (int j = 0; j < shape.words; j += 1) {
          __m512i v = scales ? scaled_words(words[j], scale[p]) : words[j];
          _mm512_storeu_si512(panel + 128 * j + 64 * p, v);
        }
      }
      weights += 2 * shape.bytes;
      panel += 128 * shape.words;
    }
  }
}

static void widen(
  enum ck_layout layout, const uint8_t *weights, const void *values, size_t groups, size_t steps,
  enum ck_group_scale scale_type, const uint8_t *scales, uint8_t *panel
) {
  switch (layout) {
#define WIDEN(layout) \
  case layout: \
    if (scales) widen_layout(layout, weights, values, groups, steps, scale_type, scales, panel); \
    else widen_layout(layout, weights, values, groups, steps, scale_type, 0, panel); \
    break;
    WIDEN(ck_layout_nibbles_bf16)
    WIDEN(ck_layout_bytes_bf16)
    WIDEN(ck_layout_pairs_bf16)
    WIDEN(ck_layout_triples_bf16)
  default: break;
  }
}

#include "linear_activations.h"

/// Twelve sums that wait for nothing but themselves.
INLINE uint64_t exhaust_unit(enum ck_layout layout, uint64_t rounds, uint64_t each) {
  __m512i sums[12], a = _mm512_set1_epi32(0x3f803f80), b = a;
  for (int i = 0; i < 12; i += 1) sums[i] = _mm512_setzero_si512();
  for (uint64_t round = 0; round < rounds; round += 1) {
    __asm__ volatile("" : "+v"(a), "+v"(b));
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i += 1) {
      switch (layout) {
      case ck_layout_f32:
        sums[i] = _mm512_castps_si512(_mm512_fmadd_ps(
          _mm512_castsi512_ps(a), _mm512_castsi512_ps(b), _mm512_castsi512_ps(sums[i])));
        break;
      case ck_layout_bf16:
        sums[i] = _mm512_castps_si512(
          _mm512_dpbf16_ps(_mm512_castsi512_ps(sums[i]), (__m512bh)a, (__m512bh)b));
        break;
      default: sums[i] = _mm512_dpbusd_epi32(sums[i], a, b);
      }
    }
  }
  for (int i = 0; i < 12; i += 1) __asm__ volatile("" : : "v"(sums[i]));
  return rounds * 12 * each;
}

static uint64_t exhaust(enum ck_unit unit, uint64_t rounds) {
  switch (unit) {
  case ck_unit_f32: return exhaust_unit(ck_layout_f32, rounds, 32);
  case ck_unit_bf16: return exhaust_unit(ck_layout_bf16, rounds, 64);
  case ck_unit_int8: return exhaust_unit(ck_layout_bytes, rounds, 128);
  }
}

static const struct ck_linear_table table = {
  .multiply = multiply, .widen = widen, .gather = gather_words,
  .narrow = narrow_bf16, .sign = sign_codes, .exhaust = exhaust};

#pragma clang attribute pop

const struct ck_linear_table *ck_linear_dot(void) {
  __builtin_cpu_init();
  int has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
    __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16") &&
    __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("f16c");
  return has ? &table : 0;
}

#else

const struct ck_linear_table *ck_linear_dot(void) { return 0; }

#endif
