#include "plainlines.h"
#include "fields.h"
#include "prices.h"

// How a line is read is written once, in `read_lines`, over what a processor does in its own way: to find bytes in a block
// of 64, and to read a price. Everything is inlined into one function for each kind of processor.
//
// Safety: a block begins at a byte before `limit` and so ends at most 64 after it. A line has a newline before `limit`, so
// the search for it ends there. A field ends within its line and within its first 64 bytes, at most at the limit; 64 bytes
// from its start on are read to copy it, and 16 or fewer to read it. The price is at least at the start of the input, and 8
// bytes before it are read. For each text that is composed there is `plain_composed_room`. No more quotes are written than
// there is room for.

enum line_kind {
    /// `symbol,timestamp,price[,…]`, whose text is the line itself.
    in_order,
    /// `timestamp,price[,…]`, whose text is the line behind the default symbol.
    series,
    /// All three columns are there, among the first four.
    near,
    /// Any other plain line, whose text is made of its three fields.
    plain,
    /// The same with quotes around fields.
    quoted,
};

INLINE enum line_kind kind_of_line(plain_shape shape, bool is_quoted) {
    if (is_quoted) return quoted;
    bool is_comma = shape.delimiter == ',';
    if (is_comma && shape.symbol == 0 && shape.timestamp == 1 && shape.price == 2) return in_order;
    if (is_comma && shape.symbol == plain_no_column && shape.timestamp == 0 && shape.price == 1) return series;
    return shape.symbol < near_columns && shape.timestamp < near_columns && shape.price < near_columns ? near : plain;
}

INLINE bool has_symbol(plain_shape shape, enum line_kind kind) {
    return kind == in_order || kind == near || (kind != series && shape.symbol != plain_no_column);
}

