// A quote and the table of symbols, as both the C room and Swift see them.
#ifndef CLINUX_QUOTES_H
#define CLINUX_QUOTES_H
#include <stdint.h>

#pragma clang assume_nonnull begin

/// What `Quote` is made of.
typedef struct {
    const uint8_t *text;
    int64_t value;
    uint32_t symbol;
    uint32_t text_length;
    uint8_t price_length;
    uint8_t traits;
} quote_fields;

/// Of `traits`: the text has up to 64 bytes, and 64 bytes may be read where it starts.
enum { quote_is_short = 4 };

/// A place in the table of symbols.
typedef struct {
    /// A symbol of 1 to 8 bytes without spaces around it, the first byte lowest; 0 where the place is free.
    uint64_t key;
    uint32_t symbol;
} symbol_slot;

/// Where symbols are looked up: at the high bits of the key's product with the multiplier, then at the places after that.
typedef struct {
    symbol_slot *slots;
    uint64_t multiplier;
    /// One less than the number of slots, which is a power of two.
    uint64_t mask;
    /// 64 less the exponent of the number of slots.
    uint64_t shift;
} symbol_slots;

#define no_symbol 0xFFFFFFFFu

#pragma clang assume_nonnull end

#endif
