// Reads the digits of a plain price.
#ifndef PRICES_H
#define PRICES_H
#include "masks.h"

/// The price in units of ten to the power of minus 8, or a negative number where it is not plain. 64 bytes may be read on
/// both sides of its start.
typedef int64_t read_price(const uint8_t *text, size_t length);

/// 8 digits on both sides of a point.
enum { longest_price = 17 };

static int64_t read_plainly(const uint8_t *text, size_t length) {
    size_t point = 0;
    while (point < length && text[point] != '.') point++;
    size_t decimals = length - point;
    if (point < 1 || point > 8 || decimals == 1 || decimals > 9 || (point > 1 && text[0] == '0')) return -1;
    int64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        if (i == point) continue;
        if (text[i] < '0' || text[i] > '9') return -1;
        value = 10 * value + (text[i] - '0');
    }
    for (size_t i = decimals > 0 ? decimals - 1 : 0; i < 8; i++) value *= 10;
    return value;
}

// MARK: Words of eight digits

/// The number of eight digits, the first in the lowest byte: neighbours to pairs, pairs to fours, fours to eight, in three
/// multiplications (Wojciech Mula, "SIMD-ized parsing of numbers", and Johnny Lee's variant of it).
INLINE uint32_t eight_digits(uint64_t digits) {
    uint64_t pairs = digits * 10 + (digits >> 8);
    return (uint32_t)(((pairs & 0x000000FF000000FF) * 0x000F424000000064
                       + (pairs >> 16 & 0x000000FF000000FF) * 0x0000271000000001) >> 32);
}

/// - Parameter point: its place, or the length where there is none.
INLINE int64_t read_words(const uint8_t *text, size_t length, size_t point) {
    const uint64_t zeros = 0x3030303030303030, nines = 0x7676767676767676, high = 0x8080808080808080;
    size_t decimals = length - point;
    if (point - 1 > 7 || decimals == 1 || decimals > 9 || (text[0] == '0' && point > 1)) return -1;
    unsigned before = 64 - 8 * (unsigned)point;
    uint64_t integer = ((load_word(text + point - 8) ^ zeros) >> before) << before, fraction = 0;
    if (decimals > 0) {
        unsigned after = 72 - 8 * (unsigned)decimals;
        fraction = ((load_word(text + point + 1) ^ zeros) << after) >> after;
    }
    if (((integer + nines) | integer | (fraction + nines) | fraction) & high) return -1;
    return (int64_t)eight_digits(integer) * 100000000 + eight_digits(fraction);
}

#if defined(__x86_64__)

// MARK: Vectors of 16 digits

/// The point is among the first 16 bytes, or the price is not plain; the length serves as well where there is none.
INLINE unsigned find_point_sse2(__m128i text, size_t length) {
    uint32_t points = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8('.')));
    return (unsigned)__builtin_ctz(points | (uint32_t)1 << length);
}

INLINE int64_t read_sse2(const uint8_t *text, size_t length) {
    if (length > longest_price) return -1;
    return read_words(text, length, find_point_sse2(_mm_loadu_si128((const __m128i *)text), length));
}

/// By the length of a price and the digits before its point: where its bytes go, so that 8 digits and 8 decimals result.
/// Where there are too few decimals or too many, the point is taken for one, which it is refused for.
static const uint8_t arrangements[16][16][16] __attribute__((aligned(16))) = {
#define RIGHT(rest) (rest <= 0 || (rest >= 2 && rest <= 9))
#define BYTE(length, point, i) (uint8_t)( \
    !RIGHT(length - point) ? point \
    : i < 8 ? (i + point >= 8 ? i + point - 8 : 0x80) \
    : i - 7 < length - point ? i - 7 + point : 0x80)
#define BYTES(n, p) \
    {BYTE(n, p, 0), BYTE(n, p, 1), BYTE(n, p, 2), BYTE(n, p, 3), BYTE(n, p, 4), BYTE(n, p, 5), BYTE(n, p, 6), BYTE(n, p, 7), \
     BYTE(n, p, 8), BYTE(n, p, 9), BYTE(n, p, 10), BYTE(n, p, 11), BYTE(n, p, 12), BYTE(n, p, 13), BYTE(n, p, 14), \
     BYTE(n, p, 15)}
#define POINTS(n) \
    {BYTES(n, 0), BYTES(n, 1), BYTES(n, 2),  BYTES(n, 3),  BYTES(n, 4),  BYTES(n, 5),  BYTES(n, 6),  BYTES(n, 7), \
     BYTES(n, 8), BYTES(n, 9), BYTES(n, 10), BYTES(n, 11), BYTES(n, 12), BYTES(n, 13), BYTES(n, 14), BYTES(n, 15)}
    POINTS(0), POINTS(1), POINTS(2),  POINTS(3),  POINTS(4),  POINTS(5),  POINTS(6),  POINTS(7),
    POINTS(8), POINTS(9), POINTS(10), POINTS(11), POINTS(12), POINTS(13), POINTS(14), POINTS(15)
#undef RIGHT
#undef BYTE
#undef BYTES
#undef POINTS
};
/// The least numbers of so many digits; there are 1 to 8.
static const uint32_t least[16] = {
    UINT32_MAX, 0, 10, 100, 1000, 10000, 100000, 1000000, 10000000,
    UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX,
};

__attribute__((target("sse4.1")))
INLINE int64_t read_vector(const uint8_t *text, size_t length) {
    if (RARELY(length > 15)) return read_sse2(text, length);
    __m128i v = _mm_loadu_si128((const __m128i *)text);
    unsigned point = find_point_sse2(v, length);
    v = _mm_shuffle_epi8(_mm_xor_si128(v, _mm_set1_epi8(0x30)), _mm_load_si128((const __m128i *)arrangements[length][point]));
    __m128i excess = _mm_subs_epu8(v, _mm_set1_epi8(9));
    v = _mm_madd_epi16(_mm_maddubs_epi16(v, _mm_set1_epi16(0x010A)), _mm_set1_epi32(0x00010064));
    v = _mm_madd_epi16(_mm_packus_epi32(v, v), _mm_set1_epi32(0x00012710));
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(v);
    if (RARELY(!_mm_testz_si128(excess, excess) || (uint32_t)both < least[point])) return -1;
    return (int64_t)(uint32_t)both * 100000000 + (int64_t)(both >> 32);
}

#elif defined(__aarch64__)

INLINE int64_t read_neon(const uint8_t *text, size_t length) {
    // Four bits a byte; the point is among the first 16 bytes, or the price is not plain.
    uint8x16_t points = vceqq_u8(vld1q_u8(text), vdupq_n_u8('.'));
    uint64_t bits = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(points), 4)), 0);
    size_t point = lowest(bits) / 4;
    return length > longest_price ? -1 : read_words(text, length, point < length ? point : length);
}

#endif
#endif
