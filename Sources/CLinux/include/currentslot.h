// The coroutine that runs on this thread, as a pointer that is only ever compared.
#ifndef CLINUX_CURRENTSLOT_H
#define CLINUX_CURRENTSLOT_H

// Without _GNU_SOURCE, and so without gettid(): it changes fd_set, of which the Glibc module has the other definition.
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

extern _Thread_local const void *_Nullable clinux_current_slot_storage;

static inline const void *_Nullable clinux_current_slot(void) {
    return clinux_current_slot_storage;
}

static inline void clinux_set_current_slot(const void *_Nullable slot) {
    clinux_current_slot_storage = slot;
}

/// The task that runs on this thread, if any.
const void *_Nullable clinux_current_task(void);

static inline bool clinux_is_main_thread(void) {
    return syscall(SYS_gettid) == getpid();
}

#endif
