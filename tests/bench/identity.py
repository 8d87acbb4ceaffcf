"""How long the persons of a million and of ten million identifiers take, and how much memory: python -m tests.bench.identity

Rows are contacts of people with an e-mail, a phone and a customer id, of which each row shows two; one phone in fifty is a
family's. The second figure is of a load of a thousand contacts of known people more.
"""

from __future__ import annotations

import resource
import sys
import time

import duckdb

from pipelines.derive.identity.assign_persons import assign_persons, prepare_rows
from pipelines.derive.identity.keys import TABLES
from pipelines.derive.identity.persons import derive_identities, forget_persons
from pipelines.derive.identity.rules import identity_facts
from pipelines.derive.identity.touched import drop_touched
from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA

ROWS_OF_A_PERSON = 2
ONE_FAMILY_IN = 50  # phones that two persons share
LATER_ROWS = 1000


def main() -> None:
    """Print the figures of each size; arguments: numbers of identifiers, whose peaks of memory grow in their order."""
    for text in sys.argv[1:] or ["1000000", "10000000"]:
        print(measure(int(text)), flush=True)


def measure(identifiers: int) -> str:
    """One line: persons of an empty warehouse's first load, and of a load of LATER_ROWS contacts after it."""
    con = duckdb.connect()
    con.execute(SCHEMA)
    people = identifiers // 3
    rows = people * ROWS_OF_A_PERSON
    fill(con, range(rows), people)
    first = derive(con)
    [(keys, persons)] = con.execute("SELECT count(*), count(DISTINCT person_id) FROM identities").fetchall()
    fill(con, range(rows, rows + LATER_ROWS), people)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{keys:,} identifiers, {persons:,} persons: {first}, peak {peak:,.0f} MB;"
        f" {LATER_ROWS:,} contacts more: {derive(con)}"
    )


def derive(con: duckdb.DuckDBPyConnection) -> str:
    """Derive the persons, write them to the rows; say how long it took."""
    begun, processor = time.perf_counter(), time.process_time()
    kinds = derive_identities(con, Settings(), [])
    prepare_rows(con, kinds)
    for table in TABLES:
        assign_persons(con, table, kinds)
    forget_persons(con)
    drop_touched(con)
    took = f"{time.perf_counter() - begun:.1f} s ({time.process_time() - processor:.1f} s of processors)"
    con.execute("DELETE FROM version_facts")
    con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(identity_facts(Settings(), []).items()))
    return took


def fill(con: duckdb.DuckDBPyConnection, rows: range, people: int) -> None:
    """Contacts in a fixed pseudo-random order: ROWS_OF_A_PERSON in a row are one person's; after the last person, the first."""
    con.execute(f"""
        INSERT INTO interactions BY NAME
        SELECT 'bench:' || n AS record_id, 'bench' AS source, 'phone' AS channel,
            CASE WHEN dice % 3 <> 0 THEN 'person' || who || '@example.com' END AS email,
            CASE WHEN dice % 3 <> 1 THEN '+346' || lpad((who + (who % {ONE_FAMILY_IN} = 0)::INT)::VARCHAR, 8, '0') END AS phone,
            CASE WHEN dice % 3 <> 2 THEN 'C' || who END AS customer_id,
            TIMESTAMP '2026-01-01' + to_seconds(dice % 20000000) AS started_at
        FROM (
            SELECT n, (n // {ROWS_OF_A_PERSON}) % {people} AS who, hash(n) AS dice
            FROM range({rows.start}, {rows.stop}) AS t(n)
        )
    """)


if __name__ == "__main__":
    main()
