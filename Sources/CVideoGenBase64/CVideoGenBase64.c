// SPDX-License-Identifier: Apache-2.0
#include "CVideoGenBase64.h"

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#endif

// What is left to do. Reading and writing share a buffer because the writer never overtakes the reader: once i of g
// groups are written, the characters end at 4i, and the bytes that are not yet read begin at g + 3i, which is not less.
// So each step below must have read its bytes before it writes, and nothing may be declared `restrict`.
struct rest {
    const uint8_t *input;
    uint8_t *output;
    size_t count;
};

// The two characters for each 12 bits, as a string of 4096 pairs: no set-up, and the same for either order of bytes.
#define ROW(a) \
    a "A" a "B" a "C" a "D" a "E" a "F" a "G" a "H" a "I" a "J" a "K" a "L" a "M" a "N" a "O" a "P" a "Q" a "R" a "S" \
    a "T" a "U" a "V" a "W" a "X" a "Y" a "Z" a "a" a "b" a "c" a "d" a "e" a "f" a "g" a "h" a "i" a "j" a "k" a "l" \
    a "m" a "n" a "o" a "p" a "q" a "r" a "s" a "t" a "u" a "v" a "w" a "x" a "y" a "z" a "0" a "1" a "2" a "3" a "4" \
    a "5" a "6" a "7" a "8" a "9" a "+" a "/"
static const char pairs[2 * 4096 + 1] =
    ROW("A") ROW("B") ROW("C") ROW("D") ROW("E") ROW("F") ROW("G") ROW("H") ROW("I") ROW("J") ROW("K") ROW("L")
    ROW("M") ROW("N") ROW("O") ROW("P") ROW("Q") ROW("R") ROW("S") ROW("T") ROW("U") ROW("V") ROW("W") ROW("X")
    ROW("Y") ROW("Z") ROW("a") ROW("b") ROW("c") ROW("d") ROW("e") ROW("f") ROW("g") ROW("h") ROW("i") ROW("j")
    ROW("k") ROW("l") ROW("m") ROW("n") ROW("o") ROW("p") ROW("q") ROW("r") ROW("s") ROW("t") ROW("u") ROW("v")
    ROW("w") ROW("x") ROW("y") ROW("z") ROW("0") ROW("1") ROW("2") ROW("3") ROW("4") ROW("5") ROW("6") ROW("7")
    ROW("8") ROW("9") ROW("+") ROW("/");

// Two groups at a time, then the last ones; it also ends what the others begin.
static void encode_by_table(struct rest rest) {
    for (; rest.count >= 6; rest.count -= 6, rest.input += 6, rest.output += 8) {
        const uint8_t *in = rest.input;
        uint32_t first = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
        uint32_t second = (uint32_t)in[3] << 16 | (uint32_t)in[4] << 8 | in[5];
        memcpy(rest.output, pairs + 2 * (first >> 12), 2);
        memcpy(rest.output + 2, pairs + 2 * (first & 0xFFF), 2);
        memcpy(rest.output + 4, pairs + 2 * (second >> 12), 2);
        memcpy(rest.output + 6, pairs + 2 * (second & 0xFFF), 2);
    }
    while (rest.count > 0) {
        size_t step = rest.count < 3 ? rest.count : 3;
        uint32_t bits = (uint32_t)rest.input[0] << 16;
        if (step > 1) bits |= (uint32_t)rest.input[1] << 8;
        if (step > 2) bits |= rest.input[2];
        memcpy(rest.output, pairs + 2 * (bits >> 12), 2);
        memcpy(rest.output + 2, pairs + 2 * (bits & 0xFFF), 2);
        if (step < 3) rest.output[3] = '=';
        if (step < 2) rest.output[2] = '=';
        rest.input += step;
        rest.output += 4;
        rest.count -= step;
    }
}

#if defined(__x86_64__)
// Twelve bytes become sixteen characters, in both of the following in the same three steps:
// 1. Each group's bytes a b c are laid out as b a c b, so that a 16-bit number holds each pair of 6-bit values.
// 2. A multiplication moves each value to the low end of its byte: the high half of one shifts right, the low half of
//    another shifts left.
// 3. A value becomes its character by adding what its range is away from it. 0...25 and 26...51 become 0 and 1 where that
//    is looked up, and each of 52...63 has a place of its own behind them.
#define LAYOUT 1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10
#define DISTANCES 'A', 'a' - 26, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, '+' - 62, '/' - 63, 0, 0

__attribute__((target("ssse3"))) static struct rest encode_by_ssse3(struct rest rest) {
    const __m128i layout = _mm_setr_epi8(LAYOUT);
    const __m128i distances = _mm_setr_epi8(DISTANCES);
    // Sixteen bytes are read for the sake of twelve.
    for (; rest.count >= 16; rest.count -= 12, rest.input += 12, rest.output += 16) {
        __m128i bytes = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)rest.input), layout);
        __m128i even = _mm_and_si128(bytes, _mm_set1_epi32(0x0FC0FC00));
        __m128i odd = _mm_and_si128(bytes, _mm_set1_epi32(0x003F03F0));
        __m128i values = _mm_or_si128(
            _mm_mulhi_epu16(even, _mm_set1_epi32(0x04000040)), _mm_mullo_epi16(odd, _mm_set1_epi32(0x01000010)));
        __m128i places = _mm_subs_epu8(values, _mm_set1_epi8(51));
        places = _mm_sub_epi8(places, _mm_cmpgt_epi8(values, _mm_set1_epi8(25)));
        __m128i characters = _mm_add_epi8(values, _mm_shuffle_epi8(distances, places));
        _mm_storeu_si128((__m128i *)rest.output, characters);
    }
    return rest;
}

