// What layouts are made of, for every way of reading them.
#ifndef CKERNELS_LINEAR_LAYOUT_H
#define CKERNELS_LINEAR_LAYOUT_H

#include "linear.h"

#ifndef INLINE
#define INLINE static inline __attribute__((always_inline))
#endif

/// What a layout's steps are: bytes for each of two vectors, words of decoded weights, whether those are integers.
struct step_shape {
  size_t bytes;
  int words;
  int is_integer;
};

INLINE struct step_shape step_shape_of(enum ck_layout layout) {
  switch (layout) {
  case ck_layout_bytes: return (struct step_shape){64, 1, 1};
  case ck_layout_nibbles: return (struct step_shape){64, 2, 1};
  case ck_layout_nibbles_bf16: return (struct step_shape){64, 4, 0};
  case ck_layout_bytes_bf16: return (struct step_shape){64, 2, 0};
  case ck_layout_pairs_bf16: return (struct step_shape){64, 8, 0};
  case ck_layout_triples_bf16: return (struct step_shape){192, 16, 0};
  default: return (struct step_shape){64, 1, 0};
  }
}

/// The bytes of a scale.
INLINE size_t scale_size(enum ck_group_scale type) {
  return type == ck_group_f32 ? 4 : type == ck_group_f16 || type == ck_group_bf16 ? 2 : 1;
}

#endif
