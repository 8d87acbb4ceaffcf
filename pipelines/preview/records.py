"""The records that files would give, counted and shown as they would be stored, and why rows would be kept aside."""

from collections.abc import Sequence

import duckdb

from pipelines.quoting import quote_name
from pipelines.stage.file import IS_RECORD, StagedFile
from warehouse.inbox.report import Reason, Records

SHOWN_ROWS = 20
OURS = ("row", "file_id", "source_line", "source")  # what Hilo adds, or what all rows have in common
LONGEST_CELL = 300  # characters that are shown
MOST_REASONS = 50  # of a file


def list_records(con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile]) -> dict[int, list[Records]]:
    """By file, what it gives each table, after make_arrivals."""
    counts = {
        table: count_arrivals(con, table) for table in {record.table for file in files for record in file.records}
    }
    found = {}
    for file in files:
        records = []
        for table, is_patch in dict.fromkeys((record.table, record.record.patch) for record in file.records):
            if is_patch:
                views = [record.name for record in file.records if record.table == table and record.record.patch]
                patches = " UNION ALL BY NAME ".join(f"SELECT * FROM {view} WHERE {IS_RECORD}" for view in views)
                [(updated,)] = con.execute(
                    f"SELECT count(*) FROM ({patches}) WHERE file_id = {file.file_id}"
                ).fetchall()
                records.append(show_records(con, table, f"({patches})", file.file_id, (0, updated)))
            else:
                new, updated = counts[table].get(file.file_id, (0, 0))
                records.append(show_records(con, table, f"arrived_{table}", file.file_id, (new, updated)))
        found[file.file_id] = [shown for shown in records if shown.new or shown.updated]
    return found


def count_arrivals(con: duckdb.DuckDBPyConnection, table: str) -> dict[int, tuple[int, int]]:
    """By file, how many of its accepted records are new and how many take the place of stored ones."""
    rows = con.execute(f"""
        SELECT a.file_id, count(*) FILTER (WHERE b.record_id IS NULL), count(*) FILTER (WHERE b.record_id IS NOT NULL)
        FROM arrived_{table} a LEFT JOIN building.{table} b USING (record_id) GROUP BY a.file_id
    """).fetchall()
    return {file_id: (new, updated) for file_id, new, updated in rows}


def show_records(
    con: duckdb.DuckDBPyConnection, table: str, relation: str, file_id: int, counts: tuple[int, int]
) -> Records:
    """The first records of a file in a relation, each cell as text."""
    described = con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    names = [name for name, *_ in described if name not in OURS and not name.startswith("_")]
    cells = ", ".join(f"left(CAST({quote_name(name)} AS VARCHAR), {LONGEST_CELL})" for name in names)
    rows = con.execute(
        f"SELECT {cells} FROM {relation} WHERE file_id = {file_id} ORDER BY source_line LIMIT {SHOWN_ROWS}"
    ).fetchall()
    used = [at for at in range(len(names)) if any(row[at] is not None for row in rows)]
    return Records(table, *counts, [names[at] for at in used], [[row[at] for at in used] for row in rows])


def count_reasons(con: duckdb.DuckDBPyConnection) -> dict[int, list[Reason]]:
    """By file, why rows are kept aside, the commonest first; after merge_reasons."""
    rows = con.execute(f"""
        SELECT file_id, coalesce(reason.column_name, ''), reason.reason, count(*) AS rows, min(line),
            left(arg_min(reason.value, line), {LONGEST_CELL})
        FROM (SELECT file_id, line, unnest(reasons) AS reason FROM staging.reasons)
        GROUP BY ALL ORDER BY file_id, rows DESC, 3
    """).fetchall()
    found: dict[int, list[Reason]] = {}
    for file_id, column, reason, count, line, value in rows:
        if len(found.setdefault(file_id, [])) < MOST_REASONS:
            found[file_id].append(Reason(column, reason, count, line, value))
    return found
