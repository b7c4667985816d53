#include "peers.h"

#include <dlfcn.h>
#include <stdlib.h>

/*
 * What is used of oneDNN's C interface of version 2. Descriptors are plain structures there, of 696 and 2800 bytes in
 * 2.6; nothing here looks into them, so there is room for more.
 */
typedef int64_t dims[12];
struct description {
  _Alignas(16) unsigned char bytes[2048];
};
struct operation {
  _Alignas(16) unsigned char bytes[8192];
};
struct argument {
  int index;
  void *memory;
};
struct version {
  int major, minor, patch;
};
enum {
  CPU = 1,
  IN_ORDER = 1,
  LAYOUT_ANY = 1,
  LAYOUT_AB = 3,
  LAYOUT_BA = 22,
  QUERY_NAME = 8,
  QUERY_WEIGHTS = 131,
  SOURCE = 1,
  WEIGHTS = 33,
  TARGET = 17,
};

struct peer_dnnl {
  const struct version *(*version)(void);
  int (*engine_create)(void **, int, size_t);
  int (*stream_create)(void **, void *, unsigned);
  int (*stream_wait)(void *);
  int (*describe)(struct description *, int, const dims, int, int);
  size_t (*size)(const struct description *);
  int (*memory_create)(void **, const struct description *, void *, void *);
  int (*memory_destroy)(void *);
  int (*matmul_describe)(struct operation *, const struct description *, const struct description *,
                         const struct description *, const struct description *);
  int (*attributes_create)(void **);
  int (*attributes_destroy)(void *);
  int (*set_scales)(void *, int64_t, int, const float *);
  int (*plan_create)(void **, const struct operation *, const void *, void *, const void *);
  int (*plan_destroy)(void *);
  int (*query)(const void *, int, int, void *);
  const struct description *(*query_memory)(const void *, int, int);
  int (*reorder_plan)(void **, const struct description *, void *, const struct description *, void *,
                      const void *);
  int (*create)(void **, const void *);
  int (*destroy)(void *);
  int (*execute)(const void *, void *, int, const struct argument *);
  void (*set_threads)(int);
  void *engine;
  void *stream;
};

struct peer_product {
  struct peer_dnnl *dnnl;
  int threads;
  void *plan;
  void *primitive;
  /// As they come, and as the plan wants the weights; the plan owns that.
  struct description source, plain, target;
  const struct description *chosen;
  void *x, *y;
  void **packed;
  int32_t count;
};

struct peer_dnnl *peer_dnnl_open(void) {
  static struct peer_dnnl dnnl;
  if (dnnl.version != NULL) return &dnnl;
  const char *names[] = {"libdnnl.so.2", "libdnnl.so.3", "libdnnl.so", "libdnnl.2.dylib"};
  void *library = NULL;
  for (size_t index = 0; index < sizeof names / sizeof *names && library == NULL; index++) {
    library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
  }
  if (library == NULL) return NULL;
#define FIND(member, symbol) *(void **)&dnnl.member = dlsym(library, symbol)
  FIND(engine_create, "dnnl_engine_create");
  FIND(stream_create, "dnnl_stream_create");
  FIND(stream_wait, "dnnl_stream_wait");
  FIND(describe, "dnnl_memory_desc_init_by_tag");
  FIND(size, "dnnl_memory_desc_get_size");
  FIND(memory_create, "dnnl_memory_create");
  FIND(memory_destroy, "dnnl_memory_destroy");
  FIND(matmul_describe, "dnnl_matmul_desc_init");
  FIND(attributes_create, "dnnl_primitive_attr_create");
  FIND(attributes_destroy, "dnnl_primitive_attr_destroy");
  FIND(set_scales, "dnnl_primitive_attr_set_output_scales");
  FIND(plan_create, "dnnl_primitive_desc_create");
  FIND(plan_destroy, "dnnl_primitive_desc_destroy");
  FIND(query, "dnnl_primitive_desc_query");
  FIND(query_memory, "dnnl_primitive_desc_query_md");
  FIND(reorder_plan, "dnnl_reorder_primitive_desc_create");
  FIND(create, "dnnl_primitive_create");
  FIND(destroy, "dnnl_primitive_destroy");
  FIND(execute, "dnnl_primitive_execute");
  FIND(set_threads, "omp_set_num_threads");
  FIND(version, "dnnl_version");
#undef FIND
  return dnnl.version != NULL ? &dnnl : NULL;
}

void peer_dnnl_version(const struct peer_dnnl *dnnl, int32_t version[3]) {
  const struct version *found = dnnl->version();
  version[0] = found->major;
  version[1] = found->minor;
  version[2] = found->patch;
}

bool peer_dnnl_is_known(const struct peer_dnnl *dnnl) {
  const struct version *found = dnnl->version();
  return found->major == 2 && found->minor >= 1 && dnnl->engine_create && dnnl->stream_create &&
         dnnl->stream_wait && dnnl->describe && dnnl->size && dnnl->memory_create &&
         dnnl->memory_destroy && dnnl->matmul_describe && dnnl->attributes_create &&
         dnnl->attributes_destroy && dnnl->set_scales && dnnl->plan_create && dnnl->plan_destroy &&
         dnnl->query && dnnl->query_memory && dnnl->reorder_plan && dnnl->create && dnnl->destroy &&
         dnnl->execute;
}

