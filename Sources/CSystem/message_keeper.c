#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "message_keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN_LIMIT = 64 * 1024 };

static int kept = -1;
static int own = -1;
static atomic_int is_keeping;

/// Memory that is written like a file and has no name.
static int unnamed_file(void) {
#if defined(__linux__)
  return memfd_create("messages", MFD_CLOEXEC);
#else
  const char *folder = getenv("TMPDIR");
  char path[1024] = "/tmp";
  if (folder && strlen(folder) < sizeof path - 32) strcpy(path, folder);
  // Six X, which mkstemp replaces.
  strcat(path, "/messages.XX" "XX" "XX");
  int fd = mkstemp(path);
  if (fd < 0) return fd;
  unlink(path);
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
#endif
}

/// Another terminal is one where somebody wants to read along; /dev/tty is the same under another number.
static int is_on_screen(void) {
  struct stat errors, output, controlling;
  if (!isatty(STDERR_FILENO) || fstat(STDERR_FILENO, &errors) != 0) return 0;
  if (fstat(STDOUT_FILENO, &output) == 0 && errors.st_rdev == output.st_rdev) return 1;
  return stat("/dev/tty", &controlling) == 0 && errors.st_rdev == controlling.st_rdev;
}

int message_keeper_begin(void) {
  if (atomic_load(&is_keeping)) return 1;
  if (!is_on_screen()) return 0;
  if (kept < 0) kept = unnamed_file();
  if (kept < 0 || ftruncate(kept, 0) != 0) return 0;
  fcntl(kept, F_SETFL, fcntl(kept, F_GETFL) | O_APPEND);
  own = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (own < 0) return 0;
  if (dup2(kept, STDERR_FILENO) < 0) {
    close(own);
    return 0;
  }
  atomic_store(&is_keeping, 1);
  return 1;
}

void message_keeper_end(void) {
  if (!atomic_exchange(&is_keeping, 0)) return;
  int saved = errno;
  dup2(own, STDERR_FILENO);
  close(own);
  struct stat file;
  off_t place = 0;
  if (fstat(kept, &file) == 0 && file.st_size > SHOWN_LIMIT) place = file.st_size - SHOWN_LIMIT;
  char bytes[4096];
  ssize_t count;
  while ((count = pread(kept, bytes, sizeof bytes, place)) > 0) {
    place += count;
    for (ssize_t done = 0; done < count;) {
      ssize_t written = write(STDERR_FILENO, bytes + done, (size_t)(count - done));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) {
        errno = saved;
        return;
      }
      done += written;
    }
  }
  errno = saved;
}
