#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "build_facts.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* Defined by what `make install` links in; absent from any other build, which then says nothing of them. */
#if defined(__ELF__)
extern const char quantview_commit[] __attribute__((weak));
extern const char quantview_swift[] __attribute__((weak));
#else
#define quantview_commit NULL
#define quantview_swift NULL
#endif

/* A function of Swift's runtime, by its address only. */
extern void *swift_retain(void *object);

const char *build_facts_commit(void) { return quantview_commit; }

const char *build_facts_swift(void) { return quantview_swift; }

const char *build_facts_compiler(void) { return __VERSION__; }

int build_facts_runtime_is_static(void) {
  Dl_info ours, runtime;
  if (!dladdr((const void *)&build_facts_compiler, &ours)) return 0;
  if (!dladdr((const void *)&swift_retain, &runtime)) return 0;
  return ours.dli_fbase == runtime.dli_fbase;
}

static void append(char *text, unsigned long size, const char *name) {
  size_t length = strlen(text);
  if (length + strlen(name) + 2 > size) return;
  if (length > 0) strcat(text, " ");
  strcat(text, name);
}

void build_facts_processor(char *text, unsigned long size) {
  if (size == 0) return;
  text[0] = 0;
#if defined(__x86_64__)
#define FEATURE(name) \
  if (__builtin_cpu_supports(name)) append(text, size, name)
  FEATURE("avx2");
  FEATURE("fma");
  FEATURE("f16c");
  FEATURE("avx512f");
  FEATURE("avx512bw");
  FEATURE("avx512dq");
  FEATURE("avx512vl");
  FEATURE("avx512vbmi");
  FEATURE("avx512vpopcntdq");
  FEATURE("avx512vnni");
  FEATURE("avx512bf16");
#undef FEATURE
#elif defined(__aarch64__)
  append(text, size, "neon");
#else
  (void)append;
#endif
}
