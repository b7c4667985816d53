#pragma once

/*
 * What a program can tell of how it was built.
 */

/// The commit that it was built from, or NULL where the linker was not told.
const char *build_facts_commit(void);

/// The version of the Swift compiler that linked it, or NULL where the linker was not told.
const char *build_facts_swift(void);

/// The compiler of the C within it.
const char *build_facts_compiler(void);

/// Whether Swift's runtime is a part of the program, and no library beside it.
int build_facts_runtime_is_static(void);

/// Names the features of this processor that kernels ask for, with blanks between them, in `text` of `size` bytes.
void build_facts_processor(char *text, unsigned long size);
