// What ThreadSanitizer has to know of Swift's Mutex: linked into every program that `scripts/sanitize thread` builds.
//
// Where nobody holds the lock, its code is the caller's and seen. Where it has to be waited for, the code is in a
// library that is not instrumented: without these two every lock that was waited for looks like none.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

void __tsan_acquire(void *address);
void __tsan_release(void *address);

typedef SWIFT void (*locker)(uint32_t thread, SELF void *handle);
typedef SWIFT void (*unlocker)(SELF void *handle);

SWIFT void lock_slowly(uint32_t thread, SELF void *handle) __asm__(LOCK);
SWIFT void lock_slowly(uint32_t thread, SELF void *handle) {
  ((locker)dlsym(RTLD_NEXT, LOCK))(thread, handle);
  __tsan_acquire(handle);
}

SWIFT void unlock_slowly(SELF void *handle) __asm__(UNLOCK);
SWIFT void unlock_slowly(SELF void *handle) {
  __tsan_release(handle);
  ((unlocker)dlsym(RTLD_NEXT, UNLOCK))(handle);
}
