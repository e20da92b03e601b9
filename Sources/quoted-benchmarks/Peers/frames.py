"""The average by libraries that hold the whole file as columns: pandas, polars, DuckDB.

    python3 frames.py polars quotes.csv > averages.csv

Each in the way its manual shows, with text kept as text and rows in the order of the file.
"""

import sys

WINDOW = 10


def pandas(path):
    import pandas

    frame = pandas.read_csv(path, usecols=["symbol", "timestamp", "price"], dtype={"symbol": str, "timestamp": str})
    means = frame.groupby("symbol", sort=False)["price"].rolling(WINDOW).mean()
    frame["sma"] = means.reset_index(level=0, drop=True)
    frame.dropna().to_csv("/dev/stdout", header=False, index=False, float_format="%.6f")


def polars(path):
    import polars

    quotes = polars.read_csv(path, columns=["symbol", "timestamp", "price"], schema_overrides={"timestamp": polars.String})
    means = quotes.with_columns(sma=polars.col("price").rolling_mean(WINDOW).over("symbol"))
    means.drop_nulls().write_csv("/dev/stdout", include_header=False, float_precision=6)


def duckdb(path):
    import duckdb

    duckdb.sql(
        f"""
        COPY (
            SELECT symbol, timestamp, price, printf('%.6f', avg(price) OVER symbols) AS sma
            FROM (
                SELECT *, row_number() OVER () AS row
                FROM read_csv('{path}', types = {{'symbol': 'VARCHAR', 'timestamp': 'VARCHAR', 'price': 'DOUBLE'}})
            )
            WINDOW symbols AS (PARTITION BY symbol ORDER BY row ROWS {WINDOW - 1} PRECEDING)
            QUALIFY count(*) OVER symbols = {WINDOW}
            ORDER BY row
        ) TO '/dev/stdout' (HEADER false)
        """
    )


if __name__ == "__main__":
    if sys.argv[2] == "--version":
        print(sys.argv[1], __import__(sys.argv[1]).__version__)
    else:
        {"pandas": pandas, "polars": polars, "duckdb": duckdb}[sys.argv[1]](sys.argv[2])
