#include "plainlines.h"

#include <stdbool.h>
#include <string.h>

// How a line is cut is written once, in `cut`, over what a processor does in its own way: to find bytes in a block of 64,
// and to make a number of digits. Everything is inlined into one function for each kind of processor.
//
// Safety: a block begins at a byte before `limit` and so ends at most 64 after it. A line has a newline before `limit`, so
// the search for it ends there. Every shift is below 64: see the bit that is known to stand higher. The price is at least a
// byte after the start of the input and 8 bytes before it are read.

#define INLINE static inline __attribute__((always_inline))
#define RARELY(condition) __builtin_expect(condition, 0)

/// Bit i of each mask speaks of byte i of a block of 64.
typedef struct {
    uint64_t newline, delimiter, point, quote;
    /// Bytes that no plain line holds, the newline and the quote among them; never the delimiter.
    uint64_t special;
} block_masks;

typedef block_masks find_bytes(const uint8_t *block, uint8_t delimiter);
/// The price, or a negative number where it is not plain. 64 bytes may be read on both sides of it.
typedef int64_t read_price(const uint8_t *text, size_t length, size_t point);

/// The commas that are no delimiters are special: results are CSV.
INLINE uint8_t other(uint8_t delimiter) { return delimiter == ',' ? '"' : ','; }

INLINE unsigned lowest(uint64_t bits) { return (unsigned)__builtin_ctzll(bits); }
/// The bits below the lowest; all where there is none.
INLINE uint64_t below(uint64_t bits) { return (bits - 1) & ~bits; }
INLINE uint64_t without_lowest(uint64_t bits) { return bits & (bits - 1); }

/// Finds the end of a line that is longer than a block; 0 where the line is not plain.
INLINE size_t end_of_long_line(const uint8_t *line, plain_shape shape, unsigned specials, find_bytes find) {
    for (size_t start = 64; start <= shape.longest; start += 64) {
        block_masks m = find(line + start, shape.delimiter);
        specials += (unsigned)__builtin_popcountll(m.special & below(m.newline));
        if (m.newline) {
            size_t end = start + lowest(m.newline);
            return specials == 0 || (specials == 1 && line[end - 1] == '\r') ? end : 0;
        }
    }
    return 0;
}

typedef struct {
    unsigned start, end;
} field;

/// Finds the field of a column among those that end at one of `ends`; returns whether it is there.
INLINE bool find_field(uint64_t ends, unsigned column, field *found) {
    found->start = 0;
    if (column > 0) {
        for (unsigned i = 1; i < column; i++) ends = without_lowest(ends);
        if (ends == 0) return false;
        found->start = lowest(ends) + 1;
        ends = without_lowest(ends);
    }
    if (ends == 0) return false;
    found->end = lowest(ends);
    return true;
}

/// Whether all quotes stand around whole fields, which hold neither delimiters nor the newline.
///
/// - Parameters:
///   - delimiters: of the line.
///   - end: the bit of the byte after the last field.
INLINE bool are_around_fields(uint64_t quotes, uint64_t delimiters, uint64_t end) {
    // From each opening quote to before its closing one: every bit is the sum of the bits up to it.
    uint64_t inside = quotes;
    for (unsigned shift = 1; shift < 64; shift *= 2) inside ^= inside << shift;
    uint64_t opening = quotes & inside, closing = quotes & ~inside;
    return (inside & (delimiters | end)) == 0 && (opening & ~(delimiters << 1 | 1)) == 0
        && (closing << 1 & ~(delimiters | end)) == 0;
}

/// The field without the quotes around it, if it has any.
INLINE field within_quotes(field found, uint64_t quotes) {
    unsigned quote = quotes >> found.start & 1;
    return (field){found.start + quote, found.end - quote};
}

enum line_kind { in_order, plain, quoted };

INLINE enum line_kind kind_of_line(plain_shape shape, bool is_quoted) {
    if (is_quoted) return quoted;
    return shape.delimiter == ',' && shape.symbol == 0 && shape.timestamp == 1 && shape.price == 2 ? in_order : plain;
}

