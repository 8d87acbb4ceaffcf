"""The account of every file: rows read = loaded + rejected + skipped, each counted on its own."""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from pipelines.batch import OLDER
from pipelines.canonical import MAIN_TIME
from pipelines.quoting import quote_text
from pipelines.stage import NO_RECORD, StagedFile
from warehouse.errors import HiloError


@dataclass(frozen=True)
class Account:
    """What became of one file's rows; `skips` counts the documented ones by reason with the first line."""

    rows_read: int
    rows_loaded: int
    rows_rejected: int
    skips: dict[str, tuple[int, int]]
    records: int
    first_record_at: datetime | None
    last_record_at: datetime | None

    @property
    def rows_skipped(self) -> int:
        return sum(rows for rows, _ in self.skips.values())


def account_file(con: duckdb.DuckDBPyConnection, file: StagedFile) -> Account:
    """The file's account after storing. Raises HiloError when the parts do not add up: a defect, not a user's mistake."""
    con.execute("CREATE OR REPLACE TEMP TABLE fates (line BIGINT, fate VARCHAR)")
    for record in file.records:
        rows = f"(SELECT unnest(coalesce(_lines, [source_line])) AS line, record_id, _n FROM {record.name} WHERE _skip IS NULL AND _reasons IS NULL)"
        if record.record.patch:
            con.execute(f"INSERT INTO fates SELECT line, 'loaded' FROM {rows}")
        else:
            con.execute(f"""
                INSERT INTO fates SELECT l.line, CASE WHEN d.why IS NULL THEN 'loaded' ELSE d.why END
                FROM (SELECT _row, unnest(coalesce(_lines, [_line])) AS line FROM staging.{record.table} WHERE _file = {file.file_id}) l
                LEFT JOIN (SELECT DISTINCT _row, why FROM staging.dropped WHERE table_name = {quote_text(record.table)}) d USING (_row)
            """)
    rejected = f"(SELECT line FROM staging.reasons WHERE file_id = {file.file_id})"
    loaded = scalar(con, f"SELECT count(DISTINCT line) FROM fates WHERE fate = 'loaded' AND line NOT IN {rejected}")
    skips: dict[str, tuple[int, int]] = {}
    base_skips = f"SELECT _skip, count(*), min(_line) FROM {file.base} WHERE _skip IS NOT NULL GROUP BY 1 ORDER BY 1"
    for reason, rows, line in con.execute(base_skips).fetchall():
        skips[reason] = (rows, line)
    for bad in file.bad:
        if bad.is_skip:
            rows, line = skips.get(bad.reason, (0, bad.line))
            skips[bad.reason] = (rows + 1, min(line, bad.line))
    older, older_line = con.execute(f"""
        SELECT count(DISTINCT line), min(line) FROM fates WHERE fate = {quote_text(OLDER)}
            AND line NOT IN {rejected} AND line NOT IN (SELECT line FROM fates WHERE fate = 'loaded')
    """).fetchall()[0]
    if older:
        skips[OLDER] = (older, older_line)
    nothing, nothing_line = con.execute(f"""
        SELECT count(*), min(_line) FROM {file.base} b WHERE _skip IS NULL AND _line NOT IN (SELECT line FROM fates) AND _line NOT IN {rejected}
    """).fetchall()[0]
    if nothing:
        rows, line = skips.get(NO_RECORD, (0, nothing_line))
        skips[NO_RECORD] = (rows + nothing, min(line, nothing_line))
    times = [time for record in file.records if (time := MAIN_TIME[record.table]) and not record.record.patch]
    spans = [
        f"SELECT min({time}) AS a, max({time}) AS b FROM {record.name} WHERE _skip IS NULL AND _reasons IS NULL"
        for record, time in zip(
            [r for r in file.records if MAIN_TIME[r.table] and not r.record.patch], times, strict=True
        )
    ]
    first, last = (
        con.execute(f"SELECT min(a), max(b) FROM ({' UNION ALL '.join(spans)})").fetchall()[0]
        if spans
        else (None, None)
    )
    records = sum(
        scalar(con, f"SELECT count(*) FROM building.{table} WHERE file_id = {file.file_id}")
        for table in {record.table for record in file.records if not record.record.patch}
    )
    account = Account(
        file.rows_read, loaded, scalar(con, f"SELECT count(*) FROM {rejected}"), skips, records, first, last
    )
    if account.rows_read != account.rows_loaded + account.rows_rejected + account.rows_skipped:
        raise HiloError(
            f"the account of {file.mapping.name} does not add up: {account}; nothing is published; please report this"
        )
    return account


def scalar(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(con.execute(sql).fetchall()[0][0])
