// SPDX-License-Identifier: Apache-2.0
#ifndef CVIDEOGEN_POSIX_H
#define CVIDEOGEN_POSIX_H

// System calls that Swift's C import does not see, or that differ between Linux and macOS. Each returns 0, or -1 with
// the reason in `errno`.

// Renames within an open folder and fails with EEXIST rather than replace anything. ENOSYS, EINVAL and ENOTSUP mean
// that the system or the file system has no such operation.
int cvideogen_rename_exclusive(int folder, const char *from, const char *to);

// Makes a file's content and length durable, as far as the system lets a process ask for it.
int cvideogen_sync(int descriptor);

// Takes a lock on the whole file without waiting: exclusive, or shared if `exclusive` is 0. It belongs to the open file,
// not to the process, and goes when that is closed, even by a kill. EWOULDBLOCK means that somebody else has it. (In
// Swift the function has the name of a structure.)
int cvideogen_try_lock(int descriptor, int exclusive);

// Gives the lock back.
int cvideogen_unlock(int descriptor);

#endif