INLINE size_t cut(
    const uint8_t *bytes, size_t *position, size_t limit, plain_shape shape, plain_cut *cuts, size_t room, enum line_kind kind,
    find_bytes find, read_price read
) {
    size_t place = *position;
    plain_cut *c = cuts;
    for (; c < cuts + room && place < limit; c++) {
        const uint8_t *line = bytes + place;
        block_masks m = find(line, shape.delimiter);
        uint64_t within = below(m.newline), special = m.special & within, quotes = m.quote & within;
        if (kind == quoted) {
            if (quotes == 0 || m.newline == 0) break;
            special &= ~quotes;
        }
        // The bit of the byte after the last field; none where that is past the block.
        uint64_t end = m.newline & -m.newline;
        size_t length;
        if (RARELY(m.newline == 0)) {
            length = end_of_long_line(line, shape, (unsigned)__builtin_popcountll(special), find);
            if (length == 0) break;
        } else {
            length = lowest(m.newline);
            if (RARELY(special != 0)) {
                end >>= 1;
                if (special != end || line[length - 1] != '\r') break;
            }
        }
        if (RARELY(length > shape.longest)) break;
        uint64_t ends = (m.delimiter & within) | end;
        field symbol = {0, 0}, timestamp = {0, 0}, price = {0, 0};
        if (kind == in_order) {
            uint64_t from_second = without_lowest(ends), from_third = without_lowest(from_second);
            if (RARELY(from_third == 0)) break;
            symbol.end = lowest(ends);
            timestamp = (field){symbol.end + 1, lowest(from_second)};
            price = (field){timestamp.end + 1, lowest(from_third)};
        } else {
            if (!find_field(ends, shape.price, &price)) break;
            if (shape.symbol != plain_no_column && !find_field(ends, shape.symbol, &symbol)) break;
            if (shape.timestamp != plain_no_column && !find_field(ends, shape.timestamp, &timestamp)) break;
        }
        if (kind == quoted) {
            if (!are_around_fields(quotes, m.delimiter & within, end)) break;
            symbol = within_quotes(symbol, shape.symbol == plain_no_column ? 0 : quotes);
            timestamp = within_quotes(timestamp, shape.timestamp == plain_no_column ? 0 : quotes);
            price = within_quotes(price, quotes);
        }
        // Of an empty timestamp these are delimiters.
        if (RARELY(line[timestamp.start] == ' ' || line[(size_t)timestamp.end - 1] == ' ')) break;
        // The end of the price stands at or above its start.
        size_t point = lowest((m.point | (uint64_t)1 << price.end) >> price.start);
        int64_t units = read(line + price.start, price.end - price.start, point);
        if (RARELY(units < 0)) break;
        c->price = units;
        c->line = (uint32_t)place;
        c->symbol_end = (uint8_t)symbol.end;
        c->timestamp_end = (uint8_t)timestamp.end;
        c->price_end = (uint8_t)price.end;
        if (kind != in_order) {
            c->symbol_start = (uint8_t)symbol.start;
            c->timestamp_start = (uint8_t)timestamp.start;
            c->price_start = (uint8_t)price.start;
        }
        place += length + 1;
    }
    *position = place;
    return (size_t)(c - cuts);
}

#define CUT(find, read) \
    switch (kind_of_line(shape, is_quoted)) { \
    case in_order: return cut(bytes, position, limit, shape, cuts, room, in_order, find, read); \
    case plain: return cut(bytes, position, limit, shape, cuts, room, plain, find, read); \
    default: return cut(bytes, position, limit, shape, cuts, room, quoted, find, read); \
    }

// MARK: Without vectors

static block_masks find_plainly(const uint8_t *block, uint8_t delimiter) {
    block_masks m = {0, 0, 0, 0, 0};
    for (unsigned i = 0; i < 64; i++) {
        uint8_t byte = block[i];
        uint64_t bit = (uint64_t)1 << i;
        if (byte == '\n') m.newline |= bit;
        if (byte == delimiter) m.delimiter |= bit;
        else if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\' || byte == other(delimiter)) m.special |= bit;
        if (byte == '.') m.point |= bit;
        if (byte == '"') m.quote |= bit;
    }
    return m;
}

