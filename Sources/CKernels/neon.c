// NEON, which every 64-bit ARM processor has.
#include "attention.h"
#include "kernels.h"
#include "linear.h"

#if defined(__aarch64__)

#define CK_HAS_FMA
#include "portable.h"

#include "table.h"
#include "linear_plain.h"
#include "attention_plain.h"

const struct ck_table *ck_neon(void) { return &table; }
const struct ck_linear_table *ck_linear_neon(void) { return &linear_table; }
const struct ck_attention_table *ck_attention_neon(void) { return &attention_table; }

#else

const struct ck_table *ck_neon(void) { return 0; }
const struct ck_linear_table *ck_linear_neon(void) { return 0; }
const struct ck_attention_table *ck_attention_neon(void) { return 0; }

#endif
