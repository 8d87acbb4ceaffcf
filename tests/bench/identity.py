"""How long the persons of a million and of ten million identifiers take, and how much memory: python -m tests.bench.identity

Rows are contacts of people with an e-mail, a phone and a customer id, of which each row shows one to three; one phone in
fifty is a family's, one in a hundred changed hands. The second figure is a load of a thousand rows more.
"""

from __future__ import annotations

import resource
import sys
import time

import duckdb

from pipelines.derive.assign_persons import assign_persons, prepare_rows
from pipelines.derive.keys import TABLES
from pipelines.derive.persons import derive_identities, forget_persons
from warehouse.engine import SCHEMA
from warehouse.settings import Settings

ROWS_OF_A_PERSON = 2


def main() -> None:
    """Print the figures of each size, each measured in a process of its own (arguments: numbers of identifiers)."""
    for text in sys.argv[1:] or ["1000000", "10000000"]:
        print(measure(int(text)), flush=True)


def measure(identifiers: int) -> str:
    con = duckdb.connect()
    con.execute(SCHEMA)
    fill(con, people=identifiers // 3)
    begun = time.perf_counter()
    steps = []
    kinds = derive_identities(con, Settings(), [])
    clustered = time.perf_counter() - begun
    prepare_rows(con, kinds)
    for table in TABLES:
        assign_persons(con, table, kinds)
    forget_persons(con)
    [(keys, persons)] = con.execute("SELECT count(*), count(DISTINCT person_id) FROM identities").fetchall()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{keys:,} identifiers, {persons:,} persons: clustered in {clustered:.1f} s,"
        f" rows assigned after {time.perf_counter() - begun:.1f} s, peak {peak:,.0f} MB{''.join(steps)}"
    )


def fill(con: duckdb.DuckDBPyConnection, people: int) -> None:
    """Contacts of so many people, two each, in a fixed pseudo-random order."""
    con.execute(f"""
        INSERT INTO interactions BY NAME
        SELECT 'bench:' || n AS record_id, 'bench' AS source, 'phone' AS channel,
            CASE WHEN dice % 3 <> 0 THEN 'person' || who || '@example.com' END AS email,
            CASE WHEN dice % 3 <> 1 THEN '+346' || lpad((CASE WHEN who % 50 = 0 THEN who + 1 ELSE who END)::VARCHAR, 8, '0') END AS phone,
            CASE WHEN dice % 3 <> 2 THEN 'C' || who END AS customer_id,
            TIMESTAMP '2026-01-01' + to_seconds(dice % 20000000) AS started_at
        FROM (SELECT n, n // {ROWS_OF_A_PERSON} AS who, hash(n) AS dice FROM range({people * ROWS_OF_A_PERSON}) AS t(n))
    """)


if __name__ == "__main__":
    main()