static int64_t read_plainly(const uint8_t *text, size_t length, size_t point) {
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

size_t cut_plain_lines_plainly(
    const uint8_t *bytes, size_t *position, size_t limit, plain_shape shape, bool is_quoted, plain_cut *cuts, size_t room
) {
    CUT(find_plainly, read_plainly)
}

// MARK: Words of eight digits

INLINE uint64_t word(const uint8_t *bytes) {
    uint64_t w;
    memcpy(&w, bytes, 8);
    return w;
}

/// The number of eight digits, the first in the lowest byte: neighbours to pairs, pairs to fours, fours to eight, in three
/// multiplications (Wojciech Mula, "SIMD-ized parsing of numbers", and Johnny Lee's variant of it).
INLINE uint32_t eight_digits(uint64_t digits) {
    uint64_t pairs = digits * 10 + (digits >> 8);
    return (uint32_t)(((pairs & 0x000000FF000000FF) * 0x000F424000000064
                       + (pairs >> 16 & 0x000000FF000000FF) * 0x0000271000000001) >> 32);
}

/// For processors with the lowest byte of a word first.
INLINE int64_t read_words(const uint8_t *text, size_t length, size_t point) {
    const uint64_t zeros = 0x3030303030303030, nines = 0x7676767676767676, high = 0x8080808080808080;
    size_t decimals = length - point;
    if (point - 1 > 7 || decimals == 1 || decimals > 9 || (text[0] == '0' && point > 1)) return -1;
    unsigned before = 64 - 8 * (unsigned)point;
    uint64_t integer = ((word(text + point - 8) ^ zeros) >> before) << before, fraction = 0;
    if (decimals > 0) {
        unsigned after = 72 - 8 * (unsigned)decimals;
        fraction = ((word(text + point + 1) ^ zeros) << after) >> after;
    }
    if (((integer + nines) | integer | (fraction + nines) | fraction) & high) return -1;
    return (int64_t)eight_digits(integer) * 100000000 + eight_digits(fraction);
}

#if defined(__x86_64__)
#include <immintrin.h>

// A signed comparison with 0x20 finds control characters and bytes of 0x80 and above at once.

INLINE block_masks find_sse2(const uint8_t *block, uint8_t delimiter) {
    block_masks m = {0, 0, 0, 0, 0};
#define EQUAL(byte) _mm_cmpeq_epi8(v, _mm_set1_epi8((char)(byte)))
#define BITS(vector) ((uint64_t)(uint32_t)_mm_movemask_epi8(vector) << i)
    for (unsigned i = 0; i < 64; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(block + i));
        m.newline |= BITS(EQUAL('\n'));
        m.delimiter |= BITS(EQUAL(delimiter));
        m.point |= BITS(EQUAL('.'));
        m.quote |= BITS(EQUAL('"'));
        m.special |= BITS(_mm_or_si128(_mm_or_si128(_mm_cmplt_epi8(v, _mm_set1_epi8(0x20)), EQUAL(other(delimiter))),
                                       _mm_or_si128(EQUAL('"'), EQUAL('\\'))));
    }
#undef EQUAL
#undef BITS
    m.special &= ~m.delimiter;
    return m;
}

static size_t cut_sse2(
    const uint8_t *bytes, size_t *position, size_t limit, plain_shape shape, bool is_quoted, plain_cut *cuts, size_t room
) {
    CUT(find_sse2, read_words)
}

/// By digits before the point, and bytes from it on: where the bytes of a price go, so that 8 digits and 8 decimals result.
static const uint8_t arrangements[9][16][16] __attribute__((aligned(16))) = {
#define BYTE(point, rest, i) \
    (uint8_t)(i < 8 ? (i + point >= 8 ? i + point - 8 : 0x80) : (i - 7 < rest ? i - 7 + point : 0x80))
#define BYTES(p, r) \
    {BYTE(p, r, 0), BYTE(p, r, 1), BYTE(p, r, 2),  BYTE(p, r, 3),  BYTE(p, r, 4),  BYTE(p, r, 5),  BYTE(p, r, 6),  BYTE(p, r, 7), \
     BYTE(p, r, 8), BYTE(p, r, 9), BYTE(p, r, 10), BYTE(p, r, 11), BYTE(p, r, 12), BYTE(p, r, 13), BYTE(p, r, 14), BYTE(p, r, 15)}
#define RESTS(p) \
    {BYTES(p, 0), BYTES(p, 1), BYTES(p, 2),  BYTES(p, 3),  BYTES(p, 4),  BYTES(p, 5),  BYTES(p, 6),  BYTES(p, 7), \
     BYTES(p, 8), BYTES(p, 9), BYTES(p, 10), BYTES(p, 11), BYTES(p, 12), BYTES(p, 13), BYTES(p, 14), BYTES(p, 15)}
    RESTS(0), RESTS(1), RESTS(2), RESTS(3), RESTS(4), RESTS(5), RESTS(6), RESTS(7), RESTS(8)
#undef BYTE
#undef BYTES
#undef RESTS
};
/// The least numbers of so many digits.
static const uint32_t least[9] = {0, 0, 10, 100, 1000, 10000, 100000, 1000000, 10000000};

