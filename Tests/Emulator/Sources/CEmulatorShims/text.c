// SPDX-License-Identifier: Apache-2.0

#include "CEmulatorShims.h"

size_t emulator_text_run_end(const void *bytes, size_t start, size_t count) {
    const uint8_t *text = bytes;
    size_t place = start;
    while (place < count && text[place] != '"' && text[place] != '\\' && text[place] >= 0x20) {
        place++;
    }
    return place;
}
