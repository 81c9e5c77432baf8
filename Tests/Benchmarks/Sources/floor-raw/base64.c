// SPDX-License-Identifier: Apache-2.0
// RFC 4648 section 4, 24 bytes at a time where the processor can, else 3 by a table.
#include "floor.h"

#include <stdbool.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint16_t pairs[4096];

// Two characters for each 12 bits, in the order in which they lie in memory.
static void fill_pairs(void) {
    static bool is_filled;
    if (is_filled) return;
    for (int value = 0; value < 4096; value++) memcpy(&pairs[value], (char[2]){alphabet[value >> 6], alphabet[value & 63]}, 2);
    is_filled = true;
}

static size_t encode_by_table(const uint8_t *bytes, size_t count, char *text) {
    char *start = text;
    fill_pairs();
    for (; count >= 3; count -= 3, bytes += 3, text += 4) {
        unsigned value = (unsigned)bytes[0] << 16 | (unsigned)bytes[1] << 8 | bytes[2];
        memcpy(text, &pairs[value >> 12], 2);
        memcpy(text + 2, &pairs[value & 4095], 2);
    }
    if (count > 0) {
        unsigned value = (unsigned)bytes[0] << 16 | (count > 1 ? (unsigned)bytes[1] << 8 : 0);
        memcpy(text, &pairs[value >> 12], 2);
        text[2] = count > 1 ? alphabet[value >> 6 & 63] : '=';
        text[3] = '=';
        text += 4;
    }
    return (size_t)(text - start);
}

#ifdef __x86_64__
#include <immintrin.h>

// Spreads each 3 bytes of a half to 4 numbers of 6 bits, then turns these into characters: each range of the alphabet is
// apart from its numbers by one distance, which a shuffle looks up.
#define SPREAD(suffix, in, ones) \
    _mm##suffix##_or_si##ones( \
        _mm##suffix##_mulhi_epu16(_mm##suffix##_and_si##ones(in, _mm##suffix##_set1_epi32(0x0FC0FC00)), \
            _mm##suffix##_set1_epi32(0x04000040)), \
        _mm##suffix##_mullo_epi16(_mm##suffix##_and_si##ones(in, _mm##suffix##_set1_epi32(0x003F03F0)), \
            _mm##suffix##_set1_epi32(0x01000010)))

#define ORDER 10, 11, 9, 10, 7, 8, 6, 7, 4, 5, 3, 4, 1, 2, 0, 1
#define DISTANCES 0, 0, 'A', '/' - 63, '+' - 62, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, 'a' - 26

__attribute__((target("ssse3"))) static size_t encode_by_16(const uint8_t *bytes, size_t count, char *text) {
    const __m128i order = _mm_set_epi8(ORDER), distances = _mm_set_epi8(DISTANCES);
    size_t done = 0;
    // It reads 4 bytes more than it takes.
    for (; done + 16 <= count; done += 12, text += 16) {
        __m128i six = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + done)), order);
        six = SPREAD(, six, 128);
        // 0 for a-z, 1 to 12 for digits and signs, 13 for A-Z.
        __m128i range = _mm_or_si128(_mm_subs_epu8(six, _mm_set1_epi8(51)),
            _mm_and_si128(_mm_cmpgt_epi8(_mm_set1_epi8(26), six), _mm_set1_epi8(13)));
        _mm_storeu_si128((__m128i *)text, _mm_add_epi8(six, _mm_shuffle_epi8(distances, range)));
    }
    return done;
}

__attribute__((target("avx2"))) static size_t encode_by_32(const uint8_t *bytes, size_t count, char *text) {
    const __m256i order = _mm256_set_epi8(ORDER, ORDER), distances = _mm256_set_epi8(DISTANCES, DISTANCES);
    size_t done = 0;
    for (; done + 28 <= count; done += 24, text += 32) {
        __m256i six = _mm256_inserti128_si256(
            _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(bytes + done))),
            _mm_loadu_si128((const __m128i *)(bytes + done + 12)), 1);
        six = _mm256_shuffle_epi8(six, order);
        six = SPREAD(256, six, 256);
        __m256i range = _mm256_or_si256(_mm256_subs_epu8(six, _mm256_set1_epi8(51)),
            _mm256_and_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(26), six), _mm256_set1_epi8(13)));
        _mm256_storeu_si256((__m256i *)text, _mm256_add_epi8(six, _mm256_shuffle_epi8(distances, range)));
    }
    return done;
}

static size_t encode_fast(const uint8_t *bytes, size_t count, char *text) {
    if (__builtin_cpu_supports("avx2")) return encode_by_32(bytes, count, text);
    if (__builtin_cpu_supports("ssse3")) return encode_by_16(bytes, count, text);
    return 0;
}
#else
static size_t encode_fast(const uint8_t *bytes, size_t count, char *text) {
    (void)bytes, (void)count, (void)text;
    return 0;
}
#endif

size_t encode_base64(const uint8_t *bytes, size_t count, char *text) {
    size_t done = encode_fast(bytes, count, text);
    return done / 3 * 4 + encode_by_table(bytes + done, count - done, text + done / 3 * 4);
}
