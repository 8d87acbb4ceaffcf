"""What a load brings, as the derivation reads it, and what that takes the place of; nothing is written yet.

Temporary, one pair for each table of facts:
  arrived_<table>    the accepted records: `row` (below zero, unique) and the columns that a record brings
  replaced_<table>   `row`: the rowid in building.<table> of each stored record that goes
"""

from collections.abc import Iterable

import duckdb

from pipelines.canonical import MAPPED_TABLES, TYPES
from pipelines.quoting import quote_name, quote_text
from pipelines.stage.file import IS_RECORD, StagedFile
from pipelines.store.batch import OLDER, accepted, all_records, has_rows
from pipelines.store.patched_columns import patched_columns
from pipelines.store.repeats import drop_repeats
from warehouse.sentence import sentence
from warehouse.tables import TABLES

NO_SUCH_RECORD = sentence("no record with this id is loaded; load its export first or together")

# A batch of at most so many rows is copied once, which spares planning the union of its files at every reading.
COPIED_ROWS = 200_000
# The records of a patch are numbered below all staged ones.
PATCHED = -(1 << 61)


def make_arrivals(con: duckdb.DuckDBPyConnection, files: list[StagedFile], tables: list[str]) -> None:
    """Make both relations of every table of facts. `tables`: those that the files fill."""
    as_table = {record.table for record in all_records(files) if record.record.patch}
    if "messages" in tables or has_rows(con, "building.messages"):
        as_table.add("interactions")  # the derivation adds their sessions
    for table in MAPPED_TABLES:
        if table in tables:
            drop_repeats(con, table, files)
            find_replaced(con, table)
            collect_arrivals(con, table, files, as_table=table in as_table)
        else:
            make_no_arrivals(con, table)
    patch_records(con, files)


def make_no_arrivals(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Nothing of this table comes or goes."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE replaced_{table} (row BIGINT)")
    columns = ", ".join(f"{quote_name(name)} {TYPES[table][name]}" for name in TABLES[table].recorded)
    con.execute(f"CREATE OR REPLACE TEMP TABLE arrived_{table} (row BIGINT, {columns})")


def find_replaced(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make replaced_<table>, and drop the rows that are older than what is stored."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE again AS
        SELECT s._row, t.rowid AS row, coalesce(s.updated_at < t.updated_at, false) AS is_older
        FROM building.{table} AS t JOIN {accepted(table)} AS s USING (record_id)
    """)
    con.execute(
        f"INSERT INTO staging.dropped SELECT {quote_text(table)}, _row, {quote_text(OLDER)} FROM again WHERE is_older"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE replaced_{table} AS SELECT row FROM again WHERE NOT is_older")
    con.execute(f"""
        INSERT INTO replaced_{table} SELECT rowid FROM building.{table} WHERE rowid NOT IN (SELECT row FROM replaced_{table})
            AND record_id IN (SELECT record_id FROM staging.superseded WHERE table_name = {quote_text(table)})
    """)
    con.execute("DROP TABLE temp.again")


def collect_arrivals(con: duckdb.DuckDBPyConnection, table: str, files: list[StagedFile], *, as_table: bool) -> None:
    """Make arrived_<table> of the accepted rows."""
    keep = sorted({column for record in all_records(files) if record.table == table for column in record.record.keep})
    source = f"{accepted(table)} AS s"
    if keep:
        collect_kept(con, table, keep)
        source += " LEFT JOIN kept USING (record_id)"
    values = ", ".join(
        f"coalesce(s.{quote_name(name)}, {quote_name('kept_' + name)}) AS {quote_name(name)}" if name in keep else f"s.{quote_name(name)}"
        for name in TABLES[table].recorded
    )  # fmt: skip
    [(rows,)] = con.execute(f"SELECT count(*) FROM staging.{table}").fetchall()
    kind = "TABLE" if as_table or keep or rows <= COPIED_ROWS else "VIEW"
    con.execute(f"CREATE OR REPLACE TEMP {kind} arrived_{table} AS SELECT -1 - s._row AS row, {values} FROM {source}")


def as_recorded(table: str, names: Iterable[str] = ()) -> str:
    """SQL list of the columns of a stored row that its record brought, or of some of them, as its export gave them."""
    stated = TABLES[table].stated
    return ", ".join(
        f"{quote_name(stated[name])} AS {quote_name(name)}" if name in stated else quote_name(name)
        for name in names or TABLES[table].recorded
    )


def collect_kept(con: duckdb.DuckDBPyConnection, table: str, keep: list[str]) -> None:
    """Temp table `kept`: what older exports of the accepted records say in the columns to keep, stored or in this batch."""
    cells = ", ".join(map(quote_name, keep))
    kept = ", ".join(
        f"arg_max({c}, (newness, seen)) AS {quote_name(f'kept_{n}')}" for n in keep for c in [quote_name(n)]
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE kept AS SELECT record_id, {kept} FROM (
            SELECT record_id, updated_at AS newness, 0 AS seen, {as_recorded(table, keep)} FROM building.{table}
            UNION ALL
            SELECT record_id, updated_at, 1, {cells} FROM staging.{table} JOIN staging.dropped d USING (_row)
            WHERE d.table_name = {quote_text(table)} AND d.why NOT IN ('rejected', 'loaded'))
        SEMI JOIN {accepted(table)} USING (record_id) GROUP BY record_id
    """)


def patch_records(con: duckdb.DuckDBPyConnection, files: list[StagedFile]) -> None:
    """Fill columns of records from exports that only add to them: of records that arrive and of stored ones, which arrive
    anew with them. Rows without a record are kept aside."""
    for record in all_records(files):
        if not record.record.patch:
            continue
        table = record.table
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE patch AS SELECT * FROM {record.name} WHERE {IS_RECORD}
            QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY updated_at DESC NULLS LAST, _base DESC) = 1
        """)
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE patched AS SELECT rowid AS row, * FROM building.{table}
            WHERE record_id IN (SELECT record_id FROM patch) AND rowid NOT IN (SELECT row FROM replaced_{table})
        """)
        con.execute(f"""
            INSERT INTO staging.found SELECT file_id, unnest(coalesce(_bases, [_base])), NULL, record_id,
                [{{'column_name': 'record_id', 'value': record_id, 'reason': {quote_text(NO_SUCH_RECORD)}}}]
            FROM {record.name} AS p WHERE {IS_RECORD}
                AND record_id NOT IN (SELECT record_id FROM patched) AND record_id NOT IN (SELECT record_id FROM arrived_{table})
        """)
        values = ", ".join(f"{sql} AS {quote_name(name)}" for name, sql in patched_columns(record.record).items())
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE arrived_{table} AS
            SELECT r.* REPLACE ({values}) FROM (
                FROM arrived_{table} UNION ALL BY NAME SELECT {PATCHED} - row AS row, {as_recorded(table)} FROM patched
            ) AS r LEFT JOIN patch AS p USING (record_id)
        """)
        con.execute(f"INSERT INTO replaced_{table} SELECT row FROM patched")
        con.execute("DROP TABLE temp.patch")
        con.execute("DROP TABLE temp.patched")
