// SPDX-License-Identifier: Apache-2.0
#ifndef CVIDEOGEN_BASE64_H
#define CVIDEOGEN_BASE64_H

#include <stdbool.h>
#include <stddef.h>

// Standard base64 with padding (RFC 4648 section 4), encoded within one buffer, by the processor's vector instructions
// where it has some. Each function takes `count` bytes, which stand in `buffer` from offset g on, and writes 4g
// characters to its start; g is the number of groups of three bytes, the last one perhaps not full. Nothing else is
// touched. A buffer of 4g bytes is large enough, at any alignment.

// How it is done. All ways give the same characters.
enum cvideogen_base64_way {
    cvideogen_base64_table,  // two characters at a time, on any processor
    cvideogen_base64_ssse3,  // 16 at a time, on x86-64 with SSSE3
    cvideogen_base64_avx2,   // 32 at a time, on x86-64 with AVX2
    cvideogen_base64_neon    // 64 at a time, on arm64
};

// The fastest way that this machine has.
enum cvideogen_base64_way cvideogen_base64_best(void);

// Whether this machine has a way.
bool cvideogen_base64_has(enum cvideogen_base64_way way);

// Encodes the fastest way.
void cvideogen_base64_encode(void *buffer, size_t count);

// Encodes a certain way, so that each can be tested; one that this machine does not have is replaced by the table.
void cvideogen_base64_encode_by(enum cvideogen_base64_way way, void *buffer, size_t count);

#endif
