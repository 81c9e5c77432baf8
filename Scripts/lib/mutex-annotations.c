// SPDX-License-Identifier: Apache-2.0
// Tells the thread sanitizer about Swift's Mutex on Linux. The library's slow path, taken when two threads want a mutex
// at once, is not instrumented: without this, what a mutex guards is reported as a race whenever threads meet at it.
// Loaded before the library with LD_PRELOAD; real races are still reported.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *

static void tell(const char *name, void *mutex) {
    void (*annotate)(void *) = (void (*)(void *))dlsym(RTLD_DEFAULT, name);
    if (annotate) annotate(mutex);
}

SWIFT void lockSlow(uint32_t state, SELF mutex) __asm__(LOCK);
SWIFT void lockSlow(uint32_t state, SELF mutex) {
    ((SWIFT void (*)(uint32_t, SELF))dlsym(RTLD_NEXT, LOCK))(state, mutex);
    tell("__tsan_acquire", mutex);
}

SWIFT void unlockSlow(SELF mutex) __asm__(UNLOCK);
SWIFT void unlockSlow(SELF mutex) {
    tell("__tsan_release", mutex);
    ((SWIFT void (*)(SELF))dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