__attribute__((target("avx2"))) static struct rest encode_by_avx2(struct rest rest) {
    const __m256i layout = _mm256_setr_epi8(LAYOUT, LAYOUT);
    const __m256i distances = _mm256_setr_epi8(DISTANCES, DISTANCES);
    // Each half reads sixteen bytes for the sake of twelve.
    for (; rest.count >= 28; rest.count -= 24, rest.input += 24, rest.output += 32) {
        __m256i bytes = _mm256_inserti128_si256(
            _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)rest.input)),
            _mm_loadu_si128((const __m128i *)(rest.input + 12)), 1);
        bytes = _mm256_shuffle_epi8(bytes, layout);
        __m256i even = _mm256_and_si256(bytes, _mm256_set1_epi32(0x0FC0FC00));
        __m256i odd = _mm256_and_si256(bytes, _mm256_set1_epi32(0x003F03F0));
        __m256i values = _mm256_or_si256(
            _mm256_mulhi_epu16(even, _mm256_set1_epi32(0x04000040)),
            _mm256_mullo_epi16(odd, _mm256_set1_epi32(0x01000010)));
        __m256i places = _mm256_subs_epu8(values, _mm256_set1_epi8(51));
        places = _mm256_sub_epi8(places, _mm256_cmpgt_epi8(values, _mm256_set1_epi8(25)));
        __m256i characters = _mm256_add_epi8(values, _mm256_shuffle_epi8(distances, places));
        _mm256_storeu_si256((__m256i *)rest.output, characters);
    }
    return rest;
}
#elif defined(__aarch64__) && defined(__ARM_NEON)
static struct rest encode_by_neon(struct rest rest) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8x16x4_t characters = {{
        vld1q_u8((const uint8_t *)alphabet), vld1q_u8((const uint8_t *)alphabet + 16),
        vld1q_u8((const uint8_t *)alphabet + 32), vld1q_u8((const uint8_t *)alphabet + 48),
    }};
    const uint8x16_t six = vdupq_n_u8(0x3F);
    // The load parts sixteen groups into their first, second and third bytes, and the store joins their characters.
    for (; rest.count >= 48; rest.count -= 48, rest.input += 48, rest.output += 64) {
        uint8x16x3_t bytes = vld3q_u8(rest.input);
        uint8x16_t second = vorrq_u8(vshrq_n_u8(bytes.val[1], 4), vshlq_n_u8(bytes.val[0], 4));
        uint8x16_t third = vorrq_u8(vshrq_n_u8(bytes.val[2], 6), vshlq_n_u8(bytes.val[1], 2));
        uint8x16x4_t result;
        result.val[0] = vqtbl4q_u8(characters, vshrq_n_u8(bytes.val[0], 2));
        result.val[1] = vqtbl4q_u8(characters, vandq_u8(second, six));
        result.val[2] = vqtbl4q_u8(characters, vandq_u8(third, six));
        result.val[3] = vqtbl4q_u8(characters, vandq_u8(bytes.val[2], six));
        vst4q_u8(rest.output, result);
    }
    return rest;
}
#endif

bool cvideogen_base64_has(enum cvideogen_base64_way way) {
    switch (way) {
    case cvideogen_base64_table: return true;
#if defined(__x86_64__)
    // These also ask whether the system saves the registers.
    case cvideogen_base64_ssse3: return __builtin_cpu_supports("ssse3");
    case cvideogen_base64_avx2: return __builtin_cpu_supports("avx2");
#elif defined(__aarch64__) && defined(__ARM_NEON)
    case cvideogen_base64_neon: return true;
#endif
    default: return false;
    }
}

enum cvideogen_base64_way cvideogen_base64_best(void) {
    if (cvideogen_base64_has(cvideogen_base64_neon)) return cvideogen_base64_neon;
    if (cvideogen_base64_has(cvideogen_base64_avx2)) return cvideogen_base64_avx2;
    if (cvideogen_base64_has(cvideogen_base64_ssse3)) return cvideogen_base64_ssse3;
    return cvideogen_base64_table;
}

void cvideogen_base64_encode_by(enum cvideogen_base64_way way, void *buffer, size_t count) {
    if (count == 0) return;
    struct rest rest = {(const uint8_t *)buffer + (count / 3 + (count % 3 != 0)), buffer, count};
    if (cvideogen_base64_has(way)) {
#if defined(__x86_64__)
        if (way == cvideogen_base64_avx2) rest = encode_by_avx2(rest);
        if (way == cvideogen_base64_ssse3) rest = encode_by_ssse3(rest);
#elif defined(__aarch64__) && defined(__ARM_NEON)
        if (way == cvideogen_base64_neon) rest = encode_by_neon(rest);
#endif
    }
    encode_by_table(rest);
}

void cvideogen_base64_encode(void *buffer, size_t count) {
    cvideogen_base64_encode_by(cvideogen_base64_best(), buffer, count);
}
