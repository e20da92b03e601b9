#include "vectors.h"
#include <stdbool.h>

vectors widest_vectors(void) {
#if defined(__x86_64__)
    bool has_wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    if (!has_wide) return vectors_basic;
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") ? vectors_widest : vectors_wide;
#elif defined(__aarch64__)
    return vectors_basic;
#else
    return vectors_none;
#endif
}
