// The yardstick: the simple moving average over 10 quotes of each symbol, exact, on one thread, as fast as C can be
// made to go without leaving the C library.
//
//     cc -O3 -march=native -o reference reference.c && ./reference quotes.csv > averages.csv
//
// In:  a header `symbol,timestamp,price[,...]` or `timestamp,price[,...]`, then one quote a line; `\n` or `\r\n`;
//      `-` is standard input. What it does not handle it refuses with the line's number and status 1: quoted symbols,
//      prices with an exponent or more than 8 decimals, prices whose window would not fit 64 bits.
// Out: no header; `symbol,timestamp,price,sma` (or `timestamp,price,sma`) for every quote whose symbol has 10.
//      Prices come out as they were read; the average is the exact mean, rounded half to even to 6 decimals.
//
// How: 64 bytes at a time are compared with newline, comma and point, and the resulting bit masks give all field
// boundaries of a line at once. Symbols of up to 8 bytes are their own hash key. A price is aligned to 8 + 8 digits by
// one byte shuffle and multiplied together. Lines go in batches through three short loops (split and parse, average,
// format): each loop keeps many independent lines in flight, where one long loop waits for its own results.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    WINDOW = 10,
    DECIMALS = 8,            // of a price in memory: units of 1e-8
    BATCH = 64,              // lines in flight
    INPUT = 256 << 10,       // stays in the second-level cache
    OUTPUT = 1 << 20,
    LINE_ROOM = 128,         // most that one short line can write: 64 copied, a comma, 20 digits, point, newline
    PADDING = 128,           // readable bytes on both sides of a chunk, for whole vector loads
};

#include "symbols.h"

typedef struct { const char *text; Series *series; int64_t value; size_t kept; } Line;

static char *output, *out;

static void flush(void) {
    for (char *p = output; p < out;) {
        ssize_t n = write(STDOUT_FILENO, p, out - p);
        if (n < 0 && errno != EINTR) fail("standard output");
        if (n > 0) p += n;
    }
    out = output;
}

// ---- 64 bytes at a time ----

#ifdef __AVX2__
typedef struct { __m256i part[2]; } Bytes;
fast Bytes load(const char *p) {
    return (Bytes){{_mm256_loadu_si256((void *)p), _mm256_loadu_si256((void *)(p + 32))}};
}
fast void store(char *p, Bytes b) {
    _mm256_storeu_si256((void *)p, b.part[0]);
    _mm256_storeu_si256((void *)(p + 32), b.part[1]);
}
fast uint64_t mask(Bytes b, char byte) {
    __m256i wanted = _mm256_set1_epi8(byte);
    uint64_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b.part[0], wanted));
    uint64_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b.part[1], wanted));
    return low | high << 32;
}
#else
typedef struct { __m128i part[4]; } Bytes;
fast Bytes load(const char *p) {
    Bytes b;
    for (int i = 0; i < 4; i++) b.part[i] = _mm_loadu_si128((void *)(p + 16 * i));
    return b;
}
fast void store(char *p, Bytes b) {
    for (int i = 0; i < 4; i++) _mm_storeu_si128((void *)(p + 16 * i), b.part[i]);
}
fast uint64_t mask(Bytes b, char byte) {
    __m128i wanted = _mm_set1_epi8(byte);
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++) bits |= (uint64_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b.part[i], wanted)) << 16 * i;
    return bits;
}
#endif

// ---- Prices: text to units of 1e-8 ----

cold int64_t parse_any(const char *p, const char *end) {         // a sign, no point, a long integer part
    const uint64_t limit = INT64_MAX / WINDOW;                   // the window's sum must fit
    uint64_t value = 0;
    int negative = 0, digits = 0, decimals = -1;
    if (p < end && (*p == '-' || *p == '+')) negative = *p++ == '-';
    for (; p < end; p++) {
        if (*p == '.' && decimals < 0) { decimals = 0; continue; }
        unsigned digit = (uint8_t)*p - '0';
        if (digit > 9) refuse("bad price");
        if (decimals >= DECIMALS) refuse("price has more than 8 decimals");
        if (value >= limit / 10) refuse("price too large");
        value = value * 10 + digit;
        digits++;
        if (decimals >= 0) decimals++;
    }
    if (!digits) refuse("bad price");
    for (int d = decimals < 0 ? 0 : decimals; d < DECIMALS; d++) {
        if (value >= limit / 10) refuse("price too large");
        value *= 10;
    }
    return negative ? -(int64_t)value : (int64_t)value;
}

#ifdef __SSE4_1__
// [integer digits][length]: where each byte of a price goes, so that it has 8 integer digits and 8 decimals.
static uint8_t alignment[9][16][16] __attribute__((aligned(64)));

