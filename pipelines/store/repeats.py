"""Several rows with one record id: an update, the same row again, or two things that the id does not tell apart.

the time of change (updated_at, of the record or of another that the row gives) differs   the newest stands
all else is equal                                                                         one stands
one file, other contents, no time that says which is newer                                none stands: the rows are kept aside
the same of a customer or an agent, whom many rows may describe                           the later row stands
two files                                                                                 the later file's stands
"""

from collections.abc import Sequence

import duckdb

from pipelines.canonical import MAIN_TIME, TYPES
from pipelines.quoting import quote_name, quote_text
from pipelines.read.rows import TABLES as TABULAR
from pipelines.stage.file import StagedFile
from pipelines.store.batch import (
    LATER_ROW,
    NEWER_STATE,
    OLDER,
    SAME,
    UNPROVEN,
    accepted,
    has_rows,
    spread_over_groups,
)
from warehouse.sentence import sentence
from warehouse.store.originals import line_texts
from warehouse.tables import TABLES

CLASH = sentence(
    "another row of this file has this id and other contents: make one record of them with group_by, or give an id that tells"
    " them apart (columns = […])"
)
DESCRIBING = ("customers", "agents")  # told of beside what happened, as often as it did
NOT_SAID = ("record_id", "updated_at", "file_id", "source_line", "person_id")  # by the row's own cells


def find_clashes(con: duckdb.DuckDBPyConnection, files: list[StagedFile], tables: list[str]) -> None:
    """Keep the rows of one file aside that share an id and differ with nothing to say which is newer."""
    found = False
    for table in (table for table in tables if table not in DESCRIBING):
        if not collect_rivals(con, table):
            continue
        read_rows_again(con, files)
        con.execute("""
            CREATE OR REPLACE TEMP TABLE clash AS
            SELECT _file, record_id FROM rival GROUP BY ALL HAVING count(DISTINCT said) > 1 OR count(DISTINCT written) > 1
        """)
        found = has_rows(con, "temp.clash") or found
        con.execute(f"""
            INSERT INTO staging.found SELECT _file, unnest(bases), NULL, record_id,
                [{{'column_name': 'record_id', 'value': record_id, 'reason': {quote_text(CLASH)}}}]
            FROM rival SEMI JOIN clash USING (_file, record_id)
        """)
    if found:
        con.execute("DELETE FROM staging.dropped WHERE why = 'rejected'")
        spread_over_groups(con, files, tables)


