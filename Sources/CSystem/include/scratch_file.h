#pragma once

/*
 * Files that nobody can find: for what is too large for memory and must be gone when the process is.
 */

/// Opens an empty file without a name in a folder, for reading and writing.
///
/// Where the file system can't do without a name, it has one for a moment. Returns the descriptor, or -1 with
/// errno set.
int scratch_file_open(const char *folder);
