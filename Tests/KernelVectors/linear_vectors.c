// Runs every function of linear layers of one backend over fixed numbers, products in every layout.
//
// What moves, looks up or rounds is equal bit for bit everywhere. Products need not be, since sums in F32 may be fused:
// they are held to F64 here, from codes that are packed as `linear.h` says and by nothing of the kernels.
#include <math.h>

#include "linear.h"
#include "vectors.h"

enum { panels = 2, groups = 3, steps = 3, most_span = 32, stride = panels * ck_panel + 5 };

/// A layout: weights of a step, words of activations, pieces of 64 bytes for each vector, values of codes.
struct form {
  const char *name;
  enum ck_layout layout;
  size_t span, words, pieces, values;
  int is_integer, swaps;
};

static const struct form forms[] = {
  {"f32", ck_layout_f32, 1, 1, 1, 0, 0, 0},
  {"bf16", ck_layout_bf16, 2, 1, 1, 0, 0, 0},
  {"bytes", ck_layout_bytes, 4, 1, 1, 0, 1, 0},
  {"nibbles", ck_layout_nibbles, 8, 2, 1, 16, 1, 0},
  {"nibbles of bf16", ck_layout_nibbles_bf16, 8, 4, 1, 16, 0, 1},
  {"bytes of bf16", ck_layout_bytes_bf16, 4, 2, 1, 256, 0, 1},
  {"pairs of bf16", ck_layout_pairs_bf16, 16, 8, 1, 4, 0, 0},
  {"triples of bf16", ck_layout_triples_bf16, 32, 16, 3, 8, 0, 0},
};

static const char *const offset_names[] = {"none", "constant", "zeros"};
static const char *const scale_names[] = {"f32", "f16", "bf16", "e8m0", "e4m3"};
static const int32_t all_rows[] = {1, 2, 4, 8, 12};

static uint32_t codes[panels][groups][steps][ck_panel][most_span];
static uint32_t x[ck_tile_rows][groups][steps][most_span];
static uint8_t packed[panels * groups * steps * 3 * 128];
static uint32_t activations[groups * steps * 16 * ck_tile_rows];
static uint8_t byte_values[16];
static uint16_t values[256];
static uint8_t scales[panels * groups * ck_panel * 4], zeros[panels * groups * ck_panel];
static double scale_values[panels * groups * ck_panel];
static float activation_scales[groups * ck_tile_rows], float_sums[groups * ck_tile_rows];
static int32_t integer_sums[groups * ck_tile_rows];
static float outputs[ck_tile_rows * stride], numbers[4096];
static uint32_t words[4096], gathered[4096];
static uint8_t widened[panels * groups * steps * 16 * 128];

static double bf16(uint32_t code) {
  uint32_t pattern = code << 16;
  float found;
  memcpy(&found, &pattern, sizeof found);
  return (double)found;
}

static double f32(uint32_t pattern) {
  float found;
  memcpy(&found, &pattern, sizeof found);
  return (double)found;
}

/// BF16 between -4 and 4, a zero now and then.
static uint32_t some_bf16(void) {
  uint64_t bits = next();
  return bits % 31 == 0 ? 0 : (uint32_t)(0x3c00 + bits % 0x480) | (uint32_t)(bits >> 63 << 15);
}

static uint32_t some_f32(void) {
  return some_bf16() << 16 | (uint32_t)(next() & 0xffff);
}

