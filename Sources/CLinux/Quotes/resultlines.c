#include "resultlines.h"
#include "digits.h"

// How a line is written is written once, in `write_lines`, and compiled for each kind of processor, whose vectors the copies
// of 64 bytes take.
//
// Safety: 64 bytes may be read where the text of a short quote starts, and so where its fields start, for they lie in the
// memory of a reader, which is padded. What a line writes over, its room has.

/// `sum` through the divisor, not negative, rounded half to even.
INLINE uint64_t rounded_mean(uint64_t sum, const mean_form *form) {
    uint64_t quotient = (uint64_t)((unsigned __int128)sum * form->factor >> 64) >> form->shift;
    uint64_t remainder = sum - quotient * form->divisor;
    // The sign of a difference, for a branch would go either way as often as not.
    return quotient + ((form->divisor - (2 * remainder + (quotient & 1))) >> 63);
}

/// Writes the decimals of a mean, of which there are 6 or 9 in units of the last, with the point before them.
INLINE uint8_t *write_decimals(uint32_t decimals, const mean_form *form, bool nine, uint8_t *text) {
    text[0] = '.';
    write_six_digits(nine ? decimals / 1000 : decimals, text + 1);
    if (nine) write_digits(three_digits[decimals % 1000], text + 7);
    return text + form->end;
}

uint8_t *write_mean(int64_t sum, const mean_form *form, uint8_t *text) {
    bool nine = form->has_nine_decimals;
    const uint64_t unit = nine ? 1000000000 : 1000000;
    uint64_t quotient = rounded_mean(sum < 0 ? -(uint64_t)sum : (uint64_t)sum, form);
    // With 6 decimals the product is below 2^63 ÷ 100.
    if (nine && quotient >= form->bound) return NULL;
    uint64_t padded = quotient * form->padding, integer = padded / unit;
    if (integer >= 1000000000) return NULL;
    if (sum < 0 && quotient > 0) *text++ = '-';
    text = integer < 1000000 ? write_short_number((uint32_t)integer, text) : write_long_number((uint32_t)integer, text);
    return write_decimals((uint32_t)(padded - integer * unit), form, nine, text);
}

/// The same, with a short way for most means: none below zero, and up to 6 integer digits.
INLINE uint8_t *write_usual_mean(int64_t sum, const mean_form *form, bool nine, uint8_t *text) {
    const uint64_t unit = nine ? 1000000000 : 1000000;
    if (RARELY(sum < 0)) return write_mean(sum, form, text);
    uint64_t quotient = rounded_mean((uint64_t)sum, form);
    if (nine && RARELY(quotient >= form->bound)) return NULL;
    uint64_t padded = quotient * form->padding, integer = padded / unit;
    if (RARELY(integer >= 1000000)) return write_mean(sum, form, text);
    text = write_short_number((uint32_t)integer, text);
    return write_decimals((uint32_t)(padded - integer * unit), form, nine, text);
}

/// The place of the first comma, found among eight bytes at once: the lowest bit of Mycroft's test for a zero byte is right.
INLINE size_t first_comma(const uint8_t *text) {
    uint64_t others = load_word(text) ^ 0x2C2C2C2C2C2C2C2C;
    uint64_t commas = (others - 0x0101010101010101) & ~others & 0x8080808080808080;
    size_t place = 8;
    if (!RARELY(commas == 0)) return (size_t)__builtin_ctzll(commas) / 8;
    while (text[place] != ',') place++;
    return place;
}

/// A piece of up to 16 bytes, stored whole; what follows overlaps it.
#define APPEND(text, piece) (memcpy(text, piece "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16), (text) + sizeof(piece) - 1)

/// Writes an object up to the first digit of its mean. `result_line_room` less `mean_room` and 8 is written over at most.
INLINE uint8_t *begin_object(const quote_fields *quote, uint64_t seq, uint8_t *text) {
    const uint8_t *source = quote->text;
    size_t price = quote->text_length - quote->price_length, symbol = first_comma(source);
    text = write_number(seq, APPEND(text, "{\"seq\":"));
    text = APPEND(text, ",\"symbol\":\"");
    memcpy(text, source, 64);
    text = APPEND(text + symbol, "\",\"timestamp\":\"");
    memcpy(text, source + symbol + 1, 64);
    text = APPEND(text + price - symbol - 2, "\",\"price\":\"");
    memcpy(text, source + price, 64);
    return APPEND(text + quote->price_length, "\",\"sma\":\"");
}

INLINE size_t write_lines(
    const mean_form *form, const quote_fields *quotes, const int64_t *sums, size_t count, uint64_t seq, uint8_t **text,
    uint8_t **ends, result_lines lines, bool nine
) {
    uint8_t *line = *text;
    size_t i = 0;
    for (; i < count; i++) {
        const quote_fields *quote = quotes + i;
        uint8_t *mean;
        if (lines == csv_lines) {
            memcpy(line, quote->text, 64);
            mean = line + quote->text_length;
            *mean++ = ',';
        } else {
            mean = begin_object(quote, seq + i + 1, line);
        }
        uint8_t *end = write_usual_mean(sums[i], form, nine, mean);
        if (RARELY(!end)) break;
        if (lines == json_lines) {
            memcpy(end, "\"}", 2);
            end += 2;
        }
        *end++ = '\n';
        ends[i] = line = end;
    }
    *text = line;
    return i;
}

#define LINES(name, attributes, lines, nine) \
    attributes static size_t name( \
        const mean_form *form, const quote_fields *quotes, const int64_t *sums, size_t count, uint64_t seq, uint8_t **text, \
        uint8_t **ends \
    ) { return write_lines(form, quotes, sums, count, seq, text, ends, lines, nine); }

/// Functions by form of the lines, and by whether nine decimals are written.
#define WRITER(name, attributes) \
    LINES(csv_##name, attributes, csv_lines, false) \
    LINES(csv_of_nine_##name, attributes, csv_lines, true) \
    LINES(json_##name, attributes, json_lines, false) \
    LINES(json_of_nine_##name, attributes, json_lines, true) \
    static write_lines_of_form *const writer_##name[2][2] = { \
        {csv_##name, csv_of_nine_##name}, {json_##name, json_of_nine_##name}};

typedef size_t write_lines_of_form(
    const mean_form *form, const quote_fields *quotes, const int64_t *sums, size_t count, uint64_t seq, uint8_t **text,
    uint8_t **ends);

WRITER(basic, )
#if defined(__x86_64__)
WRITER(wide, WIDE)
WRITER(widest, WIDEST)
#endif

size_t write_result_lines(
    vectors vectors, result_lines lines, const mean_form *form, const quote_fields *quotes, const int64_t *sums, size_t count,
    uint64_t seq, uint8_t **text, uint8_t **ends
) {
    bool nine = form->has_nine_decimals;
    switch (vectors) {
#if defined(__x86_64__)
    case vectors_widest: return writer_widest[lines][nine](form, quotes, sums, count, seq, text, ends);
    case vectors_wide: return writer_wide[lines][nine](form, quotes, sums, count, seq, text, ends);
#endif
    default: return writer_basic[lines][nine](form, quotes, sums, count, seq, text, ends);
    }
}