/// Finds the end of a line that is longer than a block; 0 where the line is not plain.
INLINE size_t end_of_long_line(const uint8_t *line, plain_shape shape, uint64_t special, find_bytes find) {
    unsigned specials = (unsigned)__builtin_popcountll(special);
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

/// Finds the end of a line of which a block was looked at; false where the line is not plain.
///
/// - Parameters:
///   - content: gets the end of what is before its line ending; of a line that is longer than the block, that of the block.
///   - ends: gets the ends of its fields, and what is after it.
INLINE bool find_end(
    const uint8_t *line, plain_shape shape, block_masks m, bool is_clean, find_bytes find, size_t *length, unsigned *content,
    uint64_t *ends
) {
    uint64_t special = is_clean ? 0 : m.special & below(m.newline);
    *ends = m.delimiter | m.newline;
    if (RARELY(m.newline == 0)) {
        *length = end_of_long_line(line, shape, special, find);
        *content = 63;
        return *length != 0 && *length <= shape.longest;
    }
    *length = *content = lowest(m.newline);
    if (is_clean) return true;
    if (RARELY(special != 0)) {
        // A carriage return before the newline.
        if (special != (m.newline & -m.newline) >> 1 || line[*length - 1] != '\r') return false;
        *ends |= special;
        *content -= 1;
    }
    return *length <= shape.longest;
}

/// The place of a name that is a key of its own, or none where it is not found. 8 bytes may be read there.
INLINE const symbol_slot *find_slot(symbol_slots table, const uint8_t *name, size_t length) {
    if (RARELY(length - 1 > 7)) return NULL;
    uint64_t key = load_word(name) & ~(uint64_t)0 >> (64 - 8 * length);
    uint64_t place = key * table.multiplier >> table.shift;
    while (RARELY(table.slots[place].key != key)) {
        if (table.slots[place].key == 0) return NULL;
        place = (place + 1) & table.mask;
    }
    return table.slots + place;
}

/// Appends a text of up to 64 bytes. 64 bytes may be read and are written over.
INLINE uint8_t *append(uint8_t *text, const uint8_t *bytes, size_t length) {
    memcpy(text, bytes, 32);
    if (length > 32) memcpy(text + 32, bytes + 32, 32);
    return text + length;
}

/// The same where most texts have up to 8 bytes.
INLINE uint8_t *append_symbol(uint8_t *text, const uint8_t *bytes, size_t length) {
    memcpy(text, bytes, 8);
    if (RARELY(length > 8)) memcpy(text + 8, bytes + 8, 56);
    return text + length;
}

/// The same for a price.
INLINE uint8_t *append_price(uint8_t *text, const uint8_t *bytes, size_t length) {
    _Static_assert(longest_price <= 32, "one copy is enough");
    memcpy(text, bytes, 32);
    return text + length;
}

/// Composes `symbol,timestamp,price` and returns its end.
INLINE uint8_t *compose(uint8_t *text, const plain_way *way, const uint8_t *line, fields f, enum line_kind kind) {
    text = has_symbol(way->shape, kind)
        ? append_symbol(text, line + f.symbol.start, f.symbol.end - f.symbol.start)
        : append(text, way->default_symbol, way->default_symbol_length);
    *text++ = ',';
    if (kind == series) return append(text, line, f.price.end);
    text = append(text, line + f.timestamp.start, f.timestamp.end - f.timestamp.start);
    *text++ = ',';
    return append_price(text, line + f.price.start, f.price.end - f.price.start);
}

/// Finds the three fields of a line and returns the end of the last of them, past the line's where a field is not there.
INLINE unsigned find_fields_of_kind(uint64_t ends, plain_shape shape, enum line_kind kind, fields *f) {
    if (kind != in_order && kind != series) return find_fields(ends, shape, kind == near, f);
    f->symbol = f->timestamp = (field){0, lowest(ends)};
    if (kind == in_order) {
        ends = without_lowest(ends);
        f->timestamp = (field){f->symbol.end + 1, lowest(ends)};
    }
    f->price = (field){f->timestamp.end + 1, lowest(without_lowest(ends))};
    return f->price.end;
}

/// Makes quotes of lines that start before `limit`, as far as there is room for them and their texts.
///
/// - Parameter is_clean: whether those lines were looked at and found clean, and none is too long within a block.
INLINE size_t read_lines(
    plain_way *way, const uint8_t *bytes, size_t *position, size_t limit, quote_fields *quotes, size_t room,
    enum line_kind kind, bool is_clean, find_bytes find, read_price read
) {
    plain_shape shape = way->shape;
    if (kind == in_order || kind == series) shape.delimiter = ',';
    symbol_slots table = *way->symbols;
    uint8_t *text = way->composed;
    if (kind != in_order && way->composed_room < plain_composed_room) return 0;
    const uint8_t *const last_text = text + way->composed_room - plain_composed_room;
    const uint8_t *line = bytes + *position, *const end = bytes + limit;
    quote_fields *quote = quotes, *const end_of_quotes = quotes + room;
    while (quote < end_of_quotes && line < end) {
        block_masks m = find(line, shape.delimiter);
        uint64_t within_line = below(m.newline), quotes_of_line = m.quote & within_line;
        if (kind == quoted) {
            if (quotes_of_line == 0 || m.newline == 0) break;
            m.special &= ~m.quote;
        }
        size_t length;
        unsigned content;
        uint64_t ends;
        fields f;
        if (!find_end(line, shape, m, is_clean, find, &length, &content, &ends)) break;
        if (RARELY(find_fields_of_kind(ends, shape, kind, &f) > content)) break;
        if (kind == quoted) {
            if (!are_around_fields(quotes_of_line, m.delimiter & within_line, (uint64_t)1 << content)) break;
            if (shape.symbol != plain_no_column) f.symbol = within_quotes(f.symbol, quotes_of_line);
            if (shape.timestamp != plain_no_column) f.timestamp = within_quotes(f.timestamp, quotes_of_line);
            f.price = within_quotes(f.price, quotes_of_line);
        }
        // Of an empty timestamp these are delimiters.
        if (RARELY(line[f.timestamp.start] == ' ' || line[(ptrdiff_t)f.timestamp.end - 1] == ' ')) break;
        unsigned price_length = f.price.end - f.price.start;
        int64_t units = read(line + f.price.start, price_length);
        if (RARELY(units < 0)) break;
        if (kind != in_order && RARELY(text > last_text)) break;
        if (!has_symbol(shape, kind)) {
            quote->symbol = way->default_symbol_id;
        } else {
            const uint8_t *name = line + f.symbol.start;
            unsigned name_length = f.symbol.end - f.symbol.start;
            const symbol_slot *slot = find_slot(table, name, name_length);
            if (RARELY(!slot)) {
                quote->symbol = way->find_other(way->find_other_context, name, name_length);
                if (quote->symbol == no_symbol) break;
                table = *way->symbols;
            } else {
                quote->symbol = slot->symbol;
            }
        }
        quote->value = units;
        quote->price_length = (uint8_t)price_length;
        quote->traits = quote_is_short;
        if (kind == in_order) {
            quote->text = line;
            quote->text_length = f.price.end;
        } else {
            quote->text = text;
            text = compose(text, way, line, f, kind);
            quote->text_length = (uint32_t)(text - quote->text);
            if (RARELY(quote->text_length > 64)) quote->traits = 0;
        }
        quote++;
        line += length + 1;
    }
    *position = (size_t)(line - bytes);
    way->composed_room -= (size_t)(text - way->composed);
    way->composed = text;
    return (size_t)(quote - quotes);
}

/// Whether bytes hold nothing that no plain line holds. As many are looked at as blocks of 64 take.
INLINE bool are_clean(const uint8_t *bytes, const uint8_t *end, uint8_t delimiter, find_bytes find) {
    for (; bytes < end; bytes += 64)
        if (find(bytes, delimiter).special != 0) return false;
    return true;
}

// MARK: For each kind of processor

typedef size_t read_lines_of_kind(
    plain_way *way, const uint8_t *bytes, size_t *position, size_t limit, quote_fields *quotes, size_t room);
typedef bool are_bytes_clean(const uint8_t *bytes, const uint8_t *end, uint8_t delimiter);

typedef struct {
    /// By kind of line; quoted ones are never clean.
    read_lines_of_kind *careful[5], *clean[4];
    are_bytes_clean *are_clean;
} reader;

#define LINES(name, attributes, kind, is_clean, find, read) \
    attributes static size_t name( \
        plain_way *way, const uint8_t *bytes, size_t *position, size_t limit, quote_fields *quotes, size_t room \
    ) { return read_lines(way, bytes, position, limit, quotes, room, kind, is_clean, find, read); }

#define READER(name, attributes, find, read) \
    LINES(in_order_##name, attributes, in_order, false, find, read) \
    LINES(series_##name, attributes, series, false, find, read) \
    LINES(near_##name, attributes, near, false, find, read) \
    LINES(plain_##name, attributes, plain, false, find, read) \
    LINES(quoted_##name, attributes, quoted, false, find, read) \
    LINES(clean_in_order_##name, attributes, in_order, true, find, read) \
    LINES(clean_series_##name, attributes, series, true, find, read) \
    LINES(clean_near_##name, attributes, near, true, find, read) \
    LINES(clean_plain_##name, attributes, plain, true, find, read) \
    attributes static bool are_clean_##name(const uint8_t *bytes, const uint8_t *end, uint8_t delimiter) { \
        return delimiter == ',' ? are_clean(bytes, end, ',', find) : are_clean(bytes, end, delimiter, find); \
    } \
    static const reader reader_##name = { \
        {in_order_##name, series_##name, near_##name, plain_##name, quoted_##name}, \
        {clean_in_order_##name, clean_series_##name, clean_near_##name, clean_plain_##name}, are_clean_##name};

READER(plainly, , find_plainly, read_plainly)

#if defined(__x86_64__)
READER(sse2, , find_sse2, read_sse2)
READER(avx2, WIDE, find_avx2, read_vector)
READER(avx512, WIDEST, find_avx512, read_vector)
static const reader *const readers[] = {&reader_plainly, &reader_sse2, &reader_avx2, &reader_avx512};
#elif defined(__aarch64__)
READER(neon, , find_neon, read_neon)
static const reader *const readers[] = {&reader_plainly, &reader_neon};
#else
static const reader *const readers[] = {&reader_plainly};
#endif

/// Looks at the bytes of the next lines.
static void look(plain_way *way, const reader *reader, const uint8_t *bytes, size_t position, size_t limit) {
    const size_t window = 2048;
    way->looked_at = limit - position > window ? position + window : limit;
    // The last line starts before that, and so its first 64 bytes end less than 64 after it.
    size_t end = limit - way->looked_at > 64 ? way->looked_at + 64 : limit;
    way->is_clean = way->shape.longest >= 63 && reader->are_clean(bytes + position, bytes + end, way->shape.delimiter);
}

size_t read_plain_lines(
    plain_way *way, const uint8_t *bytes, size_t *position, size_t limit, bool is_quoted, quote_fields *quotes, size_t room
) {
    const reader *reader = readers[way->vectors];
    enum line_kind kind = kind_of_line(way->shape, is_quoted);
    if (kind == quoted) return reader->careful[kind](way, bytes, position, limit, quotes, room);
    size_t made = 0;
    while (made < room && *position < limit) {
        if (*position >= way->looked_at) look(way, reader, bytes, *position, limit);
        size_t end = way->looked_at;
        read_lines_of_kind *read = (way->is_clean ? reader->clean : reader->careful)[kind];
        made += read(way, bytes, position, end, quotes + made, room - made);
        if (made < room && *position < end) break;
    }
    return made;
}
