// Which processors a thread may run on, which the C library's module leaves out.
#ifndef CLINUX_PROCESSORS_H
#define CLINUX_PROCESSORS_H

/// Writes the numbers of the processors that the calling thread may run on, at most `capacity`, and returns how many.
int clinux_processors(int *_Nonnull numbers, int capacity);

/// Lets a thread (0 is the calling one) run on one processor alone; -1 and `errno` where that is not possible.
int clinux_bind_to_processor(int thread, int number);

#endif
