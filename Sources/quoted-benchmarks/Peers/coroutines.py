"""What generators cost in this Python: the same work as the benchmark's coroutines do, one figure a line; times
are those of the processor.

    python3 coroutines.py rounds 1000000     # nanoseconds a send, and from making one to its end
    python3 coroutines.py alive 1000000      # bytes a suspended one, nanoseconds to make, resume and close it
"""

import sys
import time


def total():
    result = 0
    while True:
        result += yield result


def once():
    yield 1


def primed():
    generator = total()
    next(generator)
    return generator


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def rounds(count):
    send = primed().send
    began = time.process_time_ns()
    for number in range(count):
        send(number)
    sent = time.process_time_ns()
    for _ in range(count // 10):
        generator = once()
        next(generator)
        next(generator, None)
    ended = time.process_time_ns()
    return [(sent - began) / count, (ended - sent) / (count // 10)]


def alive(count):
    generators = [None] * count
    before = resident()
    began = time.process_time_ns()
    for index in range(count):
        generators[index] = primed()
    after = resident()
    for generator in generators:
        generator.send(1)
    for generator in generators:
        generator.close()
    return [(after - before) / count, (time.process_time_ns() - began) / count]


if __name__ == "__main__":
    work = {"rounds": rounds, "alive": alive}[sys.argv[1]]
    print("CPython", sys.version.split()[0])
    for figure in work(int(sys.argv[2])):
        print(f"{figure:.1f}")
