// What every processor of the architecture has.
#include "portable.h"

#include "table.h"

const struct ck_table *ck_baseline(void) { return &table; }
