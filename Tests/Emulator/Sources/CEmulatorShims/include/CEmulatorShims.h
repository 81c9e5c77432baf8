// SPDX-License-Identifier: Apache-2.0

#ifndef C_EMULATOR_SHIMS_H
#define C_EMULATOR_SHIMS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Writes the SHA-256 digest of the bytes to `digest`, which holds 32 bytes.
void emulator_sha256(const void *bytes, size_t count, uint8_t *digest);

/// The place of the first byte, from `start` on, that is a quote, a backslash or a control character;
/// `count` when there is none.
size_t emulator_text_run_end(const void *bytes, size_t start, size_t count);

/// The place of the first mark, from `start` on; `count` when there is none.
size_t emulator_find(const void *bytes, size_t start, size_t count, const void *mark, size_t length);

/// Writes all bytes to a file descriptor.
void emulator_write_all(int descriptor, const void *bytes, size_t count);

/// Opens a file for reading; -1 if it cannot be.
int emulator_open(const char *path);

/// Reads at a place of an open file: the count of bytes, 0 at its end, -1 on failure.
ssize_t emulator_read_at(int descriptor, void *bytes, size_t count, off_t place);

/// Closes a file.
void emulator_close(int descriptor);

#endif
