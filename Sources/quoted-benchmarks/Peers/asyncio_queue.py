"""The average as two asyncio tasks, a producer and a consumer, with a bounded queue between them.

    python3 asyncio_queue.py quotes.csv > averages.csv

In binary floating point; the sum is taken anew for each quote. In and out as plain.c.
"""

import asyncio
import sys

from generators import quotes, Windows


async def produce(path, queue):
    with open(path, encoding="utf-8") as file:
        for quote in quotes(file):
            await queue.put(quote)
    await queue.put(None)


async def consume(queue):
    windows = Windows()
    while (quote := await queue.get()) is not None:
        if (line := windows.add(*quote)) is not None:
            sys.stdout.write(line)


async def main():
    queue = asyncio.Queue(1024)
    await asyncio.gather(produce(sys.argv[1], queue), consume(queue))


if __name__ == "__main__":
    asyncio.run(main())
