// SPDX-License-Identifier: Apache-2.0
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "CVideoGenPOSIX.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif

#if defined(__linux__) && defined(SYS_renameat2)
// By number, because musl had no wrapper for long; the value of the flag is part of the kernel's interface.
int cvideogen_rename_exclusive(int folder, const char *from, const char *to) {
    const unsigned int rename_noreplace = 1;
    return (int)syscall(SYS_renameat2, folder, from, folder, to, rename_noreplace);
}
#elif defined(__APPLE__)
int cvideogen_rename_exclusive(int folder, const char *from, const char *to) {
    return renameatx_np(folder, from, folder, to, RENAME_EXCL);
}
#else
int cvideogen_rename_exclusive(int folder, const char *from, const char *to) {
    (void)folder, (void)from, (void)to;
    errno = ENOSYS;
    return -1;
}
#endif

int cvideogen_sync(int descriptor) {
#if defined(__APPLE__)
    // Plain fsync leaves the bytes in the drive's cache there; not every file system offers the stronger call.
    if (fcntl(descriptor, F_FULLFSYNC) == 0) return 0;
#endif
    return fsync(descriptor);
}

int cvideogen_try_lock(int descriptor, int exclusive) {
    return flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB);
}

int cvideogen_unlock(int descriptor) {
    return flock(descriptor, LOCK_UN);
}
