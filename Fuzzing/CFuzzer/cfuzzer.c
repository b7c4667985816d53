#include "cfuzzer.h"

#include <sanitizer/allocator_interface.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// libFuzzer's; no header of theirs is installed.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*callback)(const uint8_t *, size_t));
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What the package manager takes for the programs' beginnings.
int FuzzFiles_main(int count, char **arguments);
int FuzzTexts_main(int count, char **arguments);

int FuzzFiles_main(int count, char **arguments) {
  return LLVMFuzzerRunDriver(&count, &arguments, LLVMFuzzerTestOneInput);
}

int FuzzTexts_main(int count, char **arguments) {
  return LLVMFuzzerRunDriver(&count, &arguments, LLVMFuzzerTestOneInput);
}

static atomic_long live;
static atomic_long most;

static void on_malloc(const volatile void *pointer, size_t size) {
  (void)pointer;
  long now = atomic_fetch_add(&live, (long)size) + (long)size;
  long bound = atomic_load(&most);
  if (bound > 0 && now > bound) {
    // Once, since saying so may allocate.
    atomic_store(&most, 0);
    fuzzer_die("the heap grew beyond the limit");
  }
}

static void on_free(const volatile void *pointer) {
  if (pointer) atomic_fetch_sub(&live, (long)__sanitizer_get_allocated_size(pointer));
}

void fuzzer_watch_memory(void) { __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free); }

void fuzzer_limit_memory(long limit) {
  atomic_store(&most, limit > 0 ? atomic_load(&live) + limit : 0);
}

void fuzzer_die(const char *reason) {
  fprintf(stderr, "FAULT: %s\n", reason);
  fflush(stderr);
  abort();
}
