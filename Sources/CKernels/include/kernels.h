// The inner loops of quantview, the same functions for every kind of processor.
//
// Each backend fills one table with functions compiled from the same bodies. They take plain pointers, allocate
// nothing, know no format by name, and give the same bits on every backend: those of the definitions in QuantCore.
// Pointers need no alignment beyond their type's, counts may be any number, zero included.
//
// "Pieces" are runs of up to 16 values of one row, the first at a multiple of 16 columns: sums go by column modulo
// 16, so a piece has one value for each lane. Block sizes are multiples of 16, or at least the number of values.
#ifndef CKERNELS_KERNELS_H
#define CKERNELS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// A small float type: sign, exponent, mantissa; no code that an encoder makes is a special.
struct ck_minifloat {
  int32_t mantissa_bits;
  /// Exponent and mantissa bits: the place of the sign.
  int32_t magnitude_bits;
  /// The exponent of the smallest normal value, 1 - bias.
  int32_t smallest_exponent;
  /// The largest finite value.
  float largest;
};

/// How a power-of-two scale follows from the largest magnitude.
enum ck_power_rule { ck_power_floor, ck_power_rceil, ck_power_even, ck_power_ceil };

/// The type that a linear scale is rounded to.
enum ck_scale_type { ck_scale_f32, ck_scale_f16, ck_scale_bf16 };

/// A histogram has two counters beside each other for each slot, the upper 16 bits of an F64: added up they are the
/// count. The two spare a processor from waiting for the counter that it has just changed.
enum { ck_slots = 65536, ck_counters = 2 * ck_slots };

/// Sums over errors e and decoded values d, one for each lane: Σd², Σde, Σe.
struct ck_error_lanes {
  double decoded[16];
  double crossed[16];
  double error[16];
};

/// What else is said of errors. Flushed values are counted where errors are not close; else codes tell of them.
struct ck_error_extremes {
  double largest;
  uint64_t flushed;
};

/// What one sweep over a row says of its values.
struct ck_value_lanes {
  double sum[16];
  double magnitude[16];
  float lowest;
  float highest;
  uint64_t zeros;
};

/// Central moments about a given mean, one sum for each lane.
struct ck_moment_lanes {
  double first[16];
  double second[16];
  double third[16];
  double fourth[16];
};

/// Where the bins of ratios of signal to noise begin, and how a ratio's bin is found.
///
/// The edges lie at 10^((t + ½)/100), for consecutive t from `first_tenth` on. `starts` has an entry for each value of a ratio's exponent and upper five mantissa bits from `first_field` on: how
/// many edges are at most that value. Up to two more lie below the next. Two infinities end the edges.
struct ck_ratio_edges {
  const double *edges;
  const uint16_t *starts;
  size_t start_count;
  int32_t first_field;
  int32_t first_tenth;
};

/// Counts over blocks.
struct ck_block_tally {
  uint64_t blocks;
  uint64_t clipped;
  uint64_t zero;
  uint64_t excluded;
  uint64_t saturated;
  /// Blocks with an infinite error.
  uint64_t unbounded;
  /// 256 counters each, and 256 pairs of Σx² and Σe².
  uint64_t *scale_codes;
  uint64_t *clipped_codes;
  double *energies;
  /// One more than there are edges; null where nobody asks.
  uint32_t *_Nullable bins;
};

/// The functions of one backend.
struct ck_table {
  /// F32 from little-endian source elements at any address.
  void (*decode_bf16)(const void *source, size_t count, float *values);
  void (*decode_f16)(const void *source, size_t count, float *values);

