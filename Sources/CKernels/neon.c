// NEON, which every 64-bit ARM processor has.
#include "kernels.h"

#if defined(__aarch64__)

#define CK_HAS_FMA
#include "portable.h"

#include "table.h"

const struct ck_table *ck_neon(void) { return &table; }

#else

const struct ck_table *ck_neon(void) { return 0; }

#endif
