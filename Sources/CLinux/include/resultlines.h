// Writes the result lines of short quotes, with the vectors of the processor.
#ifndef CLINUX_RESULTLINES_H
#define CLINUX_RESULTLINES_H
#include <stdbool.h>
#include <stddef.h>
#include "quotes.h"
#include "vectors.h"

#pragma clang assume_nonnull begin

/// How the mean of a full window of narrow prices becomes a text, without a division.
///
/// The quotient by the divisor is that by 2 to the power of 64 of the product with the factor, shifted: see `Reciprocal`.
/// Decimals are written three at a time: 6 of them, or 9 where there are more than 6, and what is too much of them is
/// overwritten.
typedef struct {
    uint64_t divisor, factor, shift;
    /// The first quotient of more than 9 integer digits where 9 decimals are written.
    uint64_t bound;
    /// Makes 6 decimals of those there are, or 9.
    uint64_t padding;
    /// The end of the text, counted from the point: its own place where there are no decimals.
    uint64_t end;
    bool has_nine_decimals;
} mean_form;

/// The most bytes that the text of a mean writes over, and the line of a short quote.
enum { mean_room = 32, result_line_room = 256 + mean_room + 8 };

/// Writes the mean of a window whose sum is `sum` units of ten to the power of minus 8, rounded half to even once. Returns
/// where the text ends, or none, with nothing of use written, where the mean has more than 9 integer digits.
uint8_t *_Nullable write_mean(int64_t sum, const mean_form *form, uint8_t *text);

typedef enum { csv_lines, json_lines } result_lines;

/// Writes the lines of short quotes whose texts need neither quotes nor escapes, up to the first whose mean has more than 9
/// integer digits.
///
/// - Parameters:
///   - sums: the sum of each quote's window.
///   - seq: results before the first of them.
///   - text: where the lines go, `result_line_room` for each; moved to their end.
///   - ends: get the end of each line.
/// - Returns: how many lines were written.
size_t write_result_lines(
    vectors vectors, result_lines lines, const mean_form *form, const quote_fields *quotes, const int64_t *sums, size_t count,
    uint64_t seq, uint8_t *_Nonnull *_Nonnull text, uint8_t *_Nonnull *_Nonnull ends);

#pragma clang assume_nonnull end

#endif