  /// The largest magnitude of each piece, infinite or NaN where a value is.
  void (*piece_largest)(const float *values, size_t count, float *largest);
  /// For each piece the largest magnitude and Σx²; how many values are zero. Returns the largest magnitude of all,
  /// infinite or NaN where a value is.
  float (*survey)(
    const float *values, size_t count, float *largest, double *energy, uint64_t *zeros);
  /// The same while decoding little-endian BF16 at any address.
  float (*survey_bf16)(
    const void *source, float *values, size_t count, float *largest, double *energy,
    uint64_t *zeros);
  /// The sums of values, all finite; counts them in the histogram.
  void (*add_values)(
    const float *values, size_t count, struct ck_value_lanes *lanes, uint32_t *histogram);
  /// The sums of powers of the deviations from the mean.
  void (*add_moments)(
    const float *values, size_t count, double mean, struct ck_moment_lanes *lanes);

  /// The largest of every `pieces` pieces; the last run may be short.
  void (*block_largest)(const float *largest, size_t count, size_t pieces, float *blocks);
  /// E8M0 codes and their values for the largest magnitude of each block, all finite.
  void (*scale_power)(
    const float *largest, size_t count, enum ck_power_rule rule, float element_largest,
    int32_t element_exponent, int32_t mantissa_bits, uint32_t *codes, float *values);
  /// E4M3 codes, their values, and what elements are multiplied by: the value times the tensor's scale.
  void (*scale_e4m3)(
    const float *largest, size_t count, float element_largest, float tensor_scale, uint32_t *codes,
    float *values, float *multipliers);
  /// Scales that are the largest magnitude, or the floor where that is larger, over a divisor, rounded to a type;
  /// 16 bits saturate at the largest finite value and become 0 for zeros only.
  void (*scale_linear)(
    const float *largest, size_t count, float divisor, float floor, enum ck_scale_type type,
    uint32_t *codes, float *values);
  /// Improves the scales of E2M1 in blocks of 16: of all positive E4M3 codes the one with the smallest Σ(x - x')²,
  /// searched downwards from the code given, then upwards, as the definition does.
  void (*sweep_e4m3)(
    const float *values, size_t count, const float *largest, float tensor_scale, uint32_t *codes,
    float *scales, float *multipliers);
  /// Halves those powers of two of E2M1 in blocks of at most 32 under which Σ(x - x')² is not below the half's.
  void (*halve_powers)(
    const float *values, size_t count, size_t block, uint32_t *codes, float *scales);
  /// The smallest and the largest value of each block, zero included.
  void (*block_ranges)(
    const float *values, size_t count, size_t block, float *lowest, float *highest);
  /// Scales that spread each block's range over a number of levels, and the zero points, 0…levels.
  void (*scale_affine)(
    const float *lowest, const float *highest, size_t count, float levels, enum ck_scale_type type,
    uint32_t *codes, float *values, float *offsets);

  /// Whether, for each block, zeros are all it holds, or its multiplier lies from 2^-60 to 2^60 and its largest
  /// magnitude is at most `bound` multipliers.
  ///
  /// Under twice the largest element as the bound, what is nearest to x decodes to 0 or to between x/2 and 2x: the
  /// error is exact in F32 (Sterbenz).
  int (*is_close)(const float *largest, const float *multipliers, size_t count, float bound);

  /// Codes and decoded values, block by block, of values over their block's multiplier; how many of each block are
  /// too large. `decoded` may be null. A multiplier of 0 gives code 0 and value 0 (of integers: the code of 0).
  ///
  /// `is_power` promises that multipliers are powers of two.
  void (*quantize_e2m1)(
    const float *values, size_t count, size_t block, const float *multipliers, int is_power,
    uint8_t *codes, float *_Nullable decoded, int32_t *saturated);
  /// As above, for integers from the lowest, code 0, to the highest, at most 256 of them.
  void (*quantize_integer)(
    const float *values, size_t count, size_t block, const float *multipliers, int32_t lowest,
    int32_t highest, uint8_t *codes, float *_Nullable decoded, int32_t *saturated);
  /// As above, for integers times a step, a power of two; multipliers are powers of two as well.
  void (*quantize_fixed_point)(
    const float *values, size_t count, size_t block, const float *multipliers, int32_t lowest,
    int32_t highest, float step, uint8_t *codes, float *_Nullable decoded, int32_t *saturated);
  /// As above, for integers from 0 to the highest above a zero point, by multiplication with the reciprocal.
  void (*quantize_affine)(
    const float *values, size_t count, size_t block, const float *multipliers,
    const float *offsets, int32_t highest, uint8_t *codes, float *_Nullable decoded,
    int32_t *saturated);
  /// As above, for any small float.
  void (*quantize_minifloat)(
    const float *values, size_t count, size_t block, const float *multipliers, int is_power,
    struct ck_minifloat type, uint8_t *codes, float *_Nullable decoded, int32_t *saturated);