/// Plans the product, with the implementation that the library prefers.
static int plan(struct peer_product *product, enum peer_dnnl_type type, int64_t m, int64_t n, int64_t k,
                const float *scales) {
  struct peer_dnnl *dnnl = product->dnnl;
  struct description weights;
  struct operation operation;
  void *attributes = NULL;
  int status = dnnl->describe(&product->source, 2, (dims){m, k}, type, LAYOUT_AB);
  /* w[n, k] by rows is the second operand [k, n] by columns. */
  if (status == 0) status = dnnl->describe(&product->plain, 2, (dims){k, n}, type, LAYOUT_BA);
  if (status == 0) status = dnnl->describe(&weights, 2, (dims){k, n}, type, LAYOUT_ANY);
  if (status == 0) status = dnnl->describe(&product->target, 2, (dims){m, n}, peer_dnnl_f32, LAYOUT_AB);
  if (status == 0) status = dnnl->attributes_create(&attributes);
  if (status == 0 && scales != NULL) status = dnnl->set_scales(attributes, n, 1 << 1, scales);
  if (status == 0) {
    status = dnnl->matmul_describe(&operation, &product->source, &weights, NULL, &product->target);
  }
  if (status == 0) {
    status = dnnl->plan_create(&product->plan, &operation, attributes, dnnl->engine, NULL);
  }
  if (status == 0) {
    product->chosen = dnnl->query_memory(product->plan, QUERY_WEIGHTS, 0);
    status = product->chosen != NULL ? dnnl->create(&product->primitive, product->plan) : -1;
  }
  if (attributes != NULL) dnnl->attributes_destroy(attributes);
  return status;
}

struct peer_product *peer_product_create(struct peer_dnnl *dnnl, enum peer_dnnl_type type, int32_t threads,
                                         int64_t m, int64_t n, int64_t k, const float *scales,
                                         int32_t *status) {
  struct peer_product *product = calloc(1, sizeof *product);
  *status = -1;
  if (product == NULL) return NULL;
  product->dnnl = dnnl;
  product->threads = threads;
  *status = 0;
  if (dnnl->engine == NULL) *status = dnnl->engine_create(&dnnl->engine, CPU, 0);
  if (*status == 0 && dnnl->stream == NULL) {
    *status = dnnl->stream_create(&dnnl->stream, dnnl->engine, IN_ORDER);
  }
  if (dnnl->set_threads != NULL) dnnl->set_threads(threads);
  if (*status == 0) *status = plan(product, type, m, n, k, scales);
  if (*status == 0) return product;
  peer_product_destroy(product);
  return NULL;
}

const char *peer_product_name(const struct peer_product *product) {
  const char *name = NULL;
  int status = product->dnnl->query(product->plan, QUERY_NAME, 0, &name);
  return status == 0 && name != NULL ? name : "";
}

size_t peer_product_weight_bytes(const struct peer_product *product) {
  return product->dnnl->size(product->chosen);
}

int32_t peer_product_pack(struct peer_product *product, const void *w, void *packed) {
  struct peer_dnnl *dnnl = product->dnnl;
  void *from = NULL, *to = NULL, *plan = NULL, *reorder = NULL;
  int status = dnnl->memory_create(&from, &product->plain, dnnl->engine, (void *)(uintptr_t)w);
  if (status == 0) status = dnnl->memory_create(&to, product->chosen, dnnl->engine, packed);
  if (status == 0) {
    status = dnnl->reorder_plan(&plan, &product->plain, dnnl->engine, product->chosen, dnnl->engine, NULL);
  }
  if (status == 0) status = dnnl->create(&reorder, plan);
  if (status == 0) {
    struct argument arguments[] = {{SOURCE, from}, {TARGET, to}};
    status = dnnl->execute(reorder, dnnl->stream, 2, arguments);
  }
  if (status == 0) status = dnnl->stream_wait(dnnl->stream);
  if (reorder != NULL) dnnl->destroy(reorder);
  if (plan != NULL) dnnl->plan_destroy(plan);
  if (to != NULL) dnnl->memory_destroy(to);
  if (from != NULL) dnnl->memory_destroy(from);
  return status;
}

int32_t peer_product_add(struct peer_product *product, void *packed) {
  void **all = realloc(product->packed, (size_t)(product->count + 1) * sizeof *all);
  if (all == NULL) return -1;
  product->packed = all;
  struct peer_dnnl *dnnl = product->dnnl;
  if (dnnl->memory_create(&all[product->count], product->chosen, dnnl->engine, packed) != 0) return -1;
  return product->count++;
}

int32_t peer_product_bind(struct peer_product *product, const void *x, float *y) {
  struct peer_dnnl *dnnl = product->dnnl;
  int status =
      dnnl->memory_create(&product->x, &product->source, dnnl->engine, (void *)(uintptr_t)x);
  return status != 0 ? status : dnnl->memory_create(&product->y, &product->target, dnnl->engine, y);
}

int32_t peer_product_run(struct peer_product *product, int32_t weights) {
  struct peer_dnnl *dnnl = product->dnnl;
  if (weights < 0 || weights >= product->count || product->x == NULL || product->y == NULL) return -1;
  if (dnnl->set_threads != NULL) dnnl->set_threads(product->threads);
  struct argument arguments[] = {{SOURCE, product->x},
                                 {WEIGHTS, product->packed[weights]},
                                 {TARGET, product->y}};
  int status = dnnl->execute(product->primitive, dnnl->stream, 3, arguments);
  return status != 0 ? status : dnnl->stream_wait(dnnl->stream);
}

void peer_product_destroy(struct peer_product *product) {
  struct peer_dnnl *dnnl = product->dnnl;
  for (int32_t index = 0; index < product->count; index++) dnnl->memory_destroy(product->packed[index]);
  free(product->packed);
  if (product->x != NULL) dnnl->memory_destroy(product->x);
  if (product->y != NULL) dnnl->memory_destroy(product->y);
  if (product->primitive != NULL) dnnl->destroy(product->primitive);
  if (product->plan != NULL) dnnl->plan_destroy(product->plan);
  free(product);
}
