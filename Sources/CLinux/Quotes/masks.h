// Finds bytes in a block of 64.
#ifndef MASKS_H
#define MASKS_H
#include "inline.h"

/// Bit i of each mask speaks of byte i of a block of 64.
typedef struct {
    uint64_t newline, delimiter, quote;
    /// Bytes that no plain line holds, the quote among them; never the delimiter or the newline.
    uint64_t special;
} block_masks;

typedef block_masks find_bytes(const uint8_t *block, uint8_t delimiter);

/// The place of the lowest bit; 64 where there is none.
INLINE unsigned lowest(uint64_t bits) { return bits ? (unsigned)__builtin_ctzll(bits) : 64; }
/// The bits below the lowest; all where there is none.
INLINE uint64_t below(uint64_t bits) { return (bits - 1) & ~bits; }
INLINE uint64_t without_lowest(uint64_t bits) { return bits & (bits - 1); }

/// The commas that are no delimiters are special: results are CSV.
INLINE uint8_t other(uint8_t delimiter) { return delimiter == ',' ? '"' : ','; }

static block_masks find_plainly(const uint8_t *block, uint8_t delimiter) {
    block_masks m = {0, 0, 0, 0};
    for (unsigned i = 0; i < 64; i++) {
        uint8_t byte = block[i];
        uint64_t bit = (uint64_t)1 << i;
        if (byte == '"') m.quote |= bit;
        if (byte == '\n') m.newline |= bit;
        if (byte == delimiter) m.delimiter |= bit;
        else if (byte == '\n') continue;
        else if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\' || byte == other(delimiter)) m.special |= bit;
    }
    return m;
}

#if defined(__x86_64__)
#include <immintrin.h>

// A signed comparison with 0x20 finds control characters and bytes of 0x80 and above at once.

INLINE block_masks find_sse2(const uint8_t *block, uint8_t delimiter) {
    block_masks m = {0, 0, 0, 0};
#define EQUAL(byte) _mm_cmpeq_epi8(v, _mm_set1_epi8((char)(byte)))
#define BITS(vector) ((uint64_t)(uint32_t)_mm_movemask_epi8(vector) << i)
    for (unsigned i = 0; i < 64; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(block + i));
        __m128i control = _mm_xor_si128(_mm_cmplt_epi8(v, _mm_set1_epi8(0x20)), EQUAL('\n'));
        m.newline |= BITS(EQUAL('\n'));
        m.delimiter |= BITS(EQUAL(delimiter));
        m.quote |= BITS(EQUAL('"'));
        m.special |= BITS(_mm_or_si128(_mm_or_si128(control, EQUAL(other(delimiter))), _mm_or_si128(EQUAL('"'), EQUAL('\\'))));
    }
#undef EQUAL
#undef BITS
    m.special &= ~m.delimiter;
    return m;
}

WIDE INLINE block_masks find_avx2(const uint8_t *block, uint8_t delimiter) {
    __m256i v = _mm256_loadu_si256((const __m256i *)block), w = _mm256_loadu_si256((const __m256i *)(block + 32));
    // By their lower halves: of each of these bytes it finds itself, of any other another one.
    const __m256i changed = _mm256_setr_epi8(
        -1, -1, '"', -1, -1, -1, -1, -1, -1, -1, '\n', -1, '\\', -1, -1, -1,
        -1, -1, '"', -1, -1, -1, -1, -1, -1, -1, '\n', -1, '\\', -1, -1, -1);
#define BITS(low, high) ((uint64_t)(uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32)
#define EQUAL(x, byte) _mm256_cmpeq_epi8(x, _mm256_set1_epi8((char)(byte)))
#define FIND(byte) BITS(EQUAL(v, byte), EQUAL(w, byte))
// Quote and backslash change from no control characters to such, and the newline the other way round.
#define IS_CHANGED(x) _mm256_cmpeq_epi8(_mm256_shuffle_epi8(changed, x), x)
#define SPECIAL(x) _mm256_xor_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), x), IS_CHANGED(x))
    block_masks m = {FIND('\n'), FIND(delimiter), FIND('"'), BITS(SPECIAL(v), SPECIAL(w))};
    if (delimiter != ',') m.special = (m.special | FIND(',')) & ~m.delimiter;
#undef BITS
#undef EQUAL
#undef FIND
#undef IS_CHANGED
#undef SPECIAL
    return m;
}

WIDEST INLINE block_masks find_avx512(const uint8_t *block, uint8_t delimiter) {
    __m512i v = _mm512_loadu_si512(block);
#define FIND(byte) _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)(byte)))
    block_masks m = {FIND('\n'), FIND(delimiter), FIND('"'), 0};
    m.special = (_mm512_cmplt_epi8_mask(v, _mm512_set1_epi8(0x20)) & ~m.newline) | m.quote | FIND('\\');
    m.special = (m.special | FIND(other(delimiter))) & ~m.delimiter;
#undef FIND
    return m;
}

#elif defined(__aarch64__)
#include <arm_neon.h>

// One bit a byte out of four comparisons: keep bit i % 8 of each byte, then add neighbours three times.
INLINE uint64_t bits(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t weight = vld1q_u8(weights);
    uint8x16_t low = vpaddq_u8(vandq_u8(a, weight), vandq_u8(b, weight));
    uint8x16_t high = vpaddq_u8(vandq_u8(c, weight), vandq_u8(d, weight));
    low = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(low, low)), 0);
}

INLINE block_masks find_neon(const uint8_t *block, uint8_t delimiter) {
    uint8x16_t a = vld1q_u8(block), b = vld1q_u8(block + 16), c = vld1q_u8(block + 32), d = vld1q_u8(block + 48);
#define EQUAL(x, byte) vceqq_u8(x, vdupq_n_u8(byte))
#define FIND(byte) bits(EQUAL(a, byte), EQUAL(b, byte), EQUAL(c, byte), EQUAL(d, byte))
#define CONTROL(x) veorq_u8(vcltq_s8(vreinterpretq_s8_u8(x), vdupq_n_s8(0x20)), EQUAL(x, '\n'))
#define SPECIAL(x) vorrq_u8(vorrq_u8(CONTROL(x), EQUAL(x, other(delimiter))), vorrq_u8(EQUAL(x, '"'), EQUAL(x, '\\')))
    block_masks m = {FIND('\n'), FIND(delimiter), FIND('"'), bits(SPECIAL(a), SPECIAL(b), SPECIAL(c), SPECIAL(d))};
#undef EQUAL
#undef FIND
#undef CONTROL
#undef SPECIAL
    m.special &= ~m.delimiter;
    return m;
}

#endif
#endif
