import Glibc

/// Whether the tests run under a sanitizer, where everything takes ten times as long.
let isSanitized = unsafe dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
