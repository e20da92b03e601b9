// Suspends the task of a coroutine and resumes it without a word to the runtime, which knows no cheaper way than one for
// tasks that many threads compete for.
#ifndef CLINUX_SUSPENSION_H
#define CLINUX_SUSPENSION_H
#include <stdbool.h>
#include <stdint.h>

/// Where a task of this runtime keeps what `suspension.c` needs, in bytes from its start; looked up once by
/// `clinux_find_places`.
typedef struct {
    /// The function that goes on with the task, and the frame it goes on in.
    uint32_t function, frame;
    /// What kind of job it is.
    uint32_t flags;
    /// The exclusive accesses that the task has begun and not ended.
    uint32_t accesses;
    /// By what the runtime finds the functions of the executors that tasks are resumed on.
    const void *_Nullable executor;
} clinux_task_places;

/// How an executor is told to the runtime.
typedef struct {
    const void *_Nonnull executor, *_Nonnull witnesses;
} clinux_executor;

/// Looks through a task that is suspended in `clinux_probe` for the places where the runtime put what it was given.
///
/// - Returns: whether every one was found, each once; `places` is written only then.
bool clinux_find_places(const void *_Nonnull task, clinux_task_places *_Nonnull places);

/// Keeps the places for `clinux_suspend` and `clinux_resume`. Once, before either.
void clinux_set_places(clinux_task_places places);

/// Runs a task that is suspended in `clinux_suspend` or was enqueued, on this thread and on the executor, until it is
/// suspended again, by whatever means, or ends.
void clinux_resume(const void *_Nonnull task, const void *_Nonnull executor);

#endif
