// Fixed numbers, and lines that tell of what kernels make of them.
#ifndef KERNEL_VECTORS_H
#define KERNEL_VECTORS_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t state;

static inline uint64_t next(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

static inline float value(int kind) {
  uint64_t bits = next();
  float uniform = (float)(int32_t)(bits >> 32) * 0x1p-31f;
  uint32_t pattern = (uint32_t)bits;
  float any;
  switch (kind) {
  case 0: return uniform * 0.06f;
  case 1: return (float)((int)(bits % 65) - 32) / 4;
  case 2: return uniform * 0x1p-126f;
  case 3: return uniform * 0x1.fffffep127f;
  case 4: return bits % 3 ? 0.0f : -0.0f;
  default:
    if ((pattern >> 23 & 0xff) == 0xff) pattern &= 0xff7fffff;
    memcpy(&any, &pattern, sizeof any);
    return any;
  }
}

static inline void hash(const char *name, int kind, const void *bytes, size_t size) {
  const uint8_t *p = bytes;
  uint64_t h = 0xcbf29ce484222325u;
  for (size_t i = 0; i < size; i += 1) h = (h ^ p[i]) * 0x100000001b3u;
  printf("%s %d %016llx\n", name, kind, (unsigned long long)h);
}

#define HASH(name, what, n) hash(name, kind, what, (n) * sizeof *(what))

/// Those of attention and of linear layers. Return whether this processor has the backend.
int attention_vectors(const char *backend);
int linear_vectors(const char *backend);

#endif
