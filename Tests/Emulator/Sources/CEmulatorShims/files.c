// SPDX-License-Identifier: Apache-2.0

#include "CEmulatorShims.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int emulator_open(const char *path) {
    int descriptor;
    do {
        descriptor = open(path, O_RDONLY | O_CLOEXEC);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

ssize_t emulator_read_at(int descriptor, void *bytes, size_t count, off_t place) {
    ssize_t got;
    do {
        got = pread(descriptor, bytes, count, place);
    } while (got < 0 && errno == EINTR);
    return got;
}

void emulator_close(int descriptor) {
    close(descriptor);
}

void emulator_write_all(int descriptor, const void *bytes, size_t count) {
    const uint8_t *text = bytes;
    while (count > 0) {
        ssize_t written = write(descriptor, text, count);
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return;
        }
        text += written;
        count -= (size_t)written;
    }
}
