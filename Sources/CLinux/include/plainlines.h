// Makes quotes of plain lines, 64 bytes at a time, with the vectors of the processor.
#ifndef CLINUX_PLAINLINES_H
#define CLINUX_PLAINLINES_H
#include <stdbool.h>
#include <stddef.h>
#include "quotes.h"
#include "vectors.h"

#pragma clang assume_nonnull begin

/// What a plain line looks like.
typedef struct {
    uint8_t delimiter;
    /// Columns from 0 to 62; the first two may be `plain_no_column`.
    uint8_t symbol, timestamp, price;
    /// The longest line, in bytes without its newline.
    uint32_t longest;
} plain_shape;

enum { plain_no_column = 255 };

/// Bytes that one composed text may write over: three fields of up to 64 bytes, or a default symbol in place of one, two
/// commas, and what the last copy writes over.
enum { plain_composed_room = 4 * 64 };

/// A symbol that is not found by its key, or `no_symbol` where its line is not to be taken. May move the slots.
typedef uint32_t find_other_symbol(void *context, const uint8_t *name, size_t length);

/// What the plain way needs to know of a source, and what it has looked at there.
typedef struct {
    plain_shape shape;
    vectors vectors;
    const symbol_slots *symbols;
    find_other_symbol *find_other;
    void *find_other_context;
    /// The symbol of data without such a column, up to 64 bytes of text, of which all 64 may be read.
    const uint8_t *default_symbol;
    uint32_t default_symbol_length, default_symbol_id;
    /// Where texts are composed, and how many bytes there are for them; both move on with each text.
    uint8_t *composed;
    size_t composed_room;
    /// Lines that start before it were looked at. To be 0 whenever the bytes are others.
    size_t looked_at;
    /// Whether the first 64 bytes of each of them, up to its newline, hold no byte that no plain line holds.
    bool is_clean;
} plain_way;

/// Makes quotes of lines from `*position` on, at most `room` and up to the first that is not plain or whose text there is no
/// room to compose, and moves `*position` past them.
///
/// A line is plain if it holds no quote, backslash, control character or byte past ASCII, no comma that is not the
/// delimiter, and no space at either end of its timestamp; if its three fields end within its first 64 bytes; and if its
/// price is 1 to 8 digits without a needless zero before them, or these, a point and 1 to 8 digits. A carriage return may
/// stand before the newline.
///
/// A quoted line is one of up to 63 bytes that would be plain without its quotes, of which there are some: they stand
/// around whole fields. Its quote is made without them.
///
/// The text of a line that begins with symbol, timestamp and price, between commas, is the line itself. All others are
/// composed.
///
/// - Parameters:
///   - limit: the end of a line, newline included, at or after `*position`. 64 bytes may be read before `bytes` and
///     after `limit`.
///   - is_quoted: whether quoted lines are read instead of plain ones.
/// - Returns: how many quotes were made.
size_t read_plain_lines(
    plain_way *way, const uint8_t *bytes, size_t *position, size_t limit, bool is_quoted, quote_fields *quotes, size_t room);

#pragma clang assume_nonnull end

#endif