static void prepare_parsing(void) {
    for (int point = 1; point <= 8; point++)
        for (int length = point + 2; length < 16 && length - point - 1 <= 8; length++)
            for (int i = 0; i < 16; i++) {
                int from = i < 8 ? i - (8 - point) : point + 1 + i - 8;
                int inside = i < 8 ? from >= 0 : from < length;
                alignment[point][length][i] = inside ? from : 0x80;
            }
}

fast int64_t parse(const char *p, size_t point, size_t length) {
    if (rare(point - 1 > 7 || length - point - 2 > 7 || length > 15)) return parse_any(p, p + length);
    __m128i v = _mm_xor_si128(_mm_loadu_si128((void *)p), _mm_set1_epi8('0'));
    v = _mm_shuffle_epi8(v, _mm_load_si128((void *)alignment[point][length]));
    __m128i bad = _mm_subs_epu8(v, _mm_set1_epi8(9));
    if (rare(!_mm_testz_si128(bad, bad))) return parse_any(p, p + length);
    v = _mm_maddubs_epi16(v, _mm_set1_epi16(0x010A));            // pairs of digits:  10 a + b
    v = _mm_madd_epi16(v, _mm_set1_epi32(0x00010064));           // fours:           100 a + b
    v = _mm_packus_epi32(v, v);
    v = _mm_madd_epi16(v, _mm_set1_epi32(0x00012710));           // eights:        10000 a + b
    uint64_t both = _mm_cvtsi128_si64(v);
    return (int64_t)(uint32_t)both * 100000000 + (int64_t)(both >> 32);
}
#else
static void prepare_parsing(void) {}
fast int64_t parse(const char *p, size_t point, size_t length) { (void)point; return parse_any(p, p + length); }
#endif

// ---- Averages: sum of 10 prices to text ----

static char three_digits[1000][4];                               // "000" to "999"

cold char *put_integer(char *p, uint64_t value) {
    char reversed[20];
    int n = 0;
    do reversed[n++] = '0' + value % 10; while (value /= 10);
    while (n) *p++ = reversed[--n];
    return p;
}

fast char *put_average(char *p, int64_t sum) {
    const uint64_t divisor = WINDOW * 100;                       // 10 prices, 8 decimals down to 6
    uint64_t magnitude = sum < 0 ? -(uint64_t)sum : (uint64_t)sum;
    uint64_t mean = magnitude / divisor, rest = magnitude % divisor;
    mean += rest + (mean & 1) > divisor / 2;                     // half to even
    uint64_t integer = mean / 1000000;
    uint32_t fraction = mean % 1000000;
    if (rare(sum < 0 && mean)) *p++ = '-';
    if (likely(integer < 1000000)) {                             // six digits, leading zeros shifted out
        uint32_t high, low;
        memcpy(&high, three_digits[integer / 1000], 4);
        memcpy(&low, three_digits[integer % 1000], 4);
        uint64_t digits = high | (uint64_t)low << 24;
        unsigned zeros = __builtin_ctzll((digits ^ 0x303030303030u) | 1ull << 40) / 8;
        digits >>= 8 * zeros;
        memcpy(p, &digits, 8);
        p += 6 - zeros;
    } else {
        p = put_integer(p, integer);
    }
    *p = '.';
    memcpy(p + 1, three_digits[fraction / 1000], 4);
    memcpy(p + 4, three_digits[fraction % 1000], 4);
    p[7] = '\n';
    return p + 8;
}

fast int push(Series *series, int64_t value) {                    // 1 when the window is full
    uint32_t at = series->next;
    series->sum += value - series->ring[at];
    series->ring[at] = value;
    series->next = at + 1 == WINDOW ? 0 : at + 1;
    if (likely(series->full)) return 1;
    return series->full = at + 1 == WINDOW;
}

// ---- Lines ----

static int has_symbols = -1;                                     // -1: no header yet
static Series single;                                            // of a file without symbols

fast void finish_batch(Line *batch, int count) {
    int results = 0;
    for (int i = 0; i < count; i++) {
        Series *series = batch[i].series;
        int full = push(series, batch[i].value);
        batch[results] = (Line){batch[i].text, series, series->sum, batch[i].kept};
        results += full;
    }
    char *p = out;
    for (int i = 0; i < results; i++) {
        store(p, load(batch[i].text));
        p += batch[i].kept;
        *p++ = ',';
        p = put_average(p, batch[i].value);
    }
    out = p;
    if (rare(out > output + OUTPUT - BATCH * LINE_ROOM)) flush();
}