__attribute__((target("sse4.1")))
INLINE int64_t read_vector(const uint8_t *text, size_t length, size_t point) {
    // With 8 decimals it might not fit in a vector.
    if (RARELY(point - 1 > 7 || length - point - 2 > 6)) return read_words(text, length, point);
    __m128i v = _mm_shuffle_epi8(_mm_xor_si128(_mm_loadu_si128((const __m128i *)text), _mm_set1_epi8(0x30)),
                                 _mm_load_si128((const __m128i *)arrangements[point][length - point]));
    __m128i excess = _mm_subs_epu8(v, _mm_set1_epi8(9));
    v = _mm_madd_epi16(_mm_maddubs_epi16(v, _mm_set1_epi16(0x010A)), _mm_set1_epi32(0x00010064));
    v = _mm_madd_epi16(_mm_packus_epi32(v, v), _mm_set1_epi32(0x00012710));
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(v);
    if (RARELY(!_mm_testz_si128(excess, excess) || (uint32_t)both < least[point])) return -1;
    return (int64_t)(uint32_t)both * 100000000 + (int64_t)(both >> 32);
}

__attribute__((target("avx2,bmi,bmi2,popcnt")))
INLINE block_masks find_avx2(const uint8_t *block, uint8_t delimiter) {
    __m256i v = _mm256_loadu_si256((const __m256i *)block), w = _mm256_loadu_si256((const __m256i *)(block + 32));
#define BITS(low, high) ((uint64_t)(uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32)
#define EQUAL(x, byte) _mm256_cmpeq_epi8(x, _mm256_set1_epi8((char)(byte)))
#define FIND(byte) BITS(EQUAL(v, byte), EQUAL(w, byte))
#define SPECIAL(x) _mm256_or_si256(_mm256_or_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), x), EQUAL(x, other(delimiter))), \
                                   _mm256_or_si256(EQUAL(x, '"'), EQUAL(x, '\\')))
    block_masks m = {FIND('\n'), FIND(delimiter), FIND('.'), FIND('"'), BITS(SPECIAL(v), SPECIAL(w))};
#undef BITS
#undef EQUAL
#undef FIND
#undef SPECIAL
    m.special &= ~m.delimiter;
    return m;
}

__attribute__((target("avx2,bmi,bmi2,popcnt")))
static size_t cut_avx2(
    const uint8_t *bytes, size_t *position, size_t limit, plain_shape shape, bool is_quoted, plain_cut *cuts, size_t room
) {
    CUT(find_avx2, read_vector)
}

__attribute__((target("avx512bw,avx512vl,avx2,bmi,bmi2,popcnt")))
INLINE block_masks find_avx512(const uint8_t *block, uint8_t delimiter) {
    __m512i v = _mm512_loadu_si512(block);
#define FIND(byte) _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)(byte)))
    block_masks m = {FIND('\n'), FIND(delimiter), FIND('.'), FIND('"'),
                     _mm512_cmplt_epi8_mask(v, _mm512_set1_epi8(0x20)) | FIND('"') | FIND('\\') | FIND(other(delimiter))};
#undef FIND
    m.special &= ~m.delimiter;
    return m;
}

__attribute__((target("avx512bw,avx512vl,avx2,bmi,bmi2,popcnt")))
static size_t cut_avx512(
    const uint8_t *bytes, size_t *position, size_t limit, plain_shape shape, bool is_quoted, plain_cut *cuts, size_t room
) {
    CUT(find_avx512, read_vector)
}

size_t cut_plain_lines(
    const uint8_t *bytes, size_t *position, size_t limit, plain_shape shape, bool is_quoted, plain_cut *cuts, size_t room
) {
    bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    if (has_avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return cut_avx512(bytes, position, limit, shape, is_quoted, cuts, room);
    return (has_avx2 ? cut_avx2 : cut_sse2)(bytes, position, limit, shape, is_quoted, cuts, room);
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
#define SPECIAL(x) vorrq_u8(vorrq_u8(vcltq_s8(vreinterpretq_s8_u8(x), vdupq_n_s8(0x20)), EQUAL(x, other(delimiter))), \
                            vorrq_u8(EQUAL(x, '"'), EQUAL(x, '\\')))
    block_masks m = {FIND('\n'), FIND(delimiter), FIND('.'), FIND('"'), bits(SPECIAL(a), SPECIAL(b), SPECIAL(c), SPECIAL(d))};
#undef EQUAL
#undef FIND
#undef SPECIAL
    m.special &= ~m.delimiter;
    return m;
}

size_t cut_plain_lines(
    const uint8_t *bytes, size_t *position, size_t limit, plain_shape shape, bool is_quoted, plain_cut *cuts, size_t room
) {
    CUT(find_neon, read_words)
}

#else

size_t cut_plain_lines(
    const uint8_t *bytes, size_t *position, size_t limit, plain_shape shape, bool is_quoted, plain_cut *cuts, size_t room
) {
    return cut_plain_lines_plainly(bytes, position, limit, shape, is_quoted, cuts, room);
}

#endif