static void make_weights(const struct form *form) {
  for (int i = 0; i < 256; i += 1) values[i] = (uint16_t)some_bf16();
  for (int i = 0; i < 16; i += 1) byte_values[i] = (uint8_t)next();
  uint32_t *code = &codes[0][0][0][0][0];
  for (size_t i = 0; i < sizeof codes / sizeof *code; i += 1) {
    code[i] = form->layout == ck_layout_f32 ? some_f32()
      : form->layout == ck_layout_bf16      ? some_bf16()
                                            : (uint32_t)(next() >> 32);
    if (form->values) code[i] %= (uint32_t)form->values;
    else if (form->is_integer) code[i] %= 256;
  }
  uint8_t *place = packed;
  for (size_t step = 0; step < panels * groups * steps; step += 1) {
    for (size_t piece = 0; piece < form->pieces; piece += 1) {
      for (size_t lane = 0; lane < ck_panel; lane += 1, place += 4) {
        const uint32_t *c = code + (step * ck_panel + lane) * most_span;
        uint32_t word = 0;
        switch (form->layout) {
        case ck_layout_f32: word = c[0]; break;
        case ck_layout_bf16: word = c[0] | c[1] << 16; break;
        case ck_layout_bytes:
        case ck_layout_bytes_bf16:
          for (int b = 0; b < 4; b += 1) word |= c[b] << (8 * b);
          break;
        case ck_layout_nibbles:
        case ck_layout_nibbles_bf16:
          for (int b = 0; b < 4; b += 1) word |= (c[b] | c[4 + b] << 4) << (8 * b);
          break;
        case ck_layout_pairs_bf16:
        case ck_layout_triples_bf16:
          for (size_t j = 0; j < (piece < 2 ? 8 : 16); j += 1) {
            for (size_t h = 0; h < 2; h += 1) {
              word |= piece < 2 ? (c[16 * piece + 2 * j + h] & 3) << (2 * j + 16 * h)
                                : c[2 * j + h] >> 2 << (j + 16 * h);
            }
          }
        }
        memcpy(place, &word, sizeof word);
      }
    }
  }
}

static double weight(const struct form *form, uint32_t code) {
  switch (form->layout) {
  case ck_layout_f32: return f32(code);
  case ck_layout_bf16: return bf16(code);
  case ck_layout_bytes: return code;
  case ck_layout_nibbles: return byte_values[code];
  default: return bf16(values[code]);
  }
}

static double activation(const struct form *form, uint32_t code) {
  return form->is_integer ? (double)(int8_t)code
    : form->layout == ck_layout_f32 ? f32(code) : bf16(code);
}

static void make_activations(const struct form *form, size_t rows) {
  for (size_t g = 0; g < groups; g += 1) {
    for (size_t r = 0; r < rows; r += 1) {
      double sum = 0;
      for (size_t s = 0; s < steps; s += 1) {
        uint32_t *v = x[r][g][s];
        for (size_t i = 0; i < form->span; i += 1) {
          v[i] = form->is_integer           ? (uint32_t)(next() & 255)
            : form->layout == ck_layout_f32 ? some_f32()
                                            : some_bf16();
          sum += activation(form, v[i]);
        }
        for (size_t j = 0; j < form->words; j += 1) {
          uint32_t word;
          size_t first = 2 * j, second = 2 * j + 1;
          if (form->swaps) {
            // 0 and 2, 1 and 3, then the same of the next four.
            first = j / 2 * 4 + j % 2;
            second = first + 2;
          }
          if (form->is_integer) {
            word = v[4 * j] | v[4 * j + 1] << 8 | v[4 * j + 2] << 16 | v[4 * j + 3] << 24;
          } else {
            word = form->layout == ck_layout_f32 ? v[0] : v[first] | v[second] << 16;
          }
          activations[((g * steps + s) * form->words + j) * rows + r] = word;
        }
      }
      integer_sums[g * rows + r] = form->is_integer ? (int32_t)sum : 0;
      float_sums[g * rows + r] = (float)sum;
      activation_scales[g * rows + r] = (float)(1 + next() % 1000) / 640;
    }
  }
}

/// Scales of all kinds with some that are very small, and what they are.
static void make_scales(enum ck_group_scale type) {
  for (size_t i = 0; i < panels * groups * ck_panel; i += 1) {
    uint64_t bits = next();
    uint32_t code;
    uint16_t half;
    int exponent;
    int is_small = bits >> 60 == 0;
    bits &= 0xffffffff;
    switch (type) {
    case ck_group_f32:
      code = (uint32_t)(0x3b000000 + bits % 0x6000000);
      scale_values[i] = f32(code);
      memcpy(scales + 4 * i, &code, 4);
      break;
    case ck_group_f16:
      half = (uint16_t)(is_small ? bits % 0x400 : 0x1000 + bits % 0x6c00);
      exponent = half >> 10 ? half >> 10 : 1;
      scale_values[i] = ldexp((half & 0x3ff) + (half >> 10 ? 0x400 : 0), exponent - 25);
      memcpy(scales + 2 * i, &half, 2);
      break;
    case ck_group_bf16:
      half = (uint16_t)(0x3b00 + bits % 0x600);
      scale_values[i] = bf16(half);
      memcpy(scales + 2 * i, &half, 2);
      break;
    case ck_group_e8m0:
      scales[i] = is_small ? 0 : (uint8_t)(110 + bits % 30);
      scale_values[i] = ldexp(1, scales[i] - 127);
      break;
    case ck_group_e4m3:
      scales[i] = (uint8_t)(bits % 127);
      exponent = scales[i] >> 3 ? scales[i] >> 3 : 1;
      scale_values[i] = ldexp((scales[i] & 7) + (scales[i] >> 3 ? 8 : 0), exponent - 10);
    }
    zeros[i] = (uint8_t)(next() & 15);
  }
}

