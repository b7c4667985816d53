#define _GNU_SOURCE
#include "peers.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The file has no name, so that it is gone when the last process that has it ends, however that comes about. */
int32_t peer_scratch_file(void) {
#ifdef O_TMPFILE
  const char *folder = getenv("TMPDIR");
  int nameless = open(folder && *folder ? folder : P_tmpdir, O_TMPFILE | O_RDWR, 0600);
  if (nameless >= 0) return nameless;
#endif
  /* Not every file system has nameless files. */
  FILE *stream = tmpfile();
  if (stream == NULL) return -1;
  int file = dup(fileno(stream));
  fclose(stream);
  return file;
}

enum { ADDED = 7 };

/// The environment with the variables that hold libraries to some threads; free() ends it, not its strings.
static char **surroundings(char added[ADDED][64]) {
  size_t count = 0;
  while (environ[count] != NULL) count++;
  char **all = calloc(count + ADDED + 1, sizeof *all);
  if (all == NULL) return NULL;
  size_t used = 0;
  for (size_t index = 0; index < count; index++) {
    bool is_replaced = false;
    for (int other = 0; other < ADDED; other++) {
      size_t name = strcspn(added[other], "=") + 1;
      is_replaced = is_replaced || strncmp(environ[index], added[other], name) == 0;
    }
    if (!is_replaced) all[used++] = environ[index];
  }
  for (int other = 0; other < ADDED; other++) all[used++] = added[other];
  return all;
}

int32_t peer_start(const char *program, const char *argument, int32_t script, int32_t matrices,
                   int32_t threads, int32_t *process, int32_t *output) {
  char added[ADDED][64];
  const char *limits[] = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"};
  for (int index = 0; index < 3; index++) {
    snprintf(added[index], sizeof added[index], "%s=%d", limits[index], (int)threads);
  }
  snprintf(added[3], sizeof added[3], "GLIBC_TUNABLES=glibc.malloc.hugetlb=1");
  snprintf(added[4], sizeof added[4], "PYTHONDONTWRITEBYTECODE=1");
  snprintf(added[5], sizeof added[5], "PYTHONUNBUFFERED=1");
  /* One of the libraries asks where it may report its use; it may not. */
  snprintf(added[6], sizeof added[6], "OPENVINO_TELEMETRY_OPT_OUT=1");

  int pipes[2];
  if (pipe(pipes) != 0) return errno;
  fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, script, 0);
  posix_spawn_file_actions_adddup2(&actions, pipes[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  if (matrices >= 0) {
    if (matrices == 3) {
      fcntl(matrices, F_SETFD, 0);
    } else {
      posix_spawn_file_actions_adddup2(&actions, matrices, 3);
    }
  }
  char *arguments[] = {(char *)(uintptr_t)program, (char *)(uintptr_t)"-",
                       (char *)(uintptr_t)argument, NULL};
  char **all = surroundings(added);
  pid_t child = 0;
  int status =
      all == NULL ? ENOMEM : posix_spawnp(&child, program, &actions, NULL, arguments, all);
  free(all);
  posix_spawn_file_actions_destroy(&actions);
  close(pipes[1]);
  if (status != 0) {
    close(pipes[0]);
    return status;
  }
  *process = child;
  *output = pipes[0];
  return 0;
}

int32_t peer_wait(int32_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