def collect_rivals(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Make the temp table `rival`: of the accepted rows of one file that share an id, those that are equally new; whether there are any.

    _row, _file, _base, record_id, _line, bases, changed (when), said (hash of what the record says), written (of undated ones,
    the row's whole text; NULL: not read). The others, whose row has a newer one, are dropped.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE rival AS
        SELECT _row, _file, _base, record_id, _line, coalesce(_bases, [_base]) AS bases, updated_at AS changed, {said(table)} AS said,
            CAST(NULL AS VARCHAR) AS written
        FROM {accepted(table)} AS s SEMI JOIN (
            SELECT _file, record_id FROM {accepted(table)} GROUP BY ALL HAVING count(*) > 1) USING (_file, record_id)
    """)
    if not has_rows(con, "temp.rival"):
        return False
    # A ticket's answer has no time of its own change; the ticket in the same row has.
    for other in find_dated(con):
        con.execute(f"""
            UPDATE rival SET changed = greatest(changed, o.updated_at)
            FROM (SELECT _file, _base, max(updated_at) AS updated_at FROM staging.{other} GROUP BY ALL) AS o
            WHERE rival._file = o._file AND rival._base = o._base
        """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE outdated AS
        SELECT _row FROM (SELECT *, max(changed) OVER (PARTITION BY _file, record_id) AS newest FROM rival)
        WHERE newest > changed OR (newest IS NOT NULL AND changed IS NULL)
    """)
    con.execute("DELETE FROM rival WHERE _row IN (FROM outdated)")
    con.execute(
        f"INSERT INTO staging.dropped SELECT {quote_text(table)}, _row, {quote_text(NEWER_STATE)} FROM outdated"
    )
    return has_rows(con, "temp.rival")


def find_dated(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the batch whose records say when they were changed."""
    views = con.execute(
        "SELECT view_name FROM duckdb_views() WHERE database_name = 'staging' AND NOT internal"
    ).fetchall()
    return [name for (name,) in views if name in TYPES and "updated_at" in TYPES[name]]


def said(table: str, alias: str = "s") -> str:
    """SQL hash of what a staged row says, but for its id and the time of its change."""
    columns = [quote_name(name) for name in TABLES[table].recorded if name not in NOT_SAID]
    return f"hash({', '.join(f'{alias}.{column}' for column in columns)})"


def read_rows_again(con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile]) -> None:
    """Fill `rival.written` where records say the same and have no time of change: lines of one order of one price differ in
    cells that no record has."""
    wanted = "changed IS NULL AND (_file, record_id) IN (SELECT (_file, record_id) FROM rival GROUP BY ALL HAVING count(DISTINCT said) = 1)"
    for file in files:
        rows = con.execute(f"SELECT _line, _base FROM rival WHERE {wanted} AND _file = {file.file_id}").fetchall()
        if not rows:
            continue
        if file.encoding and file.mapping.file.format in TABULAR:
            texts = line_texts(file.path, file.encoding, {line for line, _ in rows})
            found = [(base, texts.get(line)) for line, base in rows]
        elif file.mapping.file.format in (*TABULAR, "json"):
            query = f"SELECT base, said FROM (SELECT row_number() OVER () - 1 AS base, CAST(hash(r) AS VARCHAR) AS said FROM (SELECT * EXCLUDE (_line) FROM {file.rows.relation}) AS r)"
            found = con.execute(
                f"{query} WHERE base IN (SELECT _base FROM rival WHERE _file = {file.file_id})"
            ).fetchall()
        else:
            continue
        con.execute(
            "UPDATE rival SET written = t.written FROM (SELECT unnest(?::BIGINT[]) AS base, unnest(?::VARCHAR[]) AS written) t"
            f" WHERE rival._file = {file.file_id} AND rival._base = t.base",
            [list(column) for column in zip(*found, strict=True)],
        )


def drop_repeats(con: duckdb.DuckDBPyConnection, table: str, files: Sequence[StagedFile]) -> None:
    """Of several rows with one record id keep the newest: by updated_at, else the later file and line; drop the others, with
    the reason."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT record_id FROM {accepted(table)} GROUP BY record_id HAVING count(*) > 1"
    )
    if has_rows(con, "temp.repeated"):
        mappings = ", ".join(f"{file.file_id}: {quote_text(file.mapping.name)}" for file in files)
        con.execute(f"""
            INSERT INTO staging.dropped SELECT {quote_text(table)}, _row, CASE
                WHEN _file <> kept._file THEN CASE WHEN kept.updated_at IS DISTINCT FROM updated_at OR kept.said = said
                    OR mapping[kept._file] <> mapping[_file] THEN {quote_text(OLDER)} ELSE {quote_text(UNPROVEN)} END
                WHEN kept.said = said THEN {quote_text(SAME)}
                WHEN kept.updated_at IS DISTINCT FROM updated_at OR {table not in DESCRIBING} THEN {quote_text(NEWER_STATE)}
                ELSE {quote_text(LATER_ROW)} END
            FROM (
                SELECT *, MAP {{{mappings}}} AS mapping, row_number() OVER newest AS place,
                    first_value({{'_file': _file, 'updated_at': updated_at, 'said': said}}) OVER newest AS kept
                FROM (SELECT _row, _file, _base, record_id, updated_at, {said(table)} AS said FROM {accepted(table)} AS s SEMI JOIN repeated USING (record_id))
                WINDOW newest AS (PARTITION BY record_id ORDER BY updated_at DESC NULLS LAST, _file DESC, _base DESC))
            WHERE place > 1
        """)
    con.execute("DROP TABLE temp.repeated")


def find_strangers(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many records take the place of a stored one of another day and another customer: of another account, as it seems."""
    main, keys = MAIN_TIME[table], [key for key in ("email", "phone", "customer_id") if key in TYPES[table]]
    if not main or not keys:
        return 0
    differ = " OR ".join(f"s.{key} <> t.{key}" for key in keys)
    alike = " OR ".join(f"s.{key} = t.{key}" for key in keys)
    [(rows,)] = con.execute(f"""
        SELECT count(*) FROM replaced_{table} JOIN building.{table} AS t ON t.rowid = row JOIN {accepted(table)} AS s USING (record_id)
        WHERE abs(epoch(CAST(s.{main} AS TIMESTAMP)) - epoch(CAST(t.{main} AS TIMESTAMP))) > 86400 AND ({differ}) AND ({alike}) IS NOT TRUE
    """).fetchall()
    return int(rows)
