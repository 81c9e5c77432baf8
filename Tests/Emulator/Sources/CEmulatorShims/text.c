// SPDX-License-Identifier: Apache-2.0

#include "CEmulatorShims.h"

#include <string.h>

size_t emulator_text_run_end(const void *bytes, size_t start, size_t count) {
    const uint8_t *text = bytes;
    size_t place = start;
    while (place < count && text[place] != '"' && text[place] != '\\' && text[place] >= 0x20) {
        place++;
    }
    return place;
}

size_t emulator_find(const void *bytes, size_t start, size_t count, const void *mark, size_t length) {
    const uint8_t *text = bytes;
    const uint8_t *first = mark;
    while (length > 0 && start < count && count - start >= length) {
        const uint8_t *place = memchr(text + start, first[0], count - start - length + 1);
        if (place == NULL) {
            break;
        }
        if (memcmp(place, mark, length) == 0) {
            return (size_t)(place - text);
        }
        start = (size_t)(place - text) + 1;
    }
    return count;
}
