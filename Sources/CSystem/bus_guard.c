#define _GNU_SOURCE
#include "bus_guard.h"
#include "terminal_guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

enum { SLOT_COUNT = 4096 };

/*
 * The handler may look at a slot at any moment, so it is a sequence lock: an odd version means that the
 * slot is free or being written, and an even one that did not change across the reads vouches for them.
 */
struct slot {
  atomic_uint_fast64_t version;
  atomic_uintptr_t start;
  atomic_uintptr_t end;
  atomic_uint_fast64_t faults;
};

static struct slot slots[SLOT_COUNT];
static atomic_bool taken[SLOT_COUNT];
static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_bool installed;
static uintptr_t page_size;
static struct sigaction older;

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_POINTER_LOCK_FREE == 2,
               "a signal handler may only use lock-free atomics");

/// Whether `address` lies in the slot's range; if so, `end` is where that range ends.
static int slot_holds(struct slot *slot, uintptr_t address, uintptr_t *end) {
  uint_fast64_t before = atomic_load(&slot->version);
  if (before % 2 != 0 || before == 0) return 0;
  uintptr_t first = atomic_load(&slot->start);
  uintptr_t last = atomic_load(&slot->end);
  if (atomic_load(&slot->version) != before) return 0;
  *end = last;
  return first <= address && address < last;
}

/// Puts zeros under everything from the faulting page to the end of the range.
static int absorb(uintptr_t address) {
  for (int index = 0; index < SLOT_COUNT; index++) {
    uintptr_t end;
    if (!slot_holds(&slots[index], address, &end)) continue;
    atomic_fetch_add(&slots[index].faults, 1);
    uintptr_t page = address & ~(page_size - 1);
    void *zeros = mmap((void *)page, end - page, PROT_READ,
                       MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return zeros != MAP_FAILED;
  }
  return 0;
}

static void pass_on(int signal_number, siginfo_t *info, void *context) {
  terminal_guard_restore_in_crash();
  if (older.sa_flags & SA_SIGINFO) {
    older.sa_sigaction(signal_number, info, context);
  } else if (older.sa_handler != SIG_DFL && older.sa_handler != SIG_IGN) {
    older.sa_handler(signal_number);
  } else {
    /* Back to the default: the access is repeated on return and ends the process as it should. */
    sigaction(signal_number, &older, NULL);
    if (info->si_code <= 0) raise(signal_number);
  }
}

static void on_bus_error(int signal_number, siginfo_t *info, void *context) {
  int saved = errno;
  /* A signal sent by kill() carries no address. */
  if (info->si_code <= 0 || !absorb((uintptr_t)info->si_addr)) {
    pass_on(signal_number, info, context);
  }
  errno = saved;
}

static void install(void) {
  page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {0};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  if (sigaction(SIGBUS, NULL, &older) != 0) return;
  if (sigaction(SIGBUS, &action, NULL) != 0) return;
  atomic_store(&installed, 1);
}

int32_t bus_guard_add(const void *start, size_t length) {
  pthread_once(&once, install);
  if (!atomic_load(&installed)) return -1;
  for (int32_t index = 0; index < SLOT_COUNT; index++) {
    if (atomic_exchange(&taken[index], 1)) continue;
    struct slot *slot = &slots[index];
    uint_fast64_t free_version = atomic_load(&slot->version) | 1;
    atomic_store(&slot->version, free_version);
    atomic_store(&slot->faults, 0);
    atomic_store(&slot->start, (uintptr_t)start);
    atomic_store(&slot->end, (uintptr_t)start + length);
    atomic_store(&slot->version, free_version + 1);
    return index;
  }
  return -1;
}

void bus_guard_remove(int32_t slot) {
  if (slot < 0 || slot >= SLOT_COUNT) return;
  atomic_fetch_add(&slots[slot].version, 1);
  atomic_store(&taken[slot], 0);
}

uint64_t bus_guard_faults(int32_t slot) {
  if (slot < 0 || slot >= SLOT_COUNT) return 0;
  return atomic_load(&slots[slot].faults);
}
