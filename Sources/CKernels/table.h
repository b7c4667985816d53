// The table of the backend that includes this.
#include "blocks.h"
#include "counting.h"
#include "elements.h"
#include "hqq.h"
#include "measure.h"
#include "packing.h"
#include "scales.h"
#include "search.h"
#include "source.h"
#include "survey.h"
#include "values.h"

static const struct ck_table table = {
  .decode_bf16 = decode_bf16,
  .decode_f16 = decode_f16,
  .piece_largest = piece_largest,
  .survey = survey,
  .survey_bf16 = survey_bf16,
  .add_values = add_values,
  .add_moments = add_moments,
  .block_largest = block_largest,
  .block_ranges = block_ranges,
  .scale_power = scale_power,
  .scale_e4m3 = scale_e4m3,
  .sweep_e4m3 = sweep_e4m3,
  .halve_powers = halve_powers,
  .scale_linear = scale_linear,
  .scale_affine = scale_affine,
  .is_close = is_close,
  .quantize_e2m1 = quantize_e2m1,
  .quantize_integer = quantize_integer,
  .quantize_fixed_point = quantize_fixed_point,
  .quantize_affine = quantize_affine,
  .quantize_minifloat = quantize_minifloat,
  .survey_proximal = survey_proximal,
  .encode_proximal = encode_proximal,
  .pack_nibbles = pack_nibbles,
  .decode_nibbles = decode_nibbles,
  .count_nibbles = count_nibbles,
  .count_bytes = count_bytes,
  .measure = measure,
  .total_energy = total_energy,
  .add_energies = add_energies,
  .tally_blocks = tally_blocks,
  .collect = collect,
  .total = total,
  .read = read_words,
};
