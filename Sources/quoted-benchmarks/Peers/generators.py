"""The average as a pipeline of plain Python generators: lines, quotes, averages.

    python3 generators.py quotes.csv > averages.csv

In binary floating point; the sum is taken anew for each quote. In and out as plain.c.
"""

import sys
from collections import deque

WINDOW = 10


class Windows:
    """The last prices of each symbol."""

    def __init__(self):
        self.windows = {}

    def add(self, symbol, text, price):
        """The line of the average that a quote completes, or None."""
        window = self.windows.get(symbol)
        if window is None:
            window = self.windows[symbol] = deque(maxlen=WINDOW)
        window.append(price)
        if len(window) < WINDOW:
            return None
        return f"{text},{sum(window) / WINDOW:.6f}\n"


def quotes(lines):
    next(lines)
    for line in lines:
        fields = line.rstrip("\r\n").split(",", 3)
        yield fields[0], ",".join(fields[:3]), float(fields[2])


def averages(quotes):
    windows = Windows()
    for quote in quotes:
        line = windows.add(*quote)
        if line is not None:
            yield line


def main():
    if sys.argv[1:] == ["--version"]:
        print("generators 1.0")
        return
    with open(sys.argv[1], encoding="utf-8") as file:
        sys.stdout.writelines(averages(quotes(file)))


if __name__ == "__main__":
    main()
