// Cuts plain lines into fields and reads their prices, 64 bytes at a time, with the widest vectors the processor has.
#ifndef CLINUX_PLAINLINES_H
#define CLINUX_PLAINLINES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a plain line looks like.
typedef struct {
    uint8_t delimiter;
    /// Columns from 0 to 62; the first two may be `plain_no_column`.
    uint8_t symbol, timestamp, price;
    /// The longest line, in bytes without its newline.
    uint32_t longest;
} plain_shape;

enum { plain_no_column = 255 };

/// Where a plain line and its fields stand, and its price.
typedef struct {
    /// In units of ten to the power of minus 8, not negative.
    int64_t price;
    /// The first byte of the line, counted from the first of the input.
    uint32_t line;
    /// Fields, counted from the first byte of the line, at most 64. A field that has no column is empty.
    /// Of a plain line with the columns symbol, timestamp and price in this order and commas between them, only the ends are
    /// told.
    uint8_t symbol_end, timestamp_end, price_end, symbol_start, timestamp_start, price_start;
} plain_cut;

/// Cuts lines from `*position` on, at most `room` and up to the first that is not plain, and moves `*position` past them.
///
/// A line is plain if it holds no quote, backslash, control character or byte past ASCII, no comma that is not the
/// delimiter, and no space at either end of its timestamp; if its three fields end within its first 64 bytes; and if its
/// price is 1 to 8 digits without a needless zero before them, or these, a point and 1 to 8 digits. A carriage return may
/// stand before the newline.
///
/// A quoted line is one of up to 63 bytes that would be plain without its quotes, of which there are some: they stand
/// around whole fields. Its fields are told without them.
///
/// - Parameters:
///   - limit: the end of a line, newline included, at or after `*position`, below 2 to the power of 32. 64 bytes may be read
///     before `bytes` and after `limit`.
///   - is_quoted: whether quoted lines are cut instead of plain ones.
/// - Returns: how many lines were cut.
size_t cut_plain_lines(
    const uint8_t *bytes, size_t *position, size_t limit, plain_shape shape, bool is_quoted, plain_cut *cuts,
    size_t room);

/// The same byte by byte: the oracle of `cut_plain_lines`, and the way on processors without a version of their own.
size_t cut_plain_lines_plainly(
    const uint8_t *bytes, size_t *position, size_t limit, plain_shape shape, bool is_quoted, plain_cut *cuts,
    size_t room);

#endif
