"""How long the persons of a million and of ten million identifiers take, and how much memory: python -m tests.bench.identity

Rows are contacts of people with an e-mail, a phone and a customer id, of which each row shows two; one phone in fifty is a
family's. The second figure is of a load of a thousand contacts of known people more.
"""

from __future__ import annotations

import resource
import sys
import time

import duckdb

from pipelines.canonical import MAPPED_TABLES
from pipelines.derive.order import assign_people
from pipelines.derive.rows.every import show_every_row
from pipelines.derive.steps import Derivation
from pipelines.store.arrivals import make_no_arrivals
from tests.pipelines.canonical_rows import make_tables
from tests.pipelines.derivation import note_facts, store_every_row
from warehouse.config.settings import Settings

ROWS_OF_A_PERSON = 2
ONE_FAMILY_IN = 50  # phones that two persons share
LATER_ROWS = 1000


def main() -> None:
    """Print the figures of each size; arguments: numbers of identifiers, whose peaks of memory grow in their order."""
    for text in sys.argv[1:] or ["1000000", "10000000"]:
        print(measure(int(text)), flush=True)


def measure(identifiers: int) -> str:
    """One line: persons of an empty warehouse's first load, and of a load of LATER_ROWS contacts after it."""
    con = make_tables()
    people = identifiers // 3
    rows = people * ROWS_OF_A_PERSON
    bring(con, range(rows), people)
    first = derive(con)
    [(keys, persons)] = con.execute("SELECT count(*), count(DISTINCT person_id) FROM identities").fetchall()
    store_every_row(con)
    bring(con, range(rows, rows + LATER_ROWS), people)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{keys:,} identifiers, {persons:,} persons: {first}, peak {peak:,.0f} MB;"
        f" {LATER_ROWS:,} contacts more: {derive(con)}"
    )


def derive(con: duckdb.DuckDBPyConnection) -> str:
    """Derive the persons of all rows; say how long it took."""
    begun, processor = time.perf_counter(), time.process_time()
    show_every_row(con)
    step = Derivation(con, Settings(), [], set(), has_new_rules=False)
    assign_people(step)
    took = f"{time.perf_counter() - begun:.1f} s ({time.process_time() - processor:.1f} s of processors)"
    note_facts(con, step.facts)
    return took


def bring(con: duckdb.DuckDBPyConnection, rows: range, people: int) -> None:
    """Contacts arrive, in a fixed pseudo-random order: ROWS_OF_A_PERSON in a row are one person's; after the last person, the first."""
    for table in MAPPED_TABLES:
        make_no_arrivals(con, table)
    con.execute(f"""
        INSERT INTO arrived_interactions BY NAME
        SELECT -1 - n AS row, 'bench:' || n AS record_id, 'bench' AS source, 'phone' AS channel,
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
