#include "suspension.h"
#include "currentslot.h"

#include <stddef.h>
#include <string.h>

// What is declared here is the interface between compiled Swift code and the runtime: the calling conventions are those
// that Clang documents for its attributes, the functions are those that the compiler and the standard library call. Not
// among it is where a task keeps its resumption, so that is looked up where the runtime has put a known one.
//
// For a task that awaits the runtime writes down the function and the frame to go on with, then enters the task in lists,
// under locks, so that any thread may cancel, escalate or enqueue it meanwhile, and does all of it backwards when it goes on.
// A coroutine is resumed by whoever holds it, on the thread that does so, and so needs no more than those two words. For
// everybody else it is a task that runs: it can be cancelled, and has its task-local values and its allocator.

typedef struct frame frame;
#define SWIFT_ASYNC __attribute__((swiftasynccall))
#define SWIFT __attribute__((swiftcall))
#define FRAME __attribute__((swift_async_context))
/// Goes on with a function that was suspended.
typedef SWIFT_ASYNC void (*resumption)(FRAME frame *);

/// How every frame of an asynchronous function begins.
struct frame {
    frame *caller;
    /// Goes on with the caller when this function returns.
    resumption resume_caller;
};

SWIFT void swift_task_immediate(void *job, clinux_executor serial);
SWIFT uint32_t swift_task_getJobFlags(const void *task);
SWIFT void swift_job_run_on_task_executor(void *task, clinux_executor executor);
SWIFT_ASYNC void swift_task_switch(const void *resumption, clinux_executor, FRAME frame *);
/// An object that is never freed, and so does not count the references to it. Two words make an object.
extern void *const _swiftEmptyArrayStorage[];
void swift_task_exitThreadLocalContext(char *accesses);
void swift_beginAccess(const void *value, void *access, uintptr_t flags, const void *place);
void swift_endAccess(void *access);

static clinux_task_places places;

enum {
    /// The words of a task that are looked at; less than any task has, and more than a job.
    word_count = 24,
    /// A kind of jobs that are no tasks.
    no_task = 255
};

void clinux_set_places(clinux_task_places found) { places = found; }

#define WORD_AT(task, place, type) (*(type *)((char *)(task) + (place)))

// The first two tell who it is isolated to, which does not matter: it returns on the thread that resumes it.
__attribute__((visibility("protected")))
SWIFT_ASYNC void clinux_suspend(const void *actor, const void *witnesses, void *task, FRAME frame *f) {
    WORD_AT(task, places.function, resumption) = f->resume_caller;
    WORD_AT(task, places.frame, frame *) = f;
    swift_task_exitThreadLocalContext((char *)task + places.accesses);
}

// A task that is suspended the runtime's way is no longer the current one of its thread. One that just returns stays it,
// unless there was another before, which the runtime then makes the current one again. So where there was none, the task is
// run within a job that is no task, by the function behind `Task.immediate`, which puts back even that. The job lives on the
// stack: nobody counts references to what is never freed.

typedef struct {
    void *words[word_count];
} job;

typedef struct {
    job job;
    void *task;
    clinux_executor executor;
} errand;

SWIFT_ASYNC static void run_errand(errand *e) { swift_job_run_on_task_executor(e->task, e->executor); }

void clinux_resume(const void *task, const void *executor) {
    clinux_executor preferred = {executor, places.executor};
    if (clinux_current_task()) {
        swift_job_run_on_task_executor((void *)task, preferred);
        return;
    }
    errand e;
    e.task = (void *)task;
    e.executor = preferred;
    memcpy(e.job.words, _swiftEmptyArrayStorage, 2 * sizeof(void *));
    WORD_AT(&e.job, places.flags, uint32_t) = no_task;
    WORD_AT(&e.job, places.function, const void *) = (const void *)run_errand;
    // What it runs on only has to be something.
    swift_task_immediate(&e.job, preferred);
}

// MARK: Looking for the places

static struct {
    const frame *frame;
    /// As the runtime keeps an access: pointers, of which one is that to the next.
    void *access[3];
    int value;
} probe;
enum { modify_and_track = 0x21 };

SWIFT_ASYNC static void after_probe(FRAME frame *f) {
    swift_endAccess(probe.access);
    __attribute__((musttail)) return f->resume_caller(f);
}

/// Begins an access and has the runtime suspend the calling task until it is run again, by giving it to an executor, which
/// must not be the present one.
__attribute__((visibility("protected")))
SWIFT_ASYNC void clinux_probe(const void *unused, clinux_executor serial, FRAME frame *f) {
    probe.frame = f;
    swift_beginAccess(&probe.value, probe.access, modify_and_track, NULL);
    __attribute__((musttail)) return swift_task_switch(after_probe, serial, f);
}

/// Finds two neighbouring words, which must stand there once.
static bool find(const void *task, const void *first, const void *second, uint32_t *place) {
    unsigned count = 0;
    for (uint32_t i = 0; i + sizeof(void *) < word_count * sizeof(void *); i += sizeof(void *)) {
        if (WORD_AT(task, i, const void *) != first || WORD_AT(task, i + sizeof(void *), const void *) != second) continue;
        *place = i;
        count++;
    }
    return count == 1;
}

/// The first place is it: what follows the flags may have their value.
static bool find_flags(const void *task, uint32_t flags, uint32_t *place) {
    for (*place = 2 * sizeof(void *); *place < word_count * sizeof(void *); *place += sizeof(uint32_t)) {
        if (WORD_AT(task, *place, uint32_t) == flags) return true;
    }
    return false;
}

bool clinux_find_places(const void *task, clinux_task_places *found) {
    clinux_task_places p = *found;
    if (!find(task, (const void *)after_probe, probe.frame, &p.function)) return false;
    p.frame = p.function + sizeof(void *);
    // The first access and the last one.
    if (!find(task, probe.access, probe.access, &p.accesses)) return false;
    if (!find_flags(task, swift_task_getJobFlags(task), &p.flags) || p.flags >= p.function) return false;
    *found = p;
    return true;
}

// What calls an asynchronous function reads from a record how large a frame to make for it.
#define FRAME_RECORD(function) \
    __asm__(".pushsection .rodata\n" \
            ".p2align 3\n" \
            ".globl " function "Tu\n" \
            ".protected " function "Tu\n" \
            ".type " function "Tu, %object\n" \
            ".size " function "Tu, 8\n" \
            function "Tu:\n" \
            ".long " function " - " function "Tu\n" \
            ".long 16\n" \
            ".popsection\n")
FRAME_RECORD("clinux_suspend");
FRAME_RECORD("clinux_probe");
_Static_assert(sizeof(frame) == 16, "a frame of two words");