/// Whether outputs are what F64 gives; what integers add up to is exact, so only their scales are rounded.
static int is_near(const struct form *form, const struct ck_tile *tile) {
  size_t rows = (size_t)tile->rows;
  for (size_t r = 0; r < rows; r += 1) {
    for (size_t output = 0; output < panels * ck_panel; output += 1) {
      size_t p = output / ck_panel, lane = output % ck_panel;
      double total = 0, magnitude = 0;
      for (size_t g = 0; g < groups; g += 1) {
        size_t place = (p * groups + g) * ck_panel + lane, sum_at = g * rows + r;
        double sum = 0, size = 0;
        for (size_t s = 0; s < steps; s += 1) {
          for (size_t i = 0; i < form->span; i += 1) {
            double product =
              weight(form, codes[p][g][s][lane][i]) * activation(form, x[r][g][s][i]);
            sum += product;
            size += fabs(product);
          }
        }
        if (form->is_integer) size = fabs(sum);
        double less = 0;
        if (tile->offset_kind == ck_offset_constant) less = (double)tile->offset * integer_sums[sum_at];
        if (tile->offset_kind == ck_offset_zeros) {
          double all = form->is_integer ? integer_sums[sum_at] : (double)float_sums[sum_at];
          less = zeros[place] * all;
        }
        double factor = tile->activation_scales ? (double)activation_scales[sum_at] : 1;
        total += (sum - less) * scale_values[place] * factor;
        magnitude += (size + fabs(less)) * scale_values[place] * factor;
      }
      double error = fabs((double)tile->outputs[r * stride + output] - total * (double)tile->factor);
      double most = (form->is_integer ? 1e-6 : 1e-5) * magnitude * (double)tile->factor;
      if (!(error <= most)) return 0;
    }
    // Nothing behind a row's outputs is touched.
    for (size_t i = panels * ck_panel; i < stride; i += 1) {
      if (tile->outputs[r * stride + i] != 12345) return 0;
    }
  }
  return 1;
}

static void multiply(
  const struct ck_linear_table *t, const struct form *form, int32_t rows, enum ck_offset offset,
  enum ck_group_scale type
) {
  make_weights(form);
  make_activations(form, (size_t)rows);
  make_scales(type);
  for (size_t i = 0; i < ck_tile_rows * stride; i += 1) outputs[i] = 12345;
  // The scales of activations are missing from half of the products of floats.
  int is_scaled = form->is_integer || (rows + (int32_t)type) % 2;
  const void *table = form->is_integer ? (const void *)byte_values : (const void *)values;
  struct ck_tile tile = {
    .layout = form->layout, .rows = rows, .panels = panels, .groups = groups, .steps = steps,
    .weights = packed, .activations = activations, .values = form->values ? table : 0,
    .scale_type = type, .scales = scales,
    .activation_scales = is_scaled ? activation_scales : 0, .offset_kind = offset,
    .offset = offset == ck_offset_constant ? 12 : 0,
    .zeros = offset == ck_offset_zeros ? zeros : 0, .integer_sums = integer_sums,
    .float_sums = float_sums, .factor = 0.625f, .outputs = outputs, .output_stride = stride};
  t->multiply(&tile);
  printf(
    "multiply %s offset %s scales %s rows %d %s\n", form->name, offset_names[offset],
    scale_names[type], rows, is_near(form, &tile) ? "ok" : "off");
}

