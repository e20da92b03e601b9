// Finds fields in the masks of a line.
#ifndef FIELDS_H
#define FIELDS_H
#include <stdbool.h>
#include "masks.h"
#include "plainlines.h"

/// Counted from the first byte of the line.
typedef struct {
    unsigned start, end;
} field;

typedef struct {
    field symbol, timestamp, price;
} fields;

/// Columns that are looked for at once where the three are among them.
enum { near_columns = 4 };

INLINE size_t last_column(plain_shape shape) {
    size_t last = shape.price;
    if (shape.symbol != plain_no_column && shape.symbol > last) last = shape.symbol;
    if (shape.timestamp != plain_no_column && shape.timestamp > last) last = shape.timestamp;
    return last;
}

/// Finds the fields of the columns, of which those that are not there end past the line.
///
/// - Parameters:
///   - ends: the bytes after fields.
///   - are_near: whether the three columns are all there and near.
/// - Returns: the end of the last column of the three.
INLINE unsigned find_fields(uint64_t ends, plain_shape shape, bool are_near, fields *found) {
    const size_t last = last_column(shape), count = are_near ? near_columns : last + 1;
    // Of each column, and of what is after the last one.
    unsigned starts[64];
    starts[0] = 0;
    for (size_t i = 1; i <= count; i++) {
        starts[i] = lowest(ends) + 1;
        ends = without_lowest(ends);
    }
#define FIELD(column) ((field){starts[(size_t)column], starts[(size_t)column + 1] - 1})
    found->symbol = !are_near && shape.symbol == plain_no_column ? (field){0, 0} : FIELD(shape.symbol);
    found->timestamp = !are_near && shape.timestamp == plain_no_column ? (field){0, 0} : FIELD(shape.timestamp);
    found->price = FIELD(shape.price);
#undef FIELD
    return starts[last + 1] - 1;
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

#endif
