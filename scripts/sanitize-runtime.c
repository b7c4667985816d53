// What ThreadSanitizer has to know of Swift's runtime: linked into every program that `scripts/sanitize thread` builds.
//
// Two orders between threads are made in libraries that are not instrumented, and look like none without this: that of
// a Mutex which has to be waited for (where nobody holds it, its code is the caller's and seen), and that of reference
// counts: who finds that an array is its own alone comes after those who have let go of it.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

void __tsan_acquire(void *address);
void __tsan_release(void *address);

// The library's function of a name, looked up once: it is asked for at every release.
static void *original(void **known, const char *name) {
  void *found = __atomic_load_n(known, __ATOMIC_RELAXED);
  if (!found) {
    found = dlsym(RTLD_NEXT, name);
    __atomic_store_n(known, found, __ATOMIC_RELAXED);
  }
  return found;
}

typedef SWIFT void (*locker)(uint32_t thread, SELF void *handle);
typedef SWIFT void (*unlocker)(SELF void *handle);

SWIFT void lock_slowly(uint32_t thread, SELF void *handle) __asm__(LOCK);
SWIFT void lock_slowly(uint32_t thread, SELF void *handle) {
  static void *known;
  ((locker)original(&known, LOCK))(thread, handle);
  __tsan_acquire(handle);
}

SWIFT void unlock_slowly(SELF void *handle) __asm__(UNLOCK);
SWIFT void unlock_slowly(SELF void *handle) {
  static void *known;
  __tsan_release(handle);
  ((unlocker)original(&known, UNLOCK))(handle);
}

void swift_release(void *object) {
  static void *known;
  if (object) __tsan_release(object);
  ((void (*)(void *))original(&known, "swift_release"))(object);
}

void swift_release_n(void *object, uint32_t count) {
  static void *known;
  if (object) __tsan_release(object);
  ((void (*)(void *, uint32_t))original(&known, "swift_release_n"))(object, count);
}

bool swift_isUniquelyReferenced_nonNull_native(const void *object) {
  static void *known;
  bool is_unique =
      ((bool (*)(const void *))original(&known, "swift_isUniquelyReferenced_nonNull_native"))(object);
  if (is_unique) __tsan_acquire((void *)object);
  return is_unique;
}
