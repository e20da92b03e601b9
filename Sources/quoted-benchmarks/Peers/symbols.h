// The reference's symbols: an open-addressing table with linear probing, at most half full, that never forgets a symbol.
// The including file says how many prices a WINDOW has.

#define likely(x) __builtin_expect(!!(x), 1)
#define rare(x) __builtin_expect(!!(x), 0)
#define fast static inline __attribute__((always_inline))
#define cold static __attribute__((noinline, cold))

typedef struct {
    int64_t sum;
    uint32_t next, full;
    char *symbol;
    size_t length;
    int64_t ring[WINDOW];
} Series;

typedef struct { uint64_t key; Series *series; } Slot;

static uint64_t line_number;

cold _Noreturn void refuse(const char *why) {
    fprintf(stderr, "reference: line %llu: %s\n", (unsigned long long)line_number, why);
    exit(1);
}

cold _Noreturn void fail(const char *what) { perror(what); exit(1); }
cold void *checked(void *memory) { if (!memory) fail("memory"); return memory; }

static Slot *slots;
static uint64_t slot_mask, symbols;
static unsigned slot_shift;

fast uint64_t slot_of(uint64_t key) { return (key * 0x9E3779B97F4A7C15u) >> slot_shift; }  // Fibonacci hashing

cold void grow(void) {
    Slot *old = slots;
    uint64_t held = old ? slot_mask + 1 : 0, size = held ? 2 * held : 2048;
    slots = checked(calloc(size, sizeof *slots));
    slot_mask = size - 1;
    slot_shift = 64 - __builtin_ctzll(size);
    for (uint64_t i = 0; i < held; i++) {
        if (!old[i].key) continue;
        uint64_t at = slot_of(old[i].key);
        while (slots[at].key) at = (at + 1) & slot_mask;
        slots[at] = old[i];
    }
    free(old);
}

cold Series *insert(uint64_t key, const char *symbol, size_t length) {
    if (memchr(symbol, '"', length)) refuse("quoted symbol");
    if (++symbols * 2 > slot_mask) grow();
    uint64_t at = slot_of(key);
    while (slots[at].key) at = (at + 1) & slot_mask;
    Series *series = checked(calloc(1, sizeof *series));
    series->symbol = checked(malloc(length));
    memcpy(series->symbol, symbol, length);
    series->length = length;
    slots[at] = (Slot){key, series};
    return series;
}

cold Series *find_long(const char *symbol, size_t length) {
    uint64_t key = 0xcbf29ce484222325u;                          // FNV-1a
    for (size_t i = 0; i < length; i++) key = (key ^ (uint8_t)symbol[i]) * 0x100000001b3u;
    key = key << 8 | 1ull << 63;                                 // a zero low byte: never equal to a short symbol's key
    for (uint64_t at = slot_of(key); slots[at].key; at = (at + 1) & slot_mask) {
        Series *series = slots[at].series;
        if (slots[at].key == key && series->length == length && !memcmp(series->symbol, symbol, length)) return series;
    }
    return insert(key, symbol, length);
}

fast Series *find(const char *symbol, size_t length) {
    if (rare(length - 1 > 7)) {
        if (!length) refuse("empty symbol");
        return find_long(symbol, length);
    }
    uint64_t key;
    memcpy(&key, symbol, 8);
    key &= ~0ull >> (64 - 8 * length);
    uint64_t at = slot_of(key);
    while (likely(slots[at].key)) {
        if (likely(slots[at].key == key)) return slots[at].series;
        at = (at + 1) & slot_mask;
    }
    return insert(key, symbol, length);
}
