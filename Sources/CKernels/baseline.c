// What every processor of the architecture has.
#include "portable.h"

#include "table.h"
#include "linear_plain.h"
#include "attention_plain.h"

const struct ck_table *ck_baseline(void) { return &table; }
const struct ck_linear_table *ck_linear_baseline(void) { return &linear_table; }
const struct ck_attention_table *ck_attention_baseline(void) { return &attention_table; }
