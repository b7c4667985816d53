#define _GNU_SOURCE
#include "peers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void *peer_memory(size_t bytes) {
  size_t page = (size_t)1 << 21;
  size_t size = (bytes + page - 1) / page * page;
  void *memory = NULL;
  if (posix_memalign(&memory, page, size > 0 ? size : page) != 0) return NULL;
#ifdef MADV_HUGEPAGE
  /* Advice: where it is not taken, nothing is different but the speed. */
  madvise(memory, size, MADV_HUGEPAGE);
#endif
  memset(memory, 0, size);
  return memory;
}
