// What is written once and inlined into one function for each kind of processor.
#ifndef INLINE_H
#define INLINE_H
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define RARELY(condition) __builtin_expect(condition, 0)

/// Functions for the wider vectors of x86-64.
#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define WIDEST __attribute__((target("avx512bw,avx512vl,avx2,bmi,bmi2,popcnt")))

INLINE uint64_t of_little_endian(uint64_t word) {
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? word : __builtin_bswap64(word);
}

/// The eight bytes at a place, the first one lowest.
INLINE uint64_t load_word(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return of_little_endian(word);
}

INLINE void store_word(uint8_t *bytes, uint64_t word) {
    word = of_little_endian(word);
    memcpy(bytes, &word, 8);
}

#endif
