// Writes digits: three at a time from a table, or eight at once.
#ifndef DIGITS_H
#define DIGITS_H
#include "inline.h"

// Tables of the texts of the numbers below 1,000: the first digit in the lowest byte, and in the highest how many there are.
#define NUMBER(count, h, t, o) (uint32_t)((count) << 24 | \
    ((count) == 3 ? ('0' + h) | ('0' + t) << 8 | ('0' + o) << 16 : (count) == 2 ? ('0' + t) | ('0' + o) << 8 : '0' + o))
#define TEN(n, h, t) n(h, t, 0), n(h, t, 1), n(h, t, 2), n(h, t, 3), n(h, t, 4), \
    n(h, t, 5), n(h, t, 6), n(h, t, 7), n(h, t, 8), n(h, t, 9)
#define HUNDRED(n, h) TEN(n, h, 0), TEN(n, h, 1), TEN(n, h, 2), TEN(n, h, 3), TEN(n, h, 4), \
    TEN(n, h, 5), TEN(n, h, 6), TEN(n, h, 7), TEN(n, h, 8), TEN(n, h, 9)
#define THOUSAND(n) HUNDRED(n, 0), HUNDRED(n, 1), HUNDRED(n, 2), HUNDRED(n, 3), HUNDRED(n, 4), \
    HUNDRED(n, 5), HUNDRED(n, 6), HUNDRED(n, 7), HUNDRED(n, 8), HUNDRED(n, 9)
#define ALL_DIGITS(h, t, o) NUMBER(3, h, t, o)
#define FEWEST_DIGITS(h, t, o) NUMBER((h) > 0 ? 3 : (t) > 0 ? 2 : 1, h, t, o)
#define NONE_OF_ZERO(h, t, o) ((h) + (t) + (o) > 0 ? FEWEST_DIGITS(h, t, o) : 0)

/// From 000 to 999.
static const uint32_t three_digits[1000] = {THOUSAND(ALL_DIGITS)};
/// From 0 to 999.
static const uint32_t last_digits[1000] = {THOUSAND(FEWEST_DIGITS)};
/// From 1 to 999; nothing for 0.
static const uint32_t first_digits[1000] = {THOUSAND(NONE_OF_ZERO)};

#undef NUMBER
#undef TEN
#undef HUNDRED
#undef THOUSAND
#undef ALL_DIGITS
#undef FEWEST_DIGITS
#undef NONE_OF_ZERO

/// Writes digits of these tables. 4 bytes are written over.
INLINE uint8_t *write_digits(uint32_t digits, uint8_t *text) {
    uint32_t stored = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? digits : __builtin_bswap32(digits);
    memcpy(text, &stored, 4);
    return text + (digits >> 24);
}

/// Writes six digits of a number below 1,000,000. 7 bytes are written over.
INLINE uint8_t *write_six_digits(uint32_t number, uint8_t *text) {
    uint32_t thousands = number / 1000;
    write_digits(three_digits[thousands], text);
    write_digits(three_digits[number - 1000 * thousands], text + 3);
    return text + 6;
}

/// Writes a number below 1,000,000 without leading zeros. 7 bytes are written over.
INLINE uint8_t *write_short_number(uint32_t number, uint8_t *text) {
    uint32_t thousands = number / 1000;
    text = write_digits(first_digits[thousands], text);
    // A choice of tables, for a branch would go both ways where symbols are mixed.
    return write_digits((thousands > 0 ? three_digits : last_digits)[number - 1000 * thousands], text);
}

/// Writes a number from 1,000,000 to 999,999,999. At most 10 bytes are written over.
INLINE uint8_t *write_long_number(uint32_t number, uint8_t *text) {
    uint32_t millions = number / 1000000;
    text = write_short_number(millions, text);
    return write_six_digits(number - 1000000 * millions, text);
}

/// The eight digits of a number below 100,000,000, the first lowest: halves of four digits, then pairs, then single digits,
/// all lanes at once.
INLINE uint64_t text_of_eight_digits(uint32_t number) {
    uint64_t fours = number / 10000 | (uint64_t)(number % 10000) << 32;
    uint64_t hundreds = fours * 10486 >> 20 & 0x0000007F0000007F;
    uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16;
    uint64_t tens = pairs * 103 >> 10 & 0x000F000F000F000F;
    return (tens | (pairs - 10 * tens) << 8) | 0x3030303030303030;
}

/// Writes a number below 100,000,000 without leading zeros. 8 bytes are written over.
INLINE uint8_t *write_number_of_eight(uint32_t number, uint8_t *text) {
    uint64_t digits = text_of_eight_digits(number);
    unsigned zeros = (unsigned)__builtin_ctzll((digits ^ 0x3030303030303030) | (uint64_t)1 << 56);
    store_word(text, digits >> (zeros & 0x38));
    return text + 8 - zeros / 8;
}

/// Writes a number without leading zeros. At most 24 bytes are written over.
INLINE uint8_t *write_number(uint64_t number, uint8_t *text) {
    if (RARELY(number >= 100000000)) {
        const uint64_t sixteen = 10000000000000000;
        if (number >= sixteen) {
            text = write_short_number((uint32_t)(number / sixteen), text);
            store_word(text, text_of_eight_digits((uint32_t)(number / 100000000 % 100000000)));
            text += 8;
        } else {
            text = write_number_of_eight((uint32_t)(number / 100000000), text);
        }
        store_word(text, text_of_eight_digits((uint32_t)(number % 100000000)));
        return text + 8;
    }
    return write_number_of_eight((uint32_t)number, text);
}

#endif