static void widen(const struct ck_linear_table *t, const struct form *form) {
  for (int kind = -1; kind < 5; kind += 1) {
    make_weights(form);
    make_scales(kind < 0 ? ck_group_f32 : (enum ck_group_scale)kind);
    // Products of scales have to be BF16: few bits on either side.
    for (int i = 0; i < 256; i += 1) values[i] &= 0xffe0;
    for (size_t i = 0; i < panels * groups * ck_panel && kind < 3; i += 1) {
      scales[i * (kind < 1 ? 4 : 2)] = 0;
      if (kind < 1) {
        scales[4 * i + 1] = 0;
        scales[4 * i + 2] &= 0xe0;
      }
    }
    char name[64];
    snprintf(name, sizeof name, "widen %s", form->name);
    size_t bytes = groups * steps * form->words * 4 * ck_panel;
    for (size_t p = 0; p < panels; p += 1) {
      size_t size = kind < 1 ? 4 : kind < 3 ? 2 : 1;
      t->widen(
        form->layout, packed + p * groups * steps * form->pieces * 128, values, groups, steps,
        kind < 0 ? ck_group_f32 : (enum ck_group_scale)kind,
        kind < 0 ? 0 : scales + p * groups * ck_panel * size, widened + p * bytes);
    }
    HASH(name, widened, panels * bytes);
  }
}

static void arrange(const struct ck_linear_table *t) {
  static const size_t counts[] = {1, 3, 15, 16, 17, 37, 100, 291};
  for (size_t i = 0; i < 4096; i += 1) words[i] = (uint32_t)next();
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c += 1) {
    for (size_t r = 0; r < 5; r += 1) {
      int kind = (int)counts[c];
      size_t rows = (size_t)all_rows[r], all = rows * counts[c];
      memset(gathered, 0, sizeof gathered);
      t->gather(words, rows, counts[c] + (c % 2 ? 7 : 0), counts[c], gathered);
      HASH("gather", gathered, all + 16);
    }
  }
  static const size_t narrow_counts[] = {4, 8, 12, 16, 20, 100, 2048};
  for (int kind = 0; kind < 6; kind += 1) {
    for (size_t i = 0; i < 4096; i += 1) {
      numbers[i] = value(kind);
      // Every third lies between two BF16.
      if (i % 3 == 0) memcpy(numbers + i, (const uint16_t[]){0x8000}, sizeof(uint16_t));
    }
    for (size_t c = 0; c < sizeof narrow_counts / sizeof *narrow_counts; c += 1) {
      for (int swaps = 0; swaps < 2; swaps += 1) {
        memset(gathered, 0, sizeof gathered);
        t->narrow(numbers + 1, narrow_counts[c], swaps, (uint16_t *)gathered);
        HASH(swaps ? "narrow with swaps" : "narrow", gathered, narrow_counts[c] / 2 + 8);
      }
    }
  }
  static const size_t group_sizes[] = {16, 32, 100, 128, 1000};
  for (size_t g = 0; g < 5; g += 1) {
    for (int32_t lowest = -128; lowest < 0; lowest /= 4) {
      int kind = (int)lowest;
      size_t all = (1000 + group_sizes[g] - 1) / group_sizes[g];
      uint8_t *source = (uint8_t *)words;
      for (size_t i = 0; i < 1000; i += 1) source[i] = (uint8_t)(next() % (uint64_t)(-2 * lowest));
      t->sign(source, 1000, lowest, group_sizes[g], (int8_t *)widened, (int32_t *)gathered);
      HASH("sign", widened, 1000);
      HASH("sign", gathered, all);
    }
  }
}

int linear_vectors(const char *backend) {
  const struct ck_linear_table *t = !strcmp(backend, "avx512") ? ck_linear_avx512()
    : !strcmp(backend, "avx2") ? ck_linear_avx2()
    : !strcmp(backend, "neon") ? ck_linear_neon()
                               : ck_linear_baseline();
  if (!t) return 0;
  state = 7;
  arrange(t);
  for (size_t f = 0; f < sizeof forms / sizeof *forms; f += 1) {
    const struct form *form = forms + f;
    for (int offset = 0; offset < 3; offset += 1) {
      if (offset == ck_offset_constant && !form->is_integer) continue;
      for (int type = 0; type < 5; type += 1) {
        for (size_t r = 0; r < 5; r += 1) {
          multiply(t, form, all_rows[r], (enum ck_offset)offset, (enum ck_group_scale)type);
        }
      }
    }
    if (form->values && !form->is_integer) widen(t, form);
  }
  return 1;
}
