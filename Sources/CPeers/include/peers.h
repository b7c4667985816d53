#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Libraries that multiply matrices and may or may not be installed: found when asked for, never linked, so no
 * headers of theirs are needed. The few declarations of their interfaces stand beside their calls.
 */

/// Memory in large pages where the system has them, all zero; NULL where there is none left. free() ends it.
void *peer_memory(size_t bytes);

/// A file without a name for reading and writing, or -1.
int32_t peer_scratch_file(void);

/// Starts `program -` with a script, an argument and the matrices in descriptor 3, and asks for threads and large pages.
///
/// What it prints comes out of the descriptor `output`; what it complains of is dropped. Returns 0, or an errno.
int32_t peer_start(const char *program, const char *argument, int32_t script, int32_t matrices,
                   int32_t threads, int32_t *process, int32_t *output);

/// Waits for a process: its exit status, or 128 and the signal that ended it.
int32_t peer_wait(int32_t process);

/// OpenBLAS, or NULL where it is not installed; stays loaded.
struct peer_blas;
struct peer_blas *peer_blas_open(void);
/// Its version and the kernels that it chose, such as "OpenBLAS 0.3.21 … SkylakeX".
const char *peer_blas_config(const struct peer_blas *blas);
const char *peer_blas_kernels(const struct peer_blas *blas);
bool peer_blas_has_bf16(const struct peer_blas *blas);
/// y[m, n] = x[m, k] · w[n, k]ᵀ.
void peer_blas_f32(const struct peer_blas *blas, int32_t threads, int32_t m, int32_t n, int32_t k,
                   const float *x, const float *w, float *y);
void peer_blas_bf16(const struct peer_blas *blas, int32_t threads, int32_t m, int32_t n, int32_t k,
                    const uint16_t *x, const uint16_t *w, float *y);

/// oneDNN, or NULL where it is not installed; stays loaded.
struct peer_dnnl;
struct peer_dnnl *peer_dnnl_open(void);
void peer_dnnl_version(const struct peer_dnnl *dnnl, int32_t version[3]);
/// Whether its interface is the one that is spoken here: that of version 2, from 2.1 on.
bool peer_dnnl_is_known(const struct peer_dnnl *dnnl);

enum peer_dnnl_type { peer_dnnl_bf16 = 2, peer_dnnl_f32 = 3, peer_dnnl_s8 = 5 };

/// A product with a layout of its own for the weights.
struct peer_product;

/// Makes y[m, n] = x[m, k] · w[n, k]ᵀ in F32, times a factor for each row of w where `scales` is not NULL.
/// NULL where the library refuses; `status` says how.
struct peer_product *peer_product_create(struct peer_dnnl *dnnl, enum peer_dnnl_type type, int32_t threads,
                                         int64_t m, int64_t n, int64_t k, const float *scales,
                                         int32_t *status);
/// The implementation that it chose.
const char *peer_product_name(const struct peer_product *product);
/// Bytes of packed weights.
size_t peer_product_weight_bytes(const struct peer_product *product);
/// Packs w[n, k] into memory that outlives the product; 0, or a status.
int32_t peer_product_pack(struct peer_product *product, const void *w, void *packed);
/// Adds packed weights: the number by which they are called, or -1.
int32_t peer_product_add(struct peer_product *product, void *packed);
/// Sets activations and outputs; 0, or a status.
int32_t peer_product_bind(struct peer_product *product, const void *x, float *y);
/// Multiplies with the weights of a number; 0, or a status.
int32_t peer_product_run(struct peer_product *product, int32_t weights);
void peer_product_destroy(struct peer_product *product);
