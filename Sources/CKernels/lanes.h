// Vectors of sixteen lanes, whatever the processor's registers hold: the compiler splits them.
//
// A file of one backend includes this within its own target, then the bodies.
#ifndef CKERNELS_LANES_H
#define CKERNELS_LANES_H

#include "kernels.h"

// The compiler's own, so that these files need no C library.
#define memcpy __builtin_memcpy
#define memset __builtin_memset

// Sums must have the same bits everywhere, so products are only ever fused where they are exact, and by name.
#pragma clang fp contract(off)
// Vectors wider than the processor's cross no call: all that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

typedef float f32x16 __attribute__((ext_vector_type(16)));
typedef float f32x8 __attribute__((ext_vector_type(8)));
typedef int32_t i32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t u32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t u32x4 __attribute__((ext_vector_type(4)));
typedef uint32_t u32x8 __attribute__((ext_vector_type(8)));
typedef uint16_t u16x16 __attribute__((ext_vector_type(16)));
typedef uint8_t u8x16 __attribute__((ext_vector_type(16)));
typedef _Bool boolx16 __attribute__((ext_vector_type(16)));
typedef double f64x2 __attribute__((ext_vector_type(2)));
typedef double f64x4 __attribute__((ext_vector_type(4)));
typedef double f64x8 __attribute__((ext_vector_type(8)));
typedef int64_t i64x8 __attribute__((ext_vector_type(8)));
typedef uint64_t u64x8 __attribute__((ext_vector_type(8)));
typedef _Bool boolx8 __attribute__((ext_vector_type(8)));

INLINE f32x16 load(const float *p) {
  f32x16 v;
  memcpy(&v, p, sizeof v);
  return v;
}
INLINE void store(float *p, f32x16 v) { memcpy(p, &v, sizeof v); }

/// The first `count` values, zeros behind them.
INLINE f32x16 load_some(const float *p, size_t count) {
  float padded[16] = {0};
  memcpy(padded, p, count * sizeof(float));
  return load(padded);
}
INLINE void store_some(float *p, f32x16 v, size_t count) {
  float padded[16];
  store(padded, v);
  memcpy(p, padded, count * sizeof(float));
}

INLINE f64x8 load64(const double *p) {
  f64x8 v;
  memcpy(&v, p, sizeof v);
  return v;
}
INLINE void store64(double *p, f64x8 v) { memcpy(p, &v, sizeof v); }

INLINE u32x16 bits(f32x16 v) { return ((u32x16)v); }
INLINE f32x16 floats(u32x16 v) { return ((f32x16)v); }

INLINE f32x16 splat(float v) { return (f32x16)v; }
INLINE f64x8 splat64(double v) { return (f64x8)v; }

INLINE u32x16 umin(u32x16 a, u32x16 b) { return __builtin_elementwise_min(a, b); }
INLINE u32x16 umax(u32x16 a, u32x16 b) { return __builtin_elementwise_max(a, b); }
/// As the instruction has it: the second where either is NaN.
INLINE f32x16 fmin16(f32x16 a, f32x16 b) { return a < b ? a : b; }
INLINE f32x16 fmax16(f32x16 a, f32x16 b) { return a > b ? a : b; }
INLINE f64x8 fmax8(f64x8 a, f64x8 b) { return a > b ? a : b; }

INLINE f64x8 widen(f32x8 v) { return __builtin_convertvector(v, f64x8); }
INLINE f64x8 low(f32x16 v) { return widen(v.lo); }
INLINE f64x8 high(f32x16 v) { return widen(v.hi); }

INLINE f64x8 magnitude64(f64x8 v) {
  return ((f64x8)(((u64x8)v) & 0x7fffffffffffffffu));
}

#ifndef CK_OWN_LARGER
/// The larger of a magnitude and another value's magnitude.
INLINE f64x8 larger_magnitude(f64x8 a, f64x8 b) { return fmax8(magnitude64(b), a); }
#endif
/// The same of F32 values without NaN: their bits order as they do.
INLINE f32x8 larger_magnitude32(f32x8 a, f32x8 b) {
  return ((f32x8)__builtin_elementwise_max((u32x8)a, (u32x8)b & 0x7fffffff));
}

/// One bit a lane.
INLINE uint32_t mask16(i32x16 v) {
  boolx16 b = __builtin_convertvector(v, boolx16);
  uint16_t m;
  memcpy(&m, &b, sizeof m);
  return m;
}

/// a·b + c in one rounding where there is an instruction for it; only for products that are exact.
#ifdef CK_HAS_FMA
INLINE f64x8 multiply_add64(f64x8 a, f64x8 b, f64x8 c) { return __builtin_elementwise_fma(a, b, c); }
INLINE f32x16 multiply_add(f32x16 a, f32x16 b, f32x16 c) { return __builtin_elementwise_fma(a, b, c); }
#else
INLINE f64x8 multiply_add64(f64x8 a, f64x8 b, f64x8 c) { return a * b + c; }
INLINE f32x16 multiply_add(f32x16 a, f32x16 b, f32x16 c) { return a * b + c; }
#endif

/// Lane i takes lane i + 4, then i + 2, i + 1.
INLINE double tree_of_eight(f64x8 eight) {
  f64x4 four = eight.lo + eight.hi;
  f64x2 two = four.lo + four.hi;
  return two.x + two.y;
}

/// Lane i takes lane i + 8, then as above.
INLINE double tree(f64x8 a, f64x8 b) { return tree_of_eight(a + b); }

/// The same tree for four pieces, whose lanes i and i + 8 are added already.
INLINE f64x4 trees(f64x8 p, f64x8 q, f64x8 r, f64x8 s) {
  f64x4 p4 = p.lo + p.hi, q4 = q.lo + q.hi, r4 = r.lo + r.hi, s4 = s.lo + s.hi;
  f64x4 pr =
    __builtin_shufflevector(p4, r4, 0, 1, 4, 5) + __builtin_shufflevector(p4, r4, 2, 3, 6, 7);
  f64x4 qs =
    __builtin_shufflevector(q4, s4, 0, 1, 4, 5) + __builtin_shufflevector(q4, s4, 2, 3, 6, 7);
  return __builtin_shufflevector(pr, qs, 0, 4, 2, 6) + __builtin_shufflevector(pr, qs, 1, 5, 3, 7);
}

/// The largest lane of each of four vectors.
INLINE u32x4 largest_of_four(u32x16 a, u32x16 b, u32x16 c, u32x16 d) {
  u32x16 ab = umax(
    __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29),
    __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31));
  u32x16 cd = umax(
    __builtin_shufflevector(c, d, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29),
    __builtin_shufflevector(c, d, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31));
  u32x16 all = umax(
    __builtin_shufflevector(ab, cd, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),
    __builtin_shufflevector(ab, cd, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31));
  u32x8 half = __builtin_elementwise_max(all.lo, all.hi);
  return __builtin_elementwise_max(half.lo, half.hi);
}

INLINE uint32_t largest_of(u32x16 v) { return __builtin_reduce_max(v); }

#endif
