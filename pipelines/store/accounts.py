"""The account of every file: rows read = loaded + rejected + skipped, each counted on its own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import duckdb

from pipelines.canonical import MAIN_TIME
from pipelines.quoting import quote_text
from pipelines.stage.file import IS_RECORD, StagedFile
from pipelines.stage.record_select import NO_RECORD
from pipelines.store.batch import all_records, has_rows
from pipelines.store.emptied import EmptiedCells, count_emptied
from warehouse.config.errors import HiloError


@dataclass(frozen=True)
class Account:
    """What became of one file's rows; `skips` counts the documented ones by reason with the first line; `emptied`
    the cells of loaded rows that hold no value of their column."""

    rows_read: int
    rows_loaded: int
    rows_rejected: int
    skips: dict[str, tuple[int, int]]
    emptied: list[EmptiedCells]
    records: int
    first_record_at: datetime | None
    last_record_at: datetime | None

    @property
    def rows_skipped(self) -> int:
        return sum(rows for rows, _ in self.skips.values())

    def masked(self) -> "Account":
        """The same without examples of emptied cells."""
        return replace(self, emptied=[cells.masked() for cells in self.emptied])


def account_files(con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile]) -> dict[int, Account]:
    """The account of every file by its id, after storing.

    The parts are counted apart from each other: what was loaded by the records' fates, what was rejected by the reasons,
    what was skipped by the exported rows. Raises HiloError when they do not add up: a defect, not a user's mistake.
    """
    is_aside = any(has_rows(con, f"staging.{table}") for table in ("dropped", "reasons", "lost"))
    plain = [file for file in files if is_plain(file) and not is_aside]
    mixed = [file for file in files if not is_plain(file) or is_aside]
    note_fates(con, mixed)
    loaded, rejected = count_loaded(con, plain), count_by_file(con, "staging.reasons")
    emptied = count_emptied(con, files)
    skips, spans, records = find_skips(con, files, mixed), find_spans(con, files), count_stored(con, files)
    accounts = {}
    for file in files:
        n = file.file_id
        account = Account(
            file.rows_read,
            loaded.get(n, 0),
            rejected.get(n, 0),
            skips.get(n, {}),
            emptied.get(n, []),
            records.get(n, 0),
            *spans.get(n, (None, None)),
        )
        if account.rows_read != account.rows_loaded + account.rows_rejected + account.rows_skipped:
            raise HiloError(
                "the account of {name} does not add up: {account}; nothing is published; please report this",
                name=file.mapping.name,
                account=account,
            )
        accounts[n] = account
    return accounts


def note_fates(con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile]) -> None:
    """Make the temp table `fates` (file_id, base, fate): what became of each record that a row of these files gave."""
    con.execute("CREATE OR REPLACE TEMP TABLE fates (file_id INTEGER, base BIGINT, fate VARCHAR)")
    ids = ", ".join(str(file.file_id) for file in files)
    for table in sorted({record.table for file in files for record in file.records if not record.record.patch}):
        con.execute(f"""
            INSERT INTO fates SELECT _file, unnest(coalesce(_bases, [_base])), coalesce(why, 'loaded')
            FROM staging.{table} LEFT JOIN (
                SELECT _row, any_value(why) AS why FROM staging.dropped WHERE table_name = {quote_text(table)} GROUP BY _row
            ) USING (_row) WHERE _file IN ({ids})
        """)
    for record in (record for file in files for record in file.records if record.record.patch):
        con.execute(
            f"INSERT INTO fates SELECT file_id, unnest(coalesce(_bases, [_base])), 'loaded' FROM {record.name} WHERE {IS_RECORD}"
        )
    con.execute("INSERT INTO fates SELECT file_id, base, 'loaded' FROM staging.joined")


def count_loaded(con: duckdb.DuckDBPyConnection, plain: Sequence[StagedFile]) -> dict[int, int]:
    """Rows by file of which a record was stored: by the fates, and of plain files by their first record."""
    loaded = con.execute(
        "SELECT file_id, count(DISTINCT base) FROM fates ANTI JOIN staging.reasons USING (file_id, base)"
        " WHERE fate = 'loaded' GROUP BY file_id"
    ).fetchall()
    first = dict.fromkeys(file.records[0].name for file in plain)
    counted = [f"SELECT file_id, count(*) FROM {name} WHERE {IS_RECORD} GROUP BY file_id" for name in first]
    return dict(loaded) | (dict(con.execute(" UNION ALL ".join(counted)).fetchall()) if counted else {})


def is_plain(file: StagedFile) -> bool:
    """Whether the first record alone tells every row's fate where nothing was kept aside: each row gives it."""
    first = file.records[0].record
    return not (first.when or first.is_grouped or first.each or first.patch)


def find_skips(
    con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile], mixed: Sequence[StagedFile]
) -> dict[int, dict[str, tuple[int, int]]]:
    """By file and documented reason, how many rows are no records and the first one's line."""
    skips: dict[int, dict[str, tuple[int, int]]] = {}

    def add(file_id: int, reason: str, rows: int, line: int) -> None:
        before, first = skips.setdefault(file_id, {}).get(reason, (0, line))
        skips[file_id][reason] = (before + rows, min(first, line))

    bases = " UNION ALL ".join(f"FROM {base}" for base in dict.fromkeys(file.base for file in files))
    for row in con.execute(
        f"SELECT file_id, _skip, count(*), min(_line) FROM ({bases}) WHERE _skip IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        add(*row)
    for file in files:
        for bad in file.bad:
            if bad.is_skip:
                add(file.file_id, bad.reason, 1, bad.line)
    if mixed:
        ids = ", ".join(str(file.file_id) for file in mixed)
        for row in con.execute(f"""
            SELECT file_id, coalesce(fate, {quote_text(NO_RECORD)}) AS why, count(*), min(_line)
            FROM (SELECT file_id, _base AS base, _line FROM ({bases}) WHERE _skip IS NULL AND file_id IN ({ids}))
            ANTI JOIN staging.reasons USING (file_id, base)
            LEFT JOIN (
                SELECT file_id, base, CASE WHEN bool_or(fate = 'loaded') THEN 'loaded' ELSE min(fate) END AS fate FROM fates GROUP BY ALL
            ) USING (file_id, base)
            WHERE fate IS DISTINCT FROM 'loaded' GROUP BY ALL ORDER BY ALL
        """).fetchall():
            add(*row)
    return skips


def find_spans(con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile]) -> dict[int, tuple[datetime, datetime]]:
    """By file, the first and last main time of its records."""
    spans = [
        f"SELECT file_id, min({time}) AS first, max({time}) AS last FROM {record.name} WHERE {IS_RECORD} GROUP BY file_id"
        for record in all_records(list(files))
        if (time := MAIN_TIME[record.table]) and not record.record.patch
    ]
    if not spans:
        return {}
    found = con.execute(f"SELECT file_id, min(first), max(last) FROM ({' UNION ALL '.join(spans)}) GROUP BY file_id")
    return {file_id: (first, last) for file_id, first, last in found.fetchall()}


def count_stored(con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile]) -> dict[int, int]:
    """By file, the stored records that are its own."""
    tables = sorted({record.table for file in files for record in file.records if not record.record.patch})
    first = min(file.file_id for file in files)
    counts: Counter[int] = Counter()
    for table in tables:
        counts.update(count_by_file(con, f"arrived_{table} WHERE file_id >= {first}"))
    return counts


def count_by_file(con: duckdb.DuckDBPyConnection, table: str) -> dict[int, int]:
    return dict(con.execute(f"SELECT file_id, count(*) FROM {table} GROUP BY file_id").fetchall())
