#include "peers.h"

#include <dlfcn.h>
#include <stdlib.h>

/* As CBLAS has it. */
enum { ROW_MAJOR = 101, NO_TRANSPOSE = 111, TRANSPOSE = 112 };

typedef void gemm_f32(int, int, int, int, int, int, float, const float *, int, const float *, int, float,
                      float *, int);
typedef void gemv_f32(int, int, int, int, float, const float *, int, const float *, int, float, float *,
                      int);
typedef void gemm_bf16(int, int, int, int, int, int, float, const uint16_t *, int, const uint16_t *, int,
                       float, float *, int);

struct peer_blas {
  const char *config;
  const char *kernels;
  void (*set_threads)(int);
  gemm_f32 *f32;
  gemv_f32 *vector_f32;
  gemm_bf16 *bf16;
};

typedef char *text_function(void);

struct peer_blas *peer_blas_open(void) {
  static struct peer_blas blas;
  if (blas.f32 != NULL) return &blas;
  const char *names[] = {"libopenblas.so.0", "libopenblas.so", "libopenblas.dylib"};
  void *library = NULL;
  for (size_t index = 0; index < sizeof names / sizeof *names && library == NULL; index++) {
    library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
  }
  if (library == NULL) return NULL;
  text_function *config = (text_function *)dlsym(library, "openblas_get_config");
  text_function *kernels = (text_function *)dlsym(library, "openblas_get_corename");
  blas.config = config ? config() : "";
  blas.kernels = kernels ? kernels() : "";
  blas.set_threads = (void (*)(int))dlsym(library, "openblas_set_num_threads");
  blas.vector_f32 = (gemv_f32 *)dlsym(library, "cblas_sgemv");
  blas.bf16 = (gemm_bf16 *)dlsym(library, "cblas_sbgemm");
  blas.f32 = (gemm_f32 *)dlsym(library, "cblas_sgemm");
  return blas.f32 != NULL && blas.vector_f32 != NULL && blas.set_threads != NULL ? &blas : NULL;
}

const char *peer_blas_config(const struct peer_blas *blas) { return blas->config; }
const char *peer_blas_kernels(const struct peer_blas *blas) { return blas->kernels; }
bool peer_blas_has_bf16(const struct peer_blas *blas) { return blas->bf16 != NULL; }

void peer_blas_f32(const struct peer_blas *blas, int32_t threads, int32_t m, int32_t n, int32_t k,
                   const float *x, const float *w, float *y) {
  blas->set_threads(threads);
  if (m == 1) {
    blas->vector_f32(ROW_MAJOR, NO_TRANSPOSE, n, k, 1, w, k, x, 1, 0, y, 1);
  } else {
    blas->f32(ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE, m, n, k, 1, x, k, w, k, 0, y, n);
  }
}

void peer_blas_bf16(const struct peer_blas *blas, int32_t threads, int32_t m, int32_t n, int32_t k,
                    const uint16_t *x, const uint16_t *w, float *y) {
  blas->set_threads(threads);
  blas->bf16(ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE, m, n, k, 1, x, k, w, k, 0, y, n);
}
