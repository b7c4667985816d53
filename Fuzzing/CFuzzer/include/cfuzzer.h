#pragma once

/// Counts the bytes of the heap from now on.
void fuzzer_watch_memory(void);

/// Begins an input: from here on the heap may grow by `limit` bytes, or the process dies.
void fuzzer_limit_memory(long limit);

/// Ends the process as libFuzzer wants it, so that it keeps the input.
_Noreturn void fuzzer_die(const char *_Nonnull reason);
