"""Runs SQL by DuckDB over Parquet files; prints median milliseconds and rows.

Called by `cargo xtask bench queries` with one JSON argument.
"""

import json
import pathlib
import statistics
import sys
import time

import duckdb

asked = json.loads(sys.argv[1])
connection = duckdb.connect(config={"threads": 2})
# First tellings only: what the table `events` shows.
files = [str(path) for path in pathlib.Path(asked["index"]).rglob("*.parquet") if ".repeats." not in path.name]
connection.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet({files})")
answers = []
for query in asked["queries"]:
    times = []
    for run in range(asked["runs"] + 1):
        start = time.perf_counter()
        rows = len(connection.execute(query).fetchall())
        if run > 0:
            times.append((time.perf_counter() - start) * 1000)
    answers.append({"ms": statistics.median(times), "rows": rows})
print(json.dumps(answers))
