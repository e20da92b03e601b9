#!/usr/bin/env python3
"""Reads the files beside this script as each of them says it is to be read, and prints the quotes as CSV.

This is the oracle of what `quoted` finds by itself: here a person has said for every file where its fields stand, and
Python's own csv, json and decimal do the rest. `expected.csv` holds what it printed:

    python3 expected.py > expected.csv
"""

import csv
import io
import json
import sys
from decimal import Decimal
from pathlib import Path

MISSING = {"", ".", "null", "N/A"}
HERE = Path(__file__).parent


def rows(delimiter=",", symbol=None, time=None, price=0, skip=1, comma=False, at=None):
    """One quote a record. Columns are counted from 0; `skip` records lead; `at` gives other columns from a record on."""

    def read(text):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
        for number, fields in enumerate(field_list for field_list in reader if field_list):
            if number < skip or (at and number == at[0]):
                continue
            where = at[1] if at and number > at[0] else price
            fields = [field.strip() for field in fields]
            stamp = fields[time] if time is not None else ""
            yield fields[symbol] if symbol is not None else None, stamp, number_of(fields[where], comma)

    return read


def wide(text):
    names, *records = csv.reader(io.StringIO(text, newline=""))
    for record in records:
        for name, field in zip(names[1:], record[1:]):
            yield name, record[0], number_of(field, False)


def objects(text):
    for line in filter(str.strip, text.split("\n")):
        value = json.loads(line, parse_float=Decimal, parse_int=Decimal)
        price = value["price"]
        yield value["symbol"], str(value["timestamp"] or ""), None if price is None else Decimal(price)


def number_of(text, comma):
    if text in MISSING:
        return None
    text = text.replace("$", "")
    text = text.replace(".", "").replace(",", ".") if comma else text.replace(",", "")
    return Decimal(text)


FILES = {
    "comma.csv": rows(symbol=0, time=1, price=2),
    "semicolon.csv": rows(";", symbol=0, time=1, price=2),
    "tab.tsv": rows("\t", symbol=0, time=1, price=2),
    "bar.txt": rows("|", symbol=0, time=1, price=2),
    "decimal-comma.csv": rows(";", time=0, price=2, comma=True),
    "decimal-comma-quoted.csv": rows(time=0, price=1, comma=True),
    "decimal-comma-tab.tsv": rows("\t", time=0, price=1, comma=True),
    "thousands.csv": rows(time=0, price=1),
    "dollar.csv": rows(time=0, price=1),
    "all-quoted.csv": rows(time=0, price=2),
    "byte-order-mark.csv": rows(time=0, price=1),
    "carriage-returns.csv": rows(time=0, price=1),
    "no-final-newline.csv": rows(time=0, price=1),
    "empty-first-name.csv": rows(time=0, price=2),
    "adjusted.csv": rows(time=0, price=5),
    "unknown-name.csv": rows(time=0, price=1),
    "last.csv": rows(time=0, price=1),
    "german.csv": rows(";", time=0, price=4, comma=True),
    "french.csv": rows(";", time=0, price=4, comma=True),
    "cours.csv": rows(";", symbol=1, time=0, price=2, comma=True),
    "missing.csv": rows(time=0, price=1),
    "scientific.csv": rows(time=0, price=1),
    "fixed-width.csv": rows(symbol=0, time=1, price=2),
    "repeated-name.csv": rows(time=0, price=1),
    "one-column.txt": rows(price=0, skip=0),
    "date-and-time.csv": rows(time=0, price=3),
    "wide.csv": wide,
    "wide-numeric.csv": wide,
    "wide-no-name.csv": wide,
    "own-time-name.csv": wide,
    "own-time-name-symbol.csv": rows(symbol=0, time=1, price=3),
    "finam.csv": rows(";", symbol=0, time=2, price=4),
    "metatrader.csv": rows("\t", time=0, price=5),
    "metatrader-no-header.csv": rows(time=0, price=5, skip=0),
    "candles.csv": rows(time=0, price=4, skip=0),
    "candles.semicolons.csv": rows(";", time=0, price=4, skip=0),
    "candles-decimal-comma.txt": rows(";", time=0, price=4, skip=0, comma=True),
    "trades-no-header.csv": rows(time=0, price=1, skip=0),
    "objects.ndjson": objects,
    "joined.csv": rows(time=0, price=2, at=(2, 1)),
}

writer = csv.writer(sys.stdout, lineterminator="\n")
writer.writerow(["file", "symbol", "timestamp", "price"])
for name, read in FILES.items():
    text = (HERE / name).read_bytes().decode("utf-8-sig")
    for symbol, time, price in read(text):
        if price is not None:
            own = name[: name.rindex(".")]
            writer.writerow([name, own if symbol is None else symbol, time, format(price, "f")])