cold const char *long_line(const char *p) {                      // 64 bytes or more, or fields are missing
    const char *end = rawmemchr(p, '\n'), *next = end + 1;
    if (end > p && end[-1] == '\r') end--;
    if (end == p) return next;
    const char *price = p;
    Series *series = &single;
    for (int field = 0; field <= has_symbols; field++) {
        const char *comma = memchr(price, ',', end - price);
        if (!comma) refuse("too few fields");
        if (has_symbols && field == 0) series = find(p, comma - p);
        price = comma + 1;
    }
    const char *price_end = memchr(price, ',', end - price);
    if (!price_end) price_end = end;
    size_t kept = price_end - p;
    if (!push(series, parse_any(price, price_end))) return next;
    if (kept > OUTPUT - 2 * BATCH * LINE_ROOM) refuse("line too long");
    if (out + kept > output + OUTPUT - BATCH * LINE_ROOM) flush();
    memcpy(out, p, kept);
    out += kept;
    *out++ = ',';
    out = put_average(out, series->sum);
    if (out > output + OUTPUT - BATCH * LINE_ROOM) flush();
    return next;
}

fast void lines(const char *p, const char *end, int symbols_here) {   // whole lines in [p, end)
    Line batch[BATCH];
    int count = 0;
    while (p < end) {
        Bytes bytes = load(p);
        uint64_t newline = mask(bytes, '\n'), through = newline ^ (newline - 1);
        uint64_t first = mask(bytes, ',') & through, second = first & (first - 1);
        uint64_t before_price = symbols_here ? second : first;
        uint64_t after_price = (before_price & (before_price - 1)) | (newline & through);
        line_number++;
        if (rare(!newline || !before_price)) {
            finish_batch(batch, count);
            count = 0;
            p = long_line(p);
            continue;
        }
        size_t length = __builtin_ctzll(newline), price = __builtin_ctzll(before_price) + 1;
        size_t price_end = __builtin_ctzll(after_price);
        if (rare(price_end == length && p[length - 1] == '\r')) price_end--;
        uint64_t point = (mask(bytes, '.') | 1ull << price_end) >> price;
        Line *line = &batch[count++];
        line->series = symbols_here ? find(p, __builtin_ctzll(first)) : &single;
        line->value = parse(p + price, __builtin_ctzll(point), price_end - price);
        line->text = p;
        line->kept = price_end;
        p += length + 1;
        if (count == BATCH) {
            finish_batch(batch, BATCH);
            count = 0;
        }
    }
    finish_batch(batch, count);
}

cold const char *header(const char *p, const char *end) {
    const char *stop = memchr(p, '\n', end - p);
    size_t length = strcspn(p, "\r\n");
    line_number = 1;
    for (has_symbols = 0; has_symbols <= 1; has_symbols++) {
        const char *known = has_symbols ? "symbol,timestamp,price" : "timestamp,price";
        size_t n = strlen(known);
        if (length >= n && !memcmp(p, known, n) && (length == n || p[n] == ',')) return stop + 1;
    }
    refuse("unknown header: symbol,timestamp,price or timestamp,price wanted");
}

// `hot`: the compiler takes this for part of the set-up that runs once, and would divide with div to save bytes.
__attribute__((hot)) static void chunk(const char *p, const char *end) {
    if (has_symbols < 0) p = header(p, end);
    if (has_symbols) lines(p, end, 1); else lines(p, end, 0);
}

int main(int count, char **arguments) {
    if (count != 2) { fputs("usage: reference FILE\n", stderr); return 64; }
    for (int i = 0; i < 1000; i++) {
        char digits[16];
        snprintf(digits, sizeof digits, "%03d", i);
        memcpy(three_digits[i], digits, 4);
    }
    prepare_parsing();
    grow();
    output = out = checked(aligned_alloc(4096, OUTPUT + 4096));

    int input = strcmp(arguments[1], "-") ? open(arguments[1], O_RDONLY) : STDIN_FILENO;
    if (input < 0) fail(arguments[1]);
    size_t capacity = INPUT, held = 0;
    char *buffer = checked(malloc(capacity + 2 * PADDING)), *base = buffer + PADDING;
    for (;;) {
        if (held == capacity) {                                  // one line longer than the buffer
            char *larger = checked(malloc(2 * capacity + 2 * PADDING));
            memcpy(larger + PADDING, base, held);
            free(buffer);
            buffer = larger;
            base = buffer + PADDING;
            capacity *= 2;
        }
        ssize_t n = read(input, base + held, capacity - held);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail(arguments[1]);
        if (n == 0) break;
        char *last = memrchr(base + held, '\n', n);
        held += n;
        if (!last) continue;
        chunk(base, last + 1);
        held = base + held - (last + 1);
        memmove(base, last + 1, held);
    }
    if (held) {                                                  // the last line has no newline
        base[held++] = '\n';
        chunk(base, base + held);
    }
    free(buffer);
    flush();
    return 0;
}