  /// Half-quadratic quantization of a row in groups of at most 128, all magnitudes below 2^60: adds Σ|D| before each
  /// update of the zero points, group by group.
  void (*survey_proximal)(
    const float *values, size_t count, size_t group, int32_t bits, size_t updates, double *sums);
  /// The same: codes and decoded values after so many updates, F16 scales, and zero points as they are stored.
  void (*encode_proximal)(
    const float *values, size_t count, size_t group, int32_t bits, size_t updates, uint8_t *codes,
    float *decoded, uint32_t *scale_codes, float *scales, float *offsets, int32_t *saturated);

  /// Two codes of four bits to a byte, the first in the low half; a last odd one has a zero above it.
  void (*pack_nibbles)(const uint8_t *codes, size_t count, uint8_t *bytes);
  /// Sixteen values looked up by packed codes, times their block's multiplier.
  void (*decode_nibbles)(
    const uint8_t *bytes, size_t count, size_t block, const float *multipliers, const float *table,
    float *values);
  /// Counts codes below 16 in 16 counters.
  void (*count_nibbles)(const uint8_t *codes, size_t count, uint64_t *counts);
  /// Counts codes in 256 counters.
  void (*count_bytes)(const uint8_t *codes, size_t count, uint64_t *counts);

  /// Measures decoded values against the originals; Σe² of each piece. Excluded elements are zero in both.
  ///
  /// `is_close` promises that every error is exact in F32, as the kernel of that name finds out. The histogram may
  /// be null.
  void (*measure)(
    const float *values, const float *decoded, size_t count, int is_close,
    struct ck_error_lanes *lanes, struct ck_error_extremes *extremes, double *energy,
    uint32_t *_Nullable histogram);
  /// The sum of energies: one of every sixteen to each lane, then the lanes.
  double (*total_energy)(const double *energy, size_t count);
  /// Adds the sum of each run of `pieces` energies, as above, to its block's energy.
  void (*add_energies)(const double *energy, size_t count, size_t pieces, double *blocks);
  /// Adds blocks to a tally; `scale_codes` is null for blocks without coded scales, `scale_values` for others.
  ///
  /// Blocks with a negative count of saturated elements are left out.
  void (*tally_blocks)(
    const double *signal, const double *noise, const int32_t *saturated,
    const uint32_t *_Nullable scale_codes, const float *_Nullable scale_values, size_t count,
    const struct ck_ratio_edges *edges, struct ck_block_tally *tally,
    uint32_t *_Nullable scale_histogram);

  /// Empties a histogram into lists of its slots in use and their counts, at most 65536, and returns how many.
  ///
  /// Slots that no difference of F32 values has are not looked at.
  size_t (*collect)(uint32_t *histogram, uint16_t *slots, uint64_t *counts);
  /// Adds up sixteen lanes: lane i takes lane i + 8, then i + 4, i + 2, i + 1.
  double (*total)(const double *lanes);

  /// Reads memory: the exclusive or of 64-bit words. For measuring how fast that can be.
  uint64_t (*read)(const void *bytes, size_t count);
};

/// The tables; null where this program or this processor does not have them.
const struct ck_table *_Nullable ck_baseline(void);
const struct ck_table *_Nullable ck_avx2(void);
const struct ck_table *_Nullable ck_avx512(void);
const struct ck_table *_Nullable ck_neon(void);

#pragma clang assume_nonnull end

#endif
