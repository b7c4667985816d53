// Products of activations with packed weights, tile by tile.
//
// Outputs go in panels of 32: two vectors of 16 lanes of 32 bits. A panel's weights are a sequence of steps of 64 bytes
// for each of the two vectors, the first one's before the second one's; what a step holds is the layout's business
// (`ck_layout`). Activations come in the same order, one word of 32 bits for each word of decoded weights, the rows of
// a tile beside each other.
#ifndef CKERNELS_LINEAR_H
#define CKERNELS_LINEAR_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// What 64 bytes of a panel hold, lane by lane, and the words of activations that they meet.
///
/// Integers are multiplied by signed bytes and added up in 32 bits, exactly; all else in F32.
enum ck_layout {
  /// A float. Activations: a float.
  ck_layout_f32,
  /// Two BF16. Activations: two BF16.
  ck_layout_bf16,
  /// Four unsigned bytes. Activations: four signed bytes.
  ck_layout_bytes,
  /// Eight codes of four bits that stand for unsigned bytes: byte b has code b below code 4 + b. Activations: signed
  /// bytes 0…3, then 4…7.
  ck_layout_nibbles,
  /// The same codes, for BF16. Activations: BF16 0 and 2, 1 and 3, 4 and 6, 5 and 7.
  ck_layout_nibbles_bf16,
  /// Four codes of eight bits that stand for BF16. Activations: 0 and 2, 1 and 3.
  ck_layout_bytes_bf16,
  /// Sixteen codes of two bits that stand for BF16: bits 2j of half h have code 2j + h. Activations: BF16 2j and
  /// 2j + 1.
  ck_layout_pairs_bf16,
  /// 192 bytes with 32 codes of three bits that stand for BF16: the lower two bits as above, twice, then the third
  /// bit: bit j of half h is of code 2j + h. Activations: BF16 2j and 2j + 1.
  ck_layout_triples_bf16,
};

/// How the scales of groups are stored.
enum ck_group_scale { ck_group_f32, ck_group_f16, ck_group_bf16, ck_group_e8m0, ck_group_e4m3 };

/// The most rows that a tile has; the outputs of a panel.
enum { ck_tile_rows = 12, ck_panel = 32 };

/// How codes are turned into the weights that they stand for, beside the table of values.
enum ck_offset {
  /// Not at all.
  ck_offset_none,
  /// `offset` is taken off all of them; integers only.
  ck_offset_constant,
  /// Each output's zero point of the group is taken off.
  ck_offset_zeros,
};

/// Panels of weights, one after the other, times some rows of activations: 1, 2, 4, 8 or 12.
struct ck_tile {
  enum ck_layout layout;
  int32_t rows;
  size_t panels;
  /// Groups, and the steps of one.
  size_t groups;
  size_t steps;
  const uint8_t *weights;
  /// Words, `rows` for each word of decoded weights.
  const uint32_t *activations;
  /// What codes stand for: 16 bytes, or 4, 8, 16 or 256 BF16; null for layouts without codes.
  const void *_Nullable values;
  enum ck_group_scale scale_type;
  /// A panel's for each group.
  const uint8_t *scales;
  /// For each group and row: the scale of the activations; null where that is 1, which integers' never is.
  const float *_Nullable activation_scales;
  enum ck_offset offset_kind;
  int32_t offset;
  /// A panel's for each group, in bytes.
  const uint8_t *_Nullable zeros;
  /// For each group and row: the sum of the activations where something is taken off, in units of their scale.
  const int32_t *_Nullable integer_sums;
  const float *_Nullable float_sums;
  /// What all products are multiplied by at last.
  float factor;
  /// Receives `rows` rows of 32 outputs for each panel.
  float *outputs;
  size_t output_stride;
  /// What is brought nearer to the processor on the way, so many bytes farther with each step; null for nothing.
  const uint8_t *_Nullable ahead;
  size_t ahead_stride;
};

/// What a unit of the processor multiplies.
enum ck_unit { ck_unit_f32, ck_unit_bf16, ck_unit_int8 };

/// The products of one backend.
struct ck_linear_table {
  /// Computes a tile's products.
  void (*multiply)(const struct ck_tile *tile);
  /// Decodes a panel to BF16, as `ck_layout_bf16` has it, times its scales where `scales` is not null; the product has
  /// to be exact.
  void (*widen)(
    enum ck_layout layout, const uint8_t *weights, const void *_Nullable values, size_t groups,
    size_t steps, enum ck_group_scale scale_type, const uint8_t *_Nullable scales,
    uint8_t *panel);
  /// Lays out rows of 32-bit words for tiles: word by word, the rows of one word beside each other.
  void (*gather)(
    const uint32_t *values, size_t rows, size_t stride, size_t count, uint32_t *words);
  /// Rounds finite values to BF16, ties to even; `swaps` changes the places of the middle two of each four, as
  /// layouts with two codes to a word want them. The count is a multiple of four.
  void (*narrow)(const float *values, size_t count, int swaps, uint16_t *narrow);
  /// Signed bytes from codes that begin at the lowest integer, and the sum of each group of them.
  void (*sign)(
    const uint8_t *codes, size_t count, int32_t lowest, size_t group, int8_t *integers,
    int32_t *sums);
  /// Multiplies and adds in registers alone, `rounds` times, for measuring what a unit can do. Returns how many
  /// operations that were, 0 where the backend has no such unit; two to each multiplication with addition.
  uint64_t (*exhaust)(enum ck_unit unit, uint64_t rounds);
};

/// The tables; null where this program or this processor does not have them. `dot` needs AVX-512 with VNNI, BF16 and
/// VBMI.
const struct ck_linear_table *ck_linear_baseline(void);
const struct ck_linear_table *_Nullable ck_linear_avx2(void);
const struct ck_linear_table *_Nullable ck_linear_avx512(void);
const struct ck_linear_table *_Nullable ck_linear_dot(void);
const struct ck_linear_table *_Nullable ck_linear_neon(void);

#pragma clang assume_nonnull end

#endif
